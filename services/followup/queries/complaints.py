"""Lists of complaints, without those that concern the reader or somebody above him."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.followup.domain.complaints.complaint import Complaint
from services.followup.domain.complaints.ladder import Level
from services.followup.domain.complaints.ladder import Reader as Person
from services.followup.domain.states import ComplaintState
from services.followup.tables.complaints import COMPLAINT
from shared.actor import Role
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader


@dataclass(frozen=True, kw_only=True)
class ComplaintsWanted:
    """Which complaints; None: any."""

    state: ComplaintState | None = None
    level: Level | None = None
    customer_id: UUID | None = None
    ticket_id: UUID | None = None
    handler_id: UUID | None = None


async def complaints(
    reader: Reader, wanted: ComplaintsWanted, person: Person, after: tuple[UUID] | None, limit: int
) -> Sequence[Complaint]:
    """Complaints that this person may see, newest first."""
    query = ListQuery("SELECT * FROM complaint").equal("state", wanted.state).equal("level", wanted.level)
    query = query.equal("customer_id", wanted.customer_id).equal("ticket_id", wanted.ticket_id)
    query = query.equal("handler_id", wanted.handler_id)
    sql, values = visible(query, person).page(("id",), after, limit, descending=True)
    return [COMPLAINT.from_record(row) for row in await reader.rows(sql, *values)]


def visible(query: ListQuery, person: Person) -> ListQuery:
    """The same rule as `may_read`, for many at once."""
    role = person.actor.role
    if role is Role.AUDITOR:
        return query
    if role is Role.PARTNER:
        return query.when("origin = ANY({}::text[])", sorted(person.sources))
    if role is Role.TECHNICIAN:
        own = query.when("person_id = ANY({}::uuid[])", [] if person.person_id is None else [person.person_id])
        return own.equal("state", ComplaintState.CLOSED)
    if not person.is_known:
        return query.where("person_id IS NULL")
    forbidden = [*person.above, *([] if person.person_id is None else [person.person_id])]
    return query.when("(person_id IS NULL OR person_id <> ALL({}::uuid[]))", forbidden)
