"""What came before what: consent before work, departure before arrival, diagnosis before the end; findings stay."""

from typing import Any
from uuid import UUID

import pytest

from services.dispatch.domain.cards.card import Card
from services.dispatch.domain.cards.seal import Holder, PersonalPart, Signing
from services.dispatch.domain.clocks import ClockKind, Outcome
from services.dispatch.domain.jobs.contact import agree_appointment
from services.dispatch.domain.jobs.deciding import decide_charge, hear_consent
from services.dispatch.domain.jobs.facts import (
    Arrival,
    Completion,
    CompletionOutcome,
    ConsentState,
    Diagnosis,
    EquipmentCheck,
    ItemTaken,
    PriceWord,
)
from services.dispatch.domain.jobs.items import record_items
from services.dispatch.domain.jobs.job import Job
from services.dispatch.domain.jobs.opening import cancel_job
from services.dispatch.domain.jobs.site_work import arrive, bring_back, complete, depart, diagnose
from services.dispatch.domain.jobs.trips import Interruption, find_nobody, interrupt
from services.dispatch.domain.jobs.visit_facts import WorkLog
from services.dispatch.domain.refusals import ConsentMissing, TimeOutOfOrder
from services.dispatch.domain.states import CardState, JobState
from shared.events.dispatch.cards import CardReturned
from shared.events.dispatch.jobs import DiagnosisRecorded, Finding, JobCompleted, PartUsed
from shared.events.intake.decisions import ChargeCategory, ChargeDecided
from shared.state_machine import ActionNotAllowed
from tests.unit.dispatch.stories import (
    QUOTE,
    TICKET,
    WANG,
    appointment,
    at,
    clock_of,
    moment,
    new_id,
    only,
    until_diagnosed,
    until_on_site,
    until_on_the_road,
    visit_decided,
)

PAID, FREE = ChargeCategory.PAID, ChargeCategory.FREE
GIVEN, LAPSED, DECLINED = ConsentState.GIVEN, ConsentState.LAPSED, ConsentState.DECLINED
OTHER = UUID(int=99)
PART = PartUsed(part="PSU-12V", quantity=1, finding=1)
LATE = at(hours=4)


def said(state: ConsentState, minutes: float, quote: UUID = QUOTE) -> PriceWord:
    return PriceWord(quote_id=quote, state=state, said_at=at(minutes=minutes))


def heard(job: Job, *words: PriceWord) -> Job:
    for word in words:
        job = hear_consent(job, word)
    return job


# what was said at which minute, when the work was done (recorded at 4:00), is it allowed?
BY_ITS_TIME = [
    ((said(GIVEN, 150),),                                                           149, False),  # before any repair
    ((said(GIVEN, 150),),                                                           150, True),
    ((said(GIVEN, 145), said(LAPSED, 155)),                                         150, True),   # it came late
    ((said(GIVEN, 145), said(LAPSED, 155)),                                         155, False),
    ((said(LAPSED, 155), said(GIVEN, 145)),                                         150, True),   # in any order
    ((said(GIVEN, 145), said(LAPSED, 155), said(GIVEN, 160, OTHER)),                157, False),
    ((said(GIVEN, 145), said(LAPSED, 155), said(GIVEN, 160, OTHER)),                161, True),
    ((said(GIVEN, 145), said(GIVEN, 150, OTHER), said(LAPSED, 155)),                156, True),   # of the old quote
    ((said(GIVEN, 145), said(DECLINED, 160, OTHER)),                                159, True),
    ((said(GIVEN, 145), said(DECLINED, 160, OTHER)),                                161, False),
]  # fmt: skip


@pytest.mark.parametrize(("words", "done", "allowed"), BY_ITS_TIME)
def test_paid_work_is_judged_by_the_word_of_its_own_time(
    words: tuple[PriceWord, ...], done: float, *, allowed: bool
) -> None:
    job = heard(until_diagnosed(PAID), *words)
    end = Completion(outcome=CompletionOutcome.FIXED, completed_at=at(minutes=done), parts=(PART,))
    if allowed:
        assert record_items(job, WorkLog(parts=(PART,)), at(minutes=done), moment(LATE))[0].log.parts == (PART,)
        assert complete(job, end, moment(LATE))[0].state is JobState.DONE
    else:
        with pytest.raises(ConsentMissing):
            record_items(job, WorkLog(parts=(PART,)), at(minutes=done), moment(LATE))
        with pytest.raises(ConsentMissing):
            complete(job, end, moment(LATE))


