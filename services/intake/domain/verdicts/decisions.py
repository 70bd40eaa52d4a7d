"""Verdicts as stored records: numbered, with clause, policy revision, facts, and who decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.intake.domain.policy import IntakePolicy
from services.intake.domain.refusals import ReasonMissing, SupervisorNeeded
from services.intake.domain.verdicts.charge import ChargeCase, VisitFeeWaiver, charge_for, charge_of_visit
from services.intake.domain.verdicts.facts import Case, told_of
from services.intake.domain.verdicts.warranty import WarrantyCase, warranty_for
from shared.actor import Actor, Role
from shared.events.contract import Event
from shared.events.intake.decisions import (
    ChargeCategory,
    ChargeDecided,
    CoverageVerdict,
    ItemCharge,
    ItemVerdict,
    WarrantyDecided,
)

DecisionId = NewType("DecisionId", UUID)
_FREE_BY_WARRANTY = "2.1.1"
MAY_CHANGE_A_DECIDED_VERDICT = frozenset({Role.SUPERVISOR, Role.MANAGER})


class DecisionSubject(StrEnum):
    """What was decided."""

    WARRANTY = "warranty"
    CHARGE = "charge"


class DecisionCause(StrEnum):
    """What made a verdict necessary."""

    REPORT = "report"
    PLACE_CHANGED = "place_changed"
    NEW_FACTS = "new_facts"
    """A proof, a contract, a further item or an earlier report came on file."""
    EXCLUSION_FOUND = "exclusion_found"
    RULING = "ruling"
    """The supervisor decided a disputed exclusion."""
    PERSON = "person"


BEATS_A_PERSON = frozenset({DecisionCause.EXCLUSION_FOUND, DecisionCause.RULING})
"""What came to light later goes before what a person decided without knowing it."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One verdict on a ticket; a later number replaces an earlier one, which stays on file."""

    id: DecisionId
    version: int = 0
    ticket_id: UUID
    subject: DecisionSubject
    number: int
    category: ChargeCategory | None = None
    """Free or paid; only of a charge decision."""
    items: tuple[ItemVerdict, ...] = ()
    """What is covered; only of a warranty decision."""
    charges: tuple[ItemCharge, ...] = ()
    """Free or paid item by item; only of a charge decision of the rules."""
    visit_fee_waiver: VisitFeeWaiver | None = None
    cause: DecisionCause = DecisionCause.REPORT
    clause: str
    because: str
    facts: dict[str, str]
    policy_revision: str
    decided_at: datetime
    decided_by_role: Role
    decided_by: str
    is_by_person: bool = False
    """Whether a person decided instead of the rules."""
    reason: str | None = None
    """The person's own words."""

    def stands_against(self, fresh: "Decision") -> bool:
        """One that says the same needs no replacement; a person's gives way only to what came to light later.

        Who decided free or paid knew the contract: of his charge verdicts only those by the warranty give way (2.1.1).
        """
        if self.is_by_person:
            is_by_warranty = self.subject is DecisionSubject.WARRANTY or self.clause == _FREE_BY_WARRANTY
            return fresh.cause not in BEATS_A_PERSON or not is_by_warranty
        return self._said == fresh._said

    @property
    def _said(self) -> tuple[object, ...]:
        return self.category, self.clause, self.items, self.charges, self.visit_fee_waiver


@dataclass(frozen=True, kw_only=True)
class JudgedItem:
    """Both verdicts on one item, from the same facts."""

    case: Case
    charge: ChargeCase
    warranty: WarrantyCase


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """Both verdicts on everything that a ticket is about."""

    items: tuple[JudgedItem, ...]
    """At least one, of an unknown item where no equipment is known."""
    charge: ChargeCase
    """Of the visit: one free item makes it free."""
    policy: IntakePolicy

    @property
    def case(self) -> Case:
        """The case of the item that was named first."""
        return self.items[0].case

    @property
    def warranty(self) -> WarrantyCase:
        """What is covered for the item that was named first."""
        return self.items[0].warranty


