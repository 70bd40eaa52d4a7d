"""Lets one process at a time do a job, and makes the writes of one that lost it fail."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from shared.clock import monotonic
from shared.database import Database, DatabaseAway

_log = structlog.get_logger(__name__)
_TAKE = """
    INSERT INTO lease (name, holder, epoch, expires_at)
    VALUES ($1, $2, 1, clock_timestamp() + make_interval(secs => $3))
    ON CONFLICT (name) DO UPDATE SET holder = $2, epoch = lease.epoch + 1, expires_at = excluded.expires_at
    WHERE lease.expires_at < clock_timestamp() RETURNING epoch
"""
_KEEP = """
    UPDATE lease SET expires_at = clock_timestamp() + make_interval(secs => $3)
    WHERE name = $1 AND epoch = $2 RETURNING epoch
"""
_GIVE_BACK = "UPDATE lease SET expires_at = '-infinity', holder = NULL WHERE name = $1 AND epoch = $2"


class LeaseLost(Exception):
    """Another process has the job now; nothing was written."""


class Lease:
    """The right to do the job `name` in one database, for `seconds` at a time by the database's clock.

    Each holder gets a higher epoch; whoever writes under the lease checks in the same transaction that it is still
    his. A holder that was paused finds out at its next write.
    """

    def __init__(self, database: Database, name: str, holder: str, *, seconds: float = 10.0) -> None:
        self._database = database
        self.name = name
        self._holder = holder
        self._seconds = seconds
        self.epoch: int | None = None
        """None while somebody else has it."""

    @property
    def renewal_seconds(self) -> float:
        """Pause between two renewals: several fit into the time for which it is given."""
        return self._seconds / 5

    async def take(self) -> bool:
        """Take it when it is free; says whether we have it."""
        self.epoch = await self._database.value(_TAKE, self.name, self._holder, self._seconds)
        return self.epoch is not None

    async def keep(self) -> bool:
        """Renew it; False when it has gone to somebody else."""
        if await self._database.value(_KEEP, self.name, self.epoch, self._seconds) is None:
            self.epoch = None
        return self.epoch is not None

    async def give_back(self) -> None:
        """Let the next one begin at once instead of when it expires."""
        if self.epoch is not None:
            epoch, self.epoch = self.epoch, None
            await self._database.execute(_GIVE_BACK, self.name, epoch)

    async def lead(self, job: Callable[[int], Awaitable[None]]) -> None:
        """Wait until we have it, do the job (given the epoch) while we have it, and so on until cancelled.

        Raises what the job raises; the lease is given back before.
        """
        while True:
            if not await self.take():
                await asyncio.sleep(self.renewal_seconds)
                continue
            _log.info("lease taken", lease=self.name, epoch=self.epoch, holder=self._holder)
            try:
                await self._do_while_kept(job, self.epoch or 0)
            except LeaseLost:
                self.epoch = None
                _log.warning("lease lost", lease=self.name, holder=self._holder)
            finally:
                await self._give_back_if_possible()

    async def _do_while_kept(self, job: Callable[[int], Awaitable[None]], epoch: int) -> None:
        task = asyncio.ensure_future(job(epoch))
        kept_at = monotonic()
        try:
            while True:
                done, _ = await asyncio.wait({task}, timeout=self.renewal_seconds)
                if done:
                    return task.result()
                try:
                    if not await self.keep():
                        raise LeaseLost(self.name)
                    kept_at = monotonic()
                except DatabaseAway:
                    if monotonic() - kept_at > self._seconds:
                        raise LeaseLost(self.name) from None
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _give_back_if_possible(self) -> None:
        try:
            await self.give_back()
        except DatabaseAway:
            _log.warning("lease not given back: it expires by itself", lease=self.name)