def with_work(category: ChargeCategory) -> Job:
    """A part is built in at 2:30; the consent, where it is needed, was given before and lapsed afterwards."""
    job = heard(until_diagnosed(category), *([said(GIVEN, 145)] if category is PAID else []))
    job, _ = record_items(job, WorkLog(parts=(PART,)), at(minutes=150), moment(at(minutes=150)))
    if category is PAID:
        return heard(job, said(LAPSED, 155), said(DECLINED, 160, OTHER))
    turned = ChargeDecided(
        ticket_id=TICKET, decision_number=2, category=PAID, clause="2.2.2", policy_revision="T", decided_at=LATE
    )
    return decide_charge(job, turned)


ENDINGS = [outcome for outcome in CompletionOutcome if outcome is not CompletionOutcome.BROUGHT_BACK]


@pytest.mark.parametrize("outcome", ENDINGS)
@pytest.mark.parametrize("category", [PAID, FREE])
def test_work_that_was_allowed_when_it_was_done_lets_the_job_end_after_a_refused_quote(
    category: ChargeCategory, outcome: CompletionOutcome
) -> None:
    end = Completion(outcome=outcome, completed_at=at(minutes=170))
    job, events = complete(with_work(category), end, moment(LATE))

    assert (job.state, only(events, JobCompleted).parts) == (JobState.DONE, (PART,))
    more = Completion(outcome=outcome, completed_at=at(minutes=170), camera_points=1, parts=(PART,))
    with pytest.raises(ConsentMissing):
        complete(with_work(category), more, moment(LATE))


def taken(minutes: float) -> ItemTaken:
    given: dict[str, Any] = {"equipment_id": None, "serial": None, "accessories": (), "is_part_of_installation": False}
    return ItemTaken(
        item_id=new_id(),
        slip_number="QJ1",
        product_model="DVR",
        fault="x",
        brought_back_at=at(minutes=minutes),
        **given,
    )


# he left at 1:40, arrived at 2:10, found it at 2:20
def follow_up() -> Job:
    """Nobody was let in, and he comes again: the first trip ended after 2 h 40."""
    why = Interruption(reason="no_access", interrupted_at=at(minutes=160))
    job, _ = interrupt(until_on_site(), why, moment(LATE))
    return agree_appointment(job, appointment(LATE, LATE), "PD2", moment(LATE))[0]


ORDER = [
    ("departed_at",     lambda m: depart(follow_up(), EquipmentCheck(badge=True, tools=True, parts=True), "PD3",
                                         moment(LATE), departed_at=at(minutes=m)),                           160),
    ("arrived_at",      lambda m: arrive(until_on_the_road(), Arrival(arrived_at=at(minutes=m), recorded_at=LATE),
                                         moment(LATE)),                                                      100),
    ("diagnosed_at",    lambda m: diagnose(until_on_site(), Diagnosis(findings=(), diagnosed_at=at(minutes=m)), None,
                                           moment(LATE)),                                                    130),
    ("brought_back_at", lambda m: bring_back(until_diagnosed(), taken(m), moment(LATE)),                     140),
    ("completed_at",    lambda m: complete(until_diagnosed(FREE), Completion(
                                           outcome=CompletionOutcome.NOT_FIXED, completed_at=at(minutes=m)),
                                           moment(LATE)),                                                    140),
]  # fmt: skip


@pytest.mark.parametrize(("field", "act", "not_before"), ORDER, ids=[row[0] for row in ORDER])
def test_nothing_happens_before_what_came_before_it(field: str, act: Any, not_before: float) -> None:
    act(not_before)
    with pytest.raises(TimeOutOfOrder) as refused:
        act(not_before - 1)
    assert refused.value.field == field


def found(*faults: tuple[str, str], minutes: float) -> Diagnosis:
    findings = tuple(
        Finding(finding=number, fault=fault, faulty_part=part) for number, (fault, part) in enumerate(faults, start=1)
    )
    return Diagnosis(findings=findings, diagnosed_at=at(minutes=minutes))


