"""From the departure to the end of the work at the site, with the checks of 7.1 and 5.5."""

from datetime import datetime

from services.dispatch.domain.clock_book import Announced, ClockBook
from services.dispatch.domain.clocks import JUST_BEFORE, Awaited, Clock, ClockKind, Outcome
from services.dispatch.domain.dispatching.answering import begun
from services.dispatch.domain.dispatching.work_orders import issue_work_order
from services.dispatch.domain.jobs.contact import APPOINTMENT_CLAUSE, VISIT_CLAUSE
from services.dispatch.domain.jobs.facts import (
    TRAVEL_CLAUSE,
    Arrival,
    Completion,
    CompletionOutcome,
    Diagnosis,
    EquipmentCheck,
    ItemTaken,
)
from services.dispatch.domain.jobs.items import must_be_allowed, parts_used
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.jobs.purposes import terms_of
from services.dispatch.domain.policy import ArrivalCounts
from services.dispatch.domain.promises import card_return_clock, exists_from_report, promised_completion_clock
from services.dispatch.domain.refusals import (
    EquipmentIncomplete,
    NoAppointment,
    NothingBroughtBack,
    ProductNotNamed,
    TravelCostWrong,
    VisitNotDecided,
)
from services.dispatch.domain.states import JobAction
from shared.events.dispatch.jobs import (
    DiagnosisRecorded,
    ItemBroughtBack,
    JobCompleted,
    TechnicianArrived,
    TechnicianDeparted,
)
from shared.money import Money

CHECK_CLAUSE = "7.1"
BRING_BACK_CLAUSE = "5.7"
WORK_FINISHED = frozenset({CompletionOutcome.FIXED, CompletionOutcome.NO_FAULT_FOUND})


def depart(
    job: Job, check: EquipmentCheck, order: str, moment: Moment, *, departed_at: datetime | None = None
) -> tuple[Job, Events]:
    """The technician leaves with a work order, badge worn, tools and spare parts complete (7.1); now or as recorded."""
    left_at = departed_at or moment.now
    after = job.trips[-1].ended_at if job.trips else job.reported_at
    job.must_have_happened(left_at, moment, after=after, field="departed_at")
    job = job.moving(JobAction.DEPART, departed_at=left_at, equipment_check=check)
    if job.visit is None and terms_of(job.purpose).needs_visit_decision:
        raise VisitNotDecided("no visit was decided for this job", clause=VISIT_CLAUSE)
    if job.appointment is None and not exists_from_report(job.level, moment.policy):
        raise NoAppointment("the visit was not agreed with the customer", clause=APPOINTMENT_CLAUSE)
    missing = [name for name in ("badge", "tools", "parts") if not getattr(check, name)]
    if missing:
        raise EquipmentIncomplete(
            f"not complete: {', '.join(missing)}",
            clause=CHECK_CLAUSE,
            field=missing[0],
            facts={"missing": ", ".join(missing)},
        )
    job, taken = begun(job, left_at, moment)
    job, ordered = issue_work_order(job, order, moment)
    departed = TechnicianDeparted(**job.keys, technician_id=job.traveller, departed_at=left_at)
    return job, [*taken, *ordered, departed]


def arrive(job: Job, arrival: Arrival, moment: Moment) -> tuple[Job, Events]:
    """He stands at the site: the time it happened there counts; of a phone off line the policy may say otherwise."""
    job.must_have_happened(arrival.arrived_at, moment, after=job.departed_at, field="arrived_at")
    job = job.moving(JobAction.ARRIVE, arrival=arrival)
    arrived = TechnicianArrived(**job.keys, technician_id=job.traveller, arrived_at=arrival.arrived_at)
    counts_at = arrival_that_counts(arrival, moment)
    book, events = job.clock_book(moment).happened(Awaited.TECHNICIAN_ARRIVED, counts_at)
    book, promised = book.setting(_promised_completion(job, arrival, moment))
    job, _ = job.timed((book, []))
    return job, [arrived, *events, *promised]


