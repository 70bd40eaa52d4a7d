"""The way of an item to the factory and back, and the batch it travels in (6.3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NewType
from uuid import UUID

from services.repairs.domain.entries import SAID_BY_THE_FACTORY, FactoryLeg, Outcome
from services.repairs.domain.policy import RepairsPolicy
from services.repairs.domain.promises.promise import Way
from services.repairs.domain.refusals import (
    AmountWrong,
    AnotherUnitCameBack,
    BatchIsEmpty,
    NotForTheFactory,
    NotInThisBatch,
    OutcomeNotPossible,
    PromiseNotAhead,
)
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import BATCH_LIFE, BatchAction, BatchState, Place, RepairAction
from shared.events.contract import Event
from shared.events.repairs.batches import BatchReturned, BatchSent, FactoryPromiseMissed
from shared.events.repairs.items import RepairHandedOver, RepairReturned, RepairSentToFactory
from shared.money import Money

BatchId = NewType("BatchId", UUID)


@dataclass(frozen=True, kw_only=True)
class CameBack:
    """One item of a delivery from the factory."""

    repair_id: UUID
    serial_out: str | None
    outcome: Outcome | None
    """None: replaced when another serial number came back, else repaired."""
    cost: Money | None = None
    """What the factory asks."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """By when the factory sends an item back, and the clock of that."""

    until: datetime
    deadline_id: UUID


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Items that go to one factory together."""

    id: BatchId
    number: str
    version: int = 0
    state: BatchState = BatchState.OPEN
    factory: str
    """Code of the factory."""
    repair_ids: tuple[UUID, ...] = ()
    returned_ids: tuple[UUID, ...] = ()
    late_ids: tuple[UUID, ...] = ()
    """Items that the factory has not sent back in time."""
    lost_ids: tuple[UUID, ...] = ()
    """Items that will not come back."""
    opened_at: datetime
    carrier: str | None = None
    waybill: str | None = None
    sent_at: datetime | None = None

    @property
    def awaited_ids(self) -> tuple[UUID, ...]:
        """Items that are not back yet."""
        return tuple(each for each in self.repair_ids if each not in {*self.returned_ids, *self.lost_ids})

    def add(self, repair_ids: Sequence[UUID]) -> "Batch":
        """Put items in."""
        state = BATCH_LIFE.after(self.state, BatchAction.ADD)
        return replace(self, state=state, repair_ids=tuple(dict.fromkeys((*self.repair_ids, *repair_ids))))

    def take_out(self, repair_id: UUID) -> "Batch":
        """An item stays here; one that is not in it changes nothing."""
        state = BATCH_LIFE.after(self.state, BatchAction.TAKE_OUT)
        return replace(self, state=state, repair_ids=tuple(each for each in self.repair_ids if each != repair_id))

    def send(self, carrier: str, waybill: str, clause: str, *, now: datetime) -> tuple["Batch", Sequence[Event]]:
        """The carrier has it."""
        state = BATCH_LIFE.after(self.state, BatchAction.SEND)
        if not self.repair_ids:
            raise BatchIsEmpty("put items in first", clause=clause)
        sent = BatchSent(
            batch_id=self.id,
            number=self.number,
            factory=self.factory,
            repair_ids=self.repair_ids,
            clause=clause,
            sent_at=now,
        )
        return replace(self, state=state, carrier=carrier, waybill=waybill, sent_at=now), [sent]

    def take_back(self, repair_ids: Sequence[UUID], clause: str, *, now: datetime) -> tuple["Batch", Sequence[Event]]:
        """Some or all of it is back."""
        strange = [each for each in repair_ids if each not in self.awaited_ids]
        if self.state is BatchState.SENT and (strange or len(set(repair_ids)) < len(repair_ids)):
            raise NotInThisBatch("each item must have gone out with this batch and come back once", clause=clause)
        return replace(self, returned_ids=(*self.returned_ids, *repair_ids))._came(clause, now)

    def write_off(self, repair_id: UUID, clause: str, *, now: datetime) -> tuple["Batch", Sequence[Event]]:
        """An item of it is lost: nobody waits for it any more."""
        return replace(self, lost_ids=(*self.lost_ids, repair_id))._came(clause, now)

    def is_late_with(self, repair: Repair, clause: str) -> tuple["Batch", Sequence[Event]]:
        """The factory has not sent an item back in time."""
        leg = repair.factory
        assert leg is not None
        assert leg.expected_until is not None
        missed = FactoryPromiseMissed(
            batch_id=self.id,
            factory=self.factory,
            repair_id=repair.id,
            ticket_id=repair.ticket_id,
            clause=clause,
            missed_at=leg.expected_until,
        )
        return replace(self, late_ids=(*self.late_ids, repair.id)), [missed]

    def _came(self, clause: str, now: datetime) -> tuple["Batch", Sequence[Event]]:
        if self.awaited_ids:
            return replace(self, state=BATCH_LIFE.after(self.state, BatchAction.RETURN_SOME)), []
        whole = BatchReturned(
            batch_id=self.id,
            number=self.number,
            factory=self.factory,
            repair_ids=self.repair_ids,
            clause=clause,
            returned_at=now,
        )
        return replace(self, state=BATCH_LIFE.after(self.state, BatchAction.RETURN_ALL)), [whole]


