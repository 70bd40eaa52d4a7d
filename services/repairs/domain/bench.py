"""What happens at the bench: exclusions, consent, work, a second test, what ends the attempt (4.6, 5.5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.repairs.domain.entries import (
    BenchFinding,
    BenchTest,
    Delay,
    Ending,
    FoundExclusion,
    Means,
    Outcome,
    PartBuilt,
    Photo,
    QuoteCopy,
)
from services.repairs.domain.fees import Fee, FeeTerms
from services.repairs.domain.policy import ByReason, RepairsPolicy
from services.repairs.domain.promises.clocks import report_risk
from services.repairs.domain.refusals import DelayNotThere, ReasonUnknown
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import STOPS_FOR_MONEY, RepairAction, RepairState
from shared.actor import Actor
from shared.events.contract import Event
from shared.events.repairs.bench import ExclusionFound, RepairRefused
from shared.events.repairs.promises import DelayExplained
from shared.money import Money


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """What somebody saw at the opened item."""

    exclusion: str
    evidence: tuple[Photo, ...]
    is_disputed: bool


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """A contact of the customer's wants it so."""

    reason: str
    contact_id: UUID
    means: Means


def find_exclusion(
    repair: Repair, seen: Exclusion, actor: Actor, policy: RepairsPolicy, *, now: datetime
) -> tuple[Repair, Sequence[Event]]:
    """Chargeable work stops, and no consent counts any more until intake has judged and the customer consents anew."""
    after = repair.moved(RepairAction.FIND_EXCLUSION, now=now)
    _known(seen.exclusion, policy.exclusion, "exclusion")
    found = FoundExclusion(
        exclusion=seen.exclusion,
        evidence=seen.evidence,
        is_disputed=seen.is_disputed,
        found_by=actor.subject,
        found_at=now,
        warranty_decision=repair.fee.warranty_decision,
    )
    told = ExclusionFound(
        **repair.facts(),
        exclusion=seen.exclusion,
        equipment_id=repair.equipment_id,
        product_model=repair.product_model,
        serial=repair.serial,
        evidence_sha256=tuple(photo.sha256 for photo in seen.evidence),
        found_by=actor.subject,
        is_disputed=seen.is_disputed,
        clause=seen.exclusion,
        found_at=now,
    )
    return replace(after, exclusions=(*repair.exclusions, found), quote=None), [told]


def judge(repair: Repair, fee: FeeTerms, *, now: datetime) -> Repair:
    """A newer verdict: chargeable work waits for consent; what is free now, or has no fault to repair, goes on."""
    is_newer = fee.warranty_decision != repair.fee.warranty_decision
    after = replace(repair, fee=fee)
    goes_on = fee.fee is Fee.FREE or _is_without_fault(repair)
    if repair.state is RepairState.WAITING_FOR_CONSENT and is_newer and goes_on:
        return after.moved(RepairAction.CONSENT, now=now)
    return _stopped_for_money(after, now=now)


def consent(repair: Repair, quote_id: UUID, total: Money, *, now: datetime) -> Repair:
    """The customer agrees to the price: the work may go on."""
    after = replace(repair, quote=QuoteCopy(quote_id=quote_id, is_consented=True, total=total, heard_at=now))
    if repair.state is RepairState.WAITING_FOR_CONSENT:
        return after.moved(RepairAction.CONSENT, now=now)
    return after


def lose_consent(repair: Repair, quote_id: UUID, *, now: datetime) -> Repair:
    """The customer declined the price, or his consent counts no more: chargeable work stops in the house."""
    if repair.quote is not None and repair.quote.is_consented and repair.quote.quote_id != quote_id:
        return repair
    after = replace(repair, quote=QuoteCopy(quote_id=quote_id, is_consented=False, total=None, heard_at=now))
    return _stopped_for_money(after, now=now)


def start_work(repair: Repair, policy: RepairsPolicy, *, now: datetime) -> Repair:
    """Our own bench repairs it."""
    after = repair.moved(RepairAction.START_WORK, now=now)
    repair.may_be_worked_on(policy)
    return replace(after, retest=None)


