"""What can be asked about batches: items that go to a factory together and come back (6.3)."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from services.repairs.domain.entries import Outcome
from services.repairs.domain.factory import Batch, CameBack
from services.repairs.domain.fees import Fee
from services.repairs.domain.refusals import (
    AmountWrong,
    AnotherUnitCameBack,
    BatchIsEmpty,
    BatchNotFound,
    ConsentMissing,
    NotInThisBatch,
    OutcomeNotPossible,
    PromiseNotAhead,
    RepairNotFound,
    VerdictPending,
)
from services.repairs.domain.states import BatchState
from services.repairs.queries import register as queries
from services.repairs.routes.roles import BATCH_READERS, PACKERS, SENDERS
from services.repairs.use_cases import factory
from services.repairs.use_cases.factory import Consignment, PackingList
from services.repairs.work import Work
from shared.money import Money
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Instant, ShortText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="batches")
_AN_ID = "01936b2e-0000-7000-8000-000000000001"
Items = Annotated[tuple[UUID, ...], Field(max_length=200)]


class OpenBatch(Body):
    """For which factory, and what is packed at once."""

    EXAMPLE: ClassVar = {"factory": "hikvision", "repair_ids": [_AN_ID]}

    factory: Code
    repair_ids: Items = ()


class SomeItems(Body):
    """What is packed, or unpacked again."""

    EXAMPLE: ClassVar = {"repair_ids": [_AN_ID]}

    repair_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=200)]


class Dispatch(Body):
    """Who carries it, under which number; by when the factory sends the items back, where it has said so."""

    EXAMPLE: ClassVar = {"carrier": "顺丰速运", "waybill": "SF1234567890"}

    carrier: ShortText
    waybill: Code
    expected_until: Instant | None = None


class ReturnedItem(Body):
    """One item that came back; left out, the outcome follows from the serial number."""

    EXAMPLE: ClassVar = {"repair_id": _AN_ID, "serial_out": "SN-2026-04711"}

    repair_id: UUID
    serial_out: ShortText | None = None
    outcome: Outcome | None = None
    cost: Money | None = None


class Returns(Body):
    """What came back; the rest is still awaited."""

    EXAMPLE: ClassVar = {"items": [ReturnedItem.EXAMPLE]}

    items: Annotated[tuple[ReturnedItem, ...], Field(min_length=1, max_length=200)]


class BatchFilter(Listing):
    """Which batches."""

    state: BatchState | None = None


class BatchView(View):
    """A batch."""

    id: UUID
    number: str
    version: int
    state: BatchState
    factory: str
    repair_ids: tuple[UUID, ...]
    awaited_ids: tuple[UUID, ...]
    returned_ids: tuple[UUID, ...]
    late_ids: tuple[UUID, ...]
    lost_ids: tuple[UUID, ...]
    opened_at: datetime
    carrier: str | None
    waybill: str | None
    sent_at: datetime | None

    @classmethod
    def of(cls, batch: Batch) -> "BatchView":
        """What we show of a batch."""
        return cls(**{name: getattr(batch, name) for name in cls.model_fields})


class PackedItem(View):
    """One line of the list."""

    number: str
    product_model: str
    serial: str | None
    accessories: tuple[str, ...]
    fault: str | None
    is_in_warranty: bool


class PackingListView(View):
    """What is printed and laid into the box (6.3): no customer, no words of anybody."""

    number: str
    version: int
    factory: str
    carrier: str | None
    waybill: str | None
    sent_at: datetime | None
    items: tuple[PackedItem, ...]

    @classmethod
    def of(cls, packed: PackingList) -> "PackingListView":
        """Line by line, in the order of the register."""
        batch = packed.batch
        lines = tuple(
            PackedItem(
                number=item.number,
                product_model=item.product_model,
                serial=item.new_serial or item.serial,
                accessories=item.accessories,
                fault=item.reported_fault if item.test is None else item.test.fault,
                is_in_warranty=item.fee.fee is Fee.FREE,
            )
            for item in packed.items
        )
        shown = {name: getattr(batch, name) for name in cls.model_fields if name != "items"}
        return cls(**shown, items=lines)


@routes.creates(
    "/batches", BatchView, may=PACKERS, refuses=(RepairNotFound, ActionNotAllowed, ConsentMissing, VerdictPending)
)
async def open_batch(order: Sent[OpenBatch], door: Door[Work]) -> Answer:
    """Start packing for a factory."""
    return await door.change(lambda work: factory.open_batch(order.factory, order.repair_ids, work), show=BatchView.of)


@routes.commands(
    "/batches/{batch_id}/items",
    BatchView,
    may=PACKERS,
    refuses=(BatchNotFound, RepairNotFound, ActionNotAllowed, ConsentMissing, VerdictPending),
)
async def add_items_to_batch(batch_id: UUID, order: Sent[SomeItems], door: Door[Work]) -> Answer:
    """Put items in that the specialist has handed to the warehouse."""
    return await door.change(lambda work: factory.add_items(batch_id, order.repair_ids, work), show=BatchView.of)


@routes.commands(
    "/batches/{batch_id}/unpacking",
    BatchView,
    may=PACKERS,
    refuses=(BatchNotFound, RepairNotFound, ActionNotAllowed, NotInThisBatch),
)
async def take_items_out_of_batch(batch_id: UUID, order: Sent[SomeItems], door: Door[Work]) -> Answer:
    """Take items out of a batch that is not sent yet: they stay at the warehouse, and the others go without them."""
    return await door.change(lambda work: factory.take_items_out(batch_id, order.repair_ids, work), show=BatchView.of)


@routes.commands(
    "/batches/{batch_id}/dispatch",
    BatchView,
    may=SENDERS,
    refuses=(BatchNotFound, ActionNotAllowed, BatchIsEmpty, ConsentMissing, PromiseNotAhead, VerdictPending),
)
async def send_batch(batch_id: UUID, order: Sent[Dispatch], door: Door[Work]) -> Answer:
    """Hand a batch to the carrier."""
    consignment = Consignment(carrier=order.carrier, waybill=order.waybill, expected_until=order.expected_until)
    return await door.change(lambda work: factory.send(batch_id, consignment, work), show=BatchView.of)


@routes.commands(
    "/batches/{batch_id}/returns",
    BatchView,
    may=SENDERS,
    refuses=(
        *(BatchNotFound, ActionNotAllowed, NotInThisBatch, AnotherUnitCameBack),
        *(AmountWrong, OutcomeNotPossible),
    ),
)
async def take_batch_back(batch_id: UUID, returns: Sent[Returns], door: Door[Work]) -> Answer:
    """Record what came back from the factory, all or a part of it."""
    came = [
        CameBack(repair_id=each.repair_id, serial_out=each.serial_out, outcome=each.outcome, cost=each.cost)
        for each in returns.items
    ]
    return await door.change(lambda work: factory.take_back(batch_id, came, work), show=BatchView.of)


@routes.shows("/batches/{batch_id}", BatchView, may=BATCH_READERS, refuses=(BatchNotFound,))
async def show_batch(batch_id: UUID, door: Door[Work]) -> Answer:
    """One batch."""
    return await door.read(lambda work: work.batches.get(batch_id), show=BatchView.of)


@routes.shows("/batches/{batch_id}/packing-list", PackingListView, may=BATCH_READERS, refuses=(BatchNotFound,))
async def show_packing_list(batch_id: UUID, door: Door[Work]) -> Answer:
    """The list that is printed and laid into the box."""
    return await door.read(lambda work: factory.packing_list(batch_id, work), show=PackingListView.of)


@routes.lists("/batches", BatchView, may=BATCH_READERS)
async def list_batches(wanted: Asked[BatchFilter], door: Door[Work]) -> Answer:
    """Batches, newest first."""
    return await door.page(
        wanted,
        lambda work: queries.batches(work.reader, wanted.state, wanted.after(UUID), wanted.rows_to_read),
        show=BatchView.of,
        by=("id",),
    )


@routes.lists("/batches/{batch_id}/history", AuditEntry, may=BATCH_READERS, refuses=(BatchNotFound,))
async def show_batch_history(batch_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a batch, oldest first."""
    return await history(door, wanted, lambda work: work.batches.get(batch_id))
