"""How an item comes back to its customer (6.4): ready, told, collected by receipt or after an identity check."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from services.repairs.domain.endings.exchange import exchanged
from services.repairs.domain.entries import (
    SAID_AT_THE_BENCH,
    WORKS_AGAIN,
    BenchFinding,
    IdentityCheck,
    Notification,
    Outcome,
)
from services.repairs.domain.policy import RepairsPolicy
from services.repairs.domain.refusals import (
    AlreadyNotified,
    ChargeAwaited,
    CheckCodeWrong,
    ConfirmedTwice,
    DelayNotExplained,
    FaultStillThere,
    IdentityNotConfirmed,
    ItemElsewhere,
    NotifiedBeforeReady,
    NotPaid,
    OutcomeContradictsFactory,
    OutcomeMissing,
    OutcomeNotPossible,
    SlipWrong,
)
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import AS_THE_FACTORY_SAYS, Place, RepairAction, RepairState
from shared.events.contract import Event
from shared.events.repairs.items import CustomerNotified, RepairCollected


class CheckedBy(StrEnum):
    """What the customer showed."""

    RECEIPT = "receipt"
    SLIP = "slip"
    """What he got at the site, where the item goes back before a receipt was issued."""
    IDENTITY = "identity"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the customer shows; nothing: he has lost it."""

    check_code: str | None
    slip_number: str | None


def make_ready(
    repair: Repair, said: Outcome | None, policy: RepairsPolicy, *, now: datetime
) -> tuple[Repair, Sequence[Event]]:
    """The item may be collected: the customer is told at once."""
    after = repair.moved(RepairAction.MAKE_READY, now=now)
    outcome = _outcome(repair, said, policy)
    if repair.retest and repair.retest.finding is BenchFinding.CONFIRMED and outcome in WORKS_AGAIN:
        raise FaultStillThere("the second test still shows the fault", clause=policy.telling.clause, field="outcome")
    if repair.awaits_cause:
        raise DelayNotExplained("say why the promised date was missed", clause=policy.delay.clause)
    return after.laid_ready(outcome, policy, now=now)


def notify(repair: Repair, notification: Notification, *, now: datetime) -> tuple[Repair, Sequence[Event]]:
    """The customer knows that he may collect."""
    after = repair.moved(RepairAction.NOTIFY, now=now)
    told = CustomerNotified(**repair.facts(), means=notification.means.value, notified_at=notification.notified_at)
    return replace(after, notification=notification), [told]


def check_telling(repair: Repair, notified_at: datetime, policy: RepairsPolicy, *, now: datetime) -> None:
    """Somebody says he told the customer: once, and after the item lay ready. Raises the refusals."""
    clause = policy.telling.clause
    if repair.notification is not None:
        raise AlreadyNotified("the customer was told already", clause=clause)
    if not (repair.ready_at or repair.in_place_since) <= notified_at <= now:
        raise NotifiedBeforeReady("not between its being ready and now", clause=clause, field="notified_at")


def confirm_identity(repair: Repair, check: IdentityCheck, policy: RepairsPolicy, *, now: datetime) -> Repair:
    """One of those who must have compared the customer with the contact on file; the last one voids the code."""
    after = repair.moved(RepairAction.CONFIRM_IDENTITY, now=now)
    if any(check.subject == each.subject or check.role is each.role for each in repair.identity):
        raise ConfirmedTwice("another person in another role must confirm it too", clause=policy.collection.clause)
    after = replace(after, identity=(*repair.identity, check))
    if after.receipt is None or not is_identified(after, policy):
        return after
    return replace(after, receipt=after.receipt.void())


def is_identified(repair: Repair, policy: RepairsPolicy) -> bool:
    """Whether all have confirmed it, about one and the same contact."""
    roles = {check.role for check in repair.identity}
    contacts = {check.contact_id for check in repair.identity}
    return roles >= set(policy.collection.identity_confirmed_by) and len(contacts) == 1


