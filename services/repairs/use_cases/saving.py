"""Stores a repair with its events and keeps a timer for each of its running clocks."""

from collections.abc import Sequence
from uuid import UUID

from services.repairs.domain.promises.clocks import await_collection, running
from services.repairs.domain.repair import Repair
from services.repairs.use_cases.access import policy_of
from services.repairs.work import Work
from shared.events.contract import Event


async def save(
    before: Repair, after: Repair, events: Sequence[Event], work: Work, *, fired: UUID | None = None
) -> Repair:
    """Clocks that stopped lose their timer, new ones get one; `fired` is the timer that is removed by itself."""
    if after.ready_at is not None and after.ready_at != before.ready_at and not after.is_over:
        after = await_collection(after, await policy_of(after, work), work.new_id(), now=work.now)
    old = {deadline.id for deadline in running(before)}
    new = {deadline.id: deadline for deadline in running(after)}
    for deadline_id in old - new.keys() - {fired}:
        await work.drop_timer(deadline_id)
    for deadline_id in new.keys() - old:
        deadline = new[deadline_id]
        work.set_timer(deadline_id, due_at=deadline.due_at, kind=deadline.clock.value, subject=after.id)
    return work.repairs.save(after, events, origin=after.origin)


def add(repair: Repair, work: Work) -> Repair:
    """A new item, with the timers of its clocks."""
    for deadline in running(repair):
        work.set_timer(deadline.id, due_at=deadline.due_at, kind=deadline.clock.value, subject=repair.id)
    return work.repairs.add(repair, origin=repair.origin)
