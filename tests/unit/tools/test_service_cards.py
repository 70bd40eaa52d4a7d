"""The card of a service shows what its declarations say, and leaves what was written by hand."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from shared.errors import RuleBroken
from shared.events.contract import Event
from shared.state_machine import StateMachine
from tools.documents.generated_part import BEGIN, END, MarkersMissing, with_generated_part
from tools.documents.service_card_text import card
from tools.documents.service_facts import Operation, Refusal, ServiceFacts, machines_in, operations_in, refusals_of


class _State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class _Action(StrEnum):
    CLOSE = "close"


@dataclass(frozen=True, kw_only=True)
class DoorOpened(Event):
    """Somebody has opened a door."""

    TYPE = "aftersales.intake.DoorOpened.v1"
    TOPIC = "intake.doors"
    KEY = "door_id"

    door_id: UUID
    opened_at: datetime


DOOR_LIFE = StateMachine.of(_State.OPEN, [(_State.OPEN, _Action.CLOSE, _State.CLOSED)])
FACTS = ServiceFacts(
    machines={"Door life": DOOR_LIFE},
    operations=[Operation(method="POST", path="/doors", summary="Open a door", roles=("specialist", "manager"))],
    listens_to={DoorOpened: "Counts the doors."},
    timers={"door_forgotten": "Asks whether it is still open."},
    announces=[DoorOpened],
    revisions=[
        {
            "revision": {"number": "1.0", "effective_from": "2009-03-10", "compiled_by": "a"},
            "visit": {"clause": "3.1", "fee_yuan": "100.00", "days": ["mon", "tue"], "late": {"fee_yuan": None}},
            "ladder": {"clause": "8.3", "steps": [{"role": "manager", "after_minutes": 60}], "is_open": True},
        }
    ],
    refusals=[Refusal(code="door_locked", sentence="The door is locked.", kind="Conflict", clauses=("5.5", "7.1"))],
)


def test_a_card_shows_every_part_of_a_service() -> None:
    text = card(FACTS)

    assert "### Door life\n\n```mermaid\nstateDiagram-v2\n    [*] --> open\n" in text
    assert "| `POST /doors` | Open a door | specialist, manager |" in text
    assert "| `DoorOpened` | intake | Counts the doors. |" in text
    assert "| `door_forgotten` | Asks whether it is still open. |" in text
    assert "| `DoorOpened` | `intake.doors` | Somebody has opened a door. |" in text
    assert "### Numbers of the policy, revision 1.0, from 2009-03-10" in text
    assert "| 3.1 | `visit.fee_yuan` | 100.00 |\n| 3.1 | `visit.days` | mon, tue |" in text
    assert "| 3.1 | `visit.late.fee_yuan` | not set |" in text
    assert "| 8.3 | `ladder.steps` | manager (after_minutes 60) |\n| 8.3 | `ladder.is_open` | yes |" in text
    assert "| `door_locked` | The door is locked. | Conflict | 5.5, 7.1 |" in text


def test_a_service_without_timers_has_no_empty_table_of_them() -> None:
    empty = ServiceFacts(
        machines={}, operations=[], listens_to={}, timers={}, announces=[], revisions=[], refusals=[]
    )  # fmt: skip

    assert card(empty) == "\n"


def test_what_was_written_by_hand_stays_and_a_second_run_changes_nothing() -> None:
    once = with_generated_part(f"# Intake\n\nOwns tickets.\n\n{BEGIN}\nold\n{END}\n", "new\n")

    assert once == f"# Intake\n\nOwns tickets.\n\n{BEGIN}\n\nnew\n\n{END}\n"
    assert with_generated_part(once, "new\n") == once


@pytest.mark.parametrize("text", ["# Intake\n", f"# Intake\n{BEGIN}\n", f"{END}\n{BEGIN}\n"])
def test_a_readme_without_markers_is_refused(text: str) -> None:
    with pytest.raises(MarkersMissing):
        with_generated_part(text, "new\n")


def test_machines_are_found_by_their_names() -> None:
    states = cast(Any, SimpleNamespace(DOOR_LIFE=DOOR_LIFE, _HIDDEN=DOOR_LIFE, OTHER=3))

    assert machines_in(states) == {"Door life": DOOR_LIFE}


def test_operations_come_with_their_roles_and_without_what_every_service_offers() -> None:
    document = {
        "paths": {
            "/livez": {"get": {}},
            "/doors": {"post": {"summary": "Open", "x-roles": ["manager"]}, "parameters": []},
        }
    }

    assert operations_in(document, without=["/livez"]) == [
        Operation(method="POST", path="/doors", summary="Open", roles=("manager",))
    ]


def test_clauses_of_a_refusal_are_read_where_it_is_raised(tmp_path: Path) -> None:
    class DoorTooHeavy(RuleBroken):
        """Nobody can open it (7.1)."""

    DoorTooHeavy.__module__ = "services.attic.domain.doors"
    (tmp_path / "doors.py").write_text('raise DoorTooHeavy("x", clause="4.6")\nraise DoorTooHeavy("y", clause=found)\n')

    assert refusals_of("attic", tmp_path) == [
        Refusal(code="door_too_heavy", sentence="Nobody can open it (7.1).", kind="RuleBroken", clauses=("4.6", "7.1"))
    ]
