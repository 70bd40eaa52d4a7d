"""How an item comes back to its customer (6.4): ready, told, collected by receipt or after an identity check."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from services.repairs.domain.policy import RepairsPolicy
from services.repairs.domain.refusals import (
    AlreadyNotified,
    CheckCodeWrong,
    ConfirmedTwice,
    IdentityNotConfirmed,
    ItemElsewhere,
    NotifiedBeforeReady,
    OutcomeContradictsFactory,
    OutcomeMissing,
    SlipWrong,
)
from services.repairs.domain.repair import BenchFinding, IdentityCheck, Notification, Outcome, Repair
from services.repairs.domain.states import Place, RepairAction
from shared.events.contract import Event
from shared.events.repairs.items import CustomerNotified, RepairCollected, RepairReady


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
    repair: Repair, outcome: Outcome | None, policy: RepairsPolicy, *, now: datetime
) -> tuple[Repair, Sequence[Event]]:
    """The item may be collected: the customer is told at once."""
    after = repair.moved(RepairAction.MAKE_READY, now=now)
    ready = RepairReady(
        **repair.facts(),
        is_part_of_installation=repair.is_part_of_installation,
        responsible_id=repair.responsible_id,
        clause=policy.telling.clause,
        ready_at=now,
    )
    return replace(after, outcome=_outcome(repair, outcome, policy), ready_at=now), [ready]


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
    """The customer has his item again."""
    after = repair.moved(RepairAction.COLLECT, now=now)
    clause = policy.collection.clause
    if repair.place is not Place.DESK:
        raise ItemElsewhere(f"the item is with the {repair.place}", clause=clause, facts={"place": repair.place})
    collected = RepairCollected(
        **repair.facts(),
        item_id=repair.item_id,
        equipment_id=repair.equipment_id,
        new_serial=repair.new_serial,
        checked_by=_checked(repair, shown, policy).value,
        clause=clause,
        collected_at=now,
    )
    return replace(after, collected_at=now), [collected]


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
    """The factory's word, the test's, or what the bench says."""
    clause = policy.telling.clause
    reported = repair.factory.outcome if repair.factory else None
    if reported is not None:
        if said not in {None, reported}:
            raise OutcomeContradictsFactory(f"the factory says {reported}", clause=clause, field="outcome")
        return reported
    if said is not None:
        return said
    if repair.test is not None and repair.test.finding is BenchFinding.NOT_REPRODUCED:
        return Outcome.NO_FAULT_FOUND
    raise OutcomeMissing("say what became of it", clause=clause, field="outcome")
