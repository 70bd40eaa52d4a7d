"""What can be asked about the repair register 返修登记表: take an item in, what is where, what is late."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.repairs.domain.entries import Outcome
from services.repairs.domain.refusals import (
    AlreadyInRepair,
    ContactNotListed,
    DataConsentMissing,
    ProductModelMissing,
    RepairNotFound,
    ResponsibleUnknown,
    TicketIsCancelled,
    TicketNotKnown,
)
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import Place, RepairState
from services.repairs.queries import register as queries
from services.repairs.queries.register import Counts
from services.repairs.routes.entries import MovementView, values_for
from services.repairs.routes.roles import READERS, REGISTRARS, STAFF_READERS
from services.repairs.routes.sent import Accessories, DataSaid, Party, Photos, photos_of
from services.repairs.routes.shown import RepairView, repair_for
from services.repairs.use_cases import access, taking_in
from services.repairs.work import Work
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Instant, LongText, ShortText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="repairs")


class BringIn(Body):
    """An item that the customer brings; what is left out is as the ticket says."""

    EXAMPLE: ClassVar = {
        "ticket_id": "01936b2e-0000-7000-8000-000000000001",
        "product_model": "DS-7816N-K2",
        "serial": "SN-2024-00117",
        "accessories": ["power supply"],
        "condition": "外壳有划痕",
    }

    ticket_id: UUID
    equipment_id: UUID | None = None
    product_model: ShortText | None = None
    product_category: Code | None = None
    serial: ShortText | None = None
    accessories: Accessories = ()
    condition: LongText | None = None
    photos: Photos = ()
    holds_data: bool = False
    data: DataSaid | None = None
    responsible_id: UUID | None = None


class RepairFilter(Listing):
    """Which repairs."""

    state: RepairState | None = None
    place: Place | None = None
    ticket_id: UUID | None = None
    customer_id: UUID | None = None
    batch_id: UUID | None = None
    responsible_id: UUID | None = None
    serial: ShortText | None = None
    number: Code | None = None
    waits_for: Party | None = None
    in_place_before: Instant | None = None
    due_before: Instant | None = None
    is_open: bool | None = None
    is_late: bool | None = None


class CountsView(View):
    """How many repairs there are."""

    by_state: dict[RepairState, int]
    by_place: dict[Place, int]
    by_waits_for: dict[str, int]
    late: int

    @classmethod
    def of(cls, counts: Counts) -> "CountsView":
        """As they were counted."""
        return cls(
            by_state=dict(counts.by_state),
            by_place=dict(counts.by_place),
            by_waits_for=dict(counts.by_waits_for),
            late=counts.late,
        )


class SerialFilter(Listing):
    """Which unit."""

    serial: ShortText


class UnitInRepair(View):
    """Where a unit was in one repair, and how that ended: the history of a serial number."""

    id: UUID
    number: str
    ticket_id: UUID
    state: RepairState
    serial: str | None
    new_serial: str | None
    outcome: Outcome | None
    movements: tuple[MovementView, ...]
    ended_at: datetime | None

    @classmethod
    def of(cls, repair: Repair) -> "UnitInRepair":
        """What the register knows of it."""
        values = {name: getattr(repair, name) for name in cls.model_fields if name != "movements"}
        moved = tuple(MovementView(**values_for(MovementView, each)) for each in repair.movements)
        return cls(**values, movements=moved)


@routes.creates(
    "/repairs",
    RepairView,
    may=REGISTRARS,
    refuses=(
        *(TicketNotKnown, TicketIsCancelled, AlreadyInRepair, ProductModelMissing, ResponsibleUnknown),
        ContactNotListed,
        DataConsentMissing,
    ),
)
async def take_item_in(order: Sent[BringIn], door: Door[Work]) -> Answer:
    """Take an item from the customer who brings it (6.1)."""
    said = {name: getattr(order, name) for name in BringIn.model_fields} | {
        "photos": photos_of(order.photos),
        "data": None if order.data is None else order.data.said(),
    }
    item = taking_in.BringIn(**said)
    return await door.change(lambda work: taking_in.take_in(item, work), show=repair_for(door.actor))


@routes.lists("/repairs", RepairView, may=READERS)
async def list_repairs(wanted: Asked[RepairFilter], door: Door[Work]) -> Answer:
    """What is where and since when, the longest first; technicians see what they answer for."""
    asked = {name: getattr(wanted, name) for name in RepairFilter.model_fields if name not in Listing.model_fields}
    narrowed = access.narrowed(queries.RepairsWanted(**asked), access.sight_of(door.actor, door.caller.sources))
    return await door.page(
        wanted,
        lambda work: queries.repairs(
            work.reader, narrowed, wanted.after(datetime, UUID), wanted.rows_to_read, now=work.now
        ),
        show=repair_for(door.actor),
        by=queries.REPAIRS_BY,
    )


@routes.shows("/repair-counts", CountsView, may=STAFF_READERS)
async def count_repairs(door: Door[Work]) -> Answer:
    """How many items there are by state and place, and how many are late."""
    return await door.read(lambda work: queries.counts(work.reader, now=work.now), show=CountsView.of)


@routes.lists("/serial-movements", UnitInRepair, may=STAFF_READERS)
async def list_movements_of_serial(wanted: Asked[SerialFilter], door: Door[Work]) -> Answer:
    """Where a unit with this serial number was, repair by repair, the oldest first."""
    return await door.page(
        wanted,
        lambda work: queries.with_serial(work.reader, wanted.serial, wanted.after(UUID), wanted.rows_to_read),
        show=UnitInRepair.of,
        by=("id",),
    )


@routes.shows("/repairs/{repair_id}", RepairView, may=READERS, refuses=(RepairNotFound,))
async def show_repair(repair_id: UUID, door: Door[Work]) -> Answer:
    """One item."""
    sight = access.sight_of(door.actor, door.caller.sources)
    return await door.read(lambda work: access.repair_in_sight(repair_id, sight, work), show=repair_for(door.actor))


@routes.lists("/repairs/{repair_id}/history", AuditEntry, may=STAFF_READERS, refuses=(RepairNotFound,))
async def show_repair_history(repair_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of an item, oldest first."""
    return await history(door, wanted, lambda work: work.repairs.get(repair_id))
