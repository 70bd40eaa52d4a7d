"""Waits until an effect of an event shows in another service, as a person who looks again would."""

import asyncio
from typing import Any

from services.cli.api import Api, Document
from shared.actor import Role
from shared.clock import monotonic

PATIENCE_SECONDS = 30.0
_PAUSE_SECONDS = 0.02


class NotSeen(Exception):
    """An effect did not show within half a minute."""


async def first(api: Api, path: str, *, role: Role = Role.SPECIALIST, **wanted: object) -> Document:
    """The first thing of a list, as soon as there is one. Raises NotSeen."""
    until = monotonic() + PATIENCE_SECONDS
    while monotonic() < until:
        found = await api.get(path, role=role, **wanted)
        if found["items"]:
            return dict(found["items"][0])
        await asyncio.sleep(_PAUSE_SECONDS)
    raise NotSeen(f"{path} with {wanted}: nothing came")


async def becomes(api: Api, path: str, *, role: Role = Role.SPECIALIST, **values: Any) -> Document:
    """One thing, as soon as it has these values. Raises NotSeen."""
    until = monotonic() + PATIENCE_SECONDS
    seen: Document = {}
    while monotonic() < until:
        seen = await api.get(path, role=role)
        if all(seen.get(name) == value for name, value in values.items()):
            return seen
        await asyncio.sleep(_PAUSE_SECONDS)
    raise NotSeen(f"{path}: wanted {values}, last seen { ({name: seen.get(name) for name in values}) }")
