"""Fires timers when their time has come: the most urgent and oldest first, each once in effect, none early."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import structlog

from shared.actor import SYSTEM
from shared.clock import Clock
from shared.database import Database, DatabaseAway
from shared.messaging.bell import Bell
from shared.storage.plumbing import TIMER
from shared.storage.transactions import Transactions
from shared.storage.work import SharedWork
from shared.timers.timers import FiredTimer, TimerHandler, Timers

BATCH = 1000
CLAIM_SECONDS = 10.0
"""So late may a timer be whose process was killed; renewed as long as its handler runs."""
RENEWAL_SECONDS = CLAIM_SECONDS / 5
HANDLER_SECONDS = 30.0
LONGEST_SLEEP_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 600.0
TRIES_BEFORE_ALARM = 5

W = TypeVar("W", bound=SharedWork[Any])
_log = structlog.get_logger(__name__)
_IS_FREE = "(claimed_until IS NULL OR claimed_until < clock_timestamp())"
# One index range for each urgency, so that a hundred thousand overdue timers are never sorted.
_CLAIM = f"""
    UPDATE timer SET claimed_by = $2, claimed_until = clock_timestamp() + make_interval(secs => $3)
    WHERE id IN (
        SELECT t.id FROM generate_series(1, 9) AS u(urgency), LATERAL (
            SELECT id FROM timer WHERE timer.urgency = u.urgency AND due_at <= $1 AND {_IS_FREE}
            ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED
        ) AS t LIMIT $4
    )
    RETURNING id, due_at, kind, subject, urgency, tries
"""
_NEXT_DUE = f"""
    SELECT min(t.due_at) FROM generate_series(1, 9) AS u(urgency), LATERAL (
        SELECT due_at FROM timer WHERE timer.urgency = u.urgency AND {_IS_FREE} ORDER BY due_at LIMIT 1
    ) AS t
"""
_IS_OURS = "SELECT 1 FROM timer WHERE id = $1 AND claimed_by = $2"
_TRY_LATER = """
    UPDATE timer SET tries = tries + 1, claimed_until = clock_timestamp() + make_interval(secs => $3)
    WHERE id = $1 AND claimed_by = $2
"""
_KEEP = """
    UPDATE timer SET claimed_until = clock_timestamp() + make_interval(secs => $3)
    WHERE id = ANY($1::uuid[]) AND claimed_by = $2
