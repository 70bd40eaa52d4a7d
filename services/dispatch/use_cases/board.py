"""Looking at the board, once or for as long as somebody watches it."""

from dataclasses import dataclass, replace

from services.dispatch import queries
from services.dispatch.domain.dispatching.board import Board, BoardChange, change_between
from services.dispatch.work import Work

LOOK_ANYWAY_SECONDS = 15
"""Deadlines come nearer although nothing happens."""


async def look(district: str | None, limit: int, work: Work) -> Board:
    """The board as it is now."""
    return await queries.board(work.reader, district, limit, work.now)


@dataclass
class Watch:
    """What somebody who watches the board has seen; kept by his connection, so that nothing else remembers it."""

    district: str | None
    limit: int
    board: Board | None = None
    newest_event: int = -1

    async def changes(self, work: Work) -> BoardChange | None:
        """What has changed since he looked last; the board is only read again when something happened."""
        newest = await queries.newest_event(work.reader)
        is_fresh = self.board is not None and (work.now - self.board.seen_at).total_seconds() < LOOK_ANYWAY_SECONDS
        if newest == self.newest_event and is_fresh:
            return None
        board = await look(self.district, self.limit, work)
        change = change_between(self.board, board)
        self.board, self.newest_event = replace(board), newest
        return change
