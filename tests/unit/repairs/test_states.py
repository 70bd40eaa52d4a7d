"""The tables of allowed moves: nothing out of reach, nothing possible that is not in a row, always one place."""

from enum import StrEnum
from typing import Any

import pytest

from services.repairs.domain.lending.life import LoanAction, LoanerAction, LoanerState, LoanState
from services.repairs.domain.states import (
    BATCH_LIFE,
    ENDED,
    LOAN_LIFE,
    LOANER_LIFE,
    PLACE_AFTER,
    REPAIR_LIFE,
    WAITS_FOR,
    BatchAction,
    BatchState,
    Place,
    RepairAction,
    RepairState,
)
from shared.state_machine import ActionNotAllowed, StateMachine

LIVES: list[tuple[StateMachine[Any, Any], type[StrEnum], type[StrEnum]]] = [
    (REPAIR_LIFE, RepairState, RepairAction),
    (BATCH_LIFE, BatchState, BatchAction),
    (LOANER_LIFE, LoanerState, LoanerAction),
    (LOAN_LIFE, LoanState, LoanAction),
]
PAIRS = [(life, state, action) for life, states, actions in LIVES for state in states for action in actions]

_HOUSE = {Place.DESK, Place.WAREHOUSE}
PLACES = {
    RepairState.WITH_TECHNICIAN: {Place.TECHNICIAN},
    RepairState.RECEIVED: {Place.DESK},
    RepairState.TESTED: {Place.DESK},
    RepairState.WAITING_FOR_CONSENT: {Place.DESK},
    RepairState.WITH_US: {Place.DESK},
    RepairState.WITH_WAREHOUSE: {Place.WAREHOUSE},
    RepairState.IN_BATCH: {Place.WAREHOUSE},
    RepairState.AT_FACTORY: {Place.FACTORY},
    RepairState.BACK: {Place.WAREHOUSE},
    RepairState.TESTED_AGAIN: {Place.DESK},
    RepairState.NOT_REPAIRABLE: _HOUSE,
    RepairState.TO_EXCHANGE: _HOUSE,
    RepairState.NEW_UNIT: {Place.WAREHOUSE},
    RepairState.REFUSED: _HOUSE,
    RepairState.READY: {Place.DESK},
    RepairState.STORED: {Place.WAREHOUSE},
    RepairState.GOING_HOME: {Place.TECHNICIAN},
    RepairState.AT_HOME: {Place.CUSTOMER},
    RepairState.RECALLED: {Place.FACTORY},
    RepairState.TO_GIVE_BACK: {Place.TECHNICIAN, *_HOUSE},
    RepairState.COLLECTED: {Place.CUSTOMER},
    RepairState.REINSTALLED: {Place.CUSTOMER},
    RepairState.EXCHANGED: {Place.CUSTOMER},
    RepairState.RETURNED_FOR_REFUND: {Place.WAREHOUSE},
    RepairState.SCRAPPED: {Place.SCRAP},
    RepairState.LOST: {Place.UNKNOWN},
}
"""Where the item of a repair in each state can lie."""


@pytest.mark.parametrize(("life", "state", "action"), PAIRS)
def test_only_rows_of_the_table_move_a_state(life: StateMachine[Any, Any], state: StrEnum, action: StrEnum) -> None:
    then = {(row[0], row[1]): row[2] for row in life.rows}.get((state, action))

    if then is None:
        with pytest.raises(ActionNotAllowed):
            life.after(state, action)
    else:
        assert life.after(state, action) is then


@pytest.mark.parametrize("life", [life for life, _, _ in LIVES])
def test_every_state_can_be_reached(life: StateMachine[Any, Any]) -> None:
    assert life.unreachable() == ()


def test_only_what_has_ended_stays_as_it_is() -> None:
    assert {state for state in RepairState if not REPAIR_LIFE.actions_in(state)} == ENDED


def test_somebody_has_to_do_something_until_a_repair_is_over() -> None:
    assert set(WAITS_FOR) == set(RepairState) - ENDED


def test_a_ticket_may_be_cancelled_wherever_its_item_is() -> None:
    already_cancelled = {RepairState.RECALLED, RepairState.TO_GIVE_BACK}
    for state in set(RepairState) - ENDED - already_cancelled:
        assert REPAIR_LIFE.allows(state, RepairAction.CANCEL), state


def test_by_whatever_way_a_state_is_reached_the_item_lies_in_one_place_of_that_state() -> None:
    reached = {(RepairState.WITH_TECHNICIAN, Place.TECHNICIAN)}
    while True:
        more = {
            (then, PLACE_AFTER.get(action, place))
            for state, place in reached
            for while_, action, then in REPAIR_LIFE.rows
            if while_ is state
        }
        if more <= reached:
            break
        reached |= more
    places = {state: {place for each, place in reached if each is state} for state in RepairState}
    assert places == PLACES
