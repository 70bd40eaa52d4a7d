"""The tables of allowed moves: nothing out of reach, nothing possible that is not in a row."""

from enum import StrEnum
from typing import Any

import pytest

from services.dispatch.domain.states import (
    CARD_LIFE,
    CASE_LIFE,
    DAY_LIFE,
    ENDED,
    JOB_LIFE,
    OFFER_LIFE,
    VIOLATION_LIFE,
    CardAction,
    CardState,
    CaseAction,
    CaseState,
    DayAction,
    DayState,
    JobAction,
    JobState,
    OfferAction,
    OfferState,
    ViolationAction,
    ViolationState,
)
from shared.state_machine import ActionNotAllowed, StateMachine

LIVES: list[tuple[StateMachine[Any, Any], type[StrEnum], type[StrEnum]]] = [
    (JOB_LIFE, JobState, JobAction),
    (CARD_LIFE, CardState, CardAction),
    (OFFER_LIFE, OfferState, OfferAction),
    (VIOLATION_LIFE, ViolationState, ViolationAction),
    (CASE_LIFE, CaseState, CaseAction),
    (DAY_LIFE, DayState, DayAction),
]
PAIRS = [(life, state, action) for life, states, actions in LIVES for state in states for action in actions]


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


def test_a_job_that_is_over_stays_as_it_is() -> None:
    assert {state for state in JobState if not JOB_LIFE.actions_in(state)} == ENDED


def test_a_job_cannot_be_cancelled_while_the_technician_is_on_site() -> None:
    assert {state for state in JobState if JOB_LIFE.allows(state, JobAction.CANCEL)} == {
        JobState.WAITING,
        JobState.ASSIGNED,
        JobState.APPOINTED,
        JobState.HELD,
        JobState.ON_THE_ROAD,
    }
