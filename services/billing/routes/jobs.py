"""What billing knows of the jobs that quotes are for, and what travel to a cancelled one has cost."""

from typing import ClassVar
from uuid import UUID

from services.billing.domain.case import JobCopy
from services.billing.domain.identifiers import JobId
from services.billing.domain.refusals import (
    AmountNotPositive,
    JobNotFound,
    NobodyTravelled,
    NotStaff,
    TravelEntered,
    TravelNotOwed,
    VerdictMissing,
)
from services.billing.queries import quotes as queries
from services.billing.queries.wanted import NEWEST_FIRST
from services.billing.routes.charges import ChargeView
from services.billing.routes.who_may import CASH_READERS, COLLECTORS
from services.billing.use_cases.cancelling import enter_travel
from services.billing.use_cases.sight import sight_of
from services.billing.work import Work
from shared.events.dispatch.jobs import Finding
from shared.money import Money
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes

routes = Routes(tag="quotes")


class JobFilter(Listing):
    """Which jobs."""

    ticket_id: UUID | None = None
    is_diagnosed: bool | None = None


class EnterTravel(Body):
    """What the technician paid to travel, and the number of his receipt."""

    EXAMPLE: ClassVar = {"cost": "48.00", "receipt": "R-77"}

    cost: Money
    receipt: Code


class JobView(View):
    """What billing has heard of a job: a quote can be issued when it is there, parts when it is diagnosed."""

    id: UUID
    ticket_id: UUID
    technician_id: UUID | None
    has_departed: bool
    has_arrived: bool
    is_diagnosed: bool
    findings: tuple[Finding, ...]
    was_told_visit_fee: bool
    was_told_travel_rule: bool
    is_over: bool
    is_cancelled: bool

    @classmethod
    def of(cls, job: JobCopy) -> "JobView":
        """What we show of it."""
        return cls(**{name: getattr(job, name) for name in cls.model_fields})


@routes.lists("/jobs", JobView, may=CASH_READERS, refuses=(NotStaff,))
async def list_known_jobs(wanted: Asked[JobFilter], door: Door[Work]) -> Answer:
    """What billing has heard of jobs, newest first; a technician sees his own."""
    which = queries.JobsWanted(
        ticket_id=wanted.ticket_id,
        technician_id=sight_of(door.actor, door.caller.sources).technician_id,
        is_diagnosed=wanted.is_diagnosed,
    )
    return await door.page(
        wanted,
        lambda work: queries.jobs(work.reader, which, wanted.after(UUID), wanted.rows_to_read),
        show=JobView.of,
        by=NEWEST_FIRST,
    )


@routes.moves_money(
    "/jobs/{job_id}/travel",
    ChargeView,
    may=COLLECTORS,
    refuses=(
        AmountNotPositive,
        JobNotFound,
        NobodyTravelled,
        NotStaff,
        TravelEntered,
        TravelNotOwed,
        VerdictMissing,
    ),
)
async def enter_travel_afterwards(job_id: UUID, paid: Sent[EnterTravel], door: Door[Work]) -> Answer:
    """Enter by receipt what it cost to travel to a job that was cancelled on the way (3.6); returns the charge."""
    sight = sight_of(door.actor, door.caller.sources)
    return await door.change(
        lambda work: enter_travel(JobId(job_id), paid.cost, paid.receipt, sight, work), show=ChargeView.of
    )