def arrival_that_counts(arrival: Arrival, moment: Moment) -> datetime:
    """Which time stops the clocks: that at the site, unless the policy believes no phone that was off line."""
    believed = moment.policy.recording.off_line_arrival_counts is ArrivalCounts.AT_SITE
    return arrival.arrived_at if believed or not arrival.was_off_line else arrival.recorded_at


def diagnose(job: Job, diagnosis: Diagnosis, notes: str | None, moment: Moment) -> tuple[Job, Events]:
    """What is the matter (5.4); what was found before keeps its number; who lets him in was reached when he came."""
    after = job.arrival.arrived_at if job.arrival else None
    job.must_have_happened(diagnosis.diagnosed_at, moment, after=after, field="diagnosed_at")
    diagnosis = diagnosis.behind(job.diagnosis)
    job = job.moving(JobAction.DIAGNOSE, diagnosis=diagnosis, notes=notes if notes is not None else job.notes)
    event = DiagnosisRecorded(
        **job.keys,
        technician_id=job.traveller,
        findings=diagnosis.findings,
        diagnosed_at=diagnosis.diagnosed_at,
    )
    if job.arrival is None:
        return job, [event]
    let_in_at = arrival_that_counts(job.arrival, moment)
    job, reached = job.timed(job.clock_book(moment).happened(Awaited.CUSTOMER_REACHED, let_in_at))
    return job, [event, *reached]


def bring_back(job: Job, item: ItemTaken, moment: Moment) -> tuple[Job, Events]:
    """What cannot be fixed at the site is explained to the customer and taken along against a slip (5.7)."""
    job.must_have_happened(item.brought_back_at, moment, after=job.at_site_since, field="brought_back_at")
    job.must_have_ticket(BRING_BACK_CLAUSE)
    job = job.moving(JobAction.BRING_BACK, items_taken=(*job.items_taken, item))
    event = ItemBroughtBack(
        **job.keys,
        item_id=item.item_id,
        slip_number=item.slip_number,
        technician_id=job.traveller,
        equipment_id=item.equipment_id,
        product_model=item.product_model,
        serial=item.serial,
        fault=item.fault,
        accessories=item.accessories,
        is_part_of_installation=item.is_part_of_installation,
        clause=BRING_BACK_CLAUSE,
        brought_back_at=item.brought_back_at,
    )
    return job, [event]


def product_taken(job: Job, named: str | None) -> str:
    """The model on the slip: as named, else as reported; raises ProductNotNamed."""
    model = named or job.product_model
    if model is None:
        raise ProductNotNamed("name the product that is taken along", clause=BRING_BACK_CLAUSE, field="product_model")
    return model


def fault_found(job: Job) -> str:
    """The fault on the slip when none is named: the first that was found, else what was reported."""
    if job.diagnosis is not None and job.diagnosis.findings:
        return job.diagnosis.findings[0].fault
    return job.symptom_code or "not_found_on_site"


