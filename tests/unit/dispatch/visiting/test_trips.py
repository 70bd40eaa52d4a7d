"""Trips that do not end the job, exclusions, items while the work goes on, and where a phone says it is."""

from typing import Any

import pytest

from services.dispatch.domain.clocks import ClockKind, Outcome
from services.dispatch.domain.jobs.contact import agree_appointment, log_attempt
from services.dispatch.domain.jobs.deciding import decide_parts, hear_consent
from services.dispatch.domain.jobs.facts import (
    Arrival,
    Attempt,
    AttemptResult,
    Completion,
    CompletionOutcome,
    Consent,
    ConsentState,
    EquipmentCheck,
)
from services.dispatch.domain.jobs.items import find_exclusion, record_items
from services.dispatch.domain.jobs.job import Job
from services.dispatch.domain.jobs.opening import cancel_job
from services.dispatch.domain.jobs.site_work import arrive, complete, depart
from services.dispatch.domain.jobs.trips import Interruption, find_nobody, interrupt
from services.dispatch.domain.jobs.visit_facts import Exclusion, Place, Position, SitePlace, WorkLog, place_of
from services.dispatch.domain.policy import ArrivalCounts, PositionSetting, Recording
from services.dispatch.domain.refusals import (
    ConsentMissing,
    EvidenceMissing,
    MissingPartsNotNamed,
    PartNotBroken,
    TimeOutOfOrder,
)
from services.dispatch.domain.states import JobState
from shared.events.dispatch.jobs import ExclusionFound, JobCancelled, JobCompleted, PartUsed, WorkDone
from shared.events.dispatch.visits import JobInterrupted, NobodyAtHome, PartsUsed
from shared.events.intake.decisions import ChargeCategory, Coverage, CoverageVerdict, ItemVerdict, WarrantyDecided
from shared.state_machine import ActionNotAllowed
from tests.unit.dispatch.stories import (
    QUOTE,
    TICKET,
    appointment,
    at,
    clock_of,
    moment,
    names,
    only,
    until_diagnosed,
    until_on_site,
    until_on_the_road,
)

PAID, FREE = ChargeCategory.PAID, ChargeCategory.FREE
PHOTO = "a" * 64
PART = PartUsed(part="PSU-12V", quantity=1, finding=1)
LEFT = at(minutes=150)


def called(job: Job, *minutes: int) -> Job:
    for minute in minutes:
        attempt = Attempt(attempted_at=at(minutes=minute), number_index=1, result=AttemptResult.NO_ANSWER)
        job, _ = log_attempt(job, attempt, moment(at(minutes=minute)))
    return job


# calls from the door (he arrived at minute 130), photos, does his arrival count?
SHOWN = [
    ((), (), False),
    ((), (PHOTO,), True),
    ((135,), (), False),
    ((135, 140), (), True),
    ((131, 149), (), True),
]


@pytest.mark.parametrize(("calls", "photos", "counts"), SHOWN)
def test_nobody_at_home_counts_with_a_photo_or_two_calls_from_the_door(
    calls: tuple[int, ...], photos: tuple[str, ...], *, counts: bool
) -> None:
    job = called(until_on_site(), *calls)
    if not counts:
        with pytest.raises(EvidenceMissing) as refused:
            find_nobody(job, photos, LEFT, moment(LEFT))
        assert refused.value.clause == "5.4"
        return
    job, events = find_nobody(job, photos, LEFT, moment(LEFT))
    told = only(events, NobodyAtHome)
    assert (told.calls, told.is_next_trip_free, told.arrived_at) == (len(calls), True, at(minutes=130))
    assert (job.state, job.appointment, job.arrival, len(job.trips)) == (JobState.ASSIGNED, None, None, 1)
    assert {clock_of(job, kind).outcome for kind in (ClockKind.APPOINTMENT, ClockKind.ARRIVAL_BY_REGION)} == {
        Outcome.MET
    }


def test_calls_before_the_arrival_show_nothing() -> None:
    job = until_on_site()
    early = Attempt(attempted_at=at(minutes=100), number_index=1, result=AttemptResult.NO_ANSWER)
    job, _ = log_attempt(job, early, moment(at(minutes=140)))

    with pytest.raises(EvidenceMissing):
        find_nobody(called(job, 141), (), LEFT, moment(LEFT))


def test_whoever_was_let_in_does_not_say_that_nobody_was_there() -> None:
    with pytest.raises(ActionNotAllowed):
        find_nobody(until_diagnosed(), (PHOTO,), LEFT, moment(LEFT))


