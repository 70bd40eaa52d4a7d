"""Calls that we owe a customer, above all the call-back within 48 hours."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.contract import Event


@dataclass(frozen=True, kw_only=True)
class CallEvent(Event):
    """What all events of a call have in common."""

    TOPIC = "followup.calls"
    KEY = "call_id"

    call_id: UUID
    purpose: str
    """`call_back`, `care`, `renewal`, `item_ready`, `late_promise`, `payment_reminder` or `invoice_to_mail`."""
    customer_id: UUID
    ticket_id: UUID | None = None
    closure: int | None = None
    """The ending of the ticket that the call-back belongs to, where one is known."""


@dataclass(frozen=True, kw_only=True)
class CallScheduled(CallEvent):
    """A call is owed."""

    TYPE = "aftersales.followup.CallScheduled.v1"
    FOR_PARTNERS = True

    call_until: datetime
    clause: str
    scheduled_at: datetime


@dataclass(frozen=True, kw_only=True)
class CallAttempted(CallEvent):
    """Somebody has tried to reach the customer, who gave no answer yet."""

    TYPE = "aftersales.followup.CallAttempted.v1"
    FOR_PARTNERS = True

    attempt: int
    """Counts from 1."""
    result: str | None = None
    """`busy`, `no_answer`, `wrong_number`, or `reached` where he had no time."""
    attempted_at: datetime


@dataclass(frozen=True, kw_only=True)
class CallBackCompleted(CallEvent):
    """The customer has said whether it is solved and how content he is (5.12)."""

    TYPE = "aftersales.followup.CallBackCompleted.v1"

    job_id: UUID | None = None
    repair_id: UUID | None = None
    is_solved: bool
    satisfaction: int | None = None
    """1, the worst, to 5; None when the customer did not say."""
    is_conduct_named: bool
    """Whether the customer named somebody's conduct: a person has to look."""
    technician_id: UUID | None = None
    """Who was there, where a visit is asked about."""
    cleanliness: int | None = None
    """How tidy the place was left, on the same scale."""
    is_price_as_told: bool | None = None
    """Whether the customer paid what he had been told; None when nothing was to pay or he did not say."""
    is_item_in_repair: bool = False
    """Whether an item of this ticket is still in repair: "not solved" then reopens nothing."""
    wants_complaint: bool = False
    """Whether the customer wishes that it is treated as a complaint."""
    clause: str
    completed_at: datetime


@dataclass(frozen=True, kw_only=True)
class CallGivenUp(CallEvent):
    """The customer was not reached in all the attempts we owe; the ticket closes without an answer."""

    TYPE = "aftersales.followup.CallGivenUp.v1"

    job_id: UUID | None = None
    """The visit that the call was about; neither job nor repair: a remote solution."""
    repair_id: UUID | None = None
    attempts: int
    clause: str
    given_up_at: datetime


@dataclass(frozen=True, kw_only=True)
class CallBackMissed(CallEvent):
    """The promised time for the call has passed; it is still owed."""

    TYPE = "aftersales.followup.CallBackMissed.v1"
    FOR_PARTNERS = True

    clause: str
    missed_at: datetime
    """The promised time itself, not when it was noticed."""


@dataclass(frozen=True, kw_only=True)
class CareCallCompleted(CallEvent):
    """A customer without a repair for three months was asked how his equipment does (5.14)."""

    TYPE = "aftersales.followup.CareCallCompleted.v1"
    FOR_PARTNERS = True

    site_id: UUID | None = None
    is_content: bool
    wants_service: bool
    """Whether he asks for somebody: the specialist opens a ticket."""
    clause: str
    completed_at: datetime


@dataclass(frozen=True, kw_only=True)
class CustomerInformed(CallEvent):
    """The customer was reached and knows what we had to tell him, such as an item that is ready (6.4)."""

    TYPE = "aftersales.followup.CustomerInformed.v1"

    job_id: UUID | None = None
    repair_id: UUID | None = None
    means: str
    """`phone`, `message`, `post` or `in_person`."""
    contract_id: UUID | None = None
    charge_id: UUID | None = None
    invoice_id: UUID | None = None
    clause: str
    informed_at: datetime
