"""A table of allowed moves: nothing else moves a state, and the table shows itself."""

from enum import StrEnum
from itertools import product

import pytest

from shared.errors import Conflict
from shared.state_machine import ActionNotAllowed, StateMachine


class Lamp(StrEnum):
    OFF = "off"
    ON = "on"
    BROKEN = "broken"


class Does(StrEnum):
    SWITCH = "switch"
    DROP = "drop"


ROWS = [
    (Lamp.OFF, Does.SWITCH, Lamp.ON),
    (Lamp.ON, Does.SWITCH, Lamp.OFF),
    (Lamp.ON, Does.DROP, Lamp.BROKEN),
]
LIFE = StateMachine.of(Lamp.OFF, ROWS)


@pytest.mark.parametrize(("state", "action", "then"), ROWS)
def test_a_row_moves_its_state(state: Lamp, action: Does, then: Lamp) -> None:
    assert LIFE.allows(state, action)
    assert LIFE.after(state, action) is then


@pytest.mark.parametrize(
    ("state", "action"), [pair for pair in product(Lamp, Does) if pair not in [row[:2] for row in ROWS]]
)
def test_every_pair_that_is_not_in_the_table_is_refused(state: Lamp, action: Does) -> None:
    assert not LIFE.allows(state, action)
    with pytest.raises(ActionNotAllowed):
        LIFE.after(state, action)


def test_a_refusal_names_the_state_the_action_and_what_is_possible() -> None:
    with pytest.raises(Conflict) as refusal:
        LIFE.after(Lamp.OFF, Does.DROP)
    assert refusal.value.code == "action_not_allowed"
    assert refusal.value.facts == {"state": "off", "action": "drop", "possible": "switch"}
    assert str(refusal.value) == "cannot drop while off; possible now: switch"
    with pytest.raises(ActionNotAllowed, match="possible now: nothing"):
        LIFE.after(Lamp.BROKEN, Does.SWITCH)


def test_the_table_tells_its_states_and_actions_in_its_own_order() -> None:
    assert LIFE.states == (Lamp.OFF, Lamp.ON, Lamp.BROKEN)
    assert LIFE.actions == (Does.SWITCH, Does.DROP)
    assert LIFE.actions_in(Lamp.ON) == (Does.SWITCH, Does.DROP)
    assert LIFE.actions_in(Lamp.BROKEN) == ()


def test_a_state_that_no_path_leads_to_is_found() -> None:
    assert LIFE.unreachable() == ()
    island = StateMachine.of(Lamp.OFF, [(Lamp.ON, Does.DROP, Lamp.BROKEN), (Lamp.OFF, Does.SWITCH, Lamp.OFF)])
    assert island.unreachable() == (Lamp.ON, Lamp.BROKEN)


def test_two_rows_for_the_same_state_and_action_are_refused() -> None:
    with pytest.raises(ValueError, match="more than one row"):
        StateMachine.of(Lamp.OFF, [*ROWS, (Lamp.OFF, Does.SWITCH, Lamp.BROKEN)])


def test_the_table_is_its_own_diagram() -> None:
    assert LIFE.mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> off",
        "    off --> on: switch",
        "    on --> off: switch",
        "    on --> broken: drop",
        "    broken --> [*]",
    ]
