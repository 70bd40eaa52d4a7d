"""The port through which a consumer gets events, whatever carries them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.messaging.envelope import Envelope


@dataclass(frozen=True)
class Delivery:
    """One event as it was handed out, at least once; `receipt` is for its subscription, which calls it when done."""

    envelope: Envelope
    receipt: Callable[[], None]


class Subscription(Protocol):
    """A place in what one source tells, for one consumer.

    Events of one aggregate come in order. What was taken and is not done comes again after a restart. When the place
    passes to another process (a lease lost, a partition revoked), the implementation waits for what was taken, or
    lets it be: the inbox of the consumer makes a second effect impossible.
    """

    @property
    def source(self) -> str:
        """The service that tells."""

    async def take(self, limit: int, wait_seconds: float) -> list[Delivery]:
        """The next deliveries, up to `limit`; an empty list when nothing came within `wait_seconds`.

        Raises TransportAway when the source cannot be reached, and SourceGone when it cannot go on from our place.
        """

    async def done(self, deliveries: Sequence[Delivery]) -> None:
        """These need no further work; only what lies before the oldest unfinished one is remembered for ever."""

    async def readings(self) -> dict[str, float]:
        """Figures of this place for operators, by name as in `upkeep/readings`; none where the database has them all.

        Raises TransportAway.
        """

    async def close(self) -> None:
        """Remember how far we came and let go of the place."""


class TransportAway(Exception):
    """The source cannot be reached just now; trying again helps."""


class SourceGone(Exception):
    """The source no longer has what comes next: an operator must decide from where to go on."""
