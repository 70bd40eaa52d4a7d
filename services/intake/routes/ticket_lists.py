"""Lists of tickets, and how many there are: by state, level, district, customer, period and age."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.intake.domain.on_file.phones import search_key
from services.intake.domain.on_file.places import districts_in
from services.intake.domain.policy import IntakePolicy
from services.intake.domain.states import TicketState
from services.intake.queries import ticket_lists as queries
from services.intake.routes.shown import TicketView, ticket_for
from services.intake.routes.tickets import LookingThrough, Origin
from services.intake.use_cases import access
from services.intake.work import Work
from shared.events.intake.tickets import FaultLevel, Region
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.fields import Code, Instant, ShortText
from shared.web.input.query import Asked, Filter
from shared.web.paging import Listing
from shared.web.routes import Routes

routes = Routes(tag="tickets")
Hours = Annotated[int, Field(ge=0, le=876_000)]


class Narrowing(Filter):
    """Which tickets; the age of a ticket counts from its report."""

    state: TicketState | None = None
    is_open: bool | None = None
    level: Annotated[int, Field(ge=1, le=4)] | None = None
    district: ShortText | None = None
    customer_id: UUID | None = None
    origin: Origin | None = None
    external_reference: Code | None = None
    number: Code | None = None
    phone: ShortText | None = None
    """From which number was called, in any spelling."""
    reported_from: Instant | None = None
    reported_until: Instant | None = None
    older_than_hours: Hours | None = None
    younger_than_hours: Hours | None = None

    def read(self, work: Work) -> queries.TicketsWanted:
        """As the list takes it: an age is a period that ends, or begins, so long ago; a partner sees his own."""
        asked = {name: getattr(self, name) for name in queries.TicketsWanted.__dataclass_fields__}
        asked["origin"] = access.partner_origin(work.actor) or self.origin
        asked["phone"] = None if self.phone is None else search_key(self.phone, work.policy.phones)
        if self.older_than_hours is not None:
            before = work.now - timedelta(hours=self.older_than_hours)
            asked["reported_until"] = min(before, self.reported_until or before)
        if self.younger_than_hours is not None:
            since = work.now - timedelta(hours=self.younger_than_hours)
            asked["reported_from"] = max(since, self.reported_from or since)
        return queries.TicketsWanted(**asked)


class TicketFilter(Narrowing, Listing):
    """Which tickets, and which page of them."""


class CountedBy(StrEnum):
    """What is counted."""

    STATE = "state"
    LEVEL = "level"
    DISTRICT = "district"


class CountFilter(Narrowing):
    """Which tickets are counted, and by what."""

    by: CountedBy = CountedBy.STATE


class CountView(View):
    """How many tickets have this value."""

    value: str
    count: int
    is_at_least: bool
    """There are more: a list is counted up to ten thousand."""


class CountsView(View):
    """How many tickets there are of each kind."""

    by: CountedBy
    counts: tuple[CountView, ...]


@routes.lists("/tickets", TicketView, may=LookingThrough)
async def list_tickets(wanted: Asked[TicketFilter], door: Door[Work]) -> Answer:
    """Tickets, the newest report first; a partner sees what he sent in."""
    after = wanted.after(datetime, UUID)
    return await door.page(
        wanted,
        lambda work: queries.tickets(work.reader, wanted.read(work), after, wanted.rows_to_read),
        show=ticket_for(door.actor),
        by=queries.TICKETS_BY,
    )


@routes.shows("/ticket-counts", CountsView, may=LookingThrough)
async def count_tickets(wanted: Asked[CountFilter], door: Door[Work]) -> Answer:
    """How many tickets there are by state, level or district, narrowed as the list is."""

    async def counted(work: Work) -> Sequence[queries.Count]:
        of = _values(wanted.by, work.policy)
        return await queries.counts(work.reader, wanted.read(work), wanted.by.value, of)

    return await door.read(counted, show=lambda found: _counts(wanted.by, found))


def _values(by: CountedBy, policy: IntakePolicy) -> Sequence[str] | Sequence[int]:
    if by is CountedBy.STATE:
        return [state.value for state in TicketState]
    if by is CountedBy.LEVEL:
        return [level.value for level in FaultLevel]
    return sorted(districts_in(Region.MAIN_CITY, policy) | districts_in(Region.SUBURB, policy))


def _counts(by: CountedBy, found: Sequence[queries.Count]) -> CountsView:
    counts = tuple(CountView(value=one.value, count=one.count, is_at_least=one.is_at_least) for one in found)
    return CountsView(by=by, counts=counts)
