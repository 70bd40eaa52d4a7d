"""The replay's client asks again where no answer came, or `not now`."""

import httpx
import pytest

from services.cli.replay import systems
from services.cli.replay.systems import Patient


class OnceAgain(httpx.AsyncBaseTransport):
    """Fails in each way once, then answers."""

    def __init__(self, *failures: httpx.Response | httpx.TransportError) -> None:
        self.left = list(failures)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not self.left:
            return httpx.Response(200)
        failure = self.left.pop(0)
        if isinstance(failure, httpx.Response):
            return failure
        raise failure


async def status_after(monkeypatch: pytest.MonkeyPatch, *failures: httpx.Response | httpx.TransportError) -> int:
    monkeypatch.setattr(systems, "PAUSES_SECONDS", (0.0, 0.0))
    return (await Patient(OnceAgain(*failures)).handle_async_request(httpx.Request("GET", "http://five/"))).status_code


async def test_no_answer_and_not_now_are_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await status_after(monkeypatch, httpx.ConnectError("away"), httpx.Response(503)) == 200


async def test_a_refusal_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await status_after(monkeypatch, httpx.Response(409)) == 409


async def test_patience_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await status_after(monkeypatch, *(httpx.Response(503) for _ in range(3))) == 503
