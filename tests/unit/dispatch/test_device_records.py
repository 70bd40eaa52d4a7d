"""What phones recorded off line: any order and repetition gives the same job, and each record is answered for ever."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import count, pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dispatch.domain.clocks import ClockKind
from services.dispatch.domain.dispatching.answering import accept_after_all, begun, lapse, lapsed, was_taken_in_time
from services.dispatch.domain.dispatching.reasons import RefusalReason
from services.dispatch.domain.identifiers import JobId
from services.dispatch.domain.jobs.applying import Surroundings, take_records, taken_in_time
from services.dispatch.domain.jobs.contact import assign
from services.dispatch.domain.jobs.deciding import decide_visit
from services.dispatch.domain.jobs.device_records import (
    Accepted,
    BrokeOff,
    CheckedIn,
    DeviceRecord,
    Diagnosed,
    Dialled,
    Dropped,
    Excluded,
    Finished,
    FoundNobody,
    Left,
    Promised,
    Recorded,
    RecordStream,
    Taken,
    Took,
    TurnedDown,
    Worked,
)
from services.dispatch.domain.jobs.facts import (
    Attempt,
    AttemptResult,
    Completion,
    CompletionOutcome,
    Diagnosis,
    EquipmentCheck,
)
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.jobs.opening import cancel_job
from services.dispatch.domain.jobs.trips import Interruption
from services.dispatch.domain.jobs.visit_facts import Exclusion, PhonesCount, Position, WorkLog
from services.dispatch.domain.refusals import TooManyRecords
from services.dispatch.domain.states import JobState
from services.dispatch.domain.technician import Technician
from shared.events.dispatch.assignments import AssignmentAccepted
from shared.events.dispatch.jobs import Finding, PartUsed, WorkDone
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import FaultLevel
from tests.unit.dispatch.stories import (
    LI,
    PEOPLE,
    WANG,
    at,
    moment,
    names,
    opened,
    policy,
    technician,
    ticket,
    until_appointed,
    visit_decided,
)

NOW = at(hours=5)
PHOTO = "a" * 64
READY = EquipmentCheck(badge=True, tools=True, parts=True)
UNREADY = EquipmentCheck(badge=False, tools=True, parts=True)
DONE = Completion(outcome=CompletionOutcome.FIXED, completed_at=NOW)
PART = PartUsed(part="PSU-12V", quantity=1, finding=1)
TIGHTENED = WorkDone(work="tighten", finding=1, outcome="done")
ATTEMPT = Attempt(attempted_at=NOW, number_index=1, result=AttemptResult.NO_ANSWER)
JOB = until_appointed(ChargeCategory.FREE)


def system_down() -> Job:
    """Whoever comes again needs no new appointment."""
    job, _ = assign(opened(ticket(FaultLevel.SYSTEM_DOWN))[0], technician(), moment(at(minutes=5)))
    return decide_visit(job, visit_decided(job, at(minutes=30), ChargeCategory.FREE), moment(at(minutes=30)))[0]


def record(number: int, minutes: float, recorded: Recorded) -> DeviceRecord:
    return DeviceRecord(id=UUID(int=7000 + number), number=number, happened_at=at(minutes=minutes), recorded=recorded)


AROUND = Surroundings(technician=technician(), site=None, stream_id=UUID(int=1))


def history(*recorded: Recorded) -> tuple[DeviceRecord, ...]:
    """One every ten minutes, from 1:40 on."""
    return tuple(record(number, 90 + 10 * number, each) for number, each in enumerate(recorded, start=1))


LEFT = Left(check=READY, order_number="PD2")
VISIT = (LEFT, CheckedIn(), Diagnosed(findings=(Finding(finding=1, fault="no_power"),)))
SECOND_LEFT = (Left(check=READY, order_number="PD3"), CheckedIn())
TAKE = Took(slip_number="QJ7")
HISTORIES: dict[str, tuple[Recorded, ...]] = {
    "fixed": (
        *VISIT, Worked(log=WorkLog(parts=(PART,))), Worked(log=WorkLog(work=(TIGHTENED,))), Finished(completion=DONE),
    ),
    "brought back": (*VISIT, TAKE, Finished(completion=replace(DONE, outcome=CompletionOutcome.BROUGHT_BACK))),
    "diagnosed twice": (
        *VISIT, Diagnosed(findings=()), Finished(completion=replace(DONE, outcome=CompletionOutcome.NO_FAULT_FOUND)),
    ),
    "promised": (
        Accepted(), *VISIT, Promised(finished_by=at(hours=30)), replace(VISIT[2], notes="电源坏了"), TAKE,
        Finished(completion=replace(DONE, outcome=CompletionOutcome.BROUGHT_BACK)),
    ),
    "turned down": (TurnedDown(reason=RefusalReason.UNWELL), *VISIT),
    "nobody at home": (Dialled(attempt=ATTEMPT), LEFT, CheckedIn(), FoundNobody(evidence_sha256=(PHOTO,))),
    "a part is missing": (
        *VISIT, Worked(log=WorkLog(parts=(PART,))),
        BrokeOff(interruption=Interruption(reason="part_missing", missing_parts=("HDD",), interrupted_at=NOW)),
    ),
    "some are refused": (
        CheckedIn(), Left(check=UNREADY), LEFT, Dropped(), CheckedIn(), FoundNobody(), *VISIT[2:],
        Excluded(exclusion=Exclusion(exclusion="4.6.2", evidence_sha256=(PHOTO,), found_at=NOW)),
        Worked(log=WorkLog(parts=(PART,))), Finished(completion=DONE), TAKE,
    ),
}  # fmt: skip


def numbered_ids() -> Callable[[], UUID]:
    numbers = count(50_000)
    return lambda: UUID(int=next(numbers))


def taken(
    batches: Sequence[Sequence[DeviceRecord]], sent: Technician | None = None, on: Job = JOB
) -> tuple[Job, RecordStream, Events]:
    """The job after these batches, all at the same time."""
    job, stream, events = on, RecordStream(id=UUID(int=1), job_id=JobId(on.id), device="phone"), Events()
    moment = Moment(now=NOW, policy=policy(), new_id=numbered_ids(), people=PEOPLE)
    around = Surroundings(technician=sent or technician(), site=None, stream_id=UUID(int=1))
    for batch in batches:
        job, stream, told = take_records(job, stream.receiving(tuple(batch)), around, moment)
        events += told
    return job, stream, events


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[str, list[list[DeviceRecord]]]:
    """A history in any order, some of it again and again, cut into batches, and at last all that is missing."""
    name = draw(st.sampled_from(sorted(HISTORIES)))
    records = history(*HISTORIES[name])
    again = draw(st.lists(st.sampled_from(records), max_size=8))
    shuffled = draw(st.permutations([*records, *again]))
    cuts = sorted(draw(st.lists(st.integers(0, len(shuffled)), max_size=5)))
    edges = [0, *cuts, len(shuffled)]
    return name, [list(shuffled[start:end]) for start, end in pairwise(edges)]


@given(deliveries())
def test_any_order_and_repetition_of_off_line_records_gives_the_same_job(
    delivery: tuple[str, list[list[DeviceRecord]]],
) -> None:
    name, batches = delivery
    expected = taken([history(*HISTORIES[name])])

    job, stream, events = taken(batches)
    assert job == expected[0]
    assert stream.answered == expected[1].answered
    assert events == expected[2]
    assert (stream.waiting, stream.missing) == ((), ())


# what a phone recorded, the state of the job, what became of each record
ENDINGS = [
    ("fixed",             JobState.DONE,      "aaaaaa"),
    ("brought back",      JobState.DONE,      "aaaaa"),
    ("diagnosed twice",   JobState.DONE,      "aaaaa"),
    ("promised",          JobState.DONE,      "aaaaaaaa"),   # also that he took it, as he had before
    ("turned down",       JobState.WAITING,   "arrr"),
    ("nobody at home",    JobState.ASSIGNED,  "aaaa"),
    ("a part is missing", JobState.ASSIGNED,  "aaaaa"),
    ("some are refused",  JobState.DIAGNOSED, "rraaaraarra"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "state", "outcomes"), ENDINGS)
def test_a_refused_record_does_not_stop_those_behind_it(name: str, state: JobState, outcomes: str) -> None:
    job, stream, _ = taken([history(*HISTORIES[name])])

    assert job.state is state
    assert "".join(answer.outcome.value[0] for answer in stream.answered) == outcomes
    assert all((answer.code is None) == (answer.outcome is Taken.APPLIED) for answer in stream.answered)


def test_an_answer_off_line_is_in_time_when_it_was_given_in_time() -> None:
    job, _ = assign(opened()[0], technician(), moment(at(minutes=5)))
    for minutes, outcome in ((35, Taken.APPLIED), (36, Taken.REFUSED)):
        stream = RecordStream(id=UUID(int=1), job_id=JobId(job.id), device="phone")
        received = stream.receiving((record(1, minutes, Accepted()),))
        taken_job, stream, _ = take_records(job, received, AROUND, moment(NOW))
        assert (stream.answered[0].outcome, taken_job.is_accepted) == (outcome, outcome is Taken.APPLIED)


def test_what_was_promised_and_noted_off_line_stands_on_the_job() -> None:
    job, _, _ = taken([history(*HISTORIES["promised"])])
    promised = [clock for clock in job.clocks if clock.kind is ClockKind.PROMISED_COMPLETION]
    assert (promised[-1].due_at, promised[-1].set_at, job.notes) == (at(hours=30), at(minutes=140), "电源坏了")


def test_a_record_waits_until_what_the_phone_recorded_before_it_has_come() -> None:
    departure, arrival, diagnosis = history(*VISIT)
    job, stream, events = taken([[arrival, diagnosis]])
    assert (job, events, stream.missing, stream.next_number) == (JOB, [], (1,), 1)
    assert stream.answer_to(arrival).outcome is Taken.WAITING

    job, stream, events = taken([[arrival, diagnosis], [departure]])
    assert (job.state, stream.waiting) == (JobState.DIAGNOSED, ())
    assert [name for name in names(events) if not name.startswith("Deadline")] == [
        "TechnicianDeparted", "TechnicianArrived", "DiagnosisRecorded",
    ]  # fmt: skip


def test_the_time_at_the_site_counts_and_both_times_are_kept() -> None:
    job, _, _ = taken([history(*VISIT)])

    assert job.arrival is not None
    assert (job.arrival.arrived_at, job.arrival.recorded_at, job.arrival.was_off_line) == (at(minutes=110), NOW, True)
    assert job.departed_at == at(minutes=100)


def test_a_number_that_another_record_has_is_refused_and_changes_nothing() -> None:
    first, *_ = history(*VISIT)
    other = replace(first, id=UUID(int=1))
    job, stream, _ = taken([[first], [other]])

    assert stream.answer_to(other).outcome is Taken.NUMBER_TAKEN
    assert stream.answer_to(first).outcome is Taken.APPLIED
    assert job.state is JobState.ON_THE_ROAD


def test_whose_certificate_was_over_that_day_has_not_left() -> None:
    _, stream, _ = taken([history(*VISIT[:1])], technician(date(2026, 11, 22)))

    assert (stream.answered[0].code, stream.answered[0].clause) == ("technician_not_certified", "5.15")


# what he recorded first, and when (the offer of 09:00 could be answered until 09:30), does he have the job?
UNHEARD: list[tuple[Recorded, int, bool]] = [
    (Accepted(),     29, True),
    (Accepted(),     31, False),
    (Dialled(attempt=ATTEMPT), 20, True),
    (VISIT[0],       20, True),
    (VISIT[1],       20, False),  # nobody arrives who has not left
    (Dropped(),      20, False),
]  # fmt: skip


@pytest.mark.parametrize(("first", "minutes", "is_his"), UNHEARD)
@pytest.mark.parametrize("number", [1, 2])
def test_who_took_a_job_in_time_has_it_whichever_record_comes_first(
    first: Recorded, minutes: int, number: int, *, is_his: bool
) -> None:
    asked, _ = assign(opened()[0], technician(), moment(at()))
    assert asked.offer is not None
    over, _ = lapse(asked, asked.offer.id)
    stream = RecordStream(id=UUID(int=1), job_id=JobId(over.id), device="phone")
    received = stream.receiving((record(number, minutes, first),))

    taken_at = taken_in_time(over, received, str(WANG))
    assert (taken_at is not None) is is_his
    assert taken_in_time(over, received, str(LI)) is None
    if taken_at is not None:
        his, events = accept_after_all(over, taken_at)
        assert (his.state, his.technician_id, his.is_accepted) == (JobState.ASSIGNED, WANG, True)
        assert names(events) == ["AssignmentAccepted"]


def test_what_the_cut_off_ended_cannot_be_taken_behind_it() -> None:
    asked, _ = assign(opened()[0], technician(), moment(at()))
    assert asked.offer is not None
    over, _ = lapsed(asked, asked.offer, at(minutes=10))
    assert not was_taken_in_time(over, str(WANG), at(minutes=11))
    assert was_taken_in_time(over, str(WANG), at(minutes=10))
    ended, _ = cancel_job(over, "withdrew", at(minutes=20), moment(at(minutes=20)))
    assert not was_taken_in_time(ended, str(WANG), at(minutes=10))


def test_who_begins_off_line_has_taken_the_job_then_never_before_he_was_asked() -> None:
    asked, _ = assign(opened()[0], technician(), moment(at(minutes=5)))
    for said, counts in ((20, 20), (3, 5)):
        _, events = begun(asked, at(minutes=said), moment(NOW))
        assert [event.accepted_at for event in events if isinstance(event, AssignmentAccepted)] == [at(minutes=counts)]


def test_what_somebody_finds_on_line_meanwhile_leaves_the_phones_own_count() -> None:
    phone = PhonesCount(stream_id=UUID(int=1), numbers=(2,))
    first = Diagnosis(findings=(Finding(finding=1, fault="no_power"),), diagnosed_at=NOW, counted=phone)
    assert Diagnosis(findings=(Finding(finding=1, fault="blurred"),), diagnosed_at=NOW).behind(first).counted == phone


SECOND_TRIP: list[tuple[tuple[str, ...], int, int]] = [
    (("blurred",),            1, 2),  # its first finding is the second of the job
    (("blurred", "no_power"), 1, 2),
    (("blurred", "no_power"), 2, 1),  # found before: it keeps its number
    (("blurred",),            2, 2),  # beyond what it has found: the job's own number
]  # fmt: skip


@pytest.mark.parametrize(("found", "named", "kept"), SECOND_TRIP)
def test_a_part_is_filed_under_the_finding_that_the_phone_meant(found: tuple[str, ...], named: int, kept: int) -> None:
    said = Diagnosed(findings=tuple(Finding(finding=place, fault=each) for place, each in enumerate(found, start=1)))
    used, done = replace(PART, finding=named), replace(TIGHTENED, finding=named)
    away = BrokeOff(interruption=Interruption(reason="no_access", interrupted_at=NOW))
    first = (*VISIT, away)
    ending = Finished(completion=replace(DONE, parts=(used,)))
    records = history(*first, *SECOND_LEFT, said, Worked(log=WorkLog(parts=(used,), work=(done,))), ending)
    job, stream, _ = taken([records[:7], records[7:]], on=system_down())

    assert [answer.outcome for answer in stream.answered] == [Taken.APPLIED] * 9
    assert job.completion is not None
    assert [each.finding for each in job.completion.parts] == [kept, kept]
    assert [each.finding for each in job.completion.work] == [kept]


def test_what_waits_says_after_an_erasure_neither_words_nor_where_he_stood() -> None:
    there = CheckedIn(position=Position(latitude=29.56, longitude=106.55, accuracy_metres=10))
    stream = RecordStream(id=UUID(int=1), job_id=JobId(JOB.id), device="phone")
    waiting = stream.receiving((record(2, 110, there), record(3, 120, replace(VISIT[2], notes="电源坏了"))))

    assert [each.recorded for each in waiting.without_words().waiting] == [CheckedIn(), VISIT[2]]


def test_a_phone_cannot_fill_the_store_with_records_that_wait() -> None:
    endless = [record(number, 100, Dropped()) for number in range(2, 503)]
    with pytest.raises(TooManyRecords):
        taken([endless])
