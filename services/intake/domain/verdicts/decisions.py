"""Verdicts as stored records: numbered, with clause, policy revision, facts, and who decided."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.intake.domain.policy import IntakePolicy
from services.intake.domain.refusals import ReasonMissing, SupervisorNeeded
from services.intake.domain.verdicts.charge import ChargeCase, charge_for
from services.intake.domain.verdicts.facts import Case
from services.intake.domain.verdicts.warranty import WarrantyCase, warranty_for
from shared.actor import Actor, Role
from shared.events.intake.decisions import ChargeCategory, CoverageVerdict, ItemVerdict

DecisionId = NewType("DecisionId", UUID)
MAY_CHANGE_A_DECIDED_VERDICT = frozenset({Role.SUPERVISOR, Role.MANAGER})


class DecisionSubject(StrEnum):
    """What was decided."""

    WARRANTY = "warranty"
    CHARGE = "charge"


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
        """A person's verdict is not replaced by the rules, and one that says the same needs no replacement."""
        said = (self.category, self.clause, self.items)
        return self.is_by_person or said == (fresh.category, fresh.clause, fresh.items)


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """Both verdicts on one case, from the same facts."""

    case: Case
    charge: ChargeCase
    warranty: WarrantyCase
    policy: IntakePolicy


def judge(case: Case, policy: IntakePolicy) -> Judgement:
    """Free or paid, and what is covered; the order of facts never matters."""
    charge = charge_for(case, policy)
    return Judgement(case=case, charge=charge, warranty=warranty_for(case, charge, policy), policy=policy)


@dataclass(frozen=True, kw_only=True)
class Deciding:
    """When, by whom and on which ticket something is decided."""

    ticket_id: UUID
    now: datetime
    actor: Actor


def charge_decision(decision_id: UUID, number: int, judged: Judgement, deciding: Deciding) -> Decision:
    """The charge verdict as a record."""
    return Decision(
        id=DecisionId(decision_id),
        ticket_id=deciding.ticket_id,
        subject=DecisionSubject.CHARGE,
        number=number,
        category=judged.charge.category,
        clause=judged.charge.clause,
        because=judged.charge.because,
        facts=judged.case.told,
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
        items=(judged.warranty.verdict,),
        clause=judged.warranty.verdict.parts.clause,
        because=judged.warranty.because,
        facts=judged.case.told,
        policy_revision=judged.policy.revision.number,
        decided_at=deciding.now,
        decided_by_role=deciding.actor.role,
        decided_by=deciding.actor.subject,
    )


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
