"""What intake decides about a ticket, and what that does to a job: visit, level, free or paid."""

from dataclasses import replace
from datetime import datetime

from services.dispatch.domain.clocks import Clock, ClockKind, Outcome
from services.dispatch.domain.jobs.facts import (
    Assessment,
    Charge,
    Consent,
    PartsCover,
    Visit,
)
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.policy import RaisedCountsFrom
from services.dispatch.domain.promises import (
    Occasion,
    arrival_by_level,
    arrival_by_region,
    exists_from_report,
    response_clock,
)
from shared.events.intake.decisions import ChargeDecided, CoverageVerdict, VisitDecided, WarrantyDecided
from shared.events.intake.tickets import CallerJoined, FaultLevel, FaultLevelChanged, TicketAssessed


def decide_visit(job: Job, event: VisitDecided, moment: Moment) -> tuple[Job, Events]:
    """Arrival clocks exist from the decision but are due from the report; one already past was decided too late."""
    job = replace(
        job,
        level=event.level or job.level,
        region=event.region,
        charge=Charge(
            decision_number=job.charge.decision_number if job.charge else 0,
            category=event.category,
            clause=event.charge_clause,
        ),
        visit=Visit(
            decided_at=event.decided_at,
            category=event.category,
            charge_clause=event.charge_clause,
            clause=event.clause,
        ),
    )
    occasion = moment.occasion("visit_decided", event.decided_at)
    book = job.clock_book(moment)
    new: list[Clock] = []
    if not book.running(ClockKind.ARRIVAL_BY_LEVEL):
        new += arrival_by_level(job.level, job.region, job.reported_at, occasion)
    if not book.running(ClockKind.ARRIVAL_BY_REGION):
        new += arrival_by_region(job.region, job.reported_at, occasion)
    return job.timed(book.setting(new))


def assess(job: Job, event: TicketAssessed) -> Job:
    """The supervisor's assessment stands beside the job and holds nothing up (5.2)."""
    return replace(job, assessment=Assessment(judgement=event.judgement, assessed_at=event.assessed_at))


def change_level(job: Job, event: FaultLevelChanged, moment: Moment) -> tuple[Job, Events]:
    """Raised: new clocks count from the change. Lowered: from the report. What was met or missed stays so."""
    if job.level == event.level:
        return job, []
    raised = job.level is None or event.level < job.level
    counts_from_change = raised and moment.policy.level_change.raised_counts_from is RaisedCountsFrom.CHANGE
    occasion = moment.occasion("level_raised" if raised else "level_lowered", event.changed_at)
    start = event.changed_at if counts_from_change else job.reported_at
    kinds, new = _replaced(job, event.level, start, occasion)
    book, events = job.clock_book(moment).ending(Outcome.REPLACED, event.changed_at, kinds)
    appointment = job.appointment
    if appointment is not None and appointment.wish is not None:
        appointment = replace(appointment, must_be_asked_again=True)
    job = replace(job, level=event.level, appointment=appointment)
    job, more = job.timed(book.setting(new))
    return job, [*events, *more]


def hear_earlier_report(job: Job, event: CallerJoined, moment: Moment) -> tuple[Job, Events]:
    """Somebody has reported the same outage before: what runs from the report runs from his."""
    if event.counts_from >= job.reported_at:
        return job, []
    ends = {clock.kind for clock in job.clocks if clock.is_waiting and clock.counted_from == job.reported_at}
    occasion = moment.occasion("earlier_report", event.joined_at)
    job = replace(job, reported_at=event.counts_from)
    new: list[Clock] = []
    if ClockKind.RESPONSE in ends:
        new.append(response_clock(job.level, job.reported_at, occasion))
    if ClockKind.ARRIVAL_BY_LEVEL in ends:
        new += arrival_by_level(job.level, job.region, job.reported_at, occasion)
    if ClockKind.ARRIVAL_BY_REGION in ends:
        new += arrival_by_region(job.region, job.reported_at, occasion)
    book, events = job.clock_book(moment).ending(Outcome.REPLACED, event.joined_at, ends)
    job, more = job.timed(book.setting(new))
    return job, [*events, *more]


def decide_charge(job: Job, event: ChargeDecided) -> Job:
    """The newest decision counts, whatever order they arrive in."""
    if job.charge is not None and job.charge.decision_number >= event.decision_number:
        return job
    return replace(
        job,
        charge=Charge(decision_number=event.decision_number, category=event.category, clause=event.clause),
    )


def decide_parts(job: Job, event: WarrantyDecided) -> Job:
    """The newest decision counts; parts that are not covered need the customer's consent even on a free visit."""
    if job.parts_cover is not None and job.parts_cover.decision_number >= event.decision_number:
        return job
    not_covered = any(item.parts.verdict is CoverageVerdict.NOT_COVERED for item in event.items)
    return replace(
        job,
        parts_cover=PartsCover(
            decision_number=event.decision_number, are_not_covered=not_covered, decided_at=event.decided_at
        ),
    )


def hear_consent(job: Job, consent: Consent) -> Job:
    """The newest word on the price counts; an old quote that lapses takes nothing from a newer consent."""
    if job.consent is not None and job.consent.quote_id != consent.quote_id and job.consent.said_at > consent.said_at:
        return job
    return replace(job, consent=consent)


def _replaced(job: Job, level: FaultLevel, start: datetime, occasion: Occasion) -> tuple[set[ClockKind], list[Clock]]:
    """Which running clocks end with the old level, and which run in their place."""
    kinds, new = {ClockKind.ARRIVAL_BY_LEVEL}, list[Clock]()
    is_reached = any(clock.kind is ClockKind.RESPONSE and clock.happened_at for clock in job.clocks)
    if not is_reached:
        kinds.add(ClockKind.RESPONSE)
        new.append(response_clock(level, start, occasion))
    if job.arrival is not None:
        return kinds, new
    if job.visit is not None or exists_from_report(level, occasion.policy):
        new += arrival_by_level(level, job.region, start, occasion)
        if not any(clock.kind is ClockKind.ARRIVAL_BY_REGION and clock.is_waiting for clock in job.clocks):
            new += arrival_by_region(job.region, job.reported_at, occasion)
    else:
        kinds.add(ClockKind.ARRIVAL_BY_REGION)
    return kinds, new
