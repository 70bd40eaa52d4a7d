"""Events that were stored once are readable for ever."""

import json
from typing import Any

import pytest

from shared.events.catalogue import EVENTS, OWNERS
from shared.events.coding import decode, encode
from shared.events.contract import Event, owner_of
from tools.event_examples import golden, with_new_examples

GOLDEN = [
    pytest.param(type_name, example, id=f"{type_name}-{number}")
    for owner in OWNERS
    for type_name, examples in golden(owner).items()
    for number, example in enumerate(examples)
]


def kept_in(read: Any, stored: Any) -> bool:
    """Whether all that was stored is still there; what was added since may stand beside it."""
    if isinstance(stored, dict):
        return isinstance(read, dict) and all(kept_in(read.get(name), value) for name, value in stored.items())
    if isinstance(stored, list):
        return isinstance(read, list) and len(read) == len(stored) and all(map(kept_in, read, stored))
    return bool(read == stored)


@pytest.mark.parametrize("event_class", EVENTS.values(), ids=EVENTS)
def test_each_event_has_a_golden_example(event_class: type[Event]) -> None:
    assert golden(owner_of(event_class)).get(event_class.TYPE), "run `python -m tools.event_examples`"


@pytest.mark.parametrize(("type_name", "example"), GOLDEN)
def test_the_golden_example_decodes_and_nothing_of_it_is_lost(type_name: str, example: dict[str, Any]) -> None:
    assert kept_in(json.loads(encode(decode(type_name, json.dumps(example)))), example)


def test_an_example_that_is_kept_is_never_written_anew() -> None:
    kept = golden("dispatch")
    kept["aftersales.dispatch.TechnicianArrived.v1"] = [{"kept": "as it is"}]
    del kept["aftersales.dispatch.JobOpened.v1"]
    found = with_new_examples(kept, "dispatch", dict(EVENTS))
    assert found["aftersales.dispatch.TechnicianArrived.v1"] == [{"kept": "as it is"}]
    assert found["aftersales.dispatch.JobOpened.v1"][0]["purpose"] == "service"


def test_a_lost_field_is_noticed() -> None:
    assert kept_in({"a": [{"b": 1, "new": 2}]}, {"a": [{"b": 1}]})
    assert not kept_in({"a": [{"b": 1}]}, {"a": [{"b": 1, "c": 2}]})
    assert not kept_in({"a": [1]}, {"a": [1, 2]})
