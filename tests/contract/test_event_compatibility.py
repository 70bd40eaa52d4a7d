"""Which changes of an event a tolerant reader survives, and that no other passes."""

import dataclasses
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest

from shared.events.contract import Event
from shared.money import Money
from tools.check_event_compatibility import breaks, breaks_between
from tools.event_schemas import all_schemas, schema_of


class Mood(StrEnum):
    GOOD = "good"
    BAD = "bad"


class WiderMood(StrEnum):
    GOOD = "good"
    BAD = "bad"
    MIXED = "mixed"


class NarrowerMood(StrEnum):
    GOOD = "good"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Part:
    code: str
    price: Money


@dataclasses.dataclass(frozen=True, kw_only=True)
class PartWithMore:
    """The same with a field that is new."""

    code: str
    """A code."""
    price: Money
    quantity: int = 1


@dataclasses.dataclass(frozen=True, kw_only=True)
class PartWithLess:
    code: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class PartThatDemandsMore:
    code: str
    price: Money
    quantity: int


TODAY: dict[str, Any] = {
    "job_id": UUID,
    "probed_at": datetime,
    "reason": str,
    "attempts": int,
    "mood": Mood,
    "parts": tuple[Part, ...],
    "note_id": (UUID | None, None),
}
FACTS = {"TOPIC": "dispatch.jobs", "KEY": "job_id", "WHEN": "probed_at"}


def schema(fields: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """The schema of an event with these fields; a pair is a type and its default."""
    lines: list[Any] = [(name, *kind) if isinstance(kind, tuple) else (name, kind) for name, kind in fields.items()]
    namespace = {"TYPE": "aftersales.dispatch.Probed.v1", "__module__": __name__, **FACTS, **facts}
    made = dataclasses.make_dataclass("Probed", lines, bases=(Event,), namespace=namespace, frozen=True, kw_only=True)
    return schema_of(made)


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(TODAY, id="nothing"),
        pytest.param(dict(reversed(TODAY.items())), id="another order"),
        pytest.param({**TODAY, "colour": (str | None, None)}, id="a new optional field"),
        pytest.param({**TODAY, "colour": (str, "red")}, id="a new field that is always written from now on"),
        pytest.param({**TODAY, "parts": tuple[PartWithMore, ...]}, id="a new field inside, and words about it"),
    ],
)
def test_what_a_tolerant_reader_does_not_mind_passes(now: dict[str, Any]) -> None:
    assert breaks(schema(TODAY), schema(now)) == []


def without(name: str) -> dict[str, Any]:
    return {each: kind for each, kind in TODAY.items() if each != name}


@pytest.mark.parametrize(
    ("now", "complaint"),
    [
        pytest.param(without("reason"), ".reason: the field is gone", id="a required field is gone"),
        pytest.param(without("note_id"), ".note_id: the field is gone", id="an optional field is gone"),
        pytest.param({**without("reason"), "cause": str}, ".reason: the field is gone", id="another name"),
        pytest.param({**TODAY, "attempts": str}, ".attempts: its type", id="another type"),
        pytest.param({**TODAY, "attempts": float}, ".attempts: its type", id="a wider type"),
        pytest.param({**TODAY, "reason": UUID}, ".reason: its type", id="another format"),
        pytest.param({**TODAY, "reason": Money}, ".reason: its type", id="another pattern"),
        pytest.param({**TODAY, "reason": str | None}, ".reason: its type", id="may be null now"),
        pytest.param({**TODAY, "note_id": UUID}, ".note_id: its type", id="may no longer be null"),
        pytest.param({**TODAY, "reason": (str, "none")}, ".reason: every event had it", id="no longer required"),
        pytest.param({**TODAY, "colour": str}, ".colour: stored events lack it", id="a new field without a default"),
        pytest.param({**TODAY, "note_id": UUID | None}, ".note_id: stored events may lack it", id="required now"),
        pytest.param({**TODAY, "mood": WiderMood}, "do not know the value 'mixed'", id="a new value of an enum"),
        pytest.param({**TODAY, "mood": NarrowerMood}, "may have the value 'bad'", id="a lost value of an enum"),
        pytest.param({**TODAY, "mood": str}, ".mood: its list of values", id="an enum becomes text"),
        pytest.param({**TODAY, "reason": Mood}, ".reason: its list of values", id="text becomes an enum"),
        pytest.param({**TODAY, "parts": tuple[PartWithLess, ...]}, ".parts[].price: the field", id="gone inside"),
        pytest.param(
            {**TODAY, "parts": tuple[PartThatDemandsMore, ...]}, ".parts[].quantity: stored", id="demanded inside"
        ),
        pytest.param({**TODAY, "parts": Part}, ".parts: its type", id="one instead of many"),
    ],
)
def test_what_breaks_a_reader_is_refused(now: dict[str, Any], complaint: str) -> None:
    found = breaks(schema(TODAY), schema(now))
    assert any(complaint in each for each in found), found


@pytest.mark.parametrize(
    ("facts", "complaint"),
    [
        ({"TOPIC": "dispatch.cards"}, "topic was dispatch.jobs, now dispatch.cards"),
        ({"KEY": "note_id"}, "key was job_id, now note_id"),
        ({"RESTRICTED": True}, "restricted was False, now True"),
    ],
)
def test_an_event_stays_where_its_readers_look_for_it(facts: dict[str, Any], complaint: str) -> None:
    assert breaks(schema(TODAY), schema(TODAY, **facts)) == [complaint]


def test_a_new_event_breaks_nobody_and_a_vanished_one_is_missed() -> None:
    today = all_schemas()
    fewer = {name: each for name, each in today.items() if not name.endswith(".TechnicianArrived.v1")}
    assert breaks_between(fewer, today) == []
    assert breaks_between(today, fewer) == [
        "aftersales.dispatch.TechnicianArrived.v1: it is gone, but events of it are stored"
    ]
