"""Load and save entries of the contact register and complaints."""

from services.intake.domain.refusals import ComplaintNotFound, ContactNotFound
from services.intake.domain.register.complaint import Complaint
from services.intake.domain.register.contact import LoggedContact
from services.intake.tables.register import COMPLAINT, CONTACT
from shared.storage.things import Things


class ContactRegister(Things[LoggedContact]):
    """Every entry, by id and by the reference of its source."""

    mapping = CONTACT
    not_found = ContactNotFound

    async def known(self, origin: str, external_reference: str | None) -> LoggedContact | None:
        """The entry that this source has made under the same reference."""
        if external_reference is None:
            return None
        return await self.first("origin = $1 AND external_reference = $2", origin, external_reference)


class Complaints(Things[Complaint]):
    """Complaints as they came in, by id."""

    mapping = COMPLAINT
    not_found = ComplaintNotFound
