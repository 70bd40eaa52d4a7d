"""Copies of frozen things: the same as `replace` gives, without working anything out anew."""

from dataclasses import FrozenInstanceError, dataclass, replace
from functools import cached_property

import pytest

from shared.copying import copy_with


@dataclass(frozen=True, kw_only=True)
class Walk:
    steps: tuple[int, ...]
    name: str = ""

    @cached_property
    def length(self) -> int:
        return sum(self.steps)


def test_a_copy_equals_what_replace_gives_and_is_as_frozen() -> None:
    walk = Walk(steps=(1, 2))
    copy = copy_with(walk, name="home")
    assert copy == replace(walk, name="home")
    assert walk.name == ""
    with pytest.raises(FrozenInstanceError):
        copy.name = "away"  # type: ignore[misc]


def test_what_was_worked_out_of_other_fields_stays_worked_out() -> None:
    walk = Walk(steps=(1, 2))
    assert walk.length == 3
    assert vars(copy_with(walk, name="home"))["length"] == 3


def test_a_field_that_does_not_exist_is_refused() -> None:
    with pytest.raises(TypeError, match="Walk has no speed"):
        copy_with(Walk(steps=()), speed=3)