def again(job: Job) -> Job:
    """A follow-up visit on the next day, until he stands at the site."""
    job, _ = agree_appointment(job, appointment(at(hours=24), at(hours=4)), "PD9", moment(at(hours=4)))
    job, _ = depart(job, EquipmentCheck(badge=True, tools=True, parts=True), "PD9", moment(at(hours=23)))
    return arrive(job, Arrival(arrived_at=at(hours=24), recorded_at=at(hours=24)), moment(at(hours=24)))[0]


def test_a_missing_part_means_a_follow_up_visit_of_the_same_job_which_keeps_what_was_found_and_done() -> None:
    job = until_diagnosed(FREE)
    job, _ = record_items(job, WorkLog(parts=(PART,)), at(minutes=145), moment(at(minutes=146)))
    why = Interruption(reason="part_missing", missing_parts=("HDD-4T",), interrupted_at=LEFT)
    job, events = interrupt(job, why, moment(LEFT))
    told = only(events, JobInterrupted)
    assert (told.missing_parts, told.minutes_on_site) == (("HDD-4T",), 20)
    assert (job.state, job.diagnosis is not None, job.log.parts) == (JobState.ASSIGNED, True, (PART,))

    job = again(job)
    assert (job.state, len(job.trips)) == (JobState.ON_SITE, 1)
    with pytest.raises(ActionNotAllowed):
        record_items(job, WorkLog(parts=(PART,)), at(hours=24), moment(at(hours=24)))


def test_a_missing_part_is_named_and_times_stay_in_order() -> None:
    with pytest.raises(MissingPartsNotNamed):
        interrupt(until_diagnosed(), Interruption(reason="part_missing", interrupted_at=LEFT), moment(LEFT))
    early = at(minutes=139)
    with pytest.raises(TimeOutOfOrder):
        interrupt(until_diagnosed(), Interruption(reason="no_access", interrupted_at=early), moment(LEFT))


def test_a_job_that_is_cancelled_between_two_trips_had_a_visit() -> None:
    job, _ = find_nobody(until_on_site(), (PHOTO,), LEFT, moment(LEFT))
    _, events = cancel_job(job, "customer_withdrew", at(hours=5), moment(at(hours=5)))

    assert only(events, JobCancelled).has_visit_taken_place


def consent(state: ConsentState, minutes: float) -> Consent:
    return Consent(quote_id=QUOTE, state=state, said_at=at(minutes=minutes))


def test_items_come_after_the_diagnosis_and_paid_ones_after_the_consent() -> None:
    log = WorkLog(parts=(PART,), work=(WorkDone(work="replace", finding=1, outcome="done"),))
    with pytest.raises(ActionNotAllowed):
        record_items(until_on_site(), log, at(minutes=135), moment(at(minutes=135)))
    with pytest.raises(ConsentMissing):
        record_items(until_diagnosed(PAID), log, at(minutes=145), moment(at(minutes=145)))
    other = WorkLog(parts=(PartUsed(part="HDD", quantity=1, finding=7),))
    with pytest.raises(PartNotBroken):
        record_items(until_diagnosed(FREE), other, at(minutes=145), moment(at(minutes=145)))


def test_what_was_recorded_before_is_part_of_the_completion_and_each_part_is_told_once() -> None:
    job = hear_consent(until_diagnosed(PAID), consent(ConsentState.GIVEN, 142))
    job, told = record_items(job, WorkLog(parts=(PART,), cable_centimetres=500), at(minutes=145), moment(LEFT))
    assert only(told, PartsUsed).parts == (PART,)
    more = PartUsed(part="FAN", quantity=2, finding=1)
    done = Completion(outcome=CompletionOutcome.FIXED, completed_at=at(hours=3), parts=(more,), cable_centimetres=250)
    _, events = complete(job, done, moment(at(hours=3)))

    completed = only(events, JobCompleted)
    assert (completed.parts, completed.cable_centimetres) == ((PART, more), 750)
    assert only(events, PartsUsed).parts == (more,)


def exclusion(minutes: float = 145, **changes: Any) -> Exclusion:
    given: dict[str, Any] = {"exclusion": "4.6.2", "evidence_sha256": (PHOTO,), "found_at": at(minutes=minutes)}
    return Exclusion(**{**given, **changes})


def judged(minutes: float, verdict: CoverageVerdict) -> WarrantyDecided:
    coverage = Coverage(verdict=verdict, clause="4.6")
    return WarrantyDecided(
        ticket_id=TICKET,
        decision_number=9,
        items=(ItemVerdict(parts=coverage, labour=coverage, travel=coverage),),
        policy_revision="T",
        decided_at=at(minutes=minutes),
    )


