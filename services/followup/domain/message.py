"""A message to a customer or to one of us: when it may go, how often it is tried, and who has seen it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NewType
from uuid import UUID

from services.followup.domain.policy import FollowupPolicy, Messages
from services.followup.domain.states import MESSAGE_LIFE, MessageAction, MessageState
from shared.events.contract import Event
from shared.events.followup.messages import MessageAcknowledged, MessageFailed, MessageSent
from shared.policy import BUSINESS_ZONE

MessageId = NewType("MessageId", UUID)
SENDING_SECONDS = 60
"""A process that has not said by then what became of a message is taken for dead."""


class Audience(StrEnum):
    """Whom it is for."""

    CUSTOMER = "customer"
    STAFF = "staff"


class Occasion(StrEnum):
    """Why a message is sent."""

    TICKET_RECEIVED = "ticket_received"
    APPOINTMENT_AGREED = "appointment_agreed"
    TECHNICIAN_DEPARTED = "technician_departed"
    ITEM_RETURNED = "item_returned"
    ITEM_READY = "item_ready"
    ITEM_UNCOLLECTED = "item_uncollected"
    LOANER_DUE = "loaner_due"
    LOANER_LATE = "loaner_late"
    EXPIRY_NOTICE = "expiry_notice"
    DEADLINE_WARNED = "deadline_warned"
    DEADLINE_MISSED = "deadline_missed"
    ESCALATION_RAISED = "escalation_raised"
    DUTY_CALLED = "duty_called"
    REMITTANCE_OVERDUE = "remittance_overdue"
    CASH_LIMIT_EXCEEDED = "cash_limit_exceeded"
    INVOICE_OVERDUE = "invoice_overdue"
    STOCK_LOW = "stock_low"
    PROMISE_AT_RISK = "promise_at_risk"
    PROMISE_MISSED = "promise_missed"
    HANDOVER_MISSED = "handover_missed"
    FACTORY_LATE = "factory_late"
    LOANER_OVERDUE = "loaner_overdue"
    CHARGE_OVERDUE = "charge_overdue"
    LOW_SCORE = "low_score"
    COMPLAINT_ASSIGNED = "complaint_assigned"
    COMPLAINT_URGENT = "complaint_urgent"
    COMPLAINT_LATE = "complaint_late"


TO_CUSTOMERS = frozenset(
    {
        Occasion.TICKET_RECEIVED,
        Occasion.APPOINTMENT_AGREED,
        Occasion.TECHNICIAN_DEPARTED,
        Occasion.ITEM_RETURNED,
        Occasion.ITEM_READY,
        Occasion.ITEM_UNCOLLECTED,
        Occasion.LOANER_DUE,
        Occasion.LOANER_LATE,
        Occasion.EXPIRY_NOTICE,
    }
)
"""An occasion that … is told to the customer; all others are told to our own people."""

ENDS_WITH_ITS_TICKET = frozenset({Occasion.APPOINTMENT_AGREED, Occasion.TECHNICIAN_DEPARTED})
"""An occasion that … is not told when its ticket was cancelled; an item goes back all the same."""

ABOUT_COMPLAINTS = frozenset({Occasion.COMPLAINT_ASSIGNED, Occasion.COMPLAINT_URGENT, Occasion.COMPLAINT_LATE})
"""An occasion that … is told to nobody whom the complaint concerns, nor to his subordinates."""


class FailureReason(StrEnum):
    """Why a message is not tried any more."""

    NO_ADDRESS = "no_address"
    OPTED_OUT = "opted_out"
    OUT_OF_TRIES = "out_of_tries"
    TOO_LATE = "too_late"
    OVERTAKEN = "overtaken"
    OUTCOME_UNKNOWN = "outcome_unknown"


class TryOutcome(StrEnum):
    """What became of one try."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NO_ADDRESS = "no_address"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Try:
    """One entry of the delivery log."""

    at: datetime
    outcome: TryOutcome


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """One customer or one member of staff."""

    customer_id: UUID | None = None
    person_id: UUID | None = None

    @property
    def id(self) -> UUID:
        """Of whichever it is."""
        found = self.customer_id or self.person_id
        assert found is not None
        return found


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is to be told; its words are made from a template when it is sent, so that nothing personal is stored."""

    id: MessageId
    number: str
    version: int = 0
    state: MessageState = MessageState.WAITING
    audience: Audience
    occasion: Occasion
    occasion_key: str
    """Occasion, thing and recipient: never twice."""
    customer_id: UUID | None = None
    person_id: UUID | None = None
    ticket_id: UUID | None = None
    facts: Mapping[str, str]
    """What the template is filled with beside names: numbers, times, codes."""
    occurred_at: datetime
    send_at: datetime
    useless_after: datetime | None
    sending_until: datetime | None = None
    tries: tuple[Try, ...] = ()
    sent_at: datetime | None = None
    failure: FailureReason | None = None
    stands_in_for: UUID | None = None
    """The message to somebody else that nobody acknowledged."""
    deadline_id: UUID | None = None
    """Of the acknowledgement."""
    acknowledged_at: datetime | None = None
    origin: str | None = None

    def begin(self, *, now: datetime) -> "Message":
        """A process sends it now; what it says is lost when it dies."""
        state = MESSAGE_LIFE.after(self.state, MessageAction.BEGIN)
        return replace(self, state=state, sending_until=now + timedelta(seconds=SENDING_SECONDS))

    def end(self, outcome: TryOutcome, policy: FollowupPolicy, *, now: datetime) -> tuple["Message", Sequence[Event]]:
        """What became of the try: sent, tried again after a pause, or given up."""
        message = replace(self, tries=(*self.tries, Try(at=now, outcome=outcome)), sending_until=None)
        rule = policy.messages
        if outcome is TryOutcome.ACCEPTED:
            state = MESSAGE_LIFE.after(self.state, MessageAction.SUCCEED)
            sent = MessageSent(**self._facts(), tries=len(message.tries), sent_at=now)
            return replace(message, state=state, sent_at=now), [sent]
        if outcome is TryOutcome.UNKNOWN and self.audience is Audience.CUSTOMER:
            return message.give_up(FailureReason.OUTCOME_UNKNOWN, now=now)
        if len(message.tries) >= rule.most_tries:
            no_address = outcome is TryOutcome.NO_ADDRESS
            return message.give_up(FailureReason.NO_ADDRESS if no_address else FailureReason.OUT_OF_TRIES, now=now)
        pause = timedelta(seconds=rule.pause_seconds * 2 ** (len(message.tries) - 1))
        state = MESSAGE_LIFE.after(self.state, MessageAction.TRY_LATER)
        return replace(message, state=state, send_at=allowed_at(message, now + pause, rule)), []

    def give_up(self, reason: FailureReason, *, now: datetime) -> tuple["Message", Sequence[Event]]:
        """It is not tried again by itself."""
        state = MESSAGE_LIFE.after(self.state, MessageAction.FAIL)
        failed = MessageFailed(**self._facts(), reason=reason.value, tries=len(self.tries), failed_at=now)
        return replace(self, state=state, failure=reason, sending_until=None), [failed]

    def retry(self, policy: FollowupPolicy, *, now: datetime) -> "Message":
        """A person wants it tried again."""
        state = MESSAGE_LIFE.after(self.state, MessageAction.RETRY)
        useless_after = None if self.useless_after is None else max(self.useless_after, _useless(now, policy.messages))
        send_at = allowed_at(self, now, policy.messages)
        return replace(self, state=state, failure=None, tries=(), send_at=send_at, useless_after=useless_after)

    def acknowledge(self, *, at: datetime) -> tuple["Message", Sequence[Event]]:
        """He has seen it; a second time changes nothing."""
        if self.acknowledged_at is not None:
            return self, []
        state = MESSAGE_LIFE.after(self.state, MessageAction.ACKNOWLEDGE)
        acknowledged = MessageAcknowledged(**self._facts(), acknowledged_at=at)
        return replace(self, state=state, acknowledged_at=at), [acknowledged]

    def is_too_late(self, now: datetime) -> bool:
        """Whether it says nothing new any more."""
        return self.useless_after is not None and now > self.useless_after

    def _facts(self) -> dict[str, Any]:
        return {
            "message_id": self.id,
            "occasion": self.occasion.value,
            "customer_id": self.customer_id,
            "person_id": self.person_id,
            "ticket_id": self.ticket_id,
        }


@dataclass(frozen=True, kw_only=True)
class OptOut:
    """A customer who wants no messages, known by his id; what we owe in writing goes by post."""

    id: UUID
    version: int = 0
    since: datetime
    until: datetime | None = None
    """When he wanted them again."""


@dataclass(frozen=True, kw_only=True)
class News:
    """What happened, to what, and what is told of it."""

    occasion: Occasion
    about: object
    """The id of the thing that makes the occasion this one."""
    facts: Mapping[str, str]
    occurred_at: datetime
    ticket_id: UUID | None = None
    origin: str | None = None
    is_formal: bool = False
    """A notice we owe is never too late."""


def compose(identity: tuple[UUID, str], news: News, to: Recipient, policy: FollowupPolicy, now: datetime) -> Message:
    """A message that waits for its time; to customers not in quiet hours."""
    is_customer = news.occasion in TO_CUSTOMERS
    message = Message(
        id=MessageId(identity[0]),
        number=identity[1],
        audience=Audience.CUSTOMER if is_customer else Audience.STAFF,
        occasion=news.occasion,
        occasion_key=occasion_key(news, to),
        customer_id=to.customer_id,
        person_id=to.person_id,
        ticket_id=news.ticket_id,
        facts=dict(news.facts),
        occurred_at=news.occurred_at,
        send_at=now,
        useless_after=_useless(news.occurred_at, policy.messages) if is_customer and not news.is_formal else None,
        origin=news.origin,
    )
    return replace(message, send_at=allowed_at(message, now, policy.messages))


def occasion_key(news: News, to: Recipient) -> str:
    """What makes an occasion this one for this recipient."""
    return f"{news.occasion.value}:{news.about}:{to.id}"


def allowed_at(message: Message, at: datetime, rule: Messages) -> datetime:
    """The first instant from `at` on when this message may go; our own people are told at any hour."""
    if message.audience is Audience.STAFF or message.occasion.value in rule.even_when_quiet:
        return at
    local = at.astimezone(BUSINESS_ZONE)
    begins, ends = time.fromisoformat(rule.quiet_from), time.fromisoformat(rule.quiet_until)
    if ends <= local.time() < begins:
        return at
    day = local.date() if local.time() < ends else local.date() + timedelta(days=1)
    return datetime.combine(day, ends, BUSINESS_ZONE).astimezone(UTC)


def _useless(since: datetime, rule: Messages) -> datetime:
    return since + timedelta(hours=rule.useless_after_hours)
