"""Lists of the contact register and of complaints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.intake.domain.register.complaint import Complaint
from services.intake.domain.register.contact import LoggedContact, Medium
from services.intake.domain.states import WITHOUT_AN_OUTCOME
from services.intake.queries.customers import called_from
from services.intake.tables.register import COMPLAINT, CONTACT
from shared.events.intake.complaints import ComplaintSubject
from shared.events.intake.contact_log import ContactOutcome
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader

REGISTER_BY = ("reported_at", "id")
_OPEN = ", ".join(f"'{state}'" for state in sorted(WITHOUT_AN_OUTCOME))


@dataclass(frozen=True, kw_only=True)
class ContactsWanted:
    """Which entries; None: any."""

    open: bool | None = None
    """Only those about which somebody still has to do something; False: only the others."""
    outcome: ContactOutcome | None = None
    medium: Medium | None = None
    customer_id: UUID | None = None
    ticket_id: UUID | None = None
    origin: str | None = None
    external_reference: str | None = None
    phone: str | None = None
    """The caller's number, as it is searched."""
    reported_from: datetime | None = None
    reported_until: datetime | None = None


async def contacts(
    reader: Reader, wanted: ContactsWanted, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[LoggedContact]:
    """Entries of the register, the newest first."""
    query = ListQuery("SELECT * FROM contact")
    for column in ("outcome", "medium", "customer_id", "ticket_id", "origin", "external_reference"):
        query = query.equal(column, getattr(wanted, column))
    query = query.when(f"(NOT is_confidential AND {called_from('contact')})", wanted.phone)
    query = query.at_least("reported_at", wanted.reported_from).below("reported_at", wanted.reported_until)
    if wanted.open is not None:
        query = query.where(f"state {'IN' if wanted.open else 'NOT IN'} ({_OPEN})")
    sql, values = query.page(REGISTER_BY, after, limit, descending=True)
    return [CONTACT.from_record(row) for row in await reader.rows(sql, *values)]


async def complaints(
    reader: Reader, caller: str, origin: str | None, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Complaint]:
    """Complaints about a matter, and those about a person that this caller wrote down himself; the newest first."""
    query = ListQuery("SELECT * FROM complaint").equal("origin", origin)
    is_own = "recorded_by = {} AND concerns->>'person_id' IS DISTINCT FROM recorded_by"
    query = query.when(f"(concerns->>'about' = '{ComplaintSubject.MATTER}' OR {is_own})", caller)
    sql, values = query.page(REGISTER_BY, after, limit, descending=True)
    return [COMPLAINT.from_record(row) for row in await reader.rows(sql, *values)]
