"""The whole way of a message: from what happened through the outbox and `apprise` to a provider that listens."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.followup.app import create_app
from services.followup.settings import Settings
from shared.clock import SimulatedClock
from shared.events.dispatch.jobs import TechnicianDeparted
from shared.identifiers import new_id
from shared.service import Runtime
from shared.settings import ClockKind
from tests.builders.followup import POLICY, customer, ticket
from tests.builders.message_provider import Sink, provider
from tests.builders.running_service import START, RunningService
from tests.conftest import FreshDatabase
from tests.integration.waiting import until

NIGHT = START + timedelta(hours=13)  # 22:00 in Chongqing
MORNING = START + timedelta(hours=23)  # 08:00 on the next day
CUSTOMER = new_id()


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    """A provider of SMS."""
    async with provider() as opened:
        yield opened


@pytest.fixture
async def office(fresh_database: FreshDatabase, tmp_path: Path, sink: Sink) -> AsyncIterator[RunningService]:
    """Follow-up as it runs where a provider is configured, with one customer."""
    clock = SimulatedClock(START)
    channel = f"json://127.0.0.1:{sink.port}/sms/{{phone}}"
    settings = Settings(
        database_url=await fresh_database("followup"),
        data_folder=str(tmp_path),
        clock=ClockKind.SIMULATED,
    ).model_copy(update={"customer_channel": channel})
    app = create_app(settings, runtime=Runtime(clock=clock))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            service = RunningService("followup", app.state.service, client, clock)
            await service.tell(customer(CUSTOMER, phones=("13900000001",)))
            yield service


async def _log(office: RunningService) -> list[tuple[str, str, list[str]]]:
    """Occasion, state and delivery log of all messages, the oldest first."""
    found: Sequence[Any] = (await office.get("/messages"))["items"]
    return [
        (each["occasion"], each["state"], [tried["outcome"] for tried in each["tries"]]) for each in reversed(found)
    ]


async def _becomes(office: RunningService, *wanted: tuple[str, str, list[str]]) -> None:
    async def is_so() -> bool:
        return await _log(office) == list(wanted)

    await until(is_so)


def _opened(at: datetime = START) -> Any:
    return ticket(customer_id=CUSTOMER, recorded_at=at)


async def test_a_provider_that_was_away_gets_the_message_once_and_the_log_shows_each_try(
    office: RunningService, sink: Sink
) -> None:
    sink.refusals_left = 2
    opened = _opened()
    await office.tell(opened, opened)
    pause = timedelta(seconds=POLICY.messages.pause_seconds)
    await _becomes(office, ("ticket_received", "waiting", ["refused"]))
    office.clock.advance_to(START + pause)
    await _becomes(office, ("ticket_received", "waiting", ["refused", "refused"]))
    office.clock.advance_to(START + 3 * pause)
    await _becomes(office, ("ticket_received", "sent", ["refused", "refused", "accepted"]))
    assert len(sink.requests) == 3
    path, words = sink.requests[-1]
    assert path.startswith("/sms/13900000001")
    assert opened.number in words["message"]


async def test_at_night_only_that_somebody_is_on_the_way_reaches_the_customer(
    office: RunningService, sink: Sink
) -> None:
    await office.pass_time_to(NIGHT)
    opened = _opened(NIGHT)
    on_the_way = TechnicianDeparted(
        job_id=new_id(), ticket_id=opened.ticket_id, technician_id=new_id(), departed_at=NIGHT
    )
    await office.tell(opened, on_the_way)
    await _becomes(office, ("ticket_received", "waiting", []), ("technician_departed", "sent", ["accepted"]))
    assert len(sink.requests) == 1
    office.clock.advance_to(MORNING)
    await _becomes(office, ("ticket_received", "sent", ["accepted"]), ("technician_departed", "sent", ["accepted"]))
    assert len(sink.requests) == 2


async def test_who_wants_no_messages_gets_none_until_he_wants_them_again(office: RunningService, sink: Sink) -> None:
    await office.post("/opt-outs", {"customer_id": str(CUSTOMER), "since": START.isoformat()})
    await office.tell(_opened())
    await _becomes(office, ("ticket_received", "failed", []))
    assert sink.requests == []
    await office.post(f"/opt-outs/{CUSTOMER}/withdrawal")
    await office.tell(_opened())
    await _becomes(office, ("ticket_received", "failed", []), ("ticket_received", "sent", ["accepted"]))
    assert len(sink.requests) == 1
