"""What a replay showed, asked of the system itself: tickets, clocks, events, and that nothing was left behind."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from services.cli.api import Api
from services.cli.registry import SERVICES
from shared.actor import Role
from shared.messaging.kafka.relay import RELAY
from shared.messaging.upkeep.figures import EVERY_SECONDS
from shared.policy import BUSINESS_ZONE

_CLOCK_EVENTS = "aftersales.dispatch.DeadlineMet.v1,aftersales.dispatch.DeadlineMissed.v1"
_FIGURE = re.compile(r"^aftersales_(\w+?)(?:\{(.*)\})? ([\d.e+]+)$", re.MULTILINE)
_LEVELS = (1, 2, 3, 4)


async def summary(api: Api) -> list[str]:
    """The table that ends a replay, line by line."""
    lines = await _tickets(api)
    lines += await _clocks(api)
    return lines + await _events(api)


async def _tickets(api: Api) -> list[str]:
    by_day: Counter[tuple[str, int]] = Counter()
    states: Counter[str] = Counter()
    async for ticket in _all_tickets(api):
        at = datetime.fromisoformat(ticket["reported_at"]).astimezone(BUSINESS_ZONE)
        by_day[f"{at:%Y-%m-%d}", ticket["level"]] += 1
        states[ticket["state"]] += 1
    lines = ["", "tickets reported     level 1  level 2  level 3  level 4      all"]
    for day in sorted({day for day, _ in by_day}):
        lines.append(_row(day, [by_day[day, level] for level in _LEVELS]))
    lines.append(_row("all", [sum(by_day[key] for key in by_day if key[1] == level) for level in _LEVELS]))
    return [*lines, f"tickets by state: {', '.join(f'{state} {count}' for state, count in sorted(states.items()))}"]


def _row(name: str, counts: list[int]) -> str:
    return f"{name:<18}" + "".join(f"{count:>9}" for count in (*counts, sum(counts)))


async def _clocks(api: Api) -> list[str]:
    outcomes: Counter[tuple[str, str]] = Counter()
    cursor: dict[str, object] = {}
    while True:
        events, following = await api.feed_page("dispatch", types=_CLOCK_EVENTS, **cursor)
        for event in events:
            outcomes[event["data"]["clock"], event["type"].split(".")[2]] += 1
        if not events:
            break
        cursor = {"cursor": following}
    lines = ["", "clocks                     met    missed"]
    for clock in sorted({clock for clock, _ in outcomes}):
        lines.append(f"{clock:<20}{outcomes[clock, 'DeadlineMet']:>10}{outcomes[clock, 'DeadlineMissed']:>10}")
    return lines


async def all_handled(api: Api, *, patience_seconds: float = 120.0) -> None:
    """Wait until every service has handled what the others published. Raises TimeoutError.

    Each figure may be a few seconds old: nothing is behind when two looks, further apart than that, see the same.
    """
    async with asyncio.timeout(patience_seconds):
        before, now = None, await _positions(api)
        while now != before or any(behind for _, behind, _ in now.values()):
            await asyncio.sleep(EVERY_SECONDS + 1.0)
            before, now = now, await _positions(api)


async def _positions(api: Api) -> dict[str, tuple[int, int, int]]:
    """By service: events published, how many of others' are still to be handled, events parked."""
    figures = {service: _figures(await api.text(f"/{service}/metrics")) for service in SERVICES}
    published = {service: int(figures[service].get(("feed_position", ""), 0)) for service in SERVICES}
    found = {}
    for service in SERVICES:
        behind = sum(_behind(name, labels, value, published) for (name, labels), value in figures[service].items())
        found[service] = (published[service], int(behind), int(figures[service].get(("parked_events", ""), 0)))
    return found


def _behind(name: str, labels: str, value: float, published: Mapping[str, int]) -> float:
    """What one figure says of events still to be handled: between feeds, or on the way over Kafka."""
    if name == "consumer_position" and RELAY not in labels:
        return published[_source(labels)] - value
    return value if name in {"relay_lag_events", "consumer_lag_events"} else 0.0


async def _events(api: Api) -> list[str]:
    lines = ["", "events           published   behind   parked"]
    for service, (published, behind, parked) in (await _positions(api)).items():
        lines.append(f"{service:<16}{published:>10}{behind:>9}{parked:>9}")
    return lines


def _figures(text: str) -> dict[tuple[str, str], float]:
    return {(name, labels): float(value) for name, labels, value in _FIGURE.findall(text)}


def _source(labels: str) -> str:
    return labels.split('source="')[1].split('"', maxsplit=1)[0]


async def _all_tickets(api: Api) -> AsyncIterator[dict[str, Any]]:
    asked: dict[str, object] = {}
    while True:
        page = await api.get("/intake/tickets", role=Role.AUDITOR, limit=200, **asked)
        for ticket in page["items"]:
            yield ticket
        if page["next"] is None:
            return
        asked = {"cursor": page["next"]}
