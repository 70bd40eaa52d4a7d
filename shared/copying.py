"""Copies of frozen things that differ in a few fields, for places that make many."""

from typing import Any, TypeVar

T = TypeVar("T")


def copy_with(thing: T, **changed: Any) -> T:
    """What `dataclasses.replace` gives, in a tenth of its time: no field is set anew, nothing is checked again.

    What was worked out of the other fields (`cached_property`) stays worked out, so nothing that was may depend on a
    changed one. Raises TypeError for a field that the thing does not have.
    """
    if not changed.keys() <= vars(thing).keys():
        raise TypeError(f"{type(thing).__name__} has no {', '.join(sorted(changed.keys() - vars(thing).keys()))}")
    copy = object.__new__(type(thing))
    vars(copy).update(vars(thing), **changed)
    return copy
