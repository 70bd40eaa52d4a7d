"""What happens to an item at the desk: taken in, tested, registered, promised, put on a receipt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.repairs.domain.copies import TicketCopy
from services.repairs.domain.entries import (
    BenchFinding,
    BenchTest,
    DataChoice,
    DataHandling,
    Movement,
    Photo,
    TechnicianLeg,
)
from services.repairs.domain.fees import fee_terms
from services.repairs.domain.policy import RepairsPolicy
from services.repairs.domain.promises.promise import Promise, Way, looked_at, reckoned
from services.repairs.domain.receipt import Receipt, code_hash
from services.repairs.domain.refusals import (
    AlreadyCollected,
    DataConsentMissing,
    FaultMissing,
    NotRegistered,
    ProductModelMissing,
    PromiseNotAhead,
    WayMissing,
    WayNotNeeded,
)
from services.repairs.domain.repair import Repair, RepairId
from services.repairs.domain.states import REPAIR_LIFE, Place, RepairAction, RepairState
from shared.actor import Actor
from shared.calendar import WorkingCalendar
from shared.events.contract import Event
from shared.events.dispatch.jobs import ItemBroughtBack
from shared.events.repairs.items import FaultConfirmed, FaultNotReproduced, RepairPromised, RepairRegistered


@dataclass(frozen=True, kw_only=True)
class DataSaid:
    """What a contact of the customer said about his recordings."""

    choice: DataChoice
    contact_id: UUID | None

    def needs_contact(self, slip_number: str | None) -> bool:
        """Whether it counts only as the word of somebody on file: a disk that stays, or a slip, speaks for itself."""
        speaks_for_itself = self.choice is DataChoice.DISK_STAYS or slip_number is not None
        return self.contact_id is not None or not speaks_for_itself


@dataclass(frozen=True, kw_only=True)
class BroughtIn:
    """An item that the customer brings; what is not said is as the ticket says."""

    equipment_id: UUID | None
    product_model: str | None
    product_category: str | None
    serial: str | None
    accessories: tuple[str, ...]
    condition: str | None
    photos: tuple[Photo, ...]
    holds_data: bool
    data: DataSaid | None
    responsible_id: UUID


@dataclass(frozen=True, kw_only=True)
class Received:
    """What the specialist finds when he takes an item over; None: as it was noted before."""

    accessories: tuple[str, ...] | None
    condition: str | None
    photos: tuple[Photo, ...]
    data: DataSaid | None


@dataclass(frozen=True, kw_only=True)
class Tested:
    """What the test showed and where the item is to be repaired."""

    finding: BenchFinding
    fault: str | None
    way: Way | None
    ready_until: datetime | None
    """A date said by a person instead of the one by rule."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a decision at the desk needs beside the item."""

    now: datetime
    actor: Actor
    policy: RepairsPolicy
    working_days: WorkingCalendar
    deadline_id: UUID
    other_deadline_id: UUID


def take_in(
    repair_id: UUID, number: str, item: BroughtIn, ticket: TicketCopy, policy: RepairsPolicy, *, now: datetime
) -> Repair:
    """The customer has brought the item: the specialist has it (6.1)."""
    model = item.product_model or ticket.product_model
    if model is None:
        raise ProductModelMissing("say what the item is", field="product_model", clause=policy.receipt.clause)
    equipment_id = item.equipment_id or ticket.equipment_id
    category = item.product_category or ticket.product_category
    repair = Repair(
        id=RepairId(repair_id),
        number=number,
        state=REPAIR_LIFE.after(RepairState.WITH_TECHNICIAN, RepairAction.RECEIVE),
        place=Place.DESK,
        in_place_since=now,
        movements=(Movement(place=Place.DESK, since=now),),
        ticket_id=ticket.id,
        customer_id=ticket.customer_id,
        origin=ticket.origin,
        equipment_id=equipment_id,
        product_model=model,
        product_category=category,
        serial=item.serial or ticket.serial,
        accessories=item.accessories,
        condition=item.condition,
        photos=item.photos,
        holds_data=item.holds_data or category in policy.data.product_categories,
        data=_handled(item.data, now),
        is_part_of_installation=ticket.is_part_of_installation,
        responsible_id=item.responsible_id,
        taken_in_at=now,
        fee=fee_terms(ticket, equipment_id, policy),
    )
    check_data(repair, policy)
    return repair


def bring_back(number: str, item: ItemBroughtBack, ticket: TicketCopy, around: "Surroundings") -> Repair:
    """A technician has taken the item along: he has it until the specialist takes it over (5.7), by a clock."""
    policy = around.policy
    until = around.working_days.end_of_work_day(item.brought_back_at, days=policy.brought_back.hand_over_working_days)
    is_same = item.equipment_id is None or item.equipment_id == ticket.equipment_id
    category = ticket.product_category if is_same else None
    return Repair(
        id=RepairId(item.item_id),
        number=number,
        state=RepairState.WITH_TECHNICIAN,
        place=Place.TECHNICIAN,
        in_place_since=item.brought_back_at,
        movements=(Movement(place=Place.TECHNICIAN, since=item.brought_back_at),),
        ticket_id=item.ticket_id,
        customer_id=ticket.customer_id,
        origin=ticket.origin,
        item_id=item.item_id,
        job_id=item.job_id,
        slip_number=item.slip_number,
        with_technician=TechnicianLeg(
            technician_id=item.technician_id, hand_over_until=until, deadline_id=around.deadline_id
        ),
        equipment_id=item.equipment_id,
        product_model=item.product_model,
        product_category=category,
        holds_data=category in policy.data.product_categories,
        serial=item.serial,
        accessories=item.accessories,
        reported_fault=item.fault,
        is_part_of_installation=item.is_part_of_installation,
        responsible_id=item.technician_id,
        taken_in_at=item.brought_back_at,
        fee=fee_terms(ticket, item.equipment_id, policy),
    )


