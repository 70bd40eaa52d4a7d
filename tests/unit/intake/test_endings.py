"""How a ticket ends without a solution: what is owed at each stage, why it is declined, and how it begins again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.intake.domain.refusals import CodeUnknown, DeclinedWithoutGround, NothingToDecline
from services.intake.domain.service import Service
from services.intake.domain.states import TicketState
from services.intake.domain.steps.endings import Stage, cancel, debt_of, decline, reopen
from services.intake.domain.ticket import Ticket
from services.intake.domain.verdicts.charge import VisitFeeWaiver
from services.intake.domain.verdicts.facts import Case
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import Region, TicketCancelled, TicketClosed, TicketKind, TicketReopened
from shared.identifiers import new_id
from shared.state_machine import ActionNotAllowed
from tests.unit.intake.cases import NOW, POLICY, case, foreign, installed
from tests.unit.intake.test_ticket_life import ticket

JOB, ITEM = new_id(), new_id()
PAID = case(installed(date(2020, 1, 1)))
FREE = case(installed(date(2026, 1, 1)))
SUBURB = replace(PAID, region=Region.SUBURB)
FREE_SUBURB = replace(FREE, region=Region.SUBURB)
Step = Callable[[Service], Service]


def told(service: Service) -> Service:
    return service.told(visit_fee=True, travel_rule=True)


def visited(service: Service) -> Service:
    return service.visit_took_place(JOB)


def worked(service: Service) -> Service:
    return service.work_was_done(JOB)


def taken(service: Service) -> Service:
    return service.item_taken(ITEM)


def back(service: Service) -> Service:
    return service.item_back(ITEM)


def at(asked: Case, *steps: Step) -> Ticket:
    one = ticket(asked)
    for step in steps:
        one = replace(one, service=step(one.service))
    return one


@pytest.mark.parametrize(
    ("what", "asked", "steps", "stage", "owed", "clause"),
    [
        ("nobody came", PAID, (told,), Stage.BEFORE_VISIT, (), "5.5"),
        ("somebody came, the fee was told", PAID, (told, visited), Stage.VISIT_TAKEN_PLACE, ("visit_fee",), "2.2.1"),
        ("somebody came, nothing was told", PAID, (visited,), Stage.VISIT_TAKEN_PLACE, (), "5.5"),
        ("a free visit", FREE, (told, visited), Stage.VISIT_TAKEN_PLACE, (), "5.5"),
        ("the suburbs", SUBURB, (told, visited), Stage.VISIT_TAKEN_PLACE, ("visit_fee", "travel"), "2.2.1"),
        ("a free visit in the suburbs", FREE_SUBURB, (told, visited), Stage.VISIT_TAKEN_PLACE, ("travel",), "3.6"),
        ("work was done", PAID, (told, worked), Stage.WORK_DONE, ("visit_fee", "agreed_work"), "2.2.1"),
        ("work was done for free", FREE, (told, worked), Stage.WORK_DONE, ("agreed_work",), "5.5"),
        ("an item was taken along", FREE, (told, visited, taken), Stage.ITEM_IN_REPAIR, ("agreed_work",), "5.5"),
        ("it came back already", FREE, (told, visited, taken, back), Stage.VISIT_TAKEN_PLACE, (), "5.5"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_what_was_told_and_took_place_is_owed_and_nothing_else(
    what: str, asked: Case, steps: tuple[Step, ...], stage: Stage, owed: tuple[str, ...], clause: str
) -> None:
    one = at(asked, *steps)
    cancelled, [event] = cancel(one, "customer_withdrew", now=NOW, policy=POLICY)

    assert (cancelled.state, cancelled.ending_reason) == (TicketState.CANCELLED, "customer_withdrew")
    assert isinstance(event, TicketCancelled)
    assert (event.stage, event.owed, event.clause) == (stage, owed, clause), what
    assert event.is_work_done_owed is bool(owed)


def test_an_item_that_is_still_awaited_owes_nothing() -> None:
    waiting, _ = ticket(FREE).expect_item(now=NOW)

    assert (debt_of(waiting).stage, debt_of(waiting).owed) == (Stage.ITEM_AWAITED, ())


def test_a_waived_visit_fee_is_not_owed_on_cancellation_nor_is_one_for_a_moved_camera() -> None:
    waived = replace(at(PAID, told, visited), visit_fee_waiver=VisitFeeWaiver.SECOND_TRIP)
    move = ticket(replace(PAID, kind=TicketKind.CAMERA_MOVE), level=None)
    moved_camera = replace(move, service=visited(told(move.service)))

    assert debt_of(waived).owed == ()
    assert debt_of(moved_camera).owed == ()


@pytest.mark.parametrize("state", [TicketState.RESOLVED, TicketState.CLOSED, TicketState.CANCELLED])
def test_what_has_ended_is_not_cancelled(state: TicketState) -> None:
    with pytest.raises(ActionNotAllowed):
        cancel(replace(ticket(), state=state), "duplicate", now=NOW, policy=POLICY)


OUTSIDE = replace(PAID, region=Region.OUTSIDE)


@pytest.mark.parametrize(
    ("what", "asked", "reason", "clause"),
    [
        ("not ours, no agreement", case(foreign()), "not_sold_by_us", "2.2.3"),
        ("not known whose it is", case(None), "not_sold_by_us", "2.2.3"),
        ("too far away", OUTSIDE, "outside_service_area", "5.11"),
        ("another trade", PAID, "not_our_trade", "3.8"),
        ("ours, and paid", PAID, "not_sold_by_us", DeclinedWithoutGround),
        ("in the city", PAID, "outside_service_area", DeclinedWithoutGround),
        ("free", FREE, "not_our_trade", NothingToDecline),
        ("bad mood", PAID, "no_time", CodeUnknown),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_a_request_is_declined_only_for_what_is_so_and_with_its_clause(
    what: str, asked: Case, reason: str, clause: Any
) -> None:
    if not isinstance(clause, str):
        with pytest.raises(clause):
            decline(ticket(asked), reason, now=NOW, policy=POLICY)
        return
    declined, [event] = decline(ticket(asked), reason, now=NOW, policy=POLICY)
    assert (declined.state, declined.closure, declined.ending_reason) == (TicketState.CLOSED, 1, reason), what
    assert isinstance(event, TicketClosed)
    assert (event.reason, event.decline_reason, event.clause) == ("declined", reason, clause)


def test_reopening_says_whether_somebody_was_there_so_that_no_second_fee_is_asked() -> None:
    closed = replace(at(PAID, told, visited), state=TicketState.CLOSED, closure=1, ending_reason="solved")
    again, [event] = reopen(closed, "same_fault_again", now=NOW, policy=POLICY)

    assert isinstance(event, TicketReopened)
    assert (event.is_visit_fee_waived, event.closure) == (True, 1)
    assert (again.state, again.ending_reason) == (TicketState.ASSESSED, None)
    assert again.service.visits_of_earlier_rounds == 1
    never_visited = replace(ticket(PAID), state=TicketState.CLOSED, closure=1)
    _, [remote] = reopen(never_visited, "same_fault_again", now=NOW, policy=POLICY)
    assert isinstance(remote, TicketReopened)
    assert remote.is_visit_fee_waived is False


@pytest.mark.parametrize("category", ChargeCategory)
def test_cancellation_is_possible_whatever_the_verdict(category: ChargeCategory) -> None:
    cancelled, _ = cancel(replace(ticket(), charge_category=category), "duplicate", now=NOW, policy=POLICY)

    assert cancelled.state is TicketState.CANCELLED
