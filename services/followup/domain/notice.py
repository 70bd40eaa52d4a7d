"""The expiry notice 保养到期通知书: made a month before the cover ends, sent, and answered (5.13)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.followup.domain.policy import ExpiryNotice
from services.followup.domain.refusals import SentBeforeItWasMade, TimeInTheFuture
from services.followup.domain.states import NOTICE_LIFE, NoticeAction, NoticeState
from shared.money import Money


class NoticeMeans(StrEnum):
    """How the customer gets the notice."""

    POST = "post"
    MESSAGE = "message"
    IN_PERSON = "in_person"


class LostReason(StrEnum):
    """Why a customer does not renew."""

    PRICE = "price"
    COMPETITOR = "competitor"
    SITE_GIVEN_UP = "site_given_up"
    DISSATISFIED = "dissatisfied"
    NO_ANSWER = "no_answer"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A visit about the renewal."""

    id: UUID
    site_id: UUID | None = None
    technician_id: UUID | None = None
    window_from: datetime
    window_until: datetime


@dataclass(frozen=True, kw_only=True)
class Sending:
    """How and when the notice left the house; posted ones are tracked."""

    means: NoticeMeans
    tracking_number: str | None = None
    sent_at: datetime


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One notice; it belongs to its contract."""

    number: str
    state: NoticeState = NoticeState.MADE
    clause: str
    ends_on: date
    renewal_price: Money | None = None
    """What a year costs by the tariff of the day; None when no tariff is known."""
    price_list: str | None = None
    """Number of the price list it was taken from."""
    made_at: datetime
    sendings: tuple[Sending, ...] = ()
    visit: Visit | None = None
    ask_again_on: date | None = None
    ask_again_id: UUID | None = None
    """Of the timer that asks again."""
    lost_reason: LostReason | None = None
    outcome_at: datetime | None = None

    def send(self, sending: Sending, rule: ExpiryNotice, *, now: datetime) -> "Notice":
        """It is in the mail, or with the customer."""
        if sending.sent_at > now:
            raise TimeInTheFuture("that has not happened yet", field="sent_at")
        if sending.sent_at < self.made_at - timedelta(minutes=rule.clock_behind_minutes):
            raise SentBeforeItWasMade("the notice was made later", field="sent_at", clause=self.clause)
        state = NOTICE_LIFE.after(self.state, NoticeAction.SEND)
        return replace(self, state=state, sendings=(*self.sendings, sending))

    @property
    def can_be_sent(self) -> bool:
        """Whether sending it still means something."""
        return NOTICE_LIFE.allows(self.state, NoticeAction.SEND)

    def agree_visit(self, visit: Visit, *, at: datetime) -> "Notice":
        """The customer lets somebody come."""
        state = NOTICE_LIFE.after(self.state, NoticeAction.AGREE_VISIT)
        return replace(self, state=state, visit=visit, outcome_at=at, ask_again_on=None, ask_again_id=None)

    def postpone(self, ask_again_on: date, ask_again_id: UUID, *, at: datetime) -> "Notice":
        """The customer will decide later."""
        state = NOTICE_LIFE.after(self.state, NoticeAction.POSTPONE)
        return replace(self, state=state, ask_again_on=ask_again_on, ask_again_id=ask_again_id, outcome_at=at)

    def lose(self, reason: LostReason, *, at: datetime) -> "Notice":
        """The customer does not renew."""
        state = NOTICE_LIFE.after(self.state, NoticeAction.LOSE)
        return replace(self, state=state, lost_reason=reason, outcome_at=at, ask_again_on=None, ask_again_id=None)

    def asks_again(self, timer_id: UUID) -> bool:
        """Whether this timer still means something."""
        return self.state is NoticeState.POSTPONED and self.ask_again_id == timer_id
