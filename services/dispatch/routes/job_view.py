"""How a job is shown."""

from datetime import date, datetime
from uuid import UUID

from services.dispatch.domain.dispatching.customers import Whereabouts
from services.dispatch.domain.dispatching.facts import DutyCall, Hold, Offer, WorkOrder
from services.dispatch.domain.dispatching.words import without_words
from services.dispatch.domain.jobs.facts import (
    Appointment,
    Arrival,
    Assessment,
    Attempt,
    Charge,
    Completion,
    Consent,
    Diagnosis,
    EquipmentCheck,
    ItemTaken,
    Purpose,
    Response,
    Visit,
)
from services.dispatch.domain.jobs.job import Job
from services.dispatch.domain.jobs.purposes import PurposeTerms, terms_of
from services.dispatch.domain.jobs.visit_facts import Exclusion, Trip, WorkLog
from services.dispatch.domain.states import JobState
from services.dispatch.use_cases.customers import JobSheet
from shared.events.intake.contacts import ContactPerson, SiteAddress
from shared.events.intake.tickets import FaultLevel, Region, TicketKind
from shared.web.answer import View


class JobView(View):
    """A job; its clocks are at `/jobs/{id}/clocks`."""

    id: UUID
    number: str
    version: int
    state: JobState
    purpose: Purpose
    occasion_id: UUID | None
    opened_at: datetime
    policy_revision: str
    ticket_id: UUID
    ticket_number: str
    kind: TicketKind
    level: FaultLevel | None
    region: Region
    district: str | None
    customer_id: UUID
    site_id: UUID | None
    equipment_id: UUID | None
    product_model: str | None
    serial: str | None
    symptom_code: str | None
    reported_at: datetime
    technician_id: UUID | None
    assigned_at: datetime | None
    offers: tuple[Offer, ...]
    holds: tuple[Hold, ...]
    carried_over_to: date | None
    carried_over_times: int
    rank: int | None
    duty: DutyCall | None
    assessment: Assessment | None
    visit: Visit | None
    charge: Charge | None
    consent: Consent | None
    attempts: tuple[Attempt, ...]
    response: Response | None
    appointment: Appointment | None
    work_order_number: str | None
    work_order: WorkOrder | None
    departed_at: datetime | None
    equipment_check: EquipmentCheck | None
    arrival: Arrival | None
    diagnosis: Diagnosis | None
    notes: str | None
    """The technician's own words; only for those who work on the job."""
    exclusions: tuple[Exclusion, ...]
    log: WorkLog
    items_taken: tuple[ItemTaken, ...]
    trips: tuple[Trip, ...]
    completion: Completion | None
    customer_withdrew_at: datetime | None
    ended_because: str | None
    ended_at: datetime | None
    nearest_due_at: datetime | None
    nearest_warn_at: datetime | None

    @classmethod
    def of(cls, job: Job) -> "JobView":
        """What we show of a job to those who work on it."""
        return cls(**{name: getattr(job, name) for name in cls.model_fields})

    @classmethod
    def masked(cls, job: Job) -> "JobView":
        """What we show of a job to others: nobody's own words, and no coordinates."""
        return cls.of(without_words(job))


class JobSheetView(JobView):
    """A job with all that whoever goes must know: where, whom to ask for, and what was said.

    None for those who do not work on the job, and after an erasure.
    """

    purpose_terms: PurposeTerms
    """What goes with a job of its purpose: clocks, card, fee, call-back."""
    customer_name: str | None
    customer_phones: tuple[str, ...] | None
    contacts: tuple[ContactPerson, ...] | None
    site: SiteAddress | None
    symptom: str | None
    """In the customer's own words."""
    reporter_name: str | None
    reporter_phone: str | None

    @classmethod
    def of_sheet(cls, sheet: JobSheet) -> "JobSheetView":
        """What we show to those who work on it."""
        customer, words = sheet.whereabouts.customer, sheet.whereabouts.words
        return cls(
            **dict(JobView.of(sheet.job)),
            purpose_terms=terms_of(sheet.job.purpose),
            customer_name=customer.name if customer else None,
            customer_phones=customer.phones if customer else None,
            contacts=customer.contacts if customer else None,
            site=sheet.whereabouts.site_of(sheet.job),
            symptom=words.symptom if words else None,
            reporter_name=words.reporter_name if words else None,
            reporter_phone=words.reporter_phone if words else None,
        )

    @classmethod
    def masked_sheet(cls, sheet: JobSheet) -> "JobSheetView":
        """What we show to others: nobody's name, address or words."""
        hidden = cls.of_sheet(JobSheet(job=sheet.job, whereabouts=Whereabouts()))
        return hidden.model_copy(update=dict(JobView.masked(sheet.job)))