def judge(cases: Sequence[Case], policy: IntakePolicy) -> Judgement:
    """Free or paid, and what is covered, for every item; the order of facts never matters."""
    items = tuple(_judged(case, policy) for case in cases)
    return Judgement(items=items, charge=charge_of_visit([each.charge for each in items]), policy=policy)


def _judged(case: Case, policy: IntakePolicy) -> JudgedItem:
    charge = charge_for(case, policy)
    return JudgedItem(case=case, charge=charge, warranty=warranty_for(case, charge, policy))


@dataclass(frozen=True, kw_only=True)
class Deciding:
    """When, by whom and on which ticket something is decided."""

    ticket_id: UUID
    now: datetime
    actor: Actor
    cause: DecisionCause = DecisionCause.REPORT


def charge_decision(decision_id: UUID, number: int, judged: Judgement, deciding: Deciding) -> Decision:
    """The charge verdict as a record."""
    return Decision(
        id=DecisionId(decision_id),
        ticket_id=deciding.ticket_id,
        subject=DecisionSubject.CHARGE,
        number=number,
        category=judged.charge.category,
        charges=tuple(_item_charge(each) for each in judged.items),
        visit_fee_waiver=judged.charge.visit_fee_waiver,
        cause=deciding.cause,
        clause=judged.charge.clause,
        because=judged.charge.because,
        facts=told_of([each.case for each in judged.items]),
        policy_revision=judged.policy.revision.number,
        decided_at=deciding.now,
        decided_by_role=deciding.actor.role,
        decided_by=deciding.actor.subject,
    )


def warranty_decision(decision_id: UUID, number: int, judged: Judgement, deciding: Deciding) -> Decision:
    """The warranty verdict as a record."""
    return Decision(
        id=DecisionId(decision_id),
        ticket_id=deciding.ticket_id,
        subject=DecisionSubject.WARRANTY,
        number=number,
        items=tuple(each.warranty.verdict for each in judged.items),
        cause=deciding.cause,
        clause=judged.warranty.verdict.parts.clause,
        because="; ".join(dict.fromkeys(each.warranty.because for each in judged.items)),
        facts=told_of([each.case for each in judged.items]),
        policy_revision=judged.policy.revision.number,
        decided_at=deciding.now,
        decided_by_role=deciding.actor.role,
        decided_by=deciding.actor.subject,
    )


def _item_charge(judged: JudgedItem) -> ItemCharge:
    item = judged.case.item
    equipment_id = None if item is None else item.equipment_id
    return ItemCharge(equipment_id=equipment_id, category=judged.charge.category, clause=judged.charge.clause)


def check_may_decide(actor: Actor, *, was_decided: bool, reason: str) -> None:
    """The specialist decides what is undetermined; changing what is decided takes the supervisor (reading of 4)."""
    if not reason.strip():
        raise ReasonMissing("a person's decision needs a reason", field="reason")
    if was_decided and actor.role not in MAY_CHANGE_A_DECIDED_VERDICT:
        raise SupervisorNeeded("changing a decided verdict takes the supervisor", clause="4")


def is_decided(items: tuple[ItemVerdict, ...]) -> bool:
    """Whether nothing about parts, labour and travel is left undetermined."""
    return not any(
        coverage.verdict is CoverageVerdict.UNDETERMINED
        for item in items
        for coverage in (item.parts, item.labour, item.travel)
    )


def warranty_decided(decision: Decision) -> Event:
    """What is announced of a warranty decision."""
    return WarrantyDecided(
        ticket_id=decision.ticket_id,
        decision_number=decision.number,
        items=decision.items,
        cause=decision.cause,
        policy_revision=decision.policy_revision,
        decided_at=decision.decided_at,
    )


def charge_decided(decision: Decision, category: ChargeCategory) -> Event:
    """What is announced of a charge decision."""
    return ChargeDecided(
        ticket_id=decision.ticket_id,
        decision_number=decision.number,
        category=category,
        clause=decision.clause,
        items=decision.charges,
        visit_fee_waiver=decision.visit_fee_waiver,
        cause=decision.cause,
        policy_revision=decision.policy_revision,
        decided_at=decision.decided_at,
    )
