"""When a call is owed, by whom and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.followup.domain.call import Call, CallId
from services.followup.domain.call_record import About, Purpose
from services.followup.domain.policy import FollowupPolicy
from shared.deadlines import Amount, Unit, due
from shared.events.contract import Event


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What a new call is called."""

    id: UUID
    number: str
    deadline_id: UUID


@dataclass(frozen=True, kw_only=True)
class Owed:
    """Since when a call is owed and by whom; `call_until` where the reason itself says so."""

    since: datetime
    call_until: datetime | None = None
    assigned_to: UUID | None = None


def schedule_call(
    identity: Identity, purpose: Purpose, about: About, owed: Owed, *, policy: FollowupPolicy, origin: str | None
) -> tuple[Call, Sequence[Event]]:
    """A call is owed from the instant of its reason, whenever we heard of it; the 24 h clock runs."""
    rule = policy.calling(purpose)
    call = Call(
        id=CallId(identity.id),
        number=identity.number,
        purpose=purpose,
        about=about,
        ticket_id=about.ticket_id,
        customer_id=about.customer_id,
        clause=rule.clause,
        policy_revision=policy.revision.number,
        owed_since=owed.since,
        call_until=owed.call_until or due(owed.since, Amount(rule.within_hours, Unit.HOUR)).due_at,
        deadline_id=identity.deadline_id,
        assigned_to=owed.assigned_to,
        origin=origin,
    )
    return call, [call.scheduled()]


def is_called_back(visit_for: str, policy: FollowupPolicy) -> bool:
    """Whether a visit with this purpose gets its call-back (5.12)."""
    return visit_for in policy.call_back.after_purposes
