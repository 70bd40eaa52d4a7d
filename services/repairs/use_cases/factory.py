"""Items go to the warehouse, to the factory in batches, and come back (6.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.repairs.domain import factory
from services.repairs.domain.factory import Batch, BatchId, CameBack, Expected
from services.repairs.domain.refusals import RepairNotFound
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import RepairState
from services.repairs.queries.register import items_of
from services.repairs.use_cases.access import policy_of
from services.repairs.use_cases.saving import save
from services.repairs.use_cases.taking_in import working_days
from services.repairs.work import Work
from shared.deadlines import Amount, Unit, due

BATCH = "PC"
"""How numbers of batches 批次 begin."""


@dataclass(frozen=True, kw_only=True)
class Consignment:
    """A batch in the carrier's hands; the factory may have said by when it sends the items back."""

    carrier: str
    waybill: str
    expected_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class PackingList:
    """What lies in a batch, as it is printed and laid in."""

    batch: Batch
    items: tuple[Repair, ...]


async def hand_over(repair_id: UUID, work: Work) -> Repair:
    """The specialist hands an item to the warehouse."""
    repair = await work.repairs.get(repair_id)
    after, events = factory.hand_over(repair, await policy_of(repair, work), now=work.now)
    return await save(repair, after, events, work)


async def open_batch(factory_code: str, repair_ids: Sequence[UUID], work: Work) -> Batch:
    """Start packing for a factory."""
    batch = Batch(id=BatchId(work.new_id()), number=await work.number(BATCH), factory=factory_code, opened_at=work.now)
    return work.batches.add(await _pack(batch, repair_ids, work))


async def add_items(batch_id: UUID, repair_ids: Sequence[UUID], work: Work) -> Batch:
    """Put more items in."""
    batch = await work.batches.get(batch_id)
    return work.batches.save(await _pack(batch, repair_ids, work))


async def take_items_out(batch_id: UUID, repair_ids: Sequence[UUID], work: Work) -> Batch:
    """Unpack items again."""
    batch = await work.batches.get(batch_id)
    for repair in await _items(repair_ids, work):
        policy = await policy_of(repair, work)
        await save(repair, factory.take_out(repair, batch.id, policy, now=work.now), (), work)
        batch = batch.take_out(repair.id)
    return work.batches.save(batch)


async def leave_batch(repair: Repair, work: Work) -> None:
    """An item that was only packed does not go to the factory."""
    if repair.state is RepairState.IN_BATCH and repair.batch_id is not None:
        batch = await work.batches.get(repair.batch_id)
        work.batches.save(batch.take_out(repair.id))


async def send(batch_id: UUID, consignment: Consignment, work: Work) -> Batch:
    """The carrier has the batch: every item in it is on its way, each with a clock of its own."""
    batch = await work.batches.get(batch_id)
    after, events = batch.send(consignment.carrier, consignment.waybill, work.policy.factory.clause, now=work.now)
    for repair in await _items(after.repair_ids, work):
        policy = await policy_of(repair, work)
        by_rule = due(work.now, Amount(policy.factory.back_working_days, Unit.DAY), working_days(policy)).due_at
        expected = Expected(until=consignment.expected_until or by_rule, deadline_id=work.new_id())
        gone, told = factory.send(repair, expected, policy, now=work.now)
        await save(repair, gone, told, work)
    return work.batches.save(after, events)


async def take_back(batch_id: UUID, came: Sequence[CameBack], work: Work) -> Batch:
    """Some or all items of a batch are back from the factory."""
    batch = await work.batches.get(batch_id)
    after, events = batch.take_back([each.repair_id for each in came], work.policy.factory.clause, now=work.now)
    by_id = {each.repair_id: each for each in came}
    for repair in await _items(tuple(by_id), work):
        back, told = factory.take_back(repair, by_id[repair.id], await policy_of(repair, work), now=work.now)
        await save(repair, back, told, work)
    return work.batches.save(after, events)


async def packing_list(batch_id: UUID, work: Work) -> PackingList:
    """What the warehouse prints and lays into the box."""
    return PackingList(batch=await work.batches.get(batch_id), items=tuple(await items_of(work.reader, batch_id)))


async def _pack(batch: Batch, repair_ids: Sequence[UUID], work: Work) -> Batch:
    after = batch.add(repair_ids)
    for repair in await _items(repair_ids, work):
        await save(
            repair, factory.put_in_batch(repair, batch.id, await policy_of(repair, work), now=work.now), (), work
        )
    return after


async def _items(repair_ids: Sequence[UUID], work: Work) -> list[Repair]:
    """All of them; raises RepairNotFound naming the first that there is not."""
    wanted = list(dict.fromkeys(repair_ids))
    found = await work.repairs.with_ids(wanted)
    missing = set(wanted) - {repair.id for repair in found}
    if missing:
        raise RepairNotFound(f"repair {min(missing)} is not known", field="repair_ids")
    return found