def record_test(
    repair: Repair, tested: Tested, receipt_number: str, around: Surroundings
) -> tuple[Repair, Sequence[Event]]:
    """Tested at once, entered in the register, promised by rule (6.2)."""
    after = repair.moved(RepairAction.TEST, now=around.now)
    clause = around.policy.receipt.clause
    check_data(repair, around.policy)
    if tested.finding is BenchFinding.FIXED_AT_COUNTER:
        repair.may_be_worked_on(around.policy)
    if tested.finding is not BenchFinding.NOT_REPRODUCED and tested.fault is None:
        raise FaultMissing("say which fault was confirmed", clause=clause, field="fault")
    if tested.finding is BenchFinding.CONFIRMED and tested.way is None:
        raise WayMissing("say where it is repaired", clause=clause, field="way")
    if tested.finding is BenchFinding.NOT_REPRODUCED and (tested.way or tested.ready_until):
        raise WayNotNeeded("nothing is repaired where no fault was found", clause=clause, field="way")
    shown = BenchTest(finding=tested.finding, fault=tested.fault, tested_at=around.now, tested_by=around.actor.subject)
    after = replace(after, test=shown, receipt=Receipt(number=receipt_number))
    events = [_shown(after, shown, clause), _registered(after, around)]
    if tested.way is not None:
        after, promised = _promised(after, tested.way, tested.ready_until, None, around)
        events.append(promised)
    if tested.finding is BenchFinding.CONFIRMED and not after.has_consent:
        after = after.moved(RepairAction.ASK_CONSENT, now=around.now)
    return after, events


def receive(repair: Repair, found: Received, around: Surroundings) -> tuple[Repair, Sequence[Event]]:
    """The specialist takes an item over, from whoever has it."""
    after, events = repair.receive(found.accessories, found.condition, around.policy, now=around.now)
    data = _handled(found.data, around.now) or after.data
    return replace(after, photos=(*after.photos, *found.photos), data=data), events


def check_data(repair: Repair, policy: RepairsPolicy) -> None:
    """A recorder is ours only with consent about data loss and secrecy, or without its disk."""
    if repair.holds_data and repair.data is None:
        raise DataConsentMissing(
            "the customer consents to the loss of recordings, or keeps the disk",
            clause=policy.data.clause,
            field="data",
        )


def promise(
    repair: Repair, way: Way, reason: str, ready_until: datetime | None, around: Surroundings
) -> tuple[Repair, Sequence[Event]]:
    """A new date needs a reason; the clock starts anew, and a promise missed before stays missed."""
    after, promised = _promised(repair.moved(RepairAction.PROMISE, now=around.now), way, ready_until, reason, around)
    return after, [promised]


def issue_receipt(repair: Repair, check_code: str, reason: str | None, around: Surroundings) -> Repair:
    """Give the customer his receipt; its check code is shown now and never again."""
    if repair.is_over:
        raise AlreadyCollected("the repair is over", clause=around.policy.collection.clause)
    if repair.receipt is None:
        raise NotRegistered("the item is not tested yet", clause=around.policy.receipt.clause)
    hashed = code_hash(check_code, repair.id)
    issued = repair.receipt.issue(hashed, around.actor, reason, around.policy.receipt, now=around.now)
    return replace(repair, receipt=issued)


def _handled(said: DataSaid | None, now: datetime) -> DataHandling | None:
    return None if said is None else DataHandling(choice=said.choice, contact_id=said.contact_id, noted_at=now)


def _shown(repair: Repair, shown: BenchTest, clause: str) -> Event:
    if shown.finding is BenchFinding.NOT_REPRODUCED:
        return FaultNotReproduced(**repair.facts(), clause=clause, tested_at=shown.tested_at)
    assert shown.fault is not None
    return FaultConfirmed(**repair.facts(), fault=shown.fault, clause=clause, confirmed_at=shown.tested_at)


def _registered(repair: Repair, around: Surroundings) -> Event:
    assert repair.receipt is not None
    policy = around.policy
    return RepairRegistered(
        **repair.facts(),
        number=repair.number,
        receipt_number=repair.receipt.number,
        item_id=repair.item_id,
        job_id=repair.job_id,
        equipment_id=repair.equipment_id,
        product_model=repair.product_model,
        serial=repair.serial,
        fee_terms=repair.fee.fee.value,
        is_part_of_installation=repair.is_part_of_installation,
        responsible_id=repair.responsible_id,
        clause=policy.receipt.clause if repair.item_id is None else policy.brought_back.clause,
        registered_at=around.now,
    )


def _promised(
    repair: Repair, way: Way, said: datetime | None, reason: str | None, around: Surroundings
) -> tuple[Repair, Event]:
    if said is not None and said <= around.now:
        raise PromiseNotAhead(
            "the promised date is not ahead", clause=around.policy.promise.clause, field="ready_until"
        )
    policy = around.policy
    until = said or reckoned(way, repair.product_category, around.now, policy, around.working_days).due_at
    given = Promise(
        way=way,
        clause=around.policy.promise.clause,
        policy_revision=around.policy.revision.number,
        is_by_rule=said is None,
        reason=reason,
        promised_at=around.now,
        deadline_id=around.deadline_id,
        at_risk_at=looked_at(until, around.now, policy, around.working_days),
        at_risk_id=around.other_deadline_id,
    )
    event = RepairPromised(
        **repair.facts(), way=way.value, ready_until=until, clause=given.clause, promised_at=around.now
    )
    return replace(repair, promise=given, ready_until=until), event
