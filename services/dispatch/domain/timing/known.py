"""What is known of a job when a promise is made: it counts for that promise as for those that were made before."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from services.dispatch.domain.clocks import ARRIVAL_KINDS, PAUSING_KINDS, Clock, Move
from services.dispatch.domain.timing.facts import ClockPause


@dataclass(frozen=True, kw_only=True)
class KnownFacts:
    """Facts about a job, whichever of its clocks ran when they became known."""

    pauses: tuple[ClockPause, ...] = ()
    """When the customer's side was not ready."""
    wish: Move | None = None
    """The later visit that the customer wished, where the appointment that stands is such a one."""

    def about(self, new: Clock, others: Iterable[Clock]) -> Clock:
        """A promise that is made now, with the pauses and the newest wish since its start."""
        pauses = tuple(pause for pause in self.pauses if pause.until > new.counted_from)
        if pauses and new.kind in PAUSING_KINDS:
            new = replace(new, pauses=pauses)
        if new.kind not in ARRIVAL_KINDS:
            return new
        wishes = [move for other in others for move in other.moves] + ([self.wish] if self.wish else [])
        wish = max(wishes, key=lambda move: move.moved_at, default=None)
        if wish is None or wish.moved_at < new.counted_from or wish.until <= new.due_at:
            return new
        return new.moved(wish)


NOTHING_KNOWN = KnownFacts()
