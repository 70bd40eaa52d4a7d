"""Ways out of the house: the real ones and the fake do the same with the same messages."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import orjson
import pytest

from services.followup.gateways.gateway import Gateway, Outgoing
from services.followup.gateways.message_file import MessageFile
from services.followup.gateways.providers import Providers
from services.followup.gateways.remembered import Remembered
from shared.identifiers import new_id
from tests.builders.message_provider import Sink, provider

WORDS = "您好！{customer} <b>\n第二行"


def _outgoing(audience: str = "customer") -> Outgoing:
    return Outgoing(message_id=new_id(), audience=audience, phone="+86 139 0000", title="标题", body=WORDS)


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    """A provider."""
    async with provider() as opened:
        yield opened


@pytest.fixture(params=["apprise", "file", "fake"])
def way(request: pytest.FixtureRequest, sink: Sink, tmp_path: Path) -> tuple[Gateway, Callable[[], int]]:
    """A gateway, and how many messages arrived behind it."""
    if request.param == "apprise":
        gateway = Providers({"customer": f"json://127.0.0.1:{sink.port}/sms/{{phone}}"})
        return gateway, lambda: len(sink.requests)
    if request.param == "file":
        path = tmp_path / "deep" / "messages.jsonl"
        return MessageFile(path), lambda: len(path.read_bytes().splitlines()) if path.exists() else 0
    fake = Remembered()
    return fake, lambda: len(fake.taken)


async def test_a_message_is_taken_once_for_each_time_it_is_sent(way: tuple[Gateway, Callable[[], int]]) -> None:
    gateway, arrived = way
    assert await gateway.send(_outgoing())
    assert arrived() == 1
    assert await gateway.send(_outgoing())
    assert arrived() == 2


async def test_a_refusal_is_an_answer_and_no_error(sink: Sink, tmp_path: Path) -> None:
    blocked = tmp_path / "not-a-folder"
    blocked.write_text("x")
    sink.status = 500
    refusing: list[Gateway] = [
        Providers({"customer": f"json://127.0.0.1:{sink.port}/"}),
        Providers({"customer": "json://127.0.0.1:1/"}),
        Providers({"customer": "no-such-provider://x"}),
        Providers({}),
        MessageFile(blocked / "messages.jsonl"),
        Remembered(refuses=1),
    ]
    assert [await gateway.send(_outgoing()) for gateway in refusing] == [False] * 6


async def test_apprise_carries_title_and_words_to_the_address_of_the_recipient(sink: Sink) -> None:
    gateway = Providers({"customer": f"json://127.0.0.1:{sink.port}/sms/{{phone}}"})
    await gateway.send(_outgoing())
    [(path, body)] = sink.requests
    assert (body["title"], body["message"]) == ("标题", WORDS)
    assert path.startswith("/sms/")
    assert "139" in path


async def test_the_file_shows_what_would_have_been_sent(tmp_path: Path) -> None:
    path = tmp_path / "messages.jsonl"
    await MessageFile(path).send(_outgoing("staff"))
    line = orjson.loads(path.read_bytes())
    assert (line["audience"], line["body"], line["phone"]) == ("staff", WORDS, "+86 139 0000")
