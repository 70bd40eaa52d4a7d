"""What is wrong with a route or a shape is seen when it is imported, not when it is called."""

import logging
from typing import Annotated, Any
from uuid import UUID

import pytest
from pydantic import Field

from shared.actor import Role
from shared.errors import Conflict, NotFound, Refused, RuleBroken
from shared.telemetry import hide_personal, trace_id, traceparent_of
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, BodyReader, Sent
from shared.web.input.fields import LongText, ShortText
from shared.web.input.query import Asked, Filter, FilterReader
from shared.web.problems import STATUS, status_of
from shared.web.routes import RouteDeclaredWrongly, Routes

DESK = (Role.SPECIALIST,)


class Shown(View):
    id: UUID


class Loose(Body):
    text: str


class LooseNumber(Body):
    amount: int | None = None


class LooseList(Body):
    many: list[ShortText]


class Anything(Body):
    extra: dict[str, Any]


class Nested(Body):
    parts: Annotated[list[Loose], Field(max_length=3)]


class Bounded(Body):
    text: LongText
    many: Annotated[tuple[ShortText, ...], Field(max_length=3)] = ()


@pytest.mark.parametrize(
    ("shape", "what"),
    [
        (Loose, "text: a text without a pattern"),
        (LooseNumber, "amount: a number without limits"),
        (LooseList, "many: a list without max_length"),
        (Anything, "extra: an object that takes anything"),
        (Nested, r"Loose\.text: a text without a pattern"),
    ],
)
def test_a_body_that_takes_anything_is_refused_at_the_start(shape: type[Body], what: str) -> None:
    with pytest.raises(TypeError, match=what):
        BodyReader(shape)


def test_a_body_whose_parts_are_bounded_is_taken() -> None:
    assert BodyReader(Bounded).parse(b'{"text": "a\\nb", "many": ["c"]}') == Bounded(text="a\nb", many=("c",))


def test_a_filter_that_takes_anything_is_refused_at_the_start() -> None:
    class LooseFilter(Filter):
        text: str | None = None

    with pytest.raises(TypeError, match="text"):
        FilterReader(LooseFilter)


async def without_door() -> Answer:
    """No door."""
    return Answer(200, b"")


async def with_wrong_path(job_id: UUID, door: Door[Any]) -> Answer:
    """Takes an id that the path has not."""
    return Answer(200, b"")


async def with_stray_argument(door: Door[Any], text: ShortText) -> Answer:
    """Takes something from nowhere."""
    return Answer(200, b"")


async def with_loose_path(name: str, door: Door[Any]) -> Answer:
    """Takes any text from the path."""
    return Answer(200, b"")


async def without_docstring(door: Door[Any]) -> Answer:
    return Answer(200, b"")


async def with_two_bodies(one: Sent[Bounded], two: Sent[Bounded], door: Door[Any]) -> Answer:
    """Takes two bodies."""
    return Answer(200, b"")


async def good(wanted: Asked[Filter], door: Door[Any]) -> Answer:
    """Good."""
    return Answer(200, b"")


@pytest.mark.parametrize(
    ("path", "endpoint", "what"),
    [
        ("/a", without_door, "takes no door"),
        ("/jobs", with_wrong_path, "its path has"),
        ("/a", with_stray_argument, "its path has"),
        ("/a/{name}", with_loose_path, "without bounds"),
        ("/a", without_docstring, "no docstring"),
        ("/a", with_two_bodies, "two of"),
    ],
)
def test_a_route_whose_function_does_not_fit_is_refused_at_the_start(path: str, endpoint: Any, what: str) -> None:
    with pytest.raises(TypeError, match=what):
        Routes(tag="a").shows(path, Shown, may=DESK)(endpoint)


def test_a_route_that_nobody_may_call_is_refused_at_the_start() -> None:
    with pytest.raises(RouteDeclaredWrongly, match="roles"):
        Routes(tag="a").shows("/a", Shown, may=())
    Routes(tag="a").shows("/a", Shown, may=DESK)(good)


def test_a_refusal_has_the_status_of_its_nearest_kind() -> None:
    class JobUnknown(NotFound):
        pass

    class JobLost(JobUnknown):
        pass

    kinds = {JobLost: 404, Conflict: 409, RuleBroken: 422, Refused: 422}
    assert {kind: status_of(kind) for kind in kinds} == kinds


def test_every_status_of_a_refusal_is_the_callers_or_says_when_to_come_back() -> None:
    assert {status for status in STATUS.values() if not 400 <= status < 500} == {503}


def test_the_callers_trace_goes_on_and_a_malformed_one_is_replaced() -> None:
    given = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    assert traceparent_of(given) == given.decode()
    for wrong in (
        None,
        b"",
        b"00-x",
        given + b"\n",
        b"ff" + given[2:],
        given.replace(b"0af", b"0AF"),
        b"00-" + b"0" * 32 + given[35:],
    ):
        made = traceparent_of(wrong)
        assert traceparent_of(made.encode()) == made
        assert trace_id(made) != "0" * 32


def test_what_could_be_personal_does_not_reach_a_log() -> None:
    line = hide_personal(logging.getLogger(), "info", {"event": "x", "phone": "138", "ticket_id": "t"})
    assert line == {"event": "x", "phone": "(personal)", "ticket_id": "t"}
