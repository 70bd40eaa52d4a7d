"""Waits until an effect of an event shows in another service, as a person who looks again would."""

import asyncio
from collections.abc import Callable

from services.cli.api import Api, ApiRefused, Document
from shared.actor import Role
from shared.clock import monotonic

PATIENCE_SECONDS = 30.0
NOT_FOUND = 404
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


async def becomes(
    api: Api, path: str, is_so: Callable[[Document], object], *, role: Role = Role.SPECIALIST
) -> Document:
    """One thing, as soon as it is so. Raises NotSeen with what was seen last."""
    until = monotonic() + PATIENCE_SECONDS
    seen: Document = {}
    while monotonic() < until:
        seen = await api.get(path, role=role)
        if is_so(seen):
            return seen
        await asyncio.sleep(_PAUSE_SECONDS)
    raise NotSeen(f"{path}: last seen {seen}")


async def post_when_known(api: Api, path: str, body: Document, *, role: Role = Role.SPECIALIST) -> Document:
    """POST about something as soon as the service has heard of it. Raises ApiRefused as soon as it says why not."""
    until = monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return await api.post(path, body, role=role)
        except ApiRefused as refused:
            if refused.status != NOT_FOUND or monotonic() > until:
                raise
        await asyncio.sleep(_PAUSE_SECONDS)
