"""A clock of an item has run out; one that is not the item's any more says nothing."""

from uuid import UUID

from services.repairs.domain import factory
from services.repairs.domain.promises import clocks
from services.repairs.domain.promises.clocks import Deadline
from services.repairs.domain.repair import Repair
from services.repairs.use_cases.access import policy_of
from services.repairs.use_cases.saving import save
from services.repairs.work import Work


async def miss_promise(repair_id: UUID, deadline_id: UUID, work: Work) -> None:
    """The promised date has passed."""
    found = await _running(repair_id, deadline_id, work)
    if found is not None:
        repair, _ = found
        after, events = clocks.miss_promise(repair, await policy_of(repair, work))
        await save(repair, after, events, work, fired=deadline_id)


async def report_risk(repair_id: UUID, deadline_id: UUID, work: Work) -> None:
    """Tomorrow is the promised date."""
    found = await _running(repair_id, deadline_id, work)
    if found is not None:
        repair, deadline = found
        after, events = clocks.report_risk(repair, await policy_of(repair, work), at=deadline.due_at)
        await save(repair, after, events, work, fired=deadline_id)


async def miss_handover(repair_id: UUID, deadline_id: UUID, work: Work) -> None:
    """The technician should have handed it over."""
    found = await _running(repair_id, deadline_id, work)
    if found is not None:
        repair, _ = found
        after, events = clocks.miss_handover(repair, await policy_of(repair, work))
        await save(repair, after, events, work, fired=deadline_id)


async def remind(repair_id: UUID, deadline_id: UUID, work: Work) -> None:
    """The item still waits for its customer."""
    found = await _running(repair_id, deadline_id, work)
    if found is not None:
        repair, deadline = found
        policy = await policy_of(repair, work)
        after, events = clocks.remind(repair, policy, work.new_id(), at=deadline.due_at)
        await save(repair, after, events, work, fired=deadline_id)


async def miss_factory_promise(repair_id: UUID, deadline_id: UUID, work: Work) -> None:
    """The factory should have sent it back."""
    found = await _running(repair_id, deadline_id, work)
    if found is not None and found[0].batch_id is not None:
        repair = found[0]
        clause = (await policy_of(repair, work)).factory.clause
        batch, events = (await work.batches.get(repair.batch_id)).is_late_with(repair, clause)
        work.batches.save(batch, events)
        await save(repair, factory.is_late(repair), (), work, fired=deadline_id)


async def _running(repair_id: UUID, deadline_id: UUID, work: Work) -> tuple[Repair, Deadline] | None:
    repair = await work.repairs.find(repair_id)
    if repair is None:
        return None
    return next(((repair, each) for each in clocks.running(repair) if each.id == deadline_id), None)
