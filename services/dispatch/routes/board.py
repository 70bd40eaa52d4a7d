"""The board of the service centre: what waits, what is late, who is where; and its changes as they happen."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from services.dispatch.domain.dispatching.board import Board, BoardChange, BoardLine, Column
from services.dispatch.routes.who_may import DESK
from services.dispatch.use_cases.clocks import Watch, look
from services.dispatch.work import Work
from shared.actor import Role
from shared.web.answer import STREAM, Answer, View
from shared.web.door import Door
from shared.web.input.fields import ShortText
from shared.web.input.query import Asked, Filter
from shared.web.routes import Routes

routes = Routes(tag="board")
WATCHERS = (*DESK, Role.AUDITOR)


class BoardFilter(Filter):
    """Which part of the board."""

    district: ShortText | None = Field(None, description="Absent: all districts.")
    limit: Annotated[int, Field(ge=1, le=200, description="Lines in each column.")] = 50


class BoardView(View):
    """How many stand in each column, and the first lines of each, the nearest deadline in front."""

    EXAMPLE: ClassVar = None

    seen_at: datetime
    counts: dict[Column, int]
    columns: dict[Column, tuple[BoardLine, ...]]

    @classmethod
    def of(cls, board: Board) -> "BoardView":
        """What we show of the board."""
        return cls(
            seen_at=board.seen_at,
            counts=dict(board.counts),
            columns={column: tuple(line for line in board.lines if line.column is column) for column in Column},
        )


class GoneView(View):
    """A line that no longer stands in its column."""

    column: Column
    job_id: UUID


class BoardChangeView(View):
    """What is different from the last message; the first one has everything."""

    seen_at: datetime
    counts: dict[Column, int]
    lines: tuple[BoardLine, ...]
    gone: tuple[GoneView, ...]

    @classmethod
    def of(cls, change: BoardChange) -> "BoardChangeView":
        """What we send of a change."""
        return cls(
            seen_at=change.seen_at,
            counts=dict(change.counts),
            lines=change.lines,
            gone=tuple(GoneView(column=column, job_id=job_id) for column, job_id in change.gone),
        )


@routes.shows("/board", BoardView, may=WATCHERS)
async def show_board(wanted: Asked[BoardFilter], door: Door[Work]) -> Answer:
    """What waits, is due soon or late, is on the road, on site, or whose card is out; nearest clock first."""
    return await door.read(lambda work: look(wanted.district, wanted.limit, work), show=BoardView.of)


@routes.files("/board/changes", STREAM, may=WATCHERS)
async def watch_board(wanted: Asked[BoardFilter], door: Door[Work]) -> Answer:
    """Changes of the board as server-sent events; the first message is the whole board."""
    watch = Watch(district=wanted.district, limit=wanted.limit)
    return door.watch(watch.changes, show=BoardChangeView.of)
