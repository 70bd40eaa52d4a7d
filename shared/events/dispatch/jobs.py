"""The life of a job, from the first call to the end of the work."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.events.contract import Event
from shared.money import Money


class ResponseEnding(StrEnum):
    """In what reaching the customer ended (5.1)."""

    SOLVED_REMOTELY = "solved_remotely"
    VISIT_NEEDED = "visit_needed"
    BRING_IN = "bring_in"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One fault that the diagnosis found; paid lines must match one."""

    finding: int
    """Counts from 1 within the job."""
    equipment_id: UUID | None = None
    fault: str
    faulty_part: str | None = None
    """Code of the part that is broken: no other is replaced (5.5)."""


@dataclass(frozen=True, kw_only=True)
class WorkDone:
    """One item of work and how it ended."""

    work: str
    finding: int | None = None
    equipment_id: UUID | None = None
    outcome: str
    """`done`, `not_possible` or `brought_back`."""


@dataclass(frozen=True, kw_only=True)
class PartUsed:
    """Parts of one kind that were built in."""

    part: str
    quantity: int
    finding: int | None = None
    is_material: bool = False
    """Consumed by the work instead of put in the place of something broken: it needs no finding."""
    equipment_id: UUID | None = None
    old_serial: str | None = None
    new_serial: str | None = None


@dataclass(frozen=True, kw_only=True)
class JobEvent(Event):
    """What all events of a job have in common."""

    TOPIC = "dispatch.jobs"
    KEY = "job_id"

    job_id: UUID
    ticket_id: UUID
    """The ticket; for a job without one, as a renewal visit, the job's own id again."""
    has_ticket: bool = True
    """False: nothing of intake stands behind this job, so that whoever follows tickets passes it over."""


@dataclass(frozen=True, kw_only=True)
class JobOpened(JobEvent):
    """Somebody has to answer this customer."""

    TYPE = "aftersales.dispatch.JobOpened.v1"

    number: str
    purpose: str
    """Why somebody goes: `service`, `redo`, `collect_money`, `put_back`, `deliver_loaner` or `renewal`."""
    clause: str | None = None
    """The clause by which somebody goes."""
    occasion_id: UUID | None = None
    """What it is opened for beside the ticket: an invoice, a repair, a loan or a contract."""
    customer_id: UUID | None = None
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class TechnicianAssigned(JobEvent):
    """A technician is responsible for the job."""

    TYPE = "aftersales.dispatch.TechnicianAssigned.v1"

    technician_id: UUID
    previous_technician_id: UUID | None = None
    offer_id: UUID | None = None
    answer_by: datetime | None = None
    """Until when he must accept; then the offer lapses."""
    passed_over: tuple[str, ...] = ()
    """What spoke against sending him, passed over with a reason: `off_shift`, `skill_missing`, `full`."""
    override_reason: str | None = None
    """A code: why he was sent all the same."""
    assigned_at: datetime


@dataclass(frozen=True, kw_only=True)
class WorkOrderIssued(JobEvent):
    """The work order was written: job, technician, priority (5.10)."""

    TYPE = "aftersales.dispatch.WorkOrderIssued.v1"
    FOR_PARTNERS = True

    number: str
    version: int = 1
    """Counts up when what it says has changed: the newest one counts."""
    technician_id: UUID
    is_carried_over: bool
    reason: str | None = None
    """Why it was written: `carried_over`, `duty` or `every_job`."""
    priority: int | None = None
    """The fault level, 1 is the worst; None where there is none."""
    rank: int | None = None
    """The place that the supervisor gave it among the carried-over jobs of its day."""
    respond_by: datetime | None = None
    arrive_by: datetime | None = None
    """The promise to the customer that counts, of those that still run."""
    window_from: datetime | None = None
    window_until: datetime | None = None
    issued_at: datetime


@dataclass(frozen=True, kw_only=True)
class CustomerReached(JobEvent):
    """Somebody spoke with the customer and reports how it goes on."""

    TYPE = "aftersales.dispatch.CustomerReached.v1"

    technician_id: UUID
    """The technician of the job; while nobody is sent, whoever spoke with him."""
    ending: ResponseEnding
    solution: str | None = None
    """Code of what helped, when it was solved remotely."""
    attempts: int
    reached_at: datetime


