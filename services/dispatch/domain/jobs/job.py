"""A job: somebody has to answer this customer, and mostly to go there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.dispatch.domain.clock_book import Announced, ClockBook
from services.dispatch.domain.clocks import Clock
from services.dispatch.domain.dispatching.facts import DutyCall, Hold, Offer, WorkOrder
from services.dispatch.domain.identifiers import DeadlineId, JobId, PersonId
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
    PartsCover,
    Purpose,
    Response,
    Visit,
)
from services.dispatch.domain.jobs.visit_facts import NOTHING_YET, Exclusion, Trip, WorkLog
from services.dispatch.domain.people import NOBODY, PeopleToTell
from services.dispatch.domain.policy import DispatchPolicy
from services.dispatch.domain.promises import Occasion
from services.dispatch.domain.refusals import ClockNotFound, NoTicketBehindIt, TimeInTheFuture, TimeOutOfOrder
from services.dispatch.domain.states import (
    AWAITS_DISPATCH,
    ENDED,
    JOB_LIFE,
    OFFERABLE,
    VISITED,
    JobAction,
    JobState,
    OfferState,
)
from services.dispatch.domain.timing.known import KnownFacts
from shared.actor import Actor, Role
from shared.copying import copy_with
from shared.events.contract import Event
from shared.events.intake.tickets import FaultLevel, Region, TicketKind

Events = list[Event]
UNRANKED = 1_000_000
"""Behind every rank that a supervisor can give."""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What a decision about a job is made with."""

    now: datetime
    policy: DispatchPolicy
    """The one in force when the case was reported."""
    new_id: Callable[[], UUID]
    people: PeopleToTell = NOBODY

    def occasion(self, why: str, set_at: datetime) -> Occasion:
        """Why and when clocks are set."""
        return Occasion(why=why, set_at=set_at, policy=self.policy, new_id=self.new_id)


