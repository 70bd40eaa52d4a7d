"""Stores a repair with its events and keeps the timer of its promise in step."""

from collections.abc import Sequence

from services.repairs.domain.repair import Repair
from services.repairs.work import Work
from shared.events.contract import Event

PROMISE_DUE = "promise_due"


async def save(before: Repair, after: Repair, events: Sequence[Event], work: Work) -> Repair:
    """A new promise replaces the timer of the old one; a promise that cannot be missed any more needs none."""
    old = before.promise.deadline_id if before.promise and before.is_promise_open else None
    new = after.promise.deadline_id if after.promise and after.is_promise_open else None
    if old is not None and old != new:
        await work.drop_timer(old)
    if new is not None and new != old and after.ready_until is not None:
        work.set_timer(new, due_at=after.ready_until, kind=PROMISE_DUE, subject=after.id)
    return work.repairs.save(after, events, origin=after.origin)
