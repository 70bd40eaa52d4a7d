"""How far a reader may say it has come: never past a delivery that is still being worked on."""

from collections import deque


class Watermark:
    """Follows the deliveries of one source (a feed, or one partition) that were taken and are not yet done."""

    def __init__(self, position: int) -> None:
        self.safe = position
        """Everything up to here, this position included, is done."""
        self._taken: deque[int] = deque()
        self._done: set[int] = set()

    @property
    def outstanding(self) -> int:
        """How many deliveries are taken and not done."""
        return len(self._taken) - len(self._done)

    def taken(self, position: int) -> None:
        """A delivery was handed out; positions only grow."""
        self._taken.append(position)

    def passed(self, position: int) -> None:
        """Nothing of interest lies between the last delivery and this position."""
        if self._taken:
            if position > self._taken[-1]:
                self._taken.append(position)
                self._done.add(position)
        else:
            self.safe = max(self.safe, position)

    def done(self, position: int) -> None:
        """A delivery needs no further work; the watermark moves when nothing before it is outstanding."""
        if position <= self.safe:
            return
        self._done.add(position)
        while self._taken and self._taken[0] in self._done:
            self.safe = self._taken.popleft()
            self._done.discard(self.safe)
