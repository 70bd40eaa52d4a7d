"""What a replay left behind, call by call, in words that do not depend on how the system ran: two runs compare."""

import hashlib
import re
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson

from services.cli.api import Api, Document
from shared.actor import Role

_OF_A_TICKET = {
    "jobs": "/dispatch/jobs",
    "cards": "/dispatch/cards",
    "charges": "/billing/charges",
    "repairs": "/repairs/repairs",
    "calls": "/followup/calls",
}
_HEARD_AT = ("opened_at", "fixed_at")
_CLOCK_EVENTS = ("DeadlineMet", "DeadlineMissed")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PAGE = 200


def write_final_state(text: bytes, path: Path) -> str:
    """Keep it for a comparison; returns its SHA-256."""
    path.write_bytes(text)
    return hashlib.sha256(text).hexdigest()


async def final_state(api: Api) -> bytes:
    """One line of JSON for each call, with all that became of it.

    Ids, numbers and versions are left out: they follow from the order in which things were done side by side. So are
    the times at which a service heard of something: they follow from how long the event was on its way.
    """
    calls = {ticket["id"]: {"ticket": told(ticket)} async for ticket in _all(api, "/intake/tickets")}
    for name, address in _OF_A_TICKET.items():
        found: defaultdict[str, list[Any]] = defaultdict(list)
        async for thing in _all(api, address):
            found[thing["ticket_id"]].append(told(thing))
        for ticket_id, things in found.items():
            calls[ticket_id][name] = sorted(things, key=_bytes)
    for ticket_id, clocks in (await _clocks(api)).items():
        calls[ticket_id]["clocks"] = sorted(clocks, key=_bytes)
    return b"".join(sorted(_bytes(call) + b"\n" for call in calls.values()))


async def _clocks(api: Api) -> dict[str, list[Any]]:
    """How each promised time ended, by ticket."""
    types = ",".join(f"aftersales.dispatch.{name}.v1" for name in _CLOCK_EVENTS)
    found: defaultdict[str, list[Any]] = defaultdict(list)
    cursor: dict[str, object] = {}
    while True:
        events, following = await api.feed_page("dispatch", types=types, **cursor)
        for event in events:
            found[event["data"]["ticket_id"]].append({"type": event["type"], **told(event["data"])})
        if not events:
            return found
        cursor = {"cursor": following}


async def _all(api: Api, address: str) -> AsyncIterator[Document]:
    asked: dict[str, object] = {}
    while True:
        page = await api.get(address, role=Role.AUDITOR, limit=_PAGE, **asked)
        for item in page["items"]:
            yield item
        if page["next"] is None:
            return
        asked = {"cursor": page["next"]}


def told(value: Any) -> Any:
    """What is said of a thing, without the names by which it is only told from others."""
    if isinstance(value, dict):
        return {name: told(inner) for name, inner in value.items() if not _is_a_name(name, inner)}
    if isinstance(value, list):
        return [told(inner) for inner in value if not _is_a_name("", inner)]
    return value


def _is_a_name(name: str, value: Any) -> bool:
    """Whether it only tells one thing from another, or when it was heard of; a sealed text holds such names too."""
    if name in {"version", "content", "content_sha256", *_HEARD_AT} or name.endswith("number"):
        return True
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def _bytes(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
