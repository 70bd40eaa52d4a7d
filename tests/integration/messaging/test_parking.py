"""What cannot be handled waits: tried again by itself, retried or discarded by an operator, never lost."""

import asyncio
from dataclasses import replace
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from shared.actor import Role
from shared.errors import NotYetKnown, RuleBroken
from shared.events.intake.contacts import DescriptionRecorded
from shared.events.intake.tickets import TicketAssessed
from shared.identifiers import new_id
from shared.messaging.envelope import Envelope
from shared.messaging.parking import routes
from shared.messaging.parking.lanes import lane_of
from shared.messaging.parking.parked import Failure, ParkedEvent, ParkedEvents, following
from shared.messaging.subscriptions import Listeners
from shared.web.auth import FixedKeys, Tokens
from shared.web.door import Entrance
from shared.web.keys.signing import public_pem
from tests.integration.conftest import StartService
from tests.integration.messaging.conformance.conftest import KEY, token
from tests.integration.sample_service import SampleService, SampleWork, listeners
from tests.integration.waiting import running, until


class Refusal(RuleBroken):
    """No."""


@pytest.fixture
async def dispatch(start: StartService) -> SampleService:
    return await start()


@pytest.fixture
async def envelopes(start: StartService) -> list[Envelope]:
    """Three events of one ticket, and one of another."""
    intake = await start()
    ticket = new_id()
    for number in range(3):
        await intake.assess(ticket, str(number))
    await intake.assess(new_id(), "other")
    await intake.sequence()
    return (await intake.feed.page(None)).envelopes


def failing(*errors: Exception) -> Listeners[SampleWork]:
    """Raises these one after the other, then leaves effects."""
    left = list(errors)

    async def handle(event: TicketAssessed, work: SampleWork) -> None:
        if left:
            raise left.pop(0)
        work.effect(event)

    return listeners(handle)


async def park(
    service: SampleService, *envelopes: Envelope, code: str = "x", retry_seconds: float | None = None
) -> list[ParkedEvent]:
    parked = ParkedEvents(service.database, "dispatch")
    failure = Failure(code=code, cause="y", tries=3, retry_seconds=retry_seconds)
    for envelope in envelopes:
        await parked.park(lane_of(envelope), envelope, failure)
    return await following(service.database, 0, 100)


async def test_an_error_that_passes_is_not_even_parked(dispatch: SampleService, envelopes: list[Envelope]) -> None:
    assert await dispatch.handling(failing(OSError(), OSError())).handle(envelopes[0]) is None
    assert len(await dispatch.effects()) == 1


async def test_an_error_that_stays_is_parked_after_three_tries_and_tried_again_later(
    dispatch: SampleService, envelopes: list[Envelope]
) -> None:
    failure = await dispatch.handling(failing(*[OSError("broken")] * 3)).handle(envelopes[0])
    assert failure is not None
    assert (failure.code, failure.cause, failure.tries) == ("OSError", "OSError: broken", 3)
    assert failure.retry_seconds is not None


async def test_a_refusal_is_parked_at_once_and_waits_for_an_operator(
    dispatch: SampleService, envelopes: list[Envelope]
) -> None:
    failure = await dispatch.handling(failing(Refusal("no"))).handle(envelopes[0])
    assert failure == Failure(code="refusal", cause="Refusal: no", tries=1)


async def test_an_event_that_came_too_early_is_tried_again_soon_and_without_end(
    dispatch: SampleService, envelopes: list[Envelope]
) -> None:
    handling = dispatch.handling(failing(*[NotYetKnown("wait")] * 2))
    early = await handling.handle(envelopes[0])
    assert early is not None
    assert early.retry_seconds is not None
    assert early.retry_seconds < 1
    late = await handling.handle(envelopes[0], tries_before=500)
    assert late is not None
    assert late.retry_seconds == 900


async def test_an_error_that_stays_for_an_hour_waits_for_an_operator(
    dispatch: SampleService, envelopes: list[Envelope]
) -> None:
    failure = await dispatch.handling(failing(OSError())).handle(envelopes[0], tries_before=20, quick_tries=1)
    assert failure is not None
    assert failure.retry_seconds is None


async def test_an_event_that_cannot_be_read_is_parked_and_an_unknown_one_is_skipped(
    dispatch: SampleService, envelopes: list[Envelope]
) -> None:
    handling = dispatch.handling(listeners())
    broken = await handling.handle(replace(envelopes[0], data=b'{"judgement": 7}'))
    assert broken is not None
    assert (broken.code, broken.retry_seconds) == ("not_readable", None)
    foreign = await handling.handle(replace(envelopes[0], subject=str(new_id())))
    assert foreign is not None
    assert "EnvelopeBroken" in foreign.cause, "identity comes from the payload"
    assert await handling.handle(replace(envelopes[0], type="aftersales.intake.Unheard.v9")) is None
    assert await dispatch.effects() == []


