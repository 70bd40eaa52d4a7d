"""How a job is shown."""

from datetime import datetime
from uuid import UUID

from services.dispatch.domain.jobs.facts import (
    Appointment,
    Arrival,
    Assessment,
    Attempt,
    Charge,
    Completion,
    Consent,
    Diagnosis,
    ItemTaken,
    Purpose,
    Response,
    Visit,
)
from services.dispatch.domain.jobs.job import Job
from services.dispatch.domain.states import JobState
from shared.events.intake.tickets import FaultLevel, Region, TicketKind
from shared.web.answer import View


class JobView(View):
    """A job; its clocks are at `/jobs/{id}/clocks`."""

    id: UUID
    number: str
    version: int
    state: JobState
    purpose: Purpose
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
    assessment: Assessment | None
    visit: Visit | None
    charge: Charge | None
    consent: Consent | None
    attempts: tuple[Attempt, ...]
    response: Response | None
    appointment: Appointment | None
    work_order_number: str | None
    departed_at: datetime | None
    arrival: Arrival | None
    diagnosis: Diagnosis | None
    notes: str | None
    """The technician's own words; only for those who work on the job."""
    items_taken: tuple[ItemTaken, ...]
    completion: Completion | None
    customer_withdrew_at: datetime | None
    ended_because: str | None
    nearest_due_at: datetime | None

    @classmethod
    def of(cls, job: Job) -> "JobView":
        """What we show of a job to those who work on it."""
        return cls(**{name: getattr(job, name) for name in cls.model_fields})

    @classmethod
    def masked(cls, job: Job) -> "JobView":
        """What we show of a job to others: nobody's own words."""
        return cls.of(job).model_copy(update={"notes": None})
