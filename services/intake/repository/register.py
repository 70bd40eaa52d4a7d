"""Load and save entries of the contact register and complaints."""

from uuid import UUID

from services.intake.domain.refusals import ComplaintNotFound, ContactNotFound
from services.intake.domain.register.complaint import Complaint
from services.intake.domain.register.contact import LoggedContact
from services.intake.tables.register import COMPLAINT, CONTACT
from shared.storage.things import Things

_WITH_WORDS = """
    words <> '' AND (customer_id = $1 OR ticket_id IN (SELECT id FROM ticket WHERE customer_id = $1))
"""


class ContactRegister(Things[LoggedContact]):
    """Every entry, by id and by the reference of its source."""

    mapping = CONTACT
    not_found = ContactNotFound

    async def known(self, origin: str, external_reference: str | None) -> LoggedContact | None:
        """The entry that this source has made under the same reference."""
        if external_reference is None:
            return None
        return await self.first("origin = $1 AND external_reference = $2", origin, external_reference)

    async def with_words(self, customer_id: UUID, *, limit: int) -> list[LoggedContact]:
        """Entries about a customer, or about his tickets, on which somebody's words still stand."""
        return await self.select(_WITH_WORDS, customer_id, limit=limit)

    async def count_with_words(self, customer_id: UUID) -> int:
        """How many those are."""
        count: int = await self._reader.value(f"SELECT count(*) FROM contact WHERE {_WITH_WORDS}", customer_id)
        return count


class Complaints(Things[Complaint]):
    """Complaints as they came in, by id."""

    mapping = COMPLAINT
    not_found = ComplaintNotFound