async def test_a_handler_that_hangs_is_stopped_and_tried_later(
    dispatch: SampleService, envelopes: list[Envelope], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(event: TicketAssessed, work: SampleWork) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("shared.messaging.handling.HANDLER_SECONDS", 0.05)
    failure = await dispatch.handling(listeners(hang)).handle(envelopes[0])
    assert failure is not None
    assert (failure.code, failure.tries) == ("TimeoutError", 1)
    assert failure.retry_seconds is not None


async def test_a_tombstone_calls_what_forgets_and_is_parked_when_nothing_does(
    dispatch: SampleService, envelopes: list[Envelope]
) -> None:
    forgotten: list[str] = []
    listens = Listeners[SampleWork]("dispatch")

    @listens.listens_to(DescriptionRecorded)
    async def keep(event: DescriptionRecorded, work: SampleWork) -> None: ...

    tombstone = replace(
        envelopes[0], type=DescriptionRecorded.TYPE, topic=DescriptionRecorded.TOPIC, subject="some ticket", data=None
    )
    failure = await dispatch.handling(listens).handle(tombstone)
    assert failure is not None
    assert "forgets" in failure.cause

    @listens.forgets(DescriptionRecorded)
    async def forget(subject: str, work: SampleWork) -> None:
        forgotten.append(subject)

    assert await dispatch.handling(listens).handle(tombstone) is None
    assert forgotten == ["some ticket"]


async def test_what_waits_is_tried_again_by_itself_in_order_when_its_pause_is_over(
    dispatch: SampleService, envelopes: list[Envelope]
) -> None:
    await park(dispatch, envelopes[0], retry_seconds=0.1)
    await park(dispatch, *envelopes[1:3], code="behind_another")

    async def all_done() -> bool:
        return await following(dispatch.database, 0, 10) == []

    async with running(dispatch.retrying(failing(OSError())).run()):
        await until(all_done)
    assert [judgement for _, judgement in await dispatch.effects()] == ["0", "1", "2"]


async def test_parking_an_event_twice_keeps_one(dispatch: SampleService, envelopes: list[Envelope]) -> None:
    await park(dispatch, envelopes[0])
    [parked] = await park(dispatch, envelopes[0], code="again")
    assert parked.code == "x"
    assert parked.envelope == envelopes[0]


@pytest.fixture
def operator(dispatch: SampleService) -> httpx.AsyncClient:
    app = FastAPI()
    tokens = Tokens(FixedKeys(public_pem(KEY)), issuer="aftersales", audience="aftersales")
    app.state.entrance = Entrance(dispatch.transactions, dispatch.database, tokens)
    app.router.routes.extend(routes.routes.routes)
    headers = {"Authorization": f"Bearer {token(Role.OPERATOR)}", "If-Match": "*"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test", headers=headers)


async def test_an_operator_sees_what_waits_and_nobody_else_does(
    dispatch: SampleService, envelopes: list[Envelope], operator: httpx.AsyncClient
) -> None:
    await park(dispatch, *envelopes)
    first = (await operator.get("/parked", params={"limit": 3})).json()
    assert [item["event_id"] for item in first["items"]] == [str(envelope.id) for envelope in envelopes[:3]]
    assert "envelope" not in first["items"][0]
    second = (await operator.get("/parked", params={"limit": 3, "cursor": first["next"]})).json()
    assert [item["event_id"] for item in second["items"]] == [str(envelopes[3].id)]
    other = await operator.get("/parked", headers={"Authorization": f"Bearer {token(Role.AUDITOR)}"})
    assert other.status_code == 403


async def test_an_operator_has_the_first_of_a_lane_tried_now(
    dispatch: SampleService, envelopes: list[Envelope], operator: httpx.AsyncClient
) -> None:
    first, second = await park(dispatch, *envelopes[:2])
    behind = await operator.post(f"/parked/{second.number}/retry")
    assert (behind.status_code, behind.json()["code"]) == (409, "not_first_of_its_lane")
    stale = await operator.post(f"/parked/{first.number}/retry", headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    assert (await operator.post(f"/parked/{first.number}/retry")).status_code == 200
    await dispatch.retrying(listeners()).retry_due()
    assert [judgement for _, judgement in await dispatch.effects()] == ["0"]
    assert await dispatch.database.value("SELECT action FROM audit") == "retry_parked"


async def test_what_an_operator_discards_never_has_an_effect_and_frees_its_lane(
    dispatch: SampleService, envelopes: list[Envelope], operator: httpx.AsyncClient
) -> None:
    [first] = await park(dispatch, envelopes[0])
    await park(dispatch, envelopes[1], code="behind_another")
    answer = await operator.post(f"/parked/{first.number}/discard", json={"reason": "sent by mistake"})
    assert answer.status_code == 200, answer.text
    assert await dispatch.handling(listeners()).handle(envelopes[0]) is None, "it comes again, and nothing happens"
    await dispatch.retrying(listeners()).retry_due()
    assert [judgement for _, judgement in await dispatch.effects()] == ["1"]
    audit = await dispatch.database.row("SELECT actor_id, reason FROM audit JOIN audit_reason ON audit_id = audit.id")
    assert audit is not None
    assert (audit["actor_id"], audit["reason"]) == ("reader", "sent by mistake")
    assert (await operator.get(f"/parked/{first.number}")).status_code == 404
    no_reason = await operator.post(f"/parked/{UUID(int=5).int}/discard", json={})
    assert no_reason.status_code == 400
