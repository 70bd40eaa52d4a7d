"""What is recorded of a complaint: its links, its steps, what was found, how it ended, and by when each step is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.followup.domain.complaints.ladder import Level
from services.followup.domain.policy import FollowupPolicy
from services.followup.domain.states import ComplaintAction, ComplaintState

_WHOLE = 100


class Cause(StrEnum):
    """Why a complaint goes up."""

    DEADLINE = "deadline"
    CUSTOMERS_WISH = "customers_wish"
    NOT_ACCEPTED = "not_accepted"


class Severity(StrEnum):
    """How serious it is."""

    MINOR = "minor"
    SERIOUS = "serious"
    GRAVE = "grave"


class Finding(StrEnum):
    """What the investigation found."""

    JUSTIFIED = "justified"
    PARTLY_JUSTIFIED = "partly_justified"
    NOT_JUSTIFIED = "not_justified"
    NOT_PROVABLE = "not_provable"


class Remedy(StrEnum):
    """What we do about it."""

    APOLOGY = "apology"
    REDO = "redo"
    REFUND = "refund"
    DISCIPLINE = "discipline"
    EXPLANATION = "explanation"
    NONE = "none"


class Ending(StrEnum):
    """How a complaint is closed."""

    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    ANONYMOUS = "anonymous"
    NOT_REACHABLE = "not_reachable"


ENDED_BY = {
    Ending.ACCEPTED: ComplaintAction.CLOSE,
    Ending.WITHDRAWN: ComplaintAction.WITHDRAW,
    Ending.ANONYMOUS: ComplaintAction.CLOSE_UNASKED,
    Ending.NOT_REACHABLE: ComplaintAction.CLOSE_UNASKED,
}


@dataclass(frozen=True, kw_only=True)
class Links:
    """What the complaint is linked to."""

    ticket_id: UUID | None = None
    job_id: UUID | None = None
    card_id: UUID | None = None
    charge_id: UUID | None = None
    repair_id: UUID | None = None
    call_id: UUID | None = None
    """The call-back in which the customer complained."""
    contact_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """What was done, when and by whom; `level` is where it stood then."""

    state: ComplaintState
    level: Level
    at: datetime
    by: str | None = None
    cause: Cause | None = None


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """By when the level must have answered, and by when the next step is due; each with its timer."""

    level_until: datetime
    level_timer: UUID
    step_until: datetime
    step_timer: UUID


def clocks_for(
    state: ComplaintState, since: datetime, *, is_urgent: bool, timers: tuple[UUID, UUID], policy: FollowupPolicy
) -> Clocks:
    """The level's time runs from when it got the complaint; each step has its share of it."""
    rule = policy.complaints
    whole = timedelta(hours=rule.hours_if_urgent if is_urgent else rule.hours_at_a_level)
    shares = {
        ComplaintState.RECEIVED: rule.acknowledge_percent,
        ComplaintState.ACKNOWLEDGED: rule.assess_percent,
        ComplaintState.ASSESSED: rule.investigate_percent,
    }
    share = shares.get(state, _WHOLE)
    return Clocks(
        level_until=since + whole,
        level_timer=timers[0],
        step_until=since + whole * share / _WHOLE,
        step_timer=timers[1],
    )
