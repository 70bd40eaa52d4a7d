"""One service with its real doors on a real PostgreSQL, driven by a test through HTTP, events and time."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from services.cli.api import token_for
from services.cli.registry import app_of, settings_of
from shared.actor import Role
from shared.application import Service
from shared.clock import SimulatedClock
from shared.events.coding import decode, encode
from shared.events.contract import Event
from shared.identifiers import new_id
from shared.messaging.envelope import Envelope
from shared.service import Runtime
from tests.integration.waiting import until

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday, 23 November 2026, 09:00 in Chongqing."""


class RunningService:
    """What a test does to a service: ask it, tell it something, let time pass; and what it announced."""

    def __init__(self, name: str, service: Service, client: httpx.AsyncClient, clock: SimulatedClock) -> None:
        self.name = name
        self.service = service
        self.client = client
        self.clock = clock

    async def post(
        self,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        role: Role = Role.SPECIALIST,
        subject: object = None,
        status: int | None = None,
        **headers: str,
    ) -> Any:
        """POST with a fresh Idempotency-Key and `If-Match: *`; the status must be 200 or 201, or the one given."""
        sent = {"Idempotency-Key": str(new_id()), "If-Match": "*", **headers}
        response = await self.client.post(path, json=body, headers=self._headers(role, subject) | sent)
        expected = {200, 201} if status is None else {status}
        assert response.status_code in expected, f"{path}: {response.status_code} {response.text}"
        return response.json()

    async def put(self, path: str, body: Mapping[str, object], *, role: Role = Role.OPERATOR) -> Any:
        """PUT; the status must be 200."""
        response = await self.client.put(path, json=body, headers=self._headers(role, None))
        assert response.status_code == 200, f"{path}: {response.status_code} {response.text}"
        return response.json()

    async def get(
        self, path: str, *, role: Role = Role.SPECIALIST, subject: object = None, status: int = 200, **parameters: Any
    ) -> Any:
        """GET; the status must be the one given."""
        response = await self.client.get(path, params=parameters, headers=self._headers(role, subject))
        assert response.status_code == status, f"{path}: {response.status_code} {response.text}"
        return response.json()

    async def file(self, path: str, *, role: Role = Role.SPECIALIST) -> httpx.Response:
        """GET of a file."""
        response = await self.client.get(path, headers=self._headers(role, None))
        assert response.status_code == 200, f"{path}: {response.status_code} {response.text}"
        return response

    async def tell(self, *events: Event, origin: str | None = None) -> None:
        """Events of other services arrive; each must be handled, not parked."""
        for event in events:
            failure = await self.service.handling.handle(envelope_of(event, origin))
            assert failure is None, f"{type(event).__name__} was not handled: {failure}"

    async def pass_time_to(self, instant: datetime) -> None:
        """Let the clock show an instant and every timer due by then fire."""
        self.clock.advance_to(instant)

        async def nothing_is_due() -> bool:
            return not await self.service.database.value("SELECT count(*) FROM timer WHERE due_at <= $1", instant)

        await until(nothing_is_due)

    async def announced(self, *classes: type[Event]) -> list[Event]:
        """The events of these classes (or all) that the service stored, in their order."""
        rows = await self.service.database.rows("SELECT type, data FROM event WHERE data IS NOT NULL ORDER BY seq")
        events = [decode(row["type"], row["data"].encode()) for row in rows]
        return [event for event in events if not classes or isinstance(event, classes)]

    def _headers(self, role: Role, subject: object) -> dict[str, str]:
        token = token_for(Path(self.service.settings.data_folder), role, None if subject is None else str(subject))
        return {"Authorization": f"Bearer {token}"}


@asynccontextmanager
async def running_service(name: str, url: str, folder: Path, start: datetime = START) -> AsyncIterator[RunningService]:
    """A service on a migrated database, with a simulated clock; stopped at the end of the block."""
    clock = SimulatedClock(start)
    settings = settings_of(name, database_url=url, data_folder=str(folder), clock="simulated")
    app = app_of(name, settings, Runtime(clock=clock))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            yield RunningService(name, app.state.service, client, clock)


def envelope_of(event: Event, origin: str | None = None) -> Envelope:
    """An event on its way, as its owner would have sent it."""
    return Envelope(
        id=new_id(),
        type=event.TYPE,
        topic=event.TOPIC,
        subject=event.subject(),
        time=event.happened_at(),
        aggregate_version=1,
        ordinal=0,
        actor_role=Role.SERVICE.value,
        actor_id="test",
        ticket_id=getattr(event, "ticket_id", None),
        origin=origin,
        data=encode(event),
    )
