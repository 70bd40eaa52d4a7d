"""What intake decides about a ticket, and what that does to a job: visit, level, free or paid."""

from dataclasses import replace
from datetime import datetime

from services.dispatch.domain.clocks import JUST_BEFORE, Clock, ClockKind, Outcome
from services.dispatch.domain.jobs.facts import (
    Assessment,
    Charge,
    Consent,
    PartsCover,
    PriceWord,
    Visit,
    counting,
)
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.policy import RaisedCountsFrom
from services.dispatch.domain.promises import (
    Occasion,
    arrival_by_level,
    arrival_by_region,
    exists_from_report,
    is_response_over,
    response_clock,
)
from shared.events.dispatch.visits import AppointmentInQuestion
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
    is_over = job.was_reached_since(job.reported_at)
    if not is_over and not book.running(ClockKind.ARRIVAL_BY_LEVEL):
        new += arrival_by_level(job.level, job.region, job.reported_at, occasion)
    if not is_over and not book.running(ClockKind.ARRIVAL_BY_REGION):
        new += arrival_by_region(job.region, job.reported_at, occasion)
    return job.timed(book.setting(new))


def assess(job: Job, event: TicketAssessed) -> Job:
    """The supervisor's assessment stands beside the job and holds nothing up (5.2)."""
    return replace(job, assessment=Assessment(judgement=event.judgement, assessed_at=event.assessed_at))


def change_level(job: Job, event: FaultLevelChanged, moment: Moment) -> tuple[Job, Events]:
    """Raised: new clocks count from the change. Lowered: from the report. What was met or missed stays so.

    A later visit that the customer wished is asked again; what became worse does not wait for it meanwhile.
    """
    if job.level == event.level:
        return job, []
    raised = job.level is None or event.level < job.level
    counts_from_change = raised and moment.policy.level_change.raised_counts_from is RaisedCountsFrom.CHANGE
    occasion = moment.occasion("level_raised" if raised else "level_lowered", event.changed_at)
    start = event.changed_at if counts_from_change else job.reported_at
    kinds, new = _replaced(job, event.level, start, occasion)
    book, events = job.clock_book(moment).ending(Outcome.REPLACED, event.changed_at, kinds)
    job, more = replace(job, level=event.level).timed(book.setting(new))
    job, asked = _asked_again(job, event)
    return job, [*events, *more, *asked]


def hear_earlier_report(job: Job, event: CallerJoined, moment: Moment) -> tuple[Job, Events]:
    """Somebody has reported the same outage before: what runs from the report runs from his.

    What is broken already is broken whoever reported first.
    """
    if event.counts_from >= job.reported_at:
        return job, []
    book, events = job.clock_book(moment).lapse(event.joined_at - JUST_BEFORE)
    running = [clock for clock in book.clocks if clock.is_waiting and clock.outcome is Outcome.RUNNING]
    ends = {clock.kind for clock in running if clock.counted_from == job.reported_at}
    occasion = moment.occasion("earlier_report", event.joined_at)
    job = replace(job, reported_at=event.counts_from)
    new: list[Clock] = []
    if ClockKind.RESPONSE in ends:
        new.append(response_clock(job.level, job.reported_at, occasion))
    if ClockKind.ARRIVAL_BY_LEVEL in ends:
        new += arrival_by_level(job.level, job.region, job.reported_at, occasion)
    if ClockKind.ARRIVAL_BY_REGION in ends:
        new += arrival_by_region(job.region, job.reported_at, occasion)
    book, _ = book.ending(Outcome.REPLACED, event.joined_at, ends)
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


def hear_consent(job: Job, said: PriceWord) -> Job:
    """The newest word on the price counts, and what was said before is kept: work is judged by the word of its time."""
    words = sorted((*(job.consent.words if job.consent else ()), said), key=lambda word: word.said_at)
    counts = counting(words) or said
    others = tuple(_bare(word) for word in words if word is not counts)
    return replace(job, consent=Consent(**vars(_bare(counts)), others=others))


def _bare(word: PriceWord) -> PriceWord:
    return PriceWord(quote_id=word.quote_id, state=word.state, total=word.total, said_at=word.said_at)


def _replaced(job: Job, level: FaultLevel, start: datetime, occasion: Occasion) -> tuple[set[ClockKind], list[Clock]]:
    """Which running clocks end with the old level, and which run in their place."""
    kinds, new = {ClockKind.ARRIVAL_BY_LEVEL}, list[Clock]()
    if not is_response_over(job.clocks):
        kinds.add(ClockKind.RESPONSE)
        new.append(response_clock(level, start, occasion))
    if job.visit is None and not exists_from_report(level, occasion.policy):
        return kinds | {ClockKind.ARRIVAL_BY_REGION}, new
    if not job.was_reached_since(start):
        new += arrival_by_level(level, job.region, start, occasion)
    by_region = [clock for clock in job.clocks if clock.kind is ClockKind.ARRIVAL_BY_REGION and clock.is_waiting]
    if start > job.reported_at and any(clock.moves for clock in by_region):
        kinds.add(ClockKind.ARRIVAL_BY_REGION)
        new += arrival_by_region(job.region, start, occasion)
    elif not by_region and not job.was_reached_since(job.reported_at):
        new += arrival_by_region(job.region, job.reported_at, occasion)
    return kinds, new


def _asked_again(job: Job, event: FaultLevelChanged) -> tuple[Job, Events]:
    """The customer wished a later visit while the fault was another one: does he still?"""
    agreed = job.appointment
    if agreed is None or agreed.wish is None or agreed.must_be_asked_again:
        return job, []
    asked = AppointmentInQuestion(
        **job.keys,
        level=event.level,
        window_from=agreed.window_from,
        window_until=agreed.window_until,
        clause=event.clause,
        level_changed_at=event.changed_at,
    )
    return replace(job, appointment=replace(agreed, must_be_asked_again=True)), [asked]
