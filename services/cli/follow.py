"""`aftersales follow TICKET`: all that happened to one ticket across the five services, in order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.cli.api import Api
from services.cli.registry import SERVICES
from shared.actor import Role
from shared.policy import BUSINESS_ZONE

_PAGE = 1000
_LONGEST = 60
_SAID_ELSEWHERE = {"ticket_id", "policy_revision"}


async def follow(ticket: str, api: Api) -> Sequence[str]:
    """A line for each event of a ticket, by its number or its id, in the order in which things happened.

    Raises LookupError when no ticket has this number.
    """
    ticket_id = await _ticket_id(ticket, api)
    events = [event for service in SERVICES for event in await _events(service, ticket_id, api)]
    return [_line(event) for event in sorted(events, key=_order)]


async def _ticket_id(ticket: str, api: Api) -> str:
    try:
        return str(UUID(ticket))
    except ValueError:
        found = await api.get("/intake/tickets", role=Role.AUDITOR, number=ticket)
    if not found["items"]:
        raise LookupError(f"no ticket has the number {ticket}")
    return str(found["items"][0]["id"])


async def _events(service: str, ticket_id: str, api: Api) -> list[dict[str, Any]]:
    page: list[dict[str, Any]] = await api.get(f"/{service}/events", subject=ticket_id, limit=_PAGE)
    return page


def _order(event: dict[str, Any]) -> tuple[datetime, str, str, int]:
    """By the time it happened; an effect has its cause's time, so then by the millisecond in which it was written.

    That millisecond is in the id (UUIDv7): good enough to show, though never to decide.
    """
    return datetime.fromisoformat(event["time"]), event["id"][:13], event["source"], int(event["sequence"])


def _line(event: dict[str, Any]) -> str:
    at = datetime.fromisoformat(event["time"]).astimezone(BUSINESS_ZONE)
    service, name = event["type"].split(".")[1:3]
    facts = ", ".join(f"{key}={_short(value)}" for key, value in event["data"].items() if _is_telling(key, value))
    who = event.get("actorrole", "")
    return f"{at:%Y-%m-%d %H:%M:%S}  {service:<9} {name:<22} {who:<11} {facts}"


def _is_telling(key: str, value: object) -> bool:
    return value not in (None, [], "") and key not in _SAID_ELSEWHERE and not key.endswith("_at")


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