POWER, PICTURE = ("no_power", "PSU-12V"), ("no_picture", "CAM")
# what is found the second time, all that stands there then
SECOND = [
    ((PICTURE,),       [(1, "PSU-12V"), (2, "CAM")]),
    ((POWER, PICTURE), [(1, "PSU-12V"), (2, "CAM")]),  # said again: it keeps its number
    ((POWER,),         [(1, "PSU-12V")]),
    ((PICTURE, PICTURE), [(1, "PSU-12V"), (2, "CAM"), (3, "CAM")]),  # two cameras, each with its own finding
    ((),               [(1, "PSU-12V")]),
]  # fmt: skip


@pytest.mark.parametrize(("again", "expected"), SECOND)
def test_what_was_found_before_keeps_its_number(
    again: tuple[tuple[str, str], ...], expected: list[tuple[int, str]]
) -> None:
    job, events = diagnose(until_diagnosed(), found(*again, minutes=150), None, moment(LATE))

    assert job.diagnosis is not None
    assert [(each.finding, each.faulty_part) for each in job.diagnosis.findings] == expected
    assert only(events, DiagnosisRecorded).findings == job.diagnosis.findings


def test_each_part_of_two_trips_is_shown_with_the_finding_it_was_built_in_for() -> None:
    job, _ = record_items(until_diagnosed(FREE), WorkLog(parts=(PART,)), at(minutes=150), moment(at(minutes=150)))
    why = Interruption(reason="part_missing", missing_parts=("CAM",), interrupted_at=at(minutes=160))
    job, _ = interrupt(job, why, moment(at(minutes=160)))
    job, _ = agree_appointment(job, appointment(at(hours=24), at(hours=3)), "PD3", moment(at(hours=3)))
    job, _ = depart(job, EquipmentCheck(badge=True, tools=True, parts=True), "PD4", moment(at(hours=23)))
    job, _ = arrive(job, Arrival(arrived_at=at(hours=24), recorded_at=at(hours=24)), moment(at(hours=24)))
    job, _ = diagnose(job, found(PICTURE, minutes=24 * 60 + 5), None, moment(at(hours=25)))
    camera = PartUsed(part="CAM", quantity=1, finding=2)
    end = Completion(outcome=CompletionOutcome.FIXED, completed_at=at(hours=25), parts=(camera,))
    _, events = complete(job, end, moment(at(hours=25)))

    assert [(part.part, part.finding) for part in only(events, JobCompleted).parts] == [("PSU-12V", 1), ("CAM", 2)]


def in_vain() -> tuple[Job, Card]:
    """Nobody was at home, then the customer cancelled."""
    job, _ = find_nobody(until_on_site(), ("a" * 64,), at(minutes=150), moment(at(minutes=150)))
    card, _ = Card.opened(job, visit_decided(job, at(minutes=30)), new_id(), "LX1")
    job, _ = cancel_job(job, "customer_withdrew", at(minutes=200), moment(at(minutes=200)))
    return job, card.without_visit(job)


def test_a_card_comes_back_unsigned_and_is_archived_after_a_trip_in_vain() -> None:
    job, card = in_vain()
    assert (card.state, clock_of(job, ClockKind.CARD_RETURN).outcome) == (CardState.OPEN, Outcome.RUNNING)
    persons = PersonalPart.of(Signing(), Holder(customer="渝中网吧"), "s" * 32)
    card, events = card.returned(job, at(minutes=210), moment(at(minutes=210)), persons)
    assert (card.state, only(events, CardReturned).technician_id) == (CardState.RETURNED, WANG)
    assert card.seal is not None
    assert (card.seal.is_intact, card.seal.proves(persons), "网吧" in card.seal.content) == (True, True, False)
    assert card.archived(at(hours=5))[0].state is CardState.ARCHIVED


def test_a_card_of_finished_work_does_not_come_back_unsigned() -> None:
    end = Completion(outcome=CompletionOutcome.NOT_FIXED, completed_at=at(hours=3))
    job, _ = complete(until_diagnosed(FREE), end, moment(at(hours=3)))
    card, _ = Card.opened(job, visit_decided(job, at(minutes=30)), new_id(), "LX1")
    with pytest.raises(ActionNotAllowed):
        card.returned(job, at(hours=4), moment(at(hours=4)))
