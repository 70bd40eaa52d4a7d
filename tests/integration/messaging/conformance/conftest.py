"""The transports under test: a feed in the same process, one behind a real HTTP server, and a real Kafka."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager

import pytest
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI, Request
from starlette.responses import Response

from shared.actor import Role
from shared.clock import SystemClock
from shared.errors import Refused
from shared.messaging.feed import Feed
from shared.messaging.feeds.readers import FeedReader, HttpFeedReader, LocalFeedReader
from shared.messaging.feeds.routes import feed_router
from shared.web.auth import FixedKeys, Tokens
from shared.web.keys.signing import TokenFor, issue_token, public_pem
from shared.web.problems import refusal
from tests.integration.messaging.conformance.transports import FeedTransport, Transport, topics_of_a_test

Connect = Callable[[Feed], Awaitable[FeedReader]]
KEY = Ed25519PrivateKey.generate()


class FeedServer(uvicorn.Server):
    """A real HTTP server on loopback that leaves the signals to pytest."""

    def __init__(self, feed: Feed) -> None:
        self.stopping = asyncio.Event()
        config = uvicorn.Config(_app(feed, self.stopping), log_level="warning", lifespan="off")
        super().__init__(config)
        # asyncio switches Nagle's pauses off only where the protocol is said.
        self._listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._listening.bind(("127.0.0.1", 0))
        self._task: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    async def begin(self) -> None:
        self._task = asyncio.create_task(self.serve(sockets=[self._listening]))

    async def end(self) -> None:
        self.stopping.set()
        self.should_exit = True
        if self._task is not None:
            await self._task
        self._listening.close()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def token(*roles: Role, sources: tuple[str, ...] = ()) -> str:
    """A token that the servers of these tests accept."""
    wanted = TokenFor(subject="reader", roles=roles, sources=sources)
    return issue_token(KEY, wanted, issuer="aftersales", audience="aftersales", now=SystemClock().now())


@pytest.fixture(params=["in process", "over http"])
async def connect(request: pytest.FixtureRequest) -> AsyncIterator[Connect]:
    """Makes a reader of a service's feed, by the transport under test."""
    async with AsyncExitStack() as stack:
        yield local_reader if request.param == "in process" else over_http_reader(stack)


@pytest.fixture(params=["in process", "over http", "over kafka"])
def way(request: pytest.FixtureRequest) -> tuple[str, str | None]:
    """Which transport, and for Kafka the address of a broker, started only then."""
    return request.param, request.getfixturevalue("kafka") if request.param == "over kafka" else None


@pytest.fixture
async def transport(way: tuple[str, str | None]) -> AsyncIterator[Transport]:
    """How events get from intake to dispatch."""
    name, bootstrap = way
    async with AsyncExitStack() as stack:
        if bootstrap is not None:
            yield await topics_of_a_test(bootstrap, stack)
        else:
            yield FeedTransport(over_http_reader(stack) if name == "over http" else local_reader)


async def local_reader(feed: Feed) -> FeedReader:
    """Reads a feed of this process."""
    return LocalFeedReader(feed)


def over_http_reader(stack: AsyncExitStack) -> Connect:
    """Reads a feed from a server of its own, which ends with the stack."""

    async def make(feed: Feed) -> FeedReader:
        server = FeedServer(feed)
        await server.begin()
        stack.push_async_callback(server.end)
        reader = HttpFeedReader(server.address, token(Role.SERVICE))
        stack.push_async_callback(reader.close)
        return reader

    return make


def _app(feed: Feed, stopping: asyncio.Event) -> FastAPI:
    app = FastAPI()
    app.state.tokens = Tokens(FixedKeys(public_pem(KEY)), issuer="aftersales", audience="aftersales")
    app.include_router(feed_router(feed, stopping))

    @app.exception_handler(Refused)
    async def refuse(_: Request, refused: Exception) -> Response:
        assert isinstance(refused, Refused)
        answer = refusal(refused)
        return Response(answer.body, answer.status, media_type=answer.content_type.decode())

    return app
