"""How far a consumer has come in each partition it holds: what is safe to commit, and what is still at work."""

import asyncio
from collections.abc import Iterable
from functools import partial
from typing import Generic, TypeVar

from shared.clock import monotonic
from shared.messaging.envelope import Envelope
from shared.messaging.feeds.watermark import Watermark
from shared.messaging.transport import Delivery

_LOOK_SECONDS = 0.02
P = TypeVar("P")


class Places(Generic[P]):
    """A watermark for each partition (`P`: whatever the client calls one)."""

    def __init__(self) -> None:
        self._watermarks: dict[P, Watermark] = {}
        self._committed: dict[P, int] = {}

    def __contains__(self, partition: P) -> bool:
        """Whether a record of the partition was seen since it came to us."""
        return partition in self._watermarks

    def handed_out(self, partition: P, offset: int, envelope: Envelope) -> Delivery:
        """The delivery of a record; call it for every record, in order."""
        watermark = self._of(partition, offset)
        watermark.taken(offset)
        return Delivery(envelope, partial(watermark.done, offset))

    def passed(self, partition: P, offset: int) -> None:
        """A record that needs no work."""
        self._of(partition, offset).passed(offset)

    def safe(self, partition: P) -> int | None:
        """The offset behind the last record before which nothing is at work; None before a record was seen."""
        return self._watermarks[partition].safe + 1 if partition in self._watermarks else None

    def to_commit(self, partitions: Iterable[P]) -> dict[P, int]:
        """The next offset of each of these partitions that has come further than what was committed last."""
        found = {each: self._watermarks[each].safe + 1 for each in partitions if each in self._watermarks}
        return {each: offset for each, offset in found.items() if offset > self._committed.get(each, -1)}

    def committed(self, offsets: dict[P, int]) -> None:
        """These were written down."""
        self._committed |= {each: offset for each, offset in offsets.items() if each in self._watermarks}

    async def drained(self, partitions: Iterable[P], *, at_most_seconds: float) -> bool:
        """Wait until nothing of these partitions is at work; False when the time was too short."""
        wanted = list(partitions)
        end = monotonic() + at_most_seconds
        while any(self._watermarks[each].outstanding for each in wanted if each in self._watermarks):
            if monotonic() > end:
                return False
            await asyncio.sleep(_LOOK_SECONDS)
        return True

    def forget(self, partitions: Iterable[P]) -> None:
        """They are not ours any more; what is still at work there ends without a trace here."""
        for partition in list(partitions):
            self._watermarks.pop(partition, None)
            self._committed.pop(partition, None)

    def forget_all(self) -> None:
        """As `forget`, for every partition."""
        self.forget(list(self._watermarks))

    def _of(self, partition: P, offset: int) -> Watermark:
        if partition not in self._watermarks:
            self._watermarks[partition] = Watermark(offset - 1)
            self._committed[partition] = offset
        return self._watermarks[partition]
