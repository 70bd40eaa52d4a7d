"""What every service answers, how it refuses to start, and what it does when something is wrong."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Depends

from shared.actor import Role
from shared.clock import SimulatedClock
from shared.settings import ServiceSettings
from shared.web.auth import Caller, may
from shared.web.routes import RouteDeclaredWrongly
from shared.web.service_app import web_app
from tests.integration.web.conftest import Start, Token
from tests.integration.web.notes_service import NotesService


async def test_machines_ask_for_health_and_figures_without_a_token(notes: httpx.AsyncClient) -> None:
    await notes.get("/notes")
    for path in ("/livez", "/readyz", "/metrics", "/openapi.json"):
        answer = await notes.get(path, headers={"Authorization": ""})
        assert answer.status_code == 200, path
    figures = (await notes.get("/metrics")).text
    assert 'http_request_seconds_count{operation="list_notes",status="200"} 1.0' in figures


async def test_the_policy_is_shown_to_whoever_has_a_role(notes: httpx.AsyncClient) -> None:
    assert (await notes.get("/policy")).status_code == 200
    assert (await notes.get("/policy", headers={"Authorization": ""})).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "no_such_address"),
        ("GET", "/notes/", 404, "no_such_address"),
        ("DELETE", "/notes", 405, "method_not_allowed"),
        ("BREW", "/notes", 405, "method_not_allowed"),
    ],
)
async def test_what_the_framework_refuses_is_a_problem_document_too(
    notes: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    answer = await notes.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_wrong_method_is_told_all_right_ones(notes: httpx.AsyncClient) -> None:
    assert (await notes.delete("/notes")).headers["allow"] == "GET, POST"


async def test_our_own_mistake_is_answered_without_detail_but_with_its_trace(notes: httpx.AsyncClient) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    answer = await notes.get("/notes/broken", headers={"traceparent": f"00-{trace}-b7ad6b7169203331-01"})
    assert answer.status_code == 500
    assert answer.json()["trace_id"] == trace
    assert "secret" not in answer.text


async def test_too_many_requests_at_once_are_sent_away_but_health_is_answered(start: Start) -> None:
    client = await start(most_running_requests=2)

    answers = await asyncio.gather(*(client.get("/notes") for _ in range(20)), client.get("/livez"))

    statuses = [answer.status_code for answer in answers]
    assert statuses[-1] == 200
    assert set(statuses) == {200, 503}
    shed = next(answer for answer in answers if answer.status_code == 503)
    assert (shed.json()["code"], shed.headers["retry-after"]) == ("overloaded", "1")
    assert (await client.get("/notes")).status_code == 200


async def test_a_simulated_clock_is_told_the_time_by_operators(start: Start, token: Token) -> None:
    clock = SimulatedClock(datetime(2016, 3, 1, tzinfo=UTC))
    client = await start(clock)
    order = {"now": "2016-03-02T08:00:00+08:00"}
    assert (await client.put("/clock", json=order)).status_code == 403
    told = await client.put("/clock", json=order, headers={"Authorization": token(Role.OPERATOR)})
    assert told.json() == {"now": "2016-03-02T00:00:00Z", "feed_position": None}
    assert clock.now() == datetime(2016, 3, 2, tzinfo=UTC)


async def test_the_machines_clock_cannot_be_told(notes: httpx.AsyncClient) -> None:
    assert (await notes.put("/clock", json={})).status_code == 404


def app_with(router: APIRouter) -> Any:
    return web_app(NotesService(ServiceSettings(database_url="unused")), routers=(router,))


def test_a_route_that_does_not_say_who_may_call_it_stops_the_start() -> None:
    router = APIRouter()

    @router.get("/secret")
    async def secret() -> str:
        return "x"

    with pytest.raises(RouteDeclaredWrongly, match="/secret does not say who may call it"):
        app_with(router)


def test_two_routes_of_one_name_stop_the_start() -> None:
    router = APIRouter()

    @router.get("/other")
    async def list_notes(caller: Annotated[Caller, Depends(may(Role.AUDITOR))]) -> str:
        return caller.subject

    with pytest.raises(RouteDeclaredWrongly, match="list_notes"):
        app_with(router)


async def test_a_plain_route_checks_the_roles_it_declares(start: Start) -> None:
    router = APIRouter()

    @router.get("/plain")
    async def plain(caller: Annotated[Caller, Depends(may(Role.AUDITOR))], day: int = 1) -> str:
        return f"{caller.subject} {day}"

    app = app_with(router)
    app.state.tokens = (await start())._transport.app.state.tokens  # type: ignore[attr-defined]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notes") as client:
        assert (await client.get("/plain")).status_code == 401


def test_the_document_tells_roles_refusals_headers_and_bodies() -> None:
    document = web_app(NotesService(ServiceSettings(database_url="unused"))).openapi()

    create = document["paths"]["/notes"]["post"]
    assert create["operationId"] == "create_note"
    assert create["x-roles"] == ["specialist", "supervisor"]
    assert create["security"] == [{"token": []}]
    assert set(create["responses"]) == {"200", "201", "400", "401", "403", "404", "409", "413", "415", "422", "503"}
    assert "`title_unlucky`" in create["responses"]["422"]["description"]
    assert [parameter["name"] for parameter in create["parameters"]] == ["Idempotency-Key"]
    assert create["requestBody"]["content"]["application/json"]["example"]["title"] == "Camera dark"
    listing = document["paths"]["/notes"]["get"]
    assert [parameter["name"] for parameter in listing["parameters"]] == ["limit", "cursor", "title", "is_free"]
    command = document["paths"]["/notes/{note_id}/title"]["post"]
    assert {"404", "409", "412", "428"} <= set(command["responses"])
    assert "HTTPValidationError" not in str(document)
