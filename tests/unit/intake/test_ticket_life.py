"""The table of a ticket's life, and what the ticket refuses beside it."""

from datetime import date
from typing import Any

import pytest

from services.intake.domain.opening import Report, open_ticket
from services.intake.domain.refusals import (
    ChargeUndetermined,
    CodeUnknown,
    LevelNotUsed,
    NothingToDecline,
    RegionUndetermined,
    ServiceDeclined,
    SiteMissing,
    VisitAlreadyDecided,
)
from services.intake.domain.report import Caller, LevelGiven
from services.intake.domain.states import STILL_OPEN, TICKET_LIFE, TicketAction, TicketState
from services.intake.domain.steps.endings import decline
from services.intake.domain.ticket import Ticket
from services.intake.domain.verdicts.decisions import Deciding, charge_decision, judge, warranty_decision
from services.intake.domain.verdicts.facts import Case
from shared.actor import Actor, Role
from shared.events.intake.tickets import FaultLevel, FaultLevelChanged, Region, TicketClosed, TicketKind
from shared.identifiers import new_id
from shared.state_machine import ActionNotAllowed
from tests.unit.intake.cases import NOW, POLICY, case, foreign, installed

MOVES = {(state, action): then for state, action, then in TICKET_LIFE.rows}


def ticket(asked: Case | None = None, level: FaultLevel | None = FaultLevel.MAIN_EQUIPMENT) -> Ticket:
    """A ticket that has just been opened, free in a project's warranty unless told otherwise."""
    report = Report(
        level=LevelGiven(level=level, proposal=None, is_confirmed=True),
        customer_id=new_id(),
        equipment=(),
        product_model=None,
        product_category=None,
        symptom_code=None,
        district="渝中",
        division_code=None,
        channel="hotline",
        dialled_number=None,
        origin="hotline",
        external_reference=None,
        caller=Caller(),
        description="no picture",
        reported_at=NOW,
        late_recording_reason=None,
    )
    judged = judge([asked or case(installed(date(2026, 1, 1)))], POLICY)
    ticket_id = new_id()
    deciding = Deciding(ticket_id=ticket_id, now=NOW, actor=Actor(Role.SPECIALIST, "s"))
    decisions = warranty_decision(new_id(), 1, judged, deciding), charge_decision(new_id(), 1, judged, deciding)
    return open_ticket(ticket_id, "SH20261123-0001", report, judged, decisions, NOW)[0]


@pytest.mark.parametrize("state", TicketState)
@pytest.mark.parametrize("action", TicketAction)
def test_only_rows_of_the_table_move_a_ticket(state: TicketState, action: TicketAction) -> None:
    if (state, action) in MOVES:
        assert TICKET_LIFE.after(state, action) is MOVES[state, action]
    else:
        with pytest.raises(ActionNotAllowed):
            TICKET_LIFE.after(state, action)


def test_every_state_can_be_reached() -> None:
    assert TICKET_LIFE.unreachable() == ()


def test_whatever_is_still_open_can_be_cancelled_and_nothing_else() -> None:
    assert {state for state in TicketState if TICKET_LIFE.allows(state, TicketAction.CANCEL)} == STILL_OPEN


@pytest.mark.parametrize(
    ("asked", "refusal", "clause"),
    [
        (case(None), ChargeUndetermined, "5.3"),
        (case(foreign()), ServiceDeclined, "2.2.3"),
        (case(installed(date(2026, 1, 1)), region=Region.UNDETERMINED), RegionUndetermined, "3.6"),
        (case(installed(date(2026, 1, 1)), site_id=None), SiteMissing, "5.3"),
    ],
)
def test_a_visit_needs_a_place_and_a_verdict(asked: Case, refusal: type[Any], clause: str) -> None:
    with pytest.raises(refusal) as refused:
        ticket(asked).decide_visit(now=NOW, policy=POLICY)

    assert refused.value.clause == clause


def test_a_visit_is_decided_once_in_a_round() -> None:
    visited, _ = ticket().decide_visit(now=NOW, policy=POLICY)

    with pytest.raises(VisitAlreadyDecided):
        visited.decide_visit(now=NOW, policy=POLICY)


def test_a_customer_who_cannot_bring_the_item_after_all_is_visited() -> None:
    waiting, _ = ticket().expect_item(now=NOW)
    visited, _ = waiting.decide_visit(now=NOW, policy=POLICY)

    assert (waiting.service.is_item_awaited, visited.service.is_item_awaited) == (True, False)


def test_an_assessment_with_the_same_level_changes_no_level() -> None:
    _, events = ticket().assess("camera", FaultLevel.MAIN_EQUIPMENT, now=NOW, policy=POLICY)
    _, raised = ticket().assess("camera", FaultLevel.SYSTEM_DOWN, now=NOW, policy=POLICY)

    assert [type(event).__name__ for event in events] == ["TicketAssessed"]
    assert [type(event).__name__ for event in raised] == ["TicketAssessed", "FaultLevelChanged"]


def test_a_camera_move_has_no_level_to_change() -> None:
    move = ticket(case(None, kind=TicketKind.CAMERA_MOVE), level=None)

    with pytest.raises(LevelNotUsed):
        move.change_level(FaultLevel.SYSTEM_DOWN, "worse_than_reported", now=NOW, policy=POLICY)


def test_a_level_change_says_from_where_to_where_and_why() -> None:
    changed, [event] = ticket().change_level(FaultLevel.NOT_A_FAULT, "no_fault_found", now=NOW, policy=POLICY)

    assert changed.level is FaultLevel.NOT_A_FAULT
    assert isinstance(event, FaultLevelChanged)
    assert (event.previous_level, event.reason) == (FaultLevel.MAIN_EQUIPMENT, "no_fault_found")


def test_what_is_free_cannot_be_declined_and_what_is_declined_is_closed_with_its_clause() -> None:
    with pytest.raises(NothingToDecline):
        decline(ticket(), "not_sold_by_us", now=NOW, policy=POLICY)
    declined, [event] = decline(ticket(case(foreign())), "not_sold_by_us", now=NOW, policy=POLICY)

    assert (declined.state, declined.closure) == (TicketState.CLOSED, 1)
    assert isinstance(event, TicketClosed)
    assert (event.reason, event.clause) == ("declined", "2.2.3")


def test_codes_come_from_the_policy() -> None:
    with pytest.raises(CodeUnknown) as refused:
        ticket().assess("bad_luck", None, now=NOW, policy=POLICY)

    assert refused.value.field == "judgement"
