"""A question on its way through a department: who must answer it, and by when (3.8)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.intake.domain.policy import IntakePolicy
from services.intake.domain.report import check_code
from shared.calendar import WorkingCalendar
from shared.deadlines import Amount, Reckoning, Unit, due


@dataclass(frozen=True, kw_only=True)
class Consultation:
    """Where the question is."""

    department: str
    owner_id: UUID
    """The member of staff who answers for it."""
    clause: str
    policy_revision: str
    routed_at: datetime
    answer_until: datetime
    deadline_id: UUID
    is_overdue: bool = False

    def is_in_time(self, answered_at: datetime) -> bool:
        """The last minute still counts as in time."""
        return answered_at <= self.answer_until


def consulted(
    department: str,
    owner_id: UUID,
    deadline_id: UUID,
    now: datetime,
    policy: IntakePolicy,
    working_days: WorkingCalendar,
) -> Consultation:
    """The question is with this department from now on; raises CodeUnknown."""
    rule = policy.consultations
    return Consultation(
        department=check_code(department, rule.departments, field="department", clause=rule.clause),
        owner_id=owner_id,
        clause=rule.clause,
        policy_revision=policy.revision.number,
        routed_at=now,
        answer_until=reckoned(now, policy, working_days).due_at,
        deadline_id=deadline_id,
    )


def reckoned(routed_at: datetime, policy: IntakePolicy, working_days: WorkingCalendar) -> Reckoning:
    """How the due time came about: working days from the routing, at the same time of day."""
    return due(routed_at, Amount(policy.consultations.answer_within_working_days, Unit.DAY), working_days)
