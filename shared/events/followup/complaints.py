"""Complaints, from the day the case is opened until the customer has answered; who it is about is told to nobody."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.contract import Event


@dataclass(frozen=True, kw_only=True)
class ComplaintEvent(Event):
    """What all events of a complaint have in common; never the person concerned, whose eyes these may be."""

    TOPIC = "followup.complaints"
    KEY = "complaint_id"

    complaint_id: UUID
    number: str
    customer_id: UUID | None = None
    """None when it is anonymous."""
    ticket_id: UUID | None = None
    level: str
    """Where it stands: `technician`, `supervisor`, `manager` or `company`."""
    clause: str


@dataclass(frozen=True, kw_only=True)
class ComplaintOpened(ComplaintEvent):
    """The case and its ladder have started (8.3)."""

    TYPE = "aftersales.followup.ComplaintOpened.v1"
    FOR_PARTNERS = True

    is_urgent: bool
    answer_until: datetime
    """Passes without an answer: it goes up one level."""
    policy_revision: str
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class ComplaintAcknowledged(ComplaintEvent):
    """The customer knows that we have his complaint and who deals with it."""

    TYPE = "aftersales.followup.ComplaintAcknowledged.v1"
    FOR_PARTNERS = True

    acknowledged_at: datetime


@dataclass(frozen=True, kw_only=True)
class ComplaintAssessed(ComplaintEvent):
    """How serious it is, and whether it is urgent, was judged."""

    TYPE = "aftersales.followup.ComplaintAssessed.v1"
    FOR_PARTNERS = True

    severity: str
    """`minor`, `serious` or `grave`."""
    is_urgent: bool
    assessed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ComplaintInvestigated(ComplaintEvent):
    """What happened was found out by somebody whom it does not concern."""

    TYPE = "aftersales.followup.ComplaintInvestigated.v1"
    FOR_PARTNERS = True

    finding: str
    """`justified`, `partly_justified`, `not_justified` or `not_provable`."""
    investigated_at: datetime


@dataclass(frozen=True, kw_only=True)
class ComplaintRaised(ComplaintEvent):
    """It goes up the ladder (8.3); `level` is where it stands now."""

    TYPE = "aftersales.followup.ComplaintRaised.v1"
    FOR_PARTNERS = True

    previous_level: str
    cause: str
    """`deadline`, `customers_wish`, `not_accepted` or `nobody_free_of_it` where all below are concerned."""
    answer_until: datetime | None = None
    """None at the end of the ladder."""
    raised_at: datetime
    """By deadline: the deadline itself, not when it was noticed."""


@dataclass(frozen=True, kw_only=True)
class ComplaintAnswered(ComplaintEvent):
    """The customer was told what came of it."""

    TYPE = "aftersales.followup.ComplaintAnswered.v1"
    FOR_PARTNERS = True

    remedy: str
    """A code: `apology`, `redo`, `refund`, `discipline`, `explanation` or `none`."""
    answered_at: datetime


@dataclass(frozen=True, kw_only=True)
class ComplaintClosed(ComplaintEvent):
    """The customer has answered to the outcome, or could not be asked."""

    TYPE = "aftersales.followup.ComplaintClosed.v1"
    FOR_PARTNERS = True

    reason: str
    """`accepted`, `withdrawn`, `anonymous` or `not_reachable`."""
    opened_at: datetime
    closed_at: datetime

    WHEN = "closed_at"