def collect(repair: Repair, shown: Shown, policy: RepairsPolicy, *, now: datetime) -> tuple[Repair, Sequence[Event]]:
    """The customer has his item again, or the new unit in its place."""
    is_new = repair.state is RepairState.READY and repair.outcome is Outcome.EXCHANGED
    after = repair.ended(RepairAction.HAND_OUT_NEW_UNIT if is_new else RepairAction.COLLECT, now=now)
    clause = policy.collection.clause
    if repair.place is not Place.DESK:
        raise ItemElsewhere(f"the item is with the {repair.place}", clause=clause, facts={"place": repair.place})
    checked_by = _checked(repair, shown, policy)
    check_paid(repair, policy)
    after = replace(after, collected_at=now)
    if is_new:
        return after, [exchanged(repair, "collection", policy, now=now)]
    collected = RepairCollected(
        **repair.facts(),
        item_id=repair.item_id,
        equipment_id=repair.equipment_id,
        new_serial=repair.new_serial,
        cover_rule=None if repair.new_serial is None else policy.exchange.cover_starts,
        old_serial=repair.serial,
        outcome=None if repair.outcome is None else repair.outcome.value,
        checked_by=checked_by.value,
        clause=clause,
        collected_at=now,
    )
    return after, [collected]


def check_paid(repair: Repair, policy: RepairsPolicy) -> None:
    """What billing asks for the repair is paid before the item goes out (6.5). Raises ChargeAwaited, NotPaid."""
    if not policy.fee.is_paid_before_handing_out:
        return
    if repair.awaits_charge:
        awaited = {"awaited": "charge", "from": "billing"}
        raise ChargeAwaited("billing has not said yet what is owed", clause=policy.fee.clause, facts=awaited)
    if repair.charge is not None and not repair.charge.is_settled:
        total = str(repair.charge.total)
        raise NotPaid(f"{total} yuan are not paid", clause=policy.fee.clause, facts={"total": total})


def _checked(repair: Repair, shown: Shown, policy: RepairsPolicy) -> CheckedBy:
    clause = policy.collection.clause
    if shown.check_code is not None:
        if repair.receipt is None or not repair.receipt.is_opened_by(shown.check_code, repair.id):
            raise CheckCodeWrong("this is not the code on the valid receipt", clause=clause, field="check_code")
        return CheckedBy.RECEIPT
    if shown.slip_number is not None:
        is_receipt_out = repair.receipt is not None and repair.receipt.issues > 0
        if is_receipt_out or shown.slip_number != repair.slip_number:
            raise SlipWrong("this is not the slip for the item", clause=clause, field="slip_number")
        return CheckedBy.SLIP
    if not is_identified(repair, policy):
        wanted = ", ".join(policy.collection.identity_confirmed_by)
        raise IdentityNotConfirmed(f"identity must be confirmed by: {wanted}", clause=clause)
    return CheckedBy.IDENTITY


def _outcome(repair: Repair, said: Outcome | None, policy: RepairsPolicy) -> Outcome:
    """What is certain already: exchanged, refused; else the factory's word, what the bench says, or the test's."""
    clause = policy.telling.clause
    reported = None if repair.factory is None else repair.factory.outcome
    is_fixed_since = repair.retest is not None and repair.retest.finding is BenchFinding.FIXED_AT_COUNTER
    is_newest = repair.state in AS_THE_FACTORY_SAYS and not is_fixed_since
    certain = repair.outcome or (reported if is_newest else None)
    if certain is not None:
        if said not in {None, certain}:
            raise OutcomeContradictsFactory(f"it is {certain} already", clause=clause, field="outcome")
        return certain
    if said is not None:
        if said not in SAID_AT_THE_BENCH:
            raise OutcomeNotPossible(f"one of: {', '.join(sorted(SAID_AT_THE_BENCH))}", clause=clause, field="outcome")
        return said
    by_test = {
        BenchFinding.NOT_REPRODUCED: Outcome.NO_FAULT_FOUND,
        BenchFinding.FIXED_AT_COUNTER: Outcome.FIXED_AT_COUNTER,
    }
    test = repair.retest or repair.test
    if test is not None and test.finding in by_test:
        return by_test[test.finding]
    raise OutcomeMissing("say what became of it", clause=clause, field="outcome")