def build_in(repair: Repair, part: str, quantity: int, policy: RepairsPolicy, *, now: datetime) -> Repair:
    """Pieces of the store go into the item, of a paid repair only with consent."""
    after = repair.moved(RepairAction.BUILD_IN, now=now)
    repair.may_be_worked_on(policy)
    return replace(after, parts=(*repair.parts, PartBuilt(part=part, quantity=quantity)))


def retest(repair: Repair, shown: BenchTest, *, now: datetime) -> Repair:
    """Whether what came back from the factory works."""
    return replace(repair.moved(RepairAction.TEST_AGAIN, now=now), retest=shown)


def condemn(repair: Repair, *, now: datetime) -> Repair:
    """Nobody can repair it: the customer says what becomes of it."""
    return replace(repair.moved(RepairAction.CONDEMN, now=now), outcome=Outcome.NOT_REPAIRABLE)


def refuse(
    repair: Repair, said: Agreed, actor: Actor, policy: RepairsPolicy, *, now: datetime
) -> tuple[Repair, Sequence[Event]]:
    """The customer does not want the repair: the item goes back to him as it is (6.5)."""
    after = repair.moved(RepairAction.REFUSE, now=now)
    _known(said.reason, policy.refusal, "reason")
    told = RepairRefused(**repair.facts(), reason=said.reason, clause=policy.refusal.clause, refused_at=now)
    batch_id = None if repair.state is RepairState.IN_BATCH else repair.batch_id
    ending = noted(repair, said, actor, now=now)
    return replace(after, outcome=Outcome.REFUSED, batch_id=batch_id, ending=ending), [told]


def explain_delay(
    repair: Repair, cause: str, told_at: datetime | None, actor: Actor, policy: RepairsPolicy, *, now: datetime
) -> tuple[Repair, Sequence[Event]]:
    """The cause is found and explained to the customer (4.5); before the date the supervisor is told at once (5.8)."""
    _known(cause, policy.delay, "cause")
    if repair.promise is None or (not repair.is_promise_open and not repair.is_promise_missed):
        raise DelayNotThere("nothing that was promised is late", clause=policy.delay.clause)
    after, events = report_risk(repair, policy, at=now) if repair.is_promise_open else (repair, [])
    explained = DelayExplained(
        **repair.facts(),
        cause=cause,
        responsible_id=repair.responsible_id,
        clause=policy.delay.clause,
        explained_at=now,
    )
    delay = Delay(
        cause=cause,
        explained_at=now,
        explained_by=actor.subject,
        told_at=told_at,
        promise_id=repair.promise.deadline_id,
    )
    return replace(after, delay=delay), [*events, explained]


def noted(repair: Repair, said: Agreed, actor: Actor, *, now: datetime) -> Ending:
    """What the customer agreed to, and who noted it."""
    return Ending(
        reason=said.reason,
        contact_id=said.contact_id,
        means=said.means,
        noted_by=actor.subject,
        noted_at=now,
        from_place=repair.place,
    )


def _stopped_for_money(repair: Repair, *, now: datetime) -> Repair:
    """Chargeable work waits for the customer; a tested item without a fault has none to wait for."""
    has_work_to_stop = repair.state in STOPS_FOR_MONEY - {RepairState.TESTED} or not _is_without_fault(repair)
    if repair.state in STOPS_FOR_MONEY and has_work_to_stop and not repair.has_consent:
        return repair.moved(RepairAction.ASK_CONSENT, now=now)
    return repair


def _is_without_fault(repair: Repair) -> bool:
    return repair.test is not None and repair.test.finding is BenchFinding.NOT_REPRODUCED


def _known(code: str, rule: ByReason, field: str) -> None:
    if code not in rule.reasons:
        raise ReasonUnknown(f"one of: {', '.join(rule.reasons)}", clause=rule.clause, field=field)
