"""Readable numbers such as `SH20261123-0042`: unique, by day, taken in blocks so that nobody waits for anybody."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime

from shared.policy import business_day
from shared.storage.reader import Reader

BLOCK = 100
_TAKE_BLOCK = """
    INSERT INTO number_block AS b (prefix, day, next) VALUES ($1, $2, 1 + $3::integer)
    ON CONFLICT (prefix, day) DO UPDATE SET next = b.next + $3::integer RETURNING next - $3::integer
"""


@dataclass
class _Left:
    beginning: str
    next: int
    end: int


class Numbers:
    """Hands out numbers; a process takes a block at a time, so a restart leaves a gap but never a double."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._left: dict[tuple[str, date], _Left] = {}
        self._taking = asyncio.Lock()

    async def next(self, prefix: str, now: datetime) -> str:
        """The next number with this prefix on the business day of `now`."""
        day = business_day(now)
        if not self._has_left(prefix, day):
            async with self._taking:
                if not self._has_left(prefix, day):
                    first = await self._reader.value(_TAKE_BLOCK, prefix, day, BLOCK)
                    self._left = {key: left for key, left in self._left.items() if key[0] != prefix}
                    self._left[prefix, day] = _Left(f"{prefix}{day:%Y%m%d}", first, first + BLOCK)
        left = self._left[prefix, day]
        number = left.next
        left.next += 1
        return f"{left.beginning}-{number:04d}"

    def _has_left(self, prefix: str, day: date) -> bool:
        left = self._left.get((prefix, day))
        return left is not None and left.next < left.end
