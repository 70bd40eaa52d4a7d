"""The board: what waits, what is late, who is on his way, which cards are out; and what has changed since a look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Column(StrEnum):
    """Where a job stands on the board; it may stand in several."""

    WAITING = "waiting"
    """Nobody was sent, or who was asked has not answered."""
    DUE_SOON = "due_soon"
    LATE = "late"
    HELD = "held"
    ON_THE_ROAD = "on_the_road"
    ON_SITE = "on_site"
    CARDS_OUTSTANDING = "cards_outstanding"


@dataclass(frozen=True, kw_only=True)
class BoardLine:
    """One job on the board."""

    column: Column
    job_id: UUID
    number: str
    ticket_number: str
    purpose: str
    state: str
    level: int | None
    region: str
    district: str | None
    technician_id: UUID | None
    card_number: str | None
    carried_over_to: str | None
    rank: int | None
    nearest_due_at: datetime | None
    nearest_warn_at: datetime | None
    must_be_asked_again: bool
    """The customer wished a later visit before the fault level changed: does he still?"""

    @property
    def key(self) -> tuple[Column, UUID]:
        """What makes it the same line."""
        return self.column, self.job_id


@dataclass(frozen=True, kw_only=True)
class Board:
    """How many stand in each column, and the first of them, the nearest deadline in front."""

    seen_at: datetime
    counts: Mapping[Column, int]
    lines: Sequence[BoardLine]


@dataclass(frozen=True, kw_only=True)
class BoardChange:
    """What is different from the last look."""

    seen_at: datetime
    counts: Mapping[Column, int]
    lines: tuple[BoardLine, ...]
    """New or changed."""
    gone: tuple[tuple[Column, UUID], ...]


def change_between(before: Board | None, after: Board) -> BoardChange | None:
    """What has changed; None: nothing. Without an earlier look everything is new."""
    known = {line.key: line for line in before.lines} if before else {}
    now = {line.key: line for line in after.lines}
    lines = tuple(line for line in after.lines if known.get(line.key) != line)
    gone = tuple(key for key in known if key not in now)
    if before is not None and not lines and not gone and before.counts == after.counts:
        return None
    return BoardChange(seen_at=after.seen_at, counts=after.counts, lines=lines, gone=gone)