@dataclass(frozen=True, kw_only=True)
class AppointmentAgreed(JobEvent):
    """The visit is agreed, and the customer was told what it costs to come."""

    TYPE = "aftersales.dispatch.AppointmentAgreed.v1"

    window_from: datetime
    window_until: datetime
    is_at_customers_wish: bool
    """Whether the customer asked for this later time: only then the arrival clocks move."""
    was_told_visit_fee: bool
    was_told_travel_rule: bool
    agreed_at: datetime


@dataclass(frozen=True, kw_only=True)
class TechnicianDeparted(JobEvent):
    """The technician is on the way, badge worn, tools and spare parts complete (7.1)."""

    TYPE = "aftersales.dispatch.TechnicianDeparted.v1"

    technician_id: UUID
    departed_at: datetime


@dataclass(frozen=True, kw_only=True)
class TechnicianArrived(JobEvent):
    """The technician has checked in at the customer's site."""

    TYPE = "aftersales.dispatch.TechnicianArrived.v1"

    technician_id: UUID
    arrived_at: datetime
    """When it happened at the site, not when we heard of it."""


@dataclass(frozen=True, kw_only=True)
class DiagnosisRecorded(JobEvent):
    """The technician has found what is the matter; without findings there was no fault."""

    TYPE = "aftersales.dispatch.DiagnosisRecorded.v1"

    technician_id: UUID
    findings: tuple[Finding, ...]
    diagnosed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ExclusionFound(JobEvent):
    """The technician found at the site what ends the cover (4.6): intake judges anew, chargeable work waits."""

    TYPE = "aftersales.dispatch.ExclusionFound.v1"

    exclusion: str
    """The clause of 4.6, for example `4.6.2`."""
    equipment_id: UUID | None = None
    technician_id: UUID
    evidence_sha256: tuple[str, ...]
    """Hashes of the photos that show it."""
    is_disputed: bool = False
    """Whether the customer disputes it: then the supervisor decides."""
    clause: str
    found_at: datetime


@dataclass(frozen=True, kw_only=True)
class ItemBroughtBack(JobEvent):
    """An item that cannot be fixed on site is taken along (5.7); the customer has a slip for it."""

    TYPE = "aftersales.dispatch.ItemBroughtBack.v1"

    item_id: UUID
    """Given to this item on this occasion; the repair names it again."""
    slip_number: str
    technician_id: UUID
    equipment_id: UUID | None = None
    product_model: str
    serial: str | None = None
    fault: str
    accessories: tuple[str, ...] = ()
    is_part_of_installation: bool
    """Whether it goes home by a visit instead of being collected."""
    clause: str
    brought_back_at: datetime


@dataclass(frozen=True, kw_only=True)
class JobCompleted(JobEvent):
    """The work at the site is over: what was done and used, from which the amount follows."""

    TYPE = "aftersales.dispatch.JobCompleted.v1"

    technician_id: UUID
    purpose: str
    outcome: str
    """`fixed`, `no_fault_found`, `brought_back`, `not_fixed` or `declined_by_customer`."""
    work: tuple[WorkDone, ...]
    parts: tuple[PartUsed, ...]
    cable_centimetres: int
    """Cable actually used."""
    camera_points: int
    """Camera points that were moved (3.3)."""
    travel_cost: Money
    """What the technician paid to travel, by receipt (3.6)."""
    travel_receipt: str | None = None
    """Number of the receipt; without one nobody pays for the travel."""
    minutes_on_site: int
    has_item_in_repair: bool
    """Whether something was taken along, so that the ticket stays in service."""
    has_card: bool = True
    """Whether a customer signs for it; nobody does for an errand, such as money that is collected."""
    completed_at: datetime


@dataclass(frozen=True, kw_only=True)
class JobCancelled(JobEvent):
    """Nobody goes, or goes on, for this job."""

    TYPE = "aftersales.dispatch.JobCancelled.v1"

    reason: str
    purpose: str | None = None
    """Why somebody went, as when it was opened."""
    has_visit_taken_place: bool
    parts: tuple[PartUsed, ...] = ()
    """What was used on trips before this one; what was agreed of it is owed (5.5)."""
    cable_centimetres: int = 0
    camera_points: int = 0
    technician_id: UUID | None = None
    """Who had departed already, if somebody had."""
    travel_cost: Money | None = None
    """What he paid to travel until then, by receipt (3.6)."""
    travel_receipt: str | None = None
    cancelled_at: datetime