def hand_over(repair: Repair, policy: RepairsPolicy, *, now: datetime) -> tuple[Repair, Sequence[Event]]:
    """The specialist hands the item to the warehouse."""
    after = repair.moved(RepairAction.HAND_OVER, now=now)
    if not repair.is_promised_for(Way.FACTORY):
        raise NotForTheFactory("the customer was not promised a repair at the factory", clause=policy.factory.clause)
    repair.may_be_worked_on(policy)
    return after, [RepairHandedOver(**repair.facts(), handed_over_at=now)]


def put_in_batch(repair: Repair, batch_id: BatchId, policy: RepairsPolicy, *, now: datetime) -> Repair:
    """The warehouse packs the item."""
    after = repair.moved(RepairAction.PUT_IN_BATCH, now=now)
    repair.may_be_worked_on(policy)
    return replace(after, batch_id=batch_id)


def take_out(repair: Repair, batch_id: BatchId, policy: RepairsPolicy, *, now: datetime) -> Repair:
    """The warehouse unpacks the item: the others of the batch need not wait for it. Raises NotInThisBatch."""
    after = repair.moved(RepairAction.TAKE_OUT_OF_BATCH, now=now)
    if repair.batch_id != batch_id:
        raise NotInThisBatch(f"{repair.number} lies elsewhere", clause=policy.factory.clause, field="repair_ids")
    return replace(after, batch_id=None)


def send(repair: Repair, expected: Expected, policy: RepairsPolicy, *, now: datetime) -> tuple[Repair, Sequence[Event]]:
    """The item is on its way to the factory, which is expected to send it back by a date of its own."""
    after = repair.moved(RepairAction.SEND, now=now)
    repair.may_be_worked_on(policy)
    if expected.until <= now:
        raise PromiseNotAhead("the factory's date is not ahead", clause=policy.factory.clause, field="expected_until")
    assert repair.batch_id is not None
    leg = FactoryLeg(
        batch_id=repair.batch_id,
        sent_at=now,
        serial_in=repair.new_serial or repair.serial,
        expected_until=expected.until,
        deadline_id=expected.deadline_id,
    )
    sent = RepairSentToFactory(**repair.facts(), batch_id=repair.batch_id, sent_at=now)
    return replace(after, factory=leg), [sent]


def take_back(
    repair: Repair, came: CameBack, policy: RepairsPolicy, *, now: datetime
) -> tuple[Repair, Sequence[Event]]:
    """The item, or another unit in its place, is in the warehouse again."""
    after = repair.moved(RepairAction.RETURN, now=now)
    assert repair.factory is not None
    outcome = outcome_of(came, repair.factory.serial_in, policy.factory.clause)
    if came.cost is not None and came.cost < Money.ZERO:
        raise AmountWrong("the factory asks for nothing at least", clause=policy.factory.clause, field="cost")
    leg = replace(repair.factory, returned_at=now, serial_out=came.serial_out, outcome=outcome, cost=came.cost)
    new_serial = came.serial_out if outcome is Outcome.REPLACED else None
    returned = RepairReturned(
        **repair.facts(),
        batch_id=leg.batch_id,
        outcome=outcome.value,
        new_serial=new_serial,
        is_part_of_installation=repair.is_part_of_installation,
        responsible_id=repair.responsible_id,
        returned_at=now,
    )
    return replace(after, factory=leg, new_serial=new_serial or repair.new_serial, retest=None), [returned]


def is_late(repair: Repair) -> Repair:
    """The factory has not sent it back in time."""
    assert repair.factory is not None
    return replace(repair, factory=replace(repair.factory, is_late=True))


def is_away(repair: Repair) -> bool:
    """Whether a batch still waits for it."""
    return repair.place is Place.FACTORY


def outcome_of(came: CameBack, serial_in: str | None, clause: str) -> Outcome:
    """As told, else by the serial numbers, which must agree with it; one that we never read agrees with everything."""
    if came.outcome is not None and came.outcome not in SAID_BY_THE_FACTORY:
        raise OutcomeNotPossible(f"one of: {', '.join(sorted(SAID_BY_THE_FACTORY))}", clause=clause, field="outcome")
    is_another = came.serial_out is not None and came.serial_out != serial_in
    is_certain = is_another and serial_in is not None
    outcome = came.outcome or (Outcome.REPLACED if is_certain else Outcome.REPAIRED)
    if (is_certain and outcome is not Outcome.REPLACED) or (outcome is Outcome.REPLACED and not is_another):
        raise AnotherUnitCameBack(
            "another serial number comes back exactly when the unit was replaced",
            clause=clause,
            field="serial_out",
            facts={"serial_in": serial_in or "", "serial_out": came.serial_out or "", "outcome": outcome.value},
        )
    return outcome