def complete(job: Job, completion: Completion, moment: Moment) -> tuple[Job, Events]:
    """The work is over; what was not recorded, and so allowed, before must be allowed now; the card is due back."""
    job.must_have_happened(completion.completed_at, moment, after=job.at_site_since, field="completed_at")
    if completion.travel_cost < Money.ZERO:
        raise TravelCostWrong("travel costs nothing or more", clause=TRAVEL_CLAUSE, field="travel_cost")
    terms = terms_of(job.purpose)
    is_errand = not terms.is_diagnosed and job.diagnosis is None
    whole = completion.after(job.log)
    action = JobAction.FINISH_ERRAND if is_errand else JobAction.COMPLETE
    job = job.moving(action, completion=whole, ended_at=min(completion.completed_at, moment.now))
    is_work = completion.did_work or (completion.outcome is CompletionOutcome.FIXED and not whole.did_work)
    must_be_allowed(job, completion.log, completion.completed_at, is_work=is_work)
    if completion.outcome is CompletionOutcome.BROUGHT_BACK and not job.items_taken:
        raise NothingBroughtBack("no item was recorded as brought back", clause=BRING_BACK_CLAUSE, field="outcome")
    book, events = _work_over(job, completion.outcome, completion.completed_at, moment)
    if terms.has_card:
        occasion = moment.occasion("job_completed", completion.completed_at)
        book, running = book.setting([card_return_clock(completion.completed_at, occasion)])
        events += running
    job, _ = job.timed((book, []))
    arrived_at = job.arrival.arrived_at if job.arrival else completion.completed_at
    minutes = int((completion.completed_at - arrived_at).total_seconds() // 60)
    completed = JobCompleted(
        **job.keys,
        technician_id=job.traveller,
        purpose=job.purpose.value,
        outcome=completion.outcome.value,
        work=whole.work,
        parts=whole.parts,
        cable_centimetres=whole.cable_centimetres,
        camera_points=whole.camera_points,
        travel_cost=completion.travel_cost,
        travel_receipt=completion.travel_receipt,
        minutes_on_site=minutes + sum(trip.minutes_on_site for trip in job.trips),
        has_item_in_repair=bool(job.items_taken),
        has_card=terms.has_card,
        completed_at=completion.completed_at,
    )
    return job, [*parts_used(job, completion.parts, completion.completed_at), completed, *events]


def finished_by_redo(job: Job, event: JobCompleted, moment: Moment) -> tuple[Job, Events]:
    """What could not be fixed on a job is finished, or taken along, by another one for the same fault."""
    if not _is_still_promised(job):
        return job, []
    return job.timed(_work_over(job, CompletionOutcome(event.outcome), event.completed_at, moment))


def no_longer_promised(job: Job, at: datetime, moment: Moment) -> tuple[Job, Events]:
    """The ticket ended otherwise: what could not be fixed on a job is finished by nobody."""
    if not _is_still_promised(job):
        return job, []
    return job.timed(job.clock_book(moment).ending(Outcome.NOT_NEEDED, at, [ClockKind.PROMISED_COMPLETION]))


def _is_still_promised(job: Job) -> bool:
    return job.is_over and any(clock.kind is ClockKind.PROMISED_COMPLETION and clock.is_waiting for clock in job.clocks)


def card_back(job: Job, returned_at: datetime, moment: Moment) -> tuple[Job, Events]:
    """The card is with the specialist again (5.12)."""
    return job.timed(job.clock_book(moment).happened(Awaited.CARD_BACK, returned_at))


def _promised_completion(job: Job, arrival: Arrival, moment: Moment) -> list[Clock]:
    """The work is finished within the promised time (5.12); a follow-up visit keeps the promise of the first."""
    if not terms_of(job.purpose).is_diagnosed or job.clock_book(moment).running(ClockKind.PROMISED_COMPLETION):
        return []
    return [promised_completion_clock(arrival.arrived_at, None, moment.occasion("arrived", arrival.arrived_at))]


def _work_over(job: Job, outcome: CompletionOutcome, at: datetime, moment: Moment) -> tuple[ClockBook, Announced]:
    """What was fixed kept its promise or broke it; for an item that was taken along repairs promises anew.

    What could not be fixed is still promised, unless the customer cancelled: a redo keeps it, or nobody.
    """
    book = job.clock_book(moment)
    if outcome in WORK_FINISHED:
        return book.happened(Awaited.WORK_FINISHED, at)
    if outcome is CompletionOutcome.NOT_FIXED and job.customer_withdrew_at is None:
        return book.lapse(at - JUST_BEFORE)
    is_taken = outcome is CompletionOutcome.BROUGHT_BACK
    return book.ending(Outcome.REPLACED if is_taken else Outcome.NOT_NEEDED, at, [ClockKind.PROMISED_COMPLETION])
