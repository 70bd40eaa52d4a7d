"""From the assignment to the end of the work: who may go, with what, and what needs the customer's consent."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.dispatch.domain.clocks import ClockKind, Outcome
from services.dispatch.domain.jobs.contact import agree_appointment, assign, reach_customer
from services.dispatch.domain.jobs.deciding import decide_charge, decide_parts, decide_visit, hear_consent
from services.dispatch.domain.jobs.facts import (
    Completion,
    CompletionOutcome,
    Consent,
    ConsentState,
    EquipmentCheck,
    ItemTaken,
)
from services.dispatch.domain.jobs.job import Job
from services.dispatch.domain.jobs.opening import reopen_job, settle_without_visit, withdraw
from services.dispatch.domain.jobs.site_work import bring_back, complete, depart
from services.dispatch.domain.refusals import (
    ConsentMissing,
    EquipmentIncomplete,
    NoAppointment,
    NothingBroughtBack,
    PartNotBroken,
    TechnicianNotCertified,
    TimeInTheFuture,
    TimeOutOfOrder,
    VisitNotDecided,
    WindowWrong,
)
from services.dispatch.domain.states import JobState
from shared.errors import RuleBroken
from shared.events.dispatch.deadlines import DeadlineMet
from shared.events.dispatch.jobs import ItemBroughtBack, JobCancelled, JobCompleted, PartUsed, WorkDone
from shared.events.intake.decisions import (
    ChargeCategory,
    ChargeDecided,
    Coverage,
    CoverageVerdict,
    ItemVerdict,
    WarrantyDecided,
)
from shared.events.intake.tickets import FaultLevel, RemoteSolutionFound, TicketCancelled, TicketReopened
from tests.unit.dispatch.stories import (
    QUOTE,
    TICKET,
    WANG,
    appointment,
    at,
    clock_of,
    moment,
    names,
    new_id,
    only,
    opened,
    reached,
    technician,
    ticket,
    until_diagnosed,
    until_on_site,
    visit_decided,
)

PAID, FREE = ChargeCategory.PAID, ChargeCategory.FREE
FIXED = WorkDone(work="replace_power_supply", finding=1, outcome="done")
PART = PartUsed(part="PSU-12V", quantity=1, finding=1)


@pytest.mark.parametrize(
    ("valid_until", "may_go"),
    [(date(2026, 11, 22), False), (date(2026, 11, 23), True), (date(2027, 1, 1), True), (None, False)],
)
def test_only_a_certified_technician_is_sent_and_the_last_day_counts(valid_until: date | None, *, may_go: bool) -> None:
    job, _ = opened()
    if may_go:
        job, events = assign(job, technician(valid_until), moment(at(hours=1)))
        assert (job.state, names(events)) == (JobState.ASSIGNED, ["TechnicianAssigned"])
    else:
        with pytest.raises(TechnicianNotCertified) as refused:
            assign(job, technician(valid_until), moment(at(hours=1)))
        assert refused.value.clause == "5.15"


def test_no_appointment_before_the_visit_is_decided() -> None:
    job, _ = assign(opened()[0], technician(), moment(at(minutes=1)))

    with pytest.raises(VisitNotDecided):
        agree_appointment(job, appointment(at(hours=2), at(minutes=5)), "PD", moment(at(minutes=5)))


def test_an_appointment_in_the_past_is_refused() -> None:
    job, _ = assign(opened()[0], technician(), moment(at(minutes=1)))
    job, _ = decide_visit(job, visit_decided(job, at(minutes=2)), moment(at(minutes=2)))

    with pytest.raises(WindowWrong):
        agree_appointment(job, appointment(at(hours=2), at(hours=3)), "PD", moment(at(hours=3)))


def test_agreeing_the_visit_reaches_the_customer_and_issues_the_work_order() -> None:
    job, _ = assign(opened()[0], technician(), moment(at(minutes=1)))
    job, _ = decide_visit(job, visit_decided(job, at(minutes=2)), moment(at(minutes=2)))
    job, events = agree_appointment(job, appointment(at(hours=2), at(minutes=5)), "PD7", moment(at(minutes=5)))

    assert names(events) == ["AppointmentAgreed", "DeadlineMet", "DeadlineSet", "WorkOrderIssued"]
    assert only(events, DeadlineMet).clock == "response"
    assert clock_of(job, ClockKind.APPOINTMENT).due_at == at(hours=3, minutes=15)
    assert job.work_order_number == "PD7"


@pytest.mark.parametrize("missing", ["badge", "tools", "parts"])
def test_nobody_leaves_without_badge_tools_and_parts(missing: str) -> None:
    given: dict[str, Any] = {"badge": True, "tools": True, "parts": True, missing: False}
    job, _ = assign(opened()[0], technician(), moment(at(minutes=1)))
    job, _ = decide_visit(job, visit_decided(job, at(minutes=2)), moment(at(minutes=2)))
    job, _ = agree_appointment(job, appointment(at(hours=2), at(minutes=5)), "PD7", moment(at(minutes=5)))

    with pytest.raises(EquipmentIncomplete) as refused:
        depart(job, EquipmentCheck(**given), "PD", moment(at(hours=1)))
    assert (refused.value.clause, refused.value.field) == ("7.1", missing)


@pytest.mark.parametrize(("level", "may_go"), [(FaultLevel.SYSTEM_DOWN, True), (FaultLevel.MAIN_EQUIPMENT, False)])
def test_only_level_1_goes_without_an_appointment(level: FaultLevel, *, may_go: bool) -> None:
    job, _ = assign(opened(ticket(level))[0], technician(), moment(at(minutes=1)))
    job, _ = decide_visit(job, visit_decided(job, at(minutes=2)), moment(at(minutes=2)))
    check = EquipmentCheck(badge=True, tools=True, parts=True)
    if may_go:
        assert depart(job, check, "PD", moment(at(minutes=3)))[0].state is JobState.ON_THE_ROAD
    else:
        with pytest.raises(NoAppointment):
            depart(job, check, "PD", moment(at(minutes=3)))


def test_arriving_in_time_keeps_every_clock_that_waits_for_it() -> None:
    outcomes = {clock.kind: clock.outcome for clock in until_on_site().clocks}

    assert outcomes.pop(ClockKind.PROMISED_COMPLETION) is Outcome.RUNNING
    assert set(outcomes.values()) == {Outcome.MET}
    assert len(outcomes) == 4


@pytest.mark.parametrize(("minutes", "refusal"), [(-1, TimeOutOfOrder), (31, TimeInTheFuture)])
def test_reported_times_lie_between_the_report_and_now(minutes: int, refusal: type[RuleBroken]) -> None:
    job, _ = assign(opened()[0], technician(), moment(at(minutes=1)))

    with pytest.raises(refusal):
        reach_customer(job, reached(at(minutes=minutes)), moment(at(minutes=25)))


def completion(**changes: Any) -> Completion:
    given: dict[str, Any] = {"completed_at": at(hours=3), "outcome": CompletionOutcome.FIXED, "work": (FIXED,)}
    return Completion(**{**given, **changes})


def consent(state: ConsentState, minutes: float = 150) -> Consent:
    return Consent(quote_id=QUOTE, state=state, said_at=at(minutes=minutes))


# paid or free, what was done, the customer's word, may it be completed?
GATE = [
    (PAID, completion(),                                                                None,                  False),
    (PAID, completion(),                                                                ConsentState.GIVEN,    True),
    (PAID, completion(),                                                                ConsentState.LAPSED,   False),
    (PAID, completion(),                                                                ConsentState.DECLINED, False),
    (PAID, completion(parts=(PART,)),                                                   ConsentState.GIVEN,    True),
    (PAID, completion(outcome=CompletionOutcome.DECLINED_BY_CUSTOMER, work=()),         ConsentState.DECLINED, True),
    (PAID, completion(outcome=CompletionOutcome.NO_FAULT_FOUND, work=()),               None,                  True),
    (PAID, completion(outcome=CompletionOutcome.NOT_FIXED, work=(), camera_points=1),   None,                  False),
    (FREE, completion(parts=(PART,)),                                                   None,                  True),
    (FREE, completion(camera_points=1),                                                 None,                  False),
    (FREE, completion(camera_points=1),                                                 ConsentState.GIVEN,    True),
    (FREE, completion(camera_points=1),                                                 ConsentState.DECLINED, False),
    (FREE, completion(cable_centimetres=500),                                           None,                  False),
    (FREE, completion(cable_centimetres=500),                                           ConsentState.GIVEN,    True),
]  # fmt: skip


@pytest.mark.parametrize(("category", "done", "said", "may_complete"), GATE)
def test_paid_work_needs_the_customers_consent_first(
    category: ChargeCategory, done: Completion, said: ConsentState | None, *, may_complete: bool
) -> None:
    job = until_diagnosed(category)
    job = hear_consent(job, consent(said)) if said else job
    if may_complete:
        job, events = complete(job, done, moment(at(hours=3)))
        assert (job.state, only(events, JobCompleted).minutes_on_site) == (JobState.DONE, 50)
        assert clock_of(job, ClockKind.CARD_RETURN).is_waiting
    else:
        with pytest.raises(ConsentMissing) as refused:
            complete(job, done, moment(at(hours=3)))
        assert refused.value.clause == "5.5"


def test_parts_that_are_not_covered_need_consent_even_on_a_free_visit() -> None:
    covered, not_covered = (Coverage(verdict=each, clause="2.1.3") for each in list(CoverageVerdict)[:2])
    verdict = WarrantyDecided(
        ticket_id=TICKET,
        decision_number=1,
        items=(ItemVerdict(parts=not_covered, labour=covered, travel=covered),),
        policy_revision="T",
        decided_at=at(hours=1),
    )
    job = decide_parts(until_diagnosed(FREE), verdict)

    with pytest.raises(ConsentMissing):
        complete(job, completion(parts=(PART,)), moment(at(hours=3)))
    assert complete(job, completion(), moment(at(hours=3)))[0].state is JobState.DONE


def test_no_part_is_replaced_that_the_diagnosis_did_not_find_broken() -> None:
    job = hear_consent(until_diagnosed(), consent(ConsentState.GIVEN))

    material = PartUsed(part="PLUG", quantity=3, is_material=True)
    for wrong in (
        PartUsed(part="HDD", quantity=1, finding=2),
        replace(material, is_material=False),
        replace(material, finding=9),
    ):
        with pytest.raises(PartNotBroken):
            complete(job, completion(parts=(wrong,)), moment(at(hours=3)))
    _, events = complete(job, completion(parts=(material,)), moment(at(hours=3)))
    assert only(events, JobCompleted).parts == (material,)


def test_a_lapse_of_an_old_quote_takes_nothing_from_a_newer_consent() -> None:
    job = hear_consent(until_diagnosed(), consent(ConsentState.GIVEN, minutes=160))
    old = Consent(quote_id=new_id(), state=ConsentState.LAPSED, said_at=at(minutes=155))

    after = hear_consent(job, old).consent
    assert after is not None
    assert (after.quote_id, after.state) == (QUOTE, ConsentState.GIVEN)


def test_an_older_charge_decision_that_comes_late_changes_nothing() -> None:
    job = until_on_site(PAID)
    late = ChargeDecided(
        ticket_id=TICKET, decision_number=0, category=FREE, clause="2.1.1", policy_revision="T", decided_at=at(hours=0)
    )

    assert decide_charge(job, late) == job


def item() -> ItemTaken:
    return ItemTaken(
        item_id=new_id(),
        slip_number="QJ1",
        equipment_id=None,
        product_model="DS-2CD",
        serial="S1",
        fault="no_power",
        accessories=("adapter",),
        is_part_of_installation=True,
        brought_back_at=at(minutes=150),
    )


def test_an_item_is_taken_along_against_a_slip_and_the_job_says_so() -> None:
    job, events = bring_back(until_diagnosed(), item(), moment(at(minutes=151)))
    assert (only(events, ItemBroughtBack).slip_number, only(events, ItemBroughtBack).clause) == ("QJ1", "5.7")

    done = completion(outcome=CompletionOutcome.BROUGHT_BACK, work=())
    _, events = complete(job, done, moment(at(hours=3)))
    assert only(events, JobCompleted).has_item_in_repair


def test_an_outcome_of_brought_back_needs_an_item() -> None:
    with pytest.raises(NothingBroughtBack):
        complete(until_diagnosed(), completion(outcome=CompletionOutcome.BROUGHT_BACK, work=()), moment(at(hours=3)))


def test_a_remote_solution_reached_the_customer_and_ends_the_job() -> None:
    found = RemoteSolutionFound(ticket_id=TICKET, closure=1, solution="restarted", found_at=at(minutes=30))
    job, events = settle_without_visit(opened()[0], found, moment(at(minutes=31)))

    assert (job.state, clock_of(job, ClockKind.RESPONSE).outcome) == (JobState.NOT_NEEDED, Outcome.MET)
    assert only(events, JobCancelled).reason == "solved_remotely"
    assert job.lapse(moment(at(days=9))) == (job, [])


def cancelled() -> TicketCancelled:
    return TicketCancelled(
        ticket_id=TICKET, reason="customer_withdrew", is_work_done_owed=True, cancelled_at=at(minutes=140)
    )


def test_a_cancelled_ticket_ends_its_job_and_its_clocks() -> None:
    job, events = withdraw(opened()[0], cancelled(), moment(at(minutes=140)))

    assert (job.state, only(events, JobCancelled).has_visit_taken_place) == (JobState.CANCELLED, False)
    assert job.nearest_due_at is None


def test_a_technician_who_is_at_the_site_ends_a_cancelled_job_there() -> None:
    job, events = withdraw(until_on_site(), cancelled(), moment(at(minutes=140)))

    assert (job.state, job.customer_withdrew_at, events) == (JobState.ON_SITE, at(minutes=140), [])


def test_not_solved_means_a_new_job_whose_clocks_run_from_then() -> None:
    before: Job = until_on_site()
    event = TicketReopened(ticket_id=TICKET, closure=1, reason="not_solved", clause="5.12", reopened_at=at(days=2))
    job, events = reopen_job(before, event, new_id(), "PG2", moment(at(days=2)))

    assert (job.purpose, job.state, job.technician_id) == ("redo", JobState.WAITING, None)
    assert clock_of(job, ClockKind.RESPONSE).due_at == at(days=2, hours=1)
    assert names(events) == ["JobOpened", "DeadlineSet"]
    assert before.technician_id == WANG
