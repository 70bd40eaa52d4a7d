"""What goes with a job of each purpose, as a table that the service centre can check."""

import pytest

from services.dispatch.domain.dispatching.answering import accept
from services.dispatch.domain.jobs.contact import agree_appointment, assign
from services.dispatch.domain.jobs.errands import Errand, no_longer_needed, open_errand
from services.dispatch.domain.jobs.facts import Arrival, Completion, CompletionOutcome, EquipmentCheck, Purpose
from services.dispatch.domain.jobs.job import Job
from services.dispatch.domain.jobs.purposes import PURPOSES, concerns, terms_of
from services.dispatch.domain.jobs.site_work import arrive, complete, depart
from services.dispatch.domain.states import JobState
from shared.events.dispatch.jobs import JobCancelled, JobCompleted, JobOpened
from shared.events.intake.decisions import ChargeDecided, VisitDecided, WarrantyDecided
from shared.events.intake.tickets import (
    BringInExpected,
    CallerJoined,
    FaultLevelChanged,
    RemoteSolutionFound,
    TicketAssessed,
    TicketCancelled,
    TicketEvent,
)
from tests.unit.dispatch.stories import appointment, at, moment, new_id, only, opened, technician
from tools.event_examples import example_of

TABLE = [
    # purpose                opened by            clause  response arrival card   fee    call-back
    (Purpose.SERVICE,        "TicketOpened",       "5.1",  True,  True,  True,  True,  True),
    (Purpose.REDO,           "TicketReopened",     "5.12", True,  True,  True,  False, True),
    (Purpose.COLLECT_MONEY,  "InvoiceIssued",      "5.6",  False, False, False, False, False),
    (Purpose.PUT_BACK,       "RepairReady",        "6.4",  False, False, True,  False, False),
    (Purpose.DELIVER_LOANER, "LoanApproved",       "4.5",  False, False, False, False, False),
    (Purpose.RENEWAL,        "RenewalVisitAgreed", "5.13", False, False, False, False, False),
]  # fmt: skip
ERRANDS = [Purpose.COLLECT_MONEY, Purpose.PUT_BACK, Purpose.DELIVER_LOANER]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0].value)
def test_what_goes_with_a_purpose(row: tuple[Purpose, str, str, bool, bool, bool, bool, bool]) -> None:
    terms = terms_of(row[0])

    assert (terms.opened_by, terms.clause) == row[1:3]
    assert (terms.has_response_clock, terms.has_arrival_clocks, terms.has_card) == row[3:6]
    assert (terms.costs_visit_fee, terms.gets_call_back) == row[6:]


NEWS: dict[str, type[TicketEvent]] = {
    "assessed": TicketAssessed,
    "level": FaultLevelChanged,
    "earlier": CallerJoined,
    "visit": VisitDecided,
    "charge": ChargeDecided,
    "parts": WarrantyDecided,
    "remote": RemoteSolutionFound,
    "bring_in": BringInExpected,
    "cancelled": TicketCancelled,
}
HEARD = [
    # purpose                what intake may tell of the ticket that changes the job
    (Purpose.SERVICE,        "assessed level earlier visit charge parts remote bring_in cancelled"),
    (Purpose.REDO,           "assessed level visit charge parts remote bring_in cancelled"),
    (Purpose.COLLECT_MONEY,  ""),
    (Purpose.PUT_BACK,       ""),
    (Purpose.DELIVER_LOANER, ""),
    (Purpose.RENEWAL,        ""),
]  # fmt: skip


@pytest.mark.parametrize(("purpose", "heard"), HEARD)
def test_which_news_of_a_ticket_concerns_a_job_of_a_purpose(purpose: Purpose, heard: str) -> None:
    assert [said for said, kind in NEWS.items() if concerns(example_of(kind), purpose)] == heard.split()
    assert concerns(example_of(VisitDecided), purpose) is terms_of(purpose).needs_visit_decision


def test_every_purpose_has_its_row() -> None:
    assert {row[0] for row in HEARD} == set(Purpose)
    assert set(PURPOSES) == set(Purpose) == {row[0] for row in TABLE}


def errand(purpose: Purpose) -> Job:
    """Somebody goes where the earlier job was."""
    reason = Errand(purpose=purpose, occasion_id=new_id(), why="called_for", due_from=at())
    return open_errand(reason, opened()[0], new_id(), "PG2", moment(at()))[0]


@pytest.mark.parametrize("purpose", ERRANDS)
def test_an_errand_goes_from_the_appointment_to_its_end_without_decision_diagnosis_or_consent(purpose: Purpose) -> None:
    job, _ = assign(errand(purpose), technician(), moment(at()))
    job, _ = accept(job, moment(at(minutes=1)))
    assert job.clocks == ()
    job, _ = agree_appointment(job, appointment(at(hours=2), at(minutes=5)), "PD1", moment(at(minutes=5)))
    job, _ = depart(job, EquipmentCheck(badge=True, tools=True, parts=True), "PD2", moment(at(hours=1)))
    job, _ = arrive(job, Arrival(arrived_at=at(hours=2), recorded_at=at(hours=2)), moment(at(hours=2)))

    done = Completion(completed_at=at(hours=2, minutes=20), outcome=CompletionOutcome.FIXED)
    job, events = complete(job, done, moment(at(hours=2, minutes=20)))

    assert job.state is JobState.DONE
    assert only(events, JobCompleted).purpose == purpose.value
    has_card_clock = any(clock.kind == "card_return" for clock in job.clocks)
    assert has_card_clock is terms_of(purpose).has_card


@pytest.mark.parametrize("purpose", ERRANDS)
def test_an_errand_that_came_about_otherwise_ends_unless_somebody_stands_there(purpose: Purpose) -> None:
    job, events = no_longer_needed(errand(purpose), "paid", at(hours=1), moment(at(hours=1)))
    assert (job.state, only(events, JobCancelled).reason) == (JobState.NOT_NEEDED, "paid")
    assert no_longer_needed(job, "paid", at(hours=1), moment(at(hours=1))) == (job, [])


def test_an_errand_says_what_it_is_for() -> None:
    reason = Errand(purpose=Purpose.COLLECT_MONEY, occasion_id=new_id(), why="invoice_issued", due_from=at())
    _, events = open_errand(reason, opened()[0], new_id(), "PG2", moment(at()))

    told = only(events, JobOpened)
    assert (told.purpose, told.clause, told.occasion_id) == ("collect_money", "5.6", reason.occasion_id)
    assert told.has_ticket