# paid or free, consent at, exclusion at minute 145, new verdict, may it go on?
AFTER_EXCLUSION = [
    (PAID, 142,  None,                                     False),  # what was agreed before no longer counts
    (PAID, 148,  None,                                     True),
    (FREE, None, None,                                     False),  # waits for the verdict
    (FREE, None, judged(147, CoverageVerdict.COVERED),     True),   # disputed, and still covered
    (FREE, None, judged(147, CoverageVerdict.NOT_COVERED), False),
    (FREE, 142,  judged(147, CoverageVerdict.NOT_COVERED), False),
    (FREE, 148,  judged(147, CoverageVerdict.NOT_COVERED), True),
]  # fmt: skip


@pytest.mark.parametrize(("category", "agreed", "verdict", "goes_on"), AFTER_EXCLUSION)
def test_an_exclusion_stops_chargeable_work_until_the_customer_agrees_anew(
    category: ChargeCategory, agreed: float | None, verdict: WarrantyDecided | None, *, goes_on: bool
) -> None:
    job = until_diagnosed(category)
    job, events = find_exclusion(job, exclusion(), moment(at(minutes=146)))
    assert (only(events, ExclusionFound).exclusion, only(events, ExclusionFound).clause) == ("4.6.2", "4.6.2")
    job = hear_consent(job, consent(ConsentState.GIVEN, agreed)) if agreed else job
    job = decide_parts(job, verdict) if verdict else job
    log = WorkLog(parts=(PART,))
    if goes_on:
        assert record_items(job, log, LEFT, moment(LEFT))[0].log.parts == (PART,)
    else:
        with pytest.raises(ConsentMissing) as refused:
            record_items(job, log, LEFT, moment(LEFT))
        assert refused.value.facts["exclusions"] == "4.6.2"


def test_an_exclusion_needs_evidence_and_comes_after_the_diagnosis() -> None:
    with pytest.raises(EvidenceMissing):
        find_exclusion(until_diagnosed(), exclusion(evidence_sha256=()), moment(LEFT))
    with pytest.raises(ActionNotAllowed):
        find_exclusion(until_on_site(), exclusion(), moment(LEFT))


def test_a_refused_quote_ends_the_visit_without_work() -> None:
    job = hear_consent(until_diagnosed(PAID), consent(ConsentState.DECLINED, 145))
    declined = Completion(outcome=CompletionOutcome.DECLINED_BY_CUSTOMER, completed_at=at(hours=3))
    job, events = complete(job, declined, moment(at(hours=3)))

    assert (job.state, only(events, JobCompleted).outcome) == (JobState.DONE, "declined_by_customer")
    assert "PartsUsed" not in names(events)


SITE = SitePlace(latitude=29.5630, longitude=106.5516)
SETTING = PositionSetting(clause="5.4", near_metres=300, roughest_metres=1000)
# degrees north of the site (0.001 is 111 m), accuracy, what it says
POSITIONS = [
    (0.0,    10,   Place.NEAR),
    (0.0026, 10,   Place.NEAR),
    (0.0030, 10,   Place.FAR),
    (0.0030, 50,   Place.NEAR),      # within the accuracy of the phone
    (0.5,    1000, Place.FAR),
    (0.0,    1001, Place.NO_FIX),
]  # fmt: skip


@pytest.mark.parametrize(("north", "accuracy", "place"), POSITIONS)
def test_a_position_says_near_or_far_with_the_benefit_of_the_doubt(north: float, accuracy: int, place: Place) -> None:
    phone = Position(latitude=SITE.latitude + north, longitude=SITE.longitude, accuracy_metres=accuracy)

    assert place_of(phone, SITE, SETTING) is place
    assert place_of(None, SITE, SETTING) is Place.NO_FIX
    assert place_of(phone, None, SETTING) is (Place.NO_FIX if place is Place.NO_FIX else Place.SITE_UNKNOWN)


# off line?, what the policy counts, outcome of an arrival at 5:59 that was recorded at 6:30 (due at 6:00)
TIMES = [
    (False, ArrivalCounts.AT_SITE,  Outcome.MET),
    (False, ArrivalCounts.RECORDED, Outcome.MET),
    (True,  ArrivalCounts.AT_SITE,  Outcome.MET),
    (True,  ArrivalCounts.RECORDED, Outcome.MISSED),
]  # fmt: skip


@pytest.mark.parametrize(("off_line", "counts", "outcome"), TIMES)
def test_the_policy_says_which_time_stops_the_clock_when_the_phone_was_off_line(
    counts: ArrivalCounts, outcome: Outcome, *, off_line: bool
) -> None:
    changes: dict[str, Any] = {
        "recording": Recording(clause="5.4", clock_ahead_minutes=5, off_line_arrival_counts=counts)
    }
    arrival = Arrival(arrived_at=at(minutes=359), recorded_at=at(minutes=390), was_off_line=off_line)
    job, _ = arrive(until_on_the_road(), arrival, moment(at(minutes=390), **changes))
    assert clock_of(job, ClockKind.ARRIVAL_BY_REGION).outcome is outcome
