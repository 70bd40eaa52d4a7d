"""The life of a ticket, from the report to the last closing."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from uuid import UUID

from shared.events.contract import Event


class TicketKind(StrEnum):
    """What the customer wants."""

    FAULT = "fault"
    CAMERA_MOVE = "camera_move"
    INSTALLATION = "installation"
    MAINTENANCE = "maintenance"
    QUESTION = "question"


class FaultLevel(IntEnum):
    """How bad a fault is, by 5.16; 1 is the worst."""

    SYSTEM_DOWN = 1
    MAIN_EQUIPMENT = 2
    ACCESSORY = 3
    NOT_A_FAULT = 4


class Region(StrEnum):
    """Where the site lies, for fees (3.6) and arrival times (5.11)."""

    MAIN_CITY = "main_city"
    SUBURB = "suburb"
    OUTSIDE = "outside"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, kw_only=True)
class TicketItem:
    """One piece of equipment that a ticket is about."""

    equipment_id: UUID | None = None
    product_model: str | None = None
    product_category: str | None = None
    serial: str | None = None
    is_part_of_installation: bool = False


@dataclass(frozen=True, kw_only=True)
class TicketEvent(Event):
    """What all events of a ticket have in common."""

    TOPIC = "intake.tickets"
    KEY = "ticket_id"

    ticket_id: UUID


@dataclass(frozen=True, kw_only=True)
class TicketOpened(TicketEvent):
    """A customer's report is accepted; the response clock runs from the report."""

    TYPE = "aftersales.intake.TicketOpened.v1"
    WHEN = "reported_at"

    number: str
    kind: TicketKind
    level: FaultLevel | None = None
    """None where the kind has no level: camera moves, installation, maintenance."""
    customer_id: UUID
    site_id: UUID | None = None
    equipment_id: UUID | None = None
    product_model: str | None = None
    product_category: str | None = None
    serial: str | None = None
    is_part_of_installation: bool = False
    """Whether the equipment hangs in a system we mounted, so that a visit puts it back."""
    items: tuple[TicketItem, ...] = ()
    """Everything the ticket is about, the item above first; empty where no equipment is known."""
    symptom_code: str | None = None
    proposed_level: FaultLevel | None = None
    """What the symptom catalogue proposes (5.16); `level` is what a person decided."""
    earlier_ticket_id: UUID | None = None
    """The ticket of the same fault not long ago, where there is one."""
    division_code: str | None = None
    """National code of the administrative division, for example `500103`."""
    district: str | None = None
    """Name of the district as the policy lists it; never a street."""
    region: Region
    channel: str
    """The published channel it came through (3.7)."""
    origin: str
    """Who sent it in: `hotline`, `counter` or `partner:<name>`; partners see their own."""
    policy_revision: str
    """In force when it was reported: the case is judged by it."""
    reported_at: datetime
    """When the customer reported it, not when we typed it."""
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class TicketAssessed(TicketEvent):
    """The supervisor has made the first assessment of the fault (5.2)."""

    TYPE = "aftersales.intake.TicketAssessed.v1"

    level: FaultLevel | None = None
    judgement: str
    """A code of what is probably the matter."""
    clause: str
    assessed_at: datetime


@dataclass(frozen=True, kw_only=True)
class FaultLevelChanged(TicketEvent):
    """The level of a fault was raised or lowered; clocks are set anew."""

    TYPE = "aftersales.intake.FaultLevelChanged.v1"

    level: FaultLevel
    previous_level: FaultLevel | None = None
    reason: str
    clause: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class FaultLevelConfirmed(TicketEvent):
    """A person stands for the level that the symptom catalogue proposed (5.16); every clock runs on as it is."""

    TYPE = "aftersales.intake.FaultLevelConfirmed.v1"
    FOR_PARTNERS = True

    level: FaultLevel
    reason: str
    """A code of the policy."""
    clause: str
    confirmed_at: datetime


