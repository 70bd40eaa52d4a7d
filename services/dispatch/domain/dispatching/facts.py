"""What is known of a job before anybody leaves: offers, holds, calls to the person on duty, the work order."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from services.dispatch.domain.dispatching.reasons import HoldReason, RefusalReason, Rejection
from services.dispatch.domain.dispatching.settings import HoldSetting
from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.states import OFFER_LIFE, OfferAction, OfferState
from services.dispatch.domain.timing.facts import ClockPause


@dataclass(frozen=True, kw_only=True)
class Exemption:
    """What spoke against sending somebody, and why he was sent all the same."""

    passed_over: tuple[Rejection, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One technician was asked to take a job."""

    id: UUID
    """Also the id of the timer of its end."""
    technician_id: PersonId
    state: OfferState = OFFER_LIFE.initial
    offered_at: datetime
    answer_by: datetime
    answered_at: datetime | None = None
    reason: RefusalReason | None = None
    exemption: Exemption | None = None
    departed_at: datetime | None = None
    """When he had left already, if he turned back on the road."""

    @property
    def is_open(self) -> bool:
        """Whether he has not answered yet."""
        return self.state is OfferState.OFFERED

    @property
    def was_turned_down(self) -> bool:
        """Whether he said no, or nothing: the next proposal takes that into account."""
        return self.state in (OfferState.REFUSED, OfferState.LAPSED)

    def after(self, action: OfferAction, at: datetime, reason: RefusalReason | None = None) -> "Offer":
        """The offer after an action that the table allows."""
        return replace(self, state=OFFER_LIFE.after(self.state, action), answered_at=at, reason=reason)


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Why a job waits, how that is shown, and until when at the latest."""

    reason: HoldReason
    evidence: str | None
    held_at: datetime
    until: datetime | None = None
    """The end that the customer named; the policy's limit stands beside it."""
    resumed_at: datetime | None = None

    def pause(self, setting: HoldSetting) -> ClockPause | None:
        """The time that does not count because of it; None where it does not lie with the customer or his site."""
        if self.reason not in setting.pausing_reasons:
            return None
        longest = self.held_at + timedelta(hours=setting.longest_pause_hours)
        limit = longest if self.until is None else min(self.until, longest)
        pause = ClockPause(
            from_=self.held_at, until=limit, limit=limit, reason=self.reason.value, evidence=self.evidence or ""
        )
        return pause if self.resumed_at is None else pause.ended(self.resumed_at)


@dataclass(frozen=True, kw_only=True)
class DutyCall:
    """Who was called in the evening, because a system is down and nobody goes."""

    person_id: PersonId | None
    called_at: datetime


@dataclass(frozen=True, kw_only=True)
class WorkOrder:
    """The paper 派工单 that a technician goes with (5.10)."""

    number: str
    version: int = 1
    """Counts up when what it says has changed: the newest one counts."""
    technician_id: PersonId
    reason: str
    """`carried_over`, `duty` or `every_job`."""
    is_carried_over: bool
    priority: int | None
    """The fault level, 1 is the worst."""
    rank: int | None
    respond_by: datetime | None
    arrive_by: datetime | None
    window_from: datetime | None
    window_until: datetime | None
    issued_at: datetime

    def says_what(self, other: "WorkOrder") -> bool:
        """Whether the technician reads the same on both; what is no longer awaited changes nothing."""
        names = ("technician_id", "reason", "is_carried_over", "priority", "rank", "window_from", "window_until")
        same = all(getattr(self, name) == getattr(other, name) for name in names)
        return same and self.arrive_by in (None, other.arrive_by)
