"""Every table of every service: all states within reach, all words in use, and nothing happens that is in no row."""

from enum import StrEnum
from itertools import product
from typing import Any

import pytest

from shared.state_machine import ActionNotAllowed, StateMachine
from tools.documents.service_facts import machines_in
from tools.documents.service_sources import SERVICES

Machine = StateMachine[Any, Any]
MACHINES = [
    pytest.param(machine, id=f"{source.name}: {name}")
    for source in SERVICES
    for name, machine in machines_in(source.states).items()
]


def unused_actions(machine: Machine) -> list[StrEnum]:
    """Actions that are declared and in no row."""
    return [action for action in type(machine.actions[0]) if action not in machine.actions]


def wrongly_moved(machine: Machine) -> list[tuple[StrEnum, StrEnum]]:
    """Pairs of a state and an action that do something else than their row says, or something without a row."""
    table = {(while_, does): then for while_, does, then in machine.rows}
    states: type[StrEnum] = type(machine.initial)
    actions: type[StrEnum] = type(machine.actions[0])
    return [
        (state, action)
        for state, action in product(states, actions)
        if _then(machine, state, action) != table.get((state, action))
    ]


def _then(machine: Machine, state: StrEnum, action: StrEnum) -> StrEnum | None:
    try:
        then: StrEnum = machine.after(state, action)
    except ActionNotAllowed:
        return None
    return then


@pytest.mark.parametrize("source", SERVICES, ids=lambda source: source.name)
def test_every_service_says_the_lives_of_its_things_as_tables(source: Any) -> None:
    assert machines_in(source.states)


@pytest.mark.parametrize("machine", MACHINES)
def test_every_declared_state_can_be_reached(machine: Machine) -> None:
    assert machine.unreachable() == ()


@pytest.mark.parametrize("machine", MACHINES)
def test_every_declared_action_is_in_the_table(machine: Machine) -> None:
    assert unused_actions(machine) == []


@pytest.mark.parametrize("machine", MACHINES)
def test_every_pair_without_a_row_is_refused_and_every_row_does_what_it_says(machine: Machine) -> None:
    assert wrongly_moved(machine) == []


class _Door(StrEnum):
    SHUT = "shut"
    OPEN = "open"
    WALLED_UP = "walled_up"


class _Push(StrEnum):
    PULL = "pull"
    PAINT = "paint"


class _DoorThatOpensByItself(StateMachine[_Door, _Push]):
    def after(self, state: _Door, action: _Push) -> _Door:
        return _Door.OPEN


def test_the_guards_notice() -> None:
    door = _DoorThatOpensByItself.of(_Door.SHUT, [(_Door.SHUT, _Push.PULL, _Door.OPEN)])

    assert door.unreachable() == (_Door.WALLED_UP,)
    assert unused_actions(door) == [_Push.PAINT]
    assert len(wrongly_moved(door)) == 5