@dataclass(frozen=True, kw_only=True)
class RemoteSolutionFound(TicketEvent):
    """The specialist confirms that it was solved without a visit; it is free and gets its call-back."""

    TYPE = "aftersales.intake.RemoteSolutionFound.v1"

    closure: int
    """Counts the endings of the ticket: the call-back belongs to this one."""
    solution: str
    """A code of what helped."""
    found_at: datetime


@dataclass(frozen=True, kw_only=True)
class BringInExpected(TicketEvent):
    """The customer was told the repair address and will bring the item (4.4, 6.1)."""

    TYPE = "aftersales.intake.BringInExpected.v1"

    clause: str
    agreed_at: datetime


@dataclass(frozen=True, kw_only=True)
class TicketResolved(TicketEvent):
    """Nothing is left to do but the call-back."""

    TYPE = "aftersales.intake.TicketResolved.v1"
    FOR_PARTNERS = True

    closure: int
    resolution: str
    """How: `remote`, `visit` or `repair`."""
    resolved_at: datetime


@dataclass(frozen=True, kw_only=True)
class TicketClosed(TicketEvent):
    """The ticket is closed; only the same fault opens it again."""

    TYPE = "aftersales.intake.TicketClosed.v1"

    closure: int
    reason: str
    """`solved`, `given_up`, `not_owed` or `declined`."""
    decline_reason: str | None = None
    """A code of why the company does not serve it, where it was declined."""
    clause: str
    closed_at: datetime


@dataclass(frozen=True, kw_only=True)
class TicketReopened(TicketEvent):
    """The customer says that the same fault is not solved: somebody goes again."""

    TYPE = "aftersales.intake.TicketReopened.v1"

    closure: int
    """The ending that did not hold."""
    level: FaultLevel | None = None
    is_visit_fee_waived: bool = True
    """Two trips for one fault cost one visit fee (reading of clause 2)."""
    reason: str
    clause: str
    reopened_at: datetime


@dataclass(frozen=True, kw_only=True)
class TicketCancelled(TicketEvent):
    """The ticket ends without a solution; what is owed of it billing decides, by what was told, agreed and done.

    Intake may not know yet what happens at the site or at the bench: its words on the money are its own view.
    """

    TYPE = "aftersales.intake.TicketCancelled.v1"

    reason: str
    is_work_done_owed: bool
    """Whether, as far as intake knows, something that already took place is charged."""
    stage: str | None = None
    """How far it had come: `before_visit`, `visit_taken_place`, `work_done`, `item_awaited` or `item_in_repair`."""
    owed: tuple[str, ...] = ()
    """What may be owed as far as intake knows: `visit_fee`, `travel` or `agreed_work`; the charges say what is."""
    clause: str | None = None
    """The clause by which intake says so."""
    cancelled_at: datetime


@dataclass(frozen=True, kw_only=True)
class TicketItemAdded(TicketEvent):
    """The ticket is about one more piece of equipment; its verdicts follow."""

    TYPE = "aftersales.intake.TicketItemAdded.v1"
    FOR_PARTNERS = True

    item: TicketItem
    added_at: datetime


@dataclass(frozen=True, kw_only=True)
class CallerJoined(TicketEvent):
    """One more caller reports the same outage: one ticket for all, which counts from the earliest report."""

    TYPE = "aftersales.intake.CallerJoined.v1"
    WHEN = "joined_at"

    contact_id: UUID
    """His entry of the contact register."""
    reported_at: datetime
    """When this caller reported it."""
    counts_from: datetime
    """The earliest report of all: clocks that run from the report run from here."""
    joined_at: datetime


@dataclass(frozen=True, kw_only=True)
class RepeatFaultDetected(TicketEvent):
    """The same serial or site had a fault not long ago: linked, and its reason is asked."""

    TYPE = "aftersales.intake.RepeatFaultDetected.v1"

    earlier_ticket_id: UUID
    earlier_technician_id: UUID | None = None
    """Who was there last, where somebody was."""
    matched_by: str
    """`serial`, `equipment` or `site`."""
    days_since: int
    is_earlier_work_paid: bool
    """Whether the earlier repair was paid, so that the visit fee is waived (reading of clause 2)."""
    clause: str
    detected_at: datetime
