"""Runs the handler of one event once in effect, and says what to do when it fails."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

import structlog

from shared.actor import Actor, Role
from shared.database import Database, DatabaseAway
from shared.errors import NotYetKnown, Refused
from shared.events.coding import EventNotReadable
from shared.events.contract import Event
from shared.messaging import inbox
from shared.messaging.envelope import Envelope, EnvelopeBroken, event_in
from shared.messaging.parking.parked import Failure
from shared.messaging.subscriptions import Listeners
from shared.storage.committer import AlreadyThere
from shared.storage.transactions import TooContended, Transactions
from shared.storage.work import SharedWork

HANDLER_SECONDS = 30.0
QUICK_TRIES = 3
QUICK_PAUSE_SECONDS = 0.05
MOST_TRIES = 12
"""After these an event waits for an operator: by then an hour has passed."""
LONGEST_PAUSE_SECONDS = 900.0
PAUSE_WHILE_AWAY_SECONDS = 0.5
MOST_BROKEN_CONNECTIONS = 20

W = TypeVar("W", bound=SharedWork[Any])
_log = structlog.get_logger(__name__)


class Handling(Generic[W]):
    """The way from an envelope to its effect; used for fresh events and for parked ones that are tried again."""

    def __init__(self, database: Database, transactions: Transactions[W], listeners: Listeners[W]) -> None:
        self._database = database
        self._transactions = transactions
        self._listeners = listeners
        self._actor = Actor(Role.SERVICE, listeners.service)

    @property
    def consumer(self) -> str:
        """The name under which the inbox remembers."""
        return self._listeners.service

    async def handle(
        self, envelope: Envelope, *, tries_before: int = 0, quick_tries: int = QUICK_TRIES
    ) -> Failure | None:
        """Handle an event; returns None once its effect is stored (or was before), else why it must wait.

        As long as the database is away this waits and tries on.
        """
        try:
            use_case = self._use_case(envelope)
        except (EventNotReadable, EnvelopeBroken, LookupError) as error:
            return Failure(code="not_readable", cause=_cause(error), tries=tries_before + 1)
        if use_case is None:
            return None
        tries = 0
        while True:
            raised = await self._error_of(envelope, use_case)
            if raised is None:
                return None
            tries += 1
            if tries >= quick_tries or not _may_pass_soon(raised):
                return _failure(raised, tries_before + tries)
            await asyncio.sleep(random.uniform(0.5, 1.5) * QUICK_PAUSE_SECONDS * 2**tries)

    async def _error_of(self, envelope: Envelope, use_case: Callable[[W], Awaitable[None]]) -> Exception | None:
        """Run it once, or as often as the database goes away; returns what the handler raised."""
        broken_connections = 0
        while True:
            try:
                await self._run(envelope, use_case)
            except AlreadyThere:
                return None
            except DatabaseAway as away:
                broken_connections += 1
                if broken_connections > MOST_BROKEN_CONNECTIONS:
                    return away  # the database is there: what this handler asks of it takes too long
                await self._until_the_database_answers()
            except Exception as error:  # noqa: BLE001 - whatever a handler raises: the event waits, with its cause
                return error
            else:
                return None

    async def _run(self, envelope: Envelope, use_case: Callable[[W], Awaitable[None]]) -> None:
        def finish(work: W, _: None) -> None:
            inbox.remember(work.changes, self.consumer, envelope.id)

        async with asyncio.timeout(HANDLER_SECONDS):
            await self._transactions.run(
                use_case,
                actor=self._actor,
                action=envelope.type,
                queue=envelope.ticket_id or envelope.subject,
                traceparent=envelope.traceparent,
                finish=finish,
            )

    def _use_case(self, envelope: Envelope) -> Callable[[W], Awaitable[None]] | None:
        """What to do with the event; None when we do not listen to it."""
        handler = self._listeners.handler(envelope.type)
        if handler is None:
            return None
        event: Event | None = event_in(envelope)
        if event is not None:
            return lambda work: handler(event, work)
        forget = self._listeners.forgetter(envelope.type)
        if forget is None:
            raise LookupError(f"{self.consumer} does not say how it forgets what {envelope.type} told it")
        return lambda work: _forget(envelope.subject, forget, work)

    async def _until_the_database_answers(self) -> None:
        while True:
            await asyncio.sleep(random.uniform(0.5, 1.5) * PAUSE_WHILE_AWAY_SECONDS)
            try:
                await self._database.value("SELECT 1")
            except DatabaseAway as away:
                _log.warning("waiting for the database", consumer=self.consumer, reason=str(away))
            else:
                return


async def _forget(subject: str, forget: Callable[[str, W], Awaitable[None]], work: W) -> None:
    """The service's own copy, and what its tables in common remember: answers given, and reasons in the trail."""
    work.changes.erase_words(subject)
    await forget(subject, work)


def _may_pass_soon(error: Exception) -> bool:
    """A handler that ran out of time has held up its lane long enough; a refusal stays one."""
    return isinstance(error, TooContended) or not isinstance(error, Refused | NotYetKnown | TimeoutError)


def _failure(error: Exception, tries: int) -> Failure:
    if isinstance(error, Refused) and not isinstance(error, TooContended):
        return Failure(code=error.code, cause=_cause(error), tries=tries)
    return _later(error, tries)


def _later(error: Exception, tries: int) -> Failure:
    code = error.code if isinstance(error, Refused) else type(error).__name__
    if tries >= MOST_TRIES and not isinstance(error, NotYetKnown | DatabaseAway):
        return Failure(code=code, cause=_cause(error), tries=tries)
    shortest = 0.1 if isinstance(error, NotYetKnown) else 0.5
    return Failure(
        code=code, cause=_cause(error), tries=tries, retry_seconds=min(shortest * 2**tries, LONGEST_PAUSE_SECONDS)
    )


def _cause(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
