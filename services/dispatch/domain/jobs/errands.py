"""Jobs that no fault report opens: money is collected, an item put back, a loaner brought, a renewal talked about."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.dispatch.domain.identifiers import JobId
from services.dispatch.domain.jobs.contact import appointment_clocks
from services.dispatch.domain.jobs.facts import Appointment, Purpose
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.jobs.opening import begin, end_job
from services.dispatch.domain.states import JOB_LIFE, JobAction
from shared.events.intake.tickets import Region, TicketKind

PLACE = (
    "ticket_id", "ticket_number", "origin", "kind", "level", "region", "district", "customer_id", "site_id",
    "equipment_id", "product_model", "serial", "is_part_of_installation", "symptom_code",
)  # fmt: skip
"""What a job takes over of the one before it: where it is, and about what."""
OUR_OWN = "company"
"""The origin of a job that no partner's report stands behind: partners do not see it."""


@dataclass(frozen=True, kw_only=True)
class Errand:
    """Why somebody goes although nobody has reported a fault."""

    purpose: Purpose
    occasion_id: UUID
    why: str
    due_from: datetime
    """When it became known: the policy in force then holds."""


@dataclass(frozen=True, kw_only=True)
class RenewalVisit:
    """A visit that follow-up has agreed with a customer, about a contract; no ticket stands behind it."""

    contract_number: str
    customer_id: UUID
    site_id: UUID | None
    window_from: datetime
    window_until: datetime


def open_errand(errand: Errand, previous: Job, job_id: UUID, number: str, moment: Moment) -> tuple[Job, Events]:
    """Somebody goes where an earlier job of the same ticket was."""
    place: dict[str, Any] = {name: getattr(previous, name) for name in PLACE}
    return begin(_job(errand, job_id, number, moment, **place), errand.why, errand.due_from, moment)


def open_renewal(errand: Errand, visit: RenewalVisit, job_id: UUID, number: str, moment: Moment) -> tuple[Job, Events]:
    """The customer agreed to talk about the renewal: the appointment stands, a technician is looked for (5.13)."""
    job = _job(
        errand,
        job_id,
        number,
        moment,
        ticket_id=job_id,
        ticket_number=visit.contract_number,
        origin=OUR_OWN,
        kind=TicketKind.QUESTION,
        level=None,
        region=Region.UNDETERMINED,
        customer_id=visit.customer_id,
        site_id=visit.site_id,
    )
    job, opened = begin(job, errand.why, errand.due_from, moment)
    appointment = Appointment(
        window_from=visit.window_from,
        window_until=visit.window_until,
        agreed_with_contact_id=None,
        was_told_visit_fee=True,
        was_told_travel_rule=True,
        agreed_at=errand.due_from,
    )
    job, timed = job.timed(appointment_clocks(job, appointment, moment))
    return replace(job, appointment=appointment), [*opened, *timed]


def no_longer_needed(job: Job, reason: str, at: datetime, moment: Moment) -> tuple[Job, Events]:
    """What it was for has come about otherwise; whoever stands at the site already ends it there himself."""
    if not JOB_LIFE.allows(job.state, JobAction.SETTLE_WITHOUT_VISIT):
        return job, []
    return end_job(job, JobAction.SETTLE_WITHOUT_VISIT, reason, at, moment)


def _job(errand: Errand, job_id: UUID, number: str, moment: Moment, **place: Any) -> Job:
    return Job(
        id=JobId(job_id),
        number=number,
        purpose=errand.purpose,
        occasion_id=errand.occasion_id,
        opened_at=moment.now,
        policy_revision=moment.policy.revision.number,
        reported_at=errand.due_from,
        **place,
    )