"""
_LET_GO = "UPDATE timer SET claimed_by = NULL, claimed_until = NULL WHERE id = ANY($1::uuid[]) AND claimed_by = $2"


class TimerWorker(Generic[W]):
    """Claims due timers of one service and runs their handlers; any number of processes may do so at once.

    `holder` is a name that no other process has. A handler that raises is tried again with growing pauses: a timer is
    never lost, and after five tries it is logged as an error each time and counted in `failing`.
    """

    def __init__(
        self,
        database: Database,
        transactions: Transactions[W],
        timers: Timers[W],
        clock: Clock,
        *,
        holder: str,
        concurrency: int = 128,
    ) -> None:
        self._database = database
        self._transactions = transactions
        self._timers = timers
        self._clock = clock
        self._holder = holder
        self._concurrency = concurrency
        self._set = Bell()
        self._at_work: set[UUID] = set()
        self.fired = 0

    def on_commit(self, tables: frozenset[str]) -> None:
        """Hook for the committer: a timer may be due sooner than the one we sleep for."""
        if "timer" in tables:
            self._set.ring()

    async def run(self) -> None:
        """Fire timers until cancelled."""
        while True:
            heard = self._set.rung
            if not await self.fire_due():
                await self._sleep(heard)

    async def claim(self) -> list[Mapping[str, Any]]:
        """Take a batch of what is due, so that no other process fires it for a while."""
        return await self._database.rows(_CLAIM, self._clock.now(), self._holder, CLAIM_SECONDS, BATCH)

    async def fire_due(self) -> int:
        """Fire one batch of what is due by the service's clock; returns how many were claimed."""
        claimed = await self.claim()
        if not claimed:
            return 0
        lanes: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for row in sorted(claimed, key=lambda row: (row["urgency"], row["due_at"])):
            lanes[row["subject"]].append(row)
        room = asyncio.Semaphore(self._concurrency)
        self._at_work = {row["id"] for row in claimed}
        keeping = asyncio.create_task(self._keep_claims())
        try:
            ends = await asyncio.gather(
                *(self._fire_lane(lane, room) for lane in lanes.values()), return_exceptions=True
            )
        except asyncio.CancelledError:
            await self._let_go([row["id"] for row in claimed])
            raise
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
        for end in ends:
            if end is not None:
                raise end
        return len(claimed)

    async def _fire_lane(self, lane: list[Mapping[str, Any]], room: asyncio.Semaphore) -> None:
        """Timers of one subject go one after the other, the oldest first."""
        async with room:
            for row in sorted(lane, key=lambda row: row["due_at"]):
                await self._fire(row)

    async def _fire(self, row: Mapping[str, Any]) -> None:
        timer = FiredTimer(id=row["id"], kind=row["kind"], subject=row["subject"], due_at=row["due_at"])
        handler = self._timers.handler(timer.kind)
        try:
            if handler is None:
                raise LookupError(f"nothing is declared for timers of kind {timer.kind}")
            async with asyncio.timeout(HANDLER_SECONDS):
                await self._run_handler(timer, handler)
            self._at_work.discard(timer.id)
            self.fired += 1
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, the timer is kept and tried again
            # DatabaseAway as well: a handler whose question takes too long must not be asked at once, for ever.
            self._at_work.discard(timer.id)
            await self._try_later(timer, row["tries"] + 1, error)

    async def _run_handler(self, timer: FiredTimer, handler: TimerHandler[W]) -> None:
        tries = 0

        async def use_case(work: W) -> None:
            nonlocal tries
            tries += 1
            # The delete fails the whole work when the timer is gone, so the first try may trust the claim.
            if tries > 1 and not await work.reader.value(_IS_OURS, timer.id, self._holder):
                return
            await handler(timer, work)
            work.changes.delete(TIMER, (timer.id,))

        await self._transactions.run(use_case, actor=SYSTEM, action=f"timer {timer.kind}", queue=timer.subject)

    async def _try_later(self, timer: FiredTimer, tries: int, error: Exception) -> None:
        """Raises DatabaseAway when the database cannot be told: then the claim expires by itself."""
        pause = min(2.0**tries, LONGEST_PAUSE_SECONDS)
        await self._database.execute(_TRY_LATER, timer.id, self._holder, pause)
        say = _log.error if tries >= TRIES_BEFORE_ALARM else _log.warning
        say("timer failed", kind=timer.kind, timer_id=str(timer.id), tries=tries, retry_seconds=pause, exc_info=error)

    async def _keep_claims(self) -> None:
        """Renew what is not done yet; a claim that is lost all the same costs a second run, never a second effect."""
        while True:
            await asyncio.sleep(RENEWAL_SECONDS)
            try:
                await self._database.execute(_KEEP, list(self._at_work), self._holder, CLAIM_SECONDS)
            except DatabaseAway as away:
                _log.warning("claims not renewed", timers=len(self._at_work), reason=str(away))

    async def _let_go(self, ids: list[UUID]) -> None:
        try:
            await self._database.execute(_LET_GO, ids, self._holder)
        except DatabaseAway:
            _log.warning("claims not given back: they expire by themselves", timers=len(ids))

    async def _sleep(self, heard: int) -> None:
        """Until the next timer is due by the service's clock, or one was set; at most a second."""
        due_at: datetime | None = await self._database.value(_NEXT_DUE)
        waits = (
            asyncio.ensure_future(self._clock.wait_until(due_at, at_most_seconds=LONGEST_SLEEP_SECONDS)),
            asyncio.ensure_future(self._set.wait(heard, at_most_seconds=LONGEST_SLEEP_SECONDS)),
        )
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
