"""Runs use cases: one queue per thing, a new try after a lost race, an end to trying."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from typing import Any, Generic, TypeVar

from shared.actor import Actor
from shared.clock import Clock, monotonic
from shared.errors import Conflict
from shared.policy import PolicyBook
from shared.storage.changes import Changes, Occasion
from shared.storage.committer import AlreadyThere, Committer, LostRace
from shared.storage.numbers import Numbers
from shared.storage.reader import Reader
from shared.storage.work import SharedWork

W = TypeVar("W", bound=SharedWork[Any])
R = TypeVar("R")
LONGEST_TRYING_SECONDS = 5.0
_DONE_BEFORE = ("inbox", "idempotency")
"""Tables whose double row means that this very work was committed earlier: trying again cannot help."""


_NOBODY_WAITS: nullcontext[None] = nullcontext()


class TooContended(Conflict):
    """Others change the same thing all the time; try again a little later."""


class Transactions(Generic[W]):
    """Opens a work, runs a use case in it and commits it once."""

    def __init__(
        self,
        work: Callable[[Reader, Changes, PolicyBook[Any], Numbers], W],
        reader: Reader,
        committer: Committer,
        policies: PolicyBook[Any],
        clock: Clock,
    ) -> None:
        self._work = work
        self._reader = reader
        self._committer = committer
        self._policies = policies
        self._clock = clock
        self._numbers = Numbers(reader)
        self._queues: dict[object, tuple[asyncio.Lock, int]] = {}

    async def run(
        self,
        use_case: Callable[[W], Awaitable[R]],
        *,
        actor: Actor,
        action: str,
        queue: object = None,
        traceparent: str | None = None,
        finish: Callable[[W, R], None] | None = None,
    ) -> R:
        """Run a use case and commit it; returns what it returned, once that is on stable storage.

        `queue`: the id of the thing it is about; works on one thing go one after the other in this process.
        `finish` may add to the changes when the use case is done (an answer to remember, an inbox row).
        Raises what the use case raises, AlreadyThere when the inbox row or the remembered answer exists already,
        TooContended after 5 s of lost races, DatabaseAway.
        """
        until = monotonic() + LONGEST_TRYING_SECONDS
        async with self._alone(queue) if queue is not None else _NOBODY_WAITS:
            while True:
                occasion = Occasion(now=self._clock.now(), actor=actor, action=action, traceparent=traceparent)
                work = self._work(self._reader, Changes(occasion), self._policies, self._numbers)
                result = await use_case(work)
                if finish is not None:
                    finish(work, result)
                try:
                    await self._committer.commit(work.changes)
                except LostRace as lost:
                    if isinstance(lost, AlreadyThere) and lost.constraint.startswith(_DONE_BEFORE):
                        raise
                    if monotonic() > until:
                        raise TooContended("too many changes to the same thing at once") from None
                else:
                    return result

    async def look(
        self, use_case: Callable[[W], Awaitable[R]], *, actor: Actor, action: str, traceparent: str | None = None
    ) -> R:
        """Run a use case and forget what it would have changed: for reading and for calculations that store nothing."""
        occasion = Occasion(now=self._clock.now(), actor=actor, action=action, traceparent=traceparent)
        return await use_case(self._work(self._reader, Changes(occasion), self._policies, self._numbers))

    @asynccontextmanager
    async def _alone(self, queue: object) -> AsyncIterator[None]:
        lock, waiting = self._queues.get(queue, (None, 0))
        lock = lock or asyncio.Lock()
        self._queues[queue] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._queues[queue]
            if waiting == 1:
                del self._queues[queue]
            else:
                self._queues[queue] = (lock, waiting - 1)
