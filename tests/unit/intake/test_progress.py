"""What is heard from the other services may come in any order across their streams."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from services.intake.domain.progress import after_job, answered, moved
from services.intake.domain.service import Service
from services.intake.domain.states import TicketState
from services.intake.domain.ticket import Ticket
from shared.errors import NotYetKnown
from shared.events.dispatch.jobs import JobCompleted
from shared.events.followup.calls import CallBackCompleted
from shared.identifiers import new_id
from shared.money import Money
from tests.unit.intake.cases import NOW, POLICY
from tests.unit.intake.test_ticket_life import ticket

JOB, ITEM = new_id(), new_id()
Step = Callable[[Service], Service]


def completed(purpose: str = "service") -> JobCompleted:
    return JobCompleted(
        job_id=JOB,
        ticket_id=new_id(),
        technician_id=new_id(),
        purpose=purpose,
        outcome="fixed",
        work=(),
        parts=(),
        cable_centimetres=0,
        camera_points=0,
        travel_cost=Money.ZERO,
        minutes_on_site=1,
        has_item_in_repair=True,
        completed_at=NOW,
    )


OF_DISPATCH: list[Step] = [
    lambda service: service.job_opened(JOB),
    lambda service: service.item_taken(ITEM),
    lambda service: after_job(service, completed(), POLICY),
]
OF_REPAIRS: Step = lambda service: service.item_back(ITEM).did(ITEM, resolution="repair")  # noqa: E731


def heard(one: Ticket, *steps: Step) -> Ticket:
    for step in steps:
        one, _ = moved(one, step(one.service), at=NOW, policy=POLICY)
    return one


def answer(job_id: UUID | None = None, *, is_solved: bool = True) -> CallBackCompleted:
    return CallBackCompleted(
        call_id=new_id(),
        purpose="call_back",
        customer_id=new_id(),
        job_id=job_id,
        is_solved=is_solved,
        is_conduct_named=False,
        clause="5.12",
        completed_at=NOW + timedelta(hours=1),
    )


@pytest.mark.parametrize("place", range(4))
def test_a_ticket_is_resolved_only_by_the_last_thing_that_ends_wherever_the_repair_is_heard(place: int) -> None:
    visited, _ = ticket().decide_visit(now=NOW, policy=POLICY)
    steps = [*OF_DISPATCH[:place], OF_REPAIRS, *OF_DISPATCH[place:]]
    before_last = heard(visited, *steps[:-1])
    after_last = heard(before_last, steps[-1])

    assert before_last.state is TicketState.IN_SERVICE
    assert (after_last.state, after_last.closure) == (TicketState.RESOLVED, 1)
    assert set(after_last.service.unanswered) == {JOB, ITEM}


def test_a_ticket_closes_only_when_every_call_back_is_answered() -> None:
    visited, _ = ticket().decide_visit(now=NOW, policy=POLICY)
    resolved = heard(visited, *OF_DISPATCH, OF_REPAIRS)
    once, _ = answered(resolved, answer(JOB), policy=POLICY)
    twice, _ = answered(once, answer(ITEM), policy=POLICY)

    assert (once.state, twice.state) == (TicketState.RESOLVED, TicketState.CLOSED)


def test_a_visit_for_something_else_than_the_fault_owes_no_call_back() -> None:
    visited, _ = ticket().decide_visit(now=NOW, policy=POLICY)
    service = after_job(visited.service.job_opened(JOB), completed("collect_money"), POLICY)

    assert (service.open_jobs, service.owed) == ((), ())


def test_a_repair_that_is_heard_of_again_after_its_answer_owes_no_second_call_back() -> None:
    visited, _ = ticket().decide_visit(now=NOW, policy=POLICY)
    resolved = heard(visited, *OF_DISPATCH, OF_REPAIRS)
    once, _ = answered(resolved, answer(JOB), policy=POLICY)
    closed, _ = answered(once, answer(ITEM), policy=POLICY)

    assert heard(closed, OF_REPAIRS).service.unanswered == ()


def test_an_answer_about_what_we_have_not_heard_of_is_tried_again_later() -> None:
    with pytest.raises(NotYetKnown):
        answered(ticket(), answer(JOB), policy=POLICY)


def test_a_remote_solution_that_did_not_hold_owes_a_new_call_back() -> None:
    solved, _ = ticket().solve_remotely("restarted", now=NOW, policy=POLICY)
    reopened, _ = answered(solved, answer(is_solved=False), policy=POLICY)
    again, _ = reopened.solve_remotely("configured", now=NOW, policy=POLICY)
    closed, _ = answered(again, answer(), policy=POLICY)

    assert (reopened.state, again.closure) == (TicketState.ASSESSED, 2)
    assert again.service.unanswered == (again.id,)
    assert closed.state is TicketState.CLOSED
