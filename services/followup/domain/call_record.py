"""What is recorded of a call (回访记录): why it is made, what it is about, what was tried and what was said."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.money import Money


class Purpose(StrEnum):
    """Why we call, or write."""

    CALL_BACK = "call_back"
    CARE = "care"
    RENEWAL = "renewal"
    ITEM_READY = "item_ready"
    LATE_PROMISE = "late_promise"
    PAYMENT_REMINDER = "payment_reminder"
    INVOICE_TO_MAIL = "invoice_to_mail"


TELLS_SOMETHING = frozenset(
    {Purpose.ITEM_READY, Purpose.LATE_PROMISE, Purpose.PAYMENT_REMINDER, Purpose.INVOICE_TO_MAIL}
)
"""A call that … ends when the customer was told, or has in the mail, what we owe him."""

ENDS_WITH_ITS_TICKET = frozenset({Purpose.CALL_BACK, Purpose.LATE_PROMISE})
"""A call that … is not made when its ticket was cancelled; an item that waits and money that is owed stay owed."""


class AttemptResult(StrEnum):
    """How an attempt ended."""

    REACHED = "reached"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


class Review(StrEnum):
    """Whether a person has to look at what the customer said."""

    NONE = "none"
    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One try to reach the customer; `reached` without an answer means that he had no time."""

    at: datetime
    result: AttemptResult
    by: str | None = None
    """Who tried, by the subject of his token."""


@dataclass(frozen=True, kw_only=True)
class About:
    """What the call is about; neither job, repair nor anything else: the ticket that was solved by phone."""

    customer_id: UUID
    ticket_id: UUID | None = None
    job_id: UUID | None = None
    technician_id: UUID | None = None
    """Who was there, where a visit is asked about."""
    repair_id: UUID | None = None
    closure: int | None = None
    """The ending of the ticket that the answer belongs to."""
    site_id: UUID | None = None
    contract_id: UUID | None = None
    charge_id: UUID | None = None
    invoice_id: UUID | None = None
    amount: Money | None = None
    """What is to be paid or renewed for."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the customer said in a call-back (回访记录)."""

    is_solved: bool
    satisfaction: int | None = None
    cleanliness: int | None = None
    is_conduct_named: bool = False
    is_price_as_told: bool | None = None
    amount_paid: Money | None = None
    """What he says he paid; compared with what billing has charged."""
    wants_complaint: bool = False
    answered_at: datetime


@dataclass(frozen=True, kw_only=True)
class Known:
    """What we know ourselves when the customer answers."""

    amount_charged: Money | None = None
    """What billing has charged for the visit or repair; None where nothing was charged."""
    is_item_in_repair: bool = False
    """Whether an item of the ticket is still in repair: "not solved" then reopens nothing."""


@dataclass(frozen=True, kw_only=True)
class CareAnswer:
    """What a customer said whom we called because three months were quiet (5.14)."""

    is_content: bool
    wants_service: bool = False
    answered_at: datetime


def price_was_as_told(answer: Answer, known: Known) -> bool | None:
    """The amount the customer names goes before his yes or no: it is compared with what billing has charged."""
    if answer.amount_paid is None:
        return answer.is_price_as_told
    return answer.amount_paid == (known.amount_charged or Money.ZERO)
