"""The clocks of an item: promised date, the day before it, handover, factory, reminders; which run, and since when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.repairs.domain.entries import Waiting
from services.repairs.domain.policy import RepairsPolicy
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import OWED_NOTHING_MORE, Place, RepairState
from shared.events.contract import Event
from shared.events.repairs.items import PromiseMissed
from shared.events.repairs.promises import HandoverMissed, PromiseAtRisk, UncollectedItemReminded


class Clock(StrEnum):
    """What may come due about an item."""

    PROMISE = "promise_due"
    AT_RISK = "promise_at_risk"
    HANDOVER = "handover_due"
    FACTORY = "factory_due"
    UNCOLLECTED = "uncollected"


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """One running clock and when it is over."""

    id: UUID
    clock: Clock
    due_at: datetime


_REMINDED = frozenset({RepairState.READY, RepairState.TO_GIVE_BACK, RepairState.STORED})
"""A repair whose customer is reminded to collect."""


def running(repair: Repair) -> tuple[Deadline, ...]:
    """The clocks that run for an item as it is now; whoever stores it keeps one timer for each."""
    found: list[tuple[UUID | None, Clock, datetime | None]] = []
    promise, leg, sent, waiting = repair.promise, repair.with_technician, repair.factory, repair.waiting
    if promise is not None and repair.is_promise_open and not promise.is_missed:
        found.append((promise.deadline_id, Clock.PROMISE, repair.ready_until))
        if not promise.is_at_risk:
            found.append((promise.at_risk_id, Clock.AT_RISK, promise.at_risk_at))
    if leg is not None and repair.place is Place.TECHNICIAN and repair.carried_by is None and not leg.is_missed:
        found.append((leg.deadline_id, Clock.HANDOVER, leg.hand_over_until))
    if sent is not None and repair.place is Place.FACTORY and not sent.is_late:
        found.append((sent.deadline_id, Clock.FACTORY, sent.expected_until))
    if waiting is not None and repair.state in _REMINDED:
        found.append((waiting.deadline_id, Clock.UNCOLLECTED, waiting.next_at))
    return tuple(
        Deadline(id=deadline_id, clock=clock, due_at=due_at)
        for deadline_id, clock, due_at in found
        if deadline_id is not None and due_at is not None
    )


def miss_promise(repair: Repair, policy: RepairsPolicy) -> tuple[Repair, Sequence[Event]]:
    """The promised time has passed and the item is not ready (4.5, 5.8)."""
    assert repair.ready_until is not None
    assert repair.promise is not None
    missed = PromiseMissed(
        **repair.facts(),
        responsible_id=repair.responsible_id,
        clause=policy.missed_promise.clause,
        way=repair.promise.way.value,
        state=repair.state.value,
        missed_at=repair.ready_until,
    )
    promise = replace(repair.promise, is_missed=True)
    return replace(repair, promise=promise, is_promise_missed=True), [missed]


def report_risk(repair: Repair, policy: RepairsPolicy, *, at: datetime) -> tuple[Repair, Sequence[Event]]:
    """The promise may not be kept: who answers for it and the supervisor are told, once for each promise (5.8)."""
    promise = repair.promise
    if promise is None or promise.is_at_risk or promise.is_missed or repair.ready_until is None:
        return repair, []
    told = PromiseAtRisk(
        **repair.facts(),
        responsible_id=repair.responsible_id,
        way=promise.way.value,
        state=repair.state.value,
        ready_until=repair.ready_until,
        clause=policy.missed_promise.clause,
        at_risk_at=at,
    )
    return replace(repair, promise=replace(promise, is_at_risk=True)), [told]


def miss_handover(repair: Repair, policy: RepairsPolicy) -> tuple[Repair, Sequence[Event]]:
    """The technician still has it (5.7)."""
    leg = repair.with_technician
    assert leg is not None
    missed = HandoverMissed(
        **repair.facts(),
        technician_id=leg.technician_id,
        clause=policy.brought_back.clause,
        missed_at=leg.hand_over_until,
    )
    return replace(repair, with_technician=replace(leg, is_missed=True)), [missed]


def await_collection(repair: Repair, policy: RepairsPolicy, deadline_id: UUID, *, now: datetime) -> Repair:
    """The reminders begin when the item lies ready; what goes home by a visit waits for nobody."""
    if repair.is_part_of_installation and repair.state not in OWED_NOTHING_MORE:
        return repair
    return replace(repair, waiting=_next(Waiting(since=now), policy, deadline_id))


def remind(repair: Repair, policy: RepairsPolicy, deadline_id: UUID, *, at: datetime) -> tuple[Repair, Sequence[Event]]:
    """The customer is reminded, and after the last time the item may go to storage."""
    assert repair.waiting is not None
    waiting = replace(repair.waiting, reminders=repair.waiting.reminders + 1)
    days = policy.uncollected.reminder_days[repair.waiting.reminders]
    told = UncollectedItemReminded(
        **repair.facts(),
        reminder=waiting.reminders,
        days_waiting=days,
        is_stored_from_now=days >= policy.uncollected.storage_days,
        responsible_id=repair.responsible_id,
        clause=policy.uncollected.clause,
        reminded_at=at,
    )
    return replace(repair, waiting=_next(waiting, policy, deadline_id)), [told]


def _next(waiting: Waiting, policy: RepairsPolicy, deadline_id: UUID) -> Waiting:
    days = policy.uncollected.reminder_days
    if waiting.reminders >= len(days):
        return replace(waiting, next_at=None, deadline_id=None)
    return replace(waiting, next_at=waiting.since + timedelta(days=days[waiting.reminders]), deadline_id=deadline_id)