@dataclass(frozen=True, kw_only=True)
class Job:
    """One task for one technician, with its clocks and all that happened on it."""

    id: JobId
    number: str
    version: int = 0
    state: JobState = JOB_LIFE.initial
    purpose: Purpose
    occasion_id: UUID | None = None
    """What it was opened for beside the ticket: a charge to collect, a repair, a loan, the visit of a contract."""
    opened_at: datetime
    policy_revision: str

    ticket_id: UUID
    ticket_number: str
    origin: str
    kind: TicketKind
    level: FaultLevel | None
    region: Region
    district: str | None = None
    customer_id: UUID
    site_id: UUID | None = None
    equipment_id: UUID | None = None
    product_model: str | None = None
    serial: str | None = None
    is_part_of_installation: bool = False
    symptom_code: str | None = None
    reported_at: datetime
    """When the customer reported it; for a redo, when he said that it is not solved."""

    technician_id: PersonId | None = None
    assigned_at: datetime | None = None
    offers: tuple[Offer, ...] = ()
    """To whom it was offered, the newest last."""
    holds: tuple[Hold, ...] = ()
    cut_off_at: datetime | None = None
    """The evening at which it is carried over if nobody has taken it by then."""
    carried_over_to: date | None = None
    carried_over_times: int = 0
    rank: int | None = None
    """The supervisor's place for it on the list of that day."""
    duty: DutyCall | None = None
    assessment: Assessment | None = None
    visit: Visit | None = None
    charge: Charge | None = None
    parts_cover: PartsCover | None = None
    consent: Consent | None = None
    attempts: tuple[Attempt, ...] = ()
    response: Response | None = None
    appointment: Appointment | None = None
    work_order_number: str | None = None
    work_order: WorkOrder | None = None
    departed_at: datetime | None = None
    equipment_check: EquipmentCheck | None = None
    arrival: Arrival | None = None
    diagnosis: Diagnosis | None = None
    notes: str | None = None
    """What the technician wrote in his own words; it leaves dispatch in no event."""
    exclusions: tuple[Exclusion, ...] = ()
    log: WorkLog = NOTHING_YET
    """What was done and used before the completion."""
    items_taken: tuple[ItemTaken, ...] = ()
    trips: tuple[Trip, ...] = ()
    """Earlier trips that did not end the job."""
    completion: Completion | None = None
    customer_withdrew_at: datetime | None = None
    """The ticket was cancelled while the technician was at the site already."""
    ended_because: str | None = None
    """Why without work."""
    ended_at: datetime | None = None
    """When it was completed, or ended without work."""
    clocks: tuple[Clock, ...] = ()
    nearest_due_at: datetime | None = None
    """The nearest deadline that still runs: what lists are sorted by."""
    nearest_warn_at: datetime | None = None
    """From when that one is due soon."""

    def moving(self, action: JobAction, **facts: Any) -> "Job":
        """The job after an action that the table allows."""
        return replace(self, state=JOB_LIFE.after(self.state, action), **facts)

    def after_trip(self, trip: Trip) -> "Job":
        """Ready for a follow-up visit: what was found and done stays, this trip and its appointment are over."""
        left = dict.fromkeys(("appointment", "departed_at", "arrival", "equipment_check", "work_order_number"))
        return replace(self, trips=(*self.trips, trip), **left)  # type: ignore[arg-type]

    @property
    def traveller(self) -> PersonId:
        """Whoever travels was assigned before: the table of moves sees to that."""
        assert self.technician_id is not None
        return self.technician_id

    @property
    def was_visited(self) -> bool:
        """Whether somebody stood at the customer's site, on this trip or an earlier one."""
        return self.state in VISITED or bool(self.trips)

    def was_reached_since(self, at: datetime) -> bool:
        """Whether somebody came since then, or is there now: an arrival that was due from then on is over."""
        return self.arrival is not None or any(trip.arrived_at >= at for trip in self.trips)

    @property
    def at_site_since(self) -> datetime | None:
        """What is done at the site lies behind the arrival, and behind what was found on this trip."""
        if self.arrival is None or self.diagnosis is None:
            return self.arrival.arrived_at if self.arrival else None
        return max(self.arrival.arrived_at, self.diagnosis.diagnosed_at)

    def needed_at(self, now: datetime) -> datetime:
        """When whoever is sent must be there and certified: at the appointment, where there is one."""
        return max(now, self.appointment.window_from) if self.appointment else now

    @property
    def place_of_day(self) -> int:
        """On the list of the day it was carried over to: what the supervisor has not ranked comes behind."""
        return UNRANKED if self.rank is None else self.rank

    @property
    def offer(self) -> Offer | None:
        """The newest offer."""
        return self.offers[-1] if self.offers else None

    @property
    def is_accepted(self) -> bool:
        """Whether the technician has taken it."""
        return self.offer is not None and self.offer.state is OfferState.ACCEPTED

    @property
    def awaits_dispatch(self) -> bool:
        """Nobody was sent, or who was asked has not answered."""
        return self.state in AWAITS_DISPATCH or (
            self.state in OFFERABLE and self.offer is not None and self.offer.is_open
        )

    def with_offer(self, offer: Offer) -> "Job":
        """The job with its newest offer as it is now."""
        return replace(self, offers=(*self.offers[:-1], offer))

    @property
    def is_over(self) -> bool:
        """Whether nothing more is expected of the technician."""
        return self.state in ENDED

    @property
    def keys(self) -> dict[str, Any]:
        """What every event of this job names."""
        return {"job_id": self.id, "ticket_id": self.ticket_id, "has_ticket": self.has_ticket}

    @property
    def has_ticket(self) -> bool:
        """A job without a ticket is a case of its own and bears its own id as ticket."""
        return self.ticket_id != self.id

    def is_open_to(self, actor: Actor) -> bool:
        """A technician sees and does only his own jobs."""
        return actor.role is not Role.TECHNICIAN or actor.subject == str(self.technician_id)

    def clock_book(self, moment: Moment) -> ClockBook:
        """Its clocks, to be changed."""
        return ClockBook(
            job_id=self.id,
            ticket_id=self.ticket_id,
            policy=moment.policy,
            clocks=self.clocks,
            attempts=self.attempts,
            known=KnownFacts(
                pauses=tuple(pause for hold in self.holds if (pause := hold.pause(moment.policy.hold))),
                wish=self.appointment.wished_move if self.appointment else None,
            ),
            people=moment.people,
        )

    def timed(self, change: tuple[ClockBook, Announced]) -> tuple["Job", Events]:
        """The job with its changed clocks, and what they announce."""
        book, events = change
        nearest = min(
            (clock for clock in book.clocks if clock.is_waiting), key=lambda clock: clock.due_at, default=None
        )
        job = copy_with(
            self,
            clocks=book.clocks,
            nearest_due_at=nearest.due_at if nearest else None,
            nearest_warn_at=nearest.warn_at if nearest else None,
        )
        return job, [*events]

    def lapse(self, moment: Moment) -> tuple["Job", Events]:
        """Tell everything that was due to be told by now."""
        return self.timed(self.clock_book(moment).lapse(moment.now))

    def armed(self, policy: DispatchPolicy, new_id: Callable[[], UUID]) -> tuple["Job", list[Clock]]:
        """Give each clock that tells something at another time than before a new timer; the old one does nothing."""
        clocks = list(self.clocks)
        armed: list[Clock] = []
        for place, clock in enumerate(clocks):
            step = clock.next_step(policy.ladder)
            due_at = step.at if step is not None else None
            if due_at != clock.timer_at:
                clocks[place] = copy_with(clock, timer_at=due_at, timer_id=None if due_at is None else new_id())
                armed += [clocks[place]] if due_at is not None else []
        return copy_with(self, clocks=tuple(clocks)), armed

    def waits_for(self, timer_id: UUID) -> bool:
        """Whether this timer is the current one of a clock: a stale one does nothing."""
        return any(clock.timer_id == timer_id for clock in self.clocks)

    def clock(self, clock_id: DeadlineId) -> Clock:
        """One of its clocks; raises ClockNotFound."""
        for clock in self.clocks:
            if clock.id == clock_id:
                return clock
        raise ClockNotFound(f"job {self.number} has no clock {clock_id}")

    def must_have_ticket(self, clause: str) -> None:
        """Repairs and intake keep what they hear by ticket; raises NoTicketBehindIt."""
        if not self.has_ticket:
            raise NoTicketBehindIt(f"no ticket stands behind job {self.number}: report the fault first", clause=clause)

    def must_have_happened(self, at: datetime, moment: Moment, *, after: datetime | None, field: str) -> None:
        """A reported time lies not in the future (a phone may be a little ahead) and not before what came before."""
        ahead = timedelta(minutes=moment.policy.recording.clock_ahead_minutes)
        if at > moment.now + ahead:
            raise TimeInTheFuture(f"{field} lies in the future", field=field, facts={"now": moment.now.isoformat()})
        if after is not None and at < after:
            raise TimeOutOfOrder(
                f"{field} lies before what came before it", field=field, facts={"not_before": after.isoformat()}
            )
