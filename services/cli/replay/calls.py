"""Reads a file of real calls: one row is one call, with what happened to it."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from shared.policy import BUSINESS_ZONE

SAMPLE = Path(__file__).parent.parent / "sample" / "calls_2016-03.csv"
LONGEST_WORK = timedelta(days=20)
"""Real cases stayed open for a year; nobody's camera does."""
REMOTE_WITHIN = timedelta(hours=6)
"""What was solved so fast needed no visit."""
_NOT_A_FAULT = 4


class CallFileWrong(ValueError):
    """A row cannot be read; the message names its line and column."""


@dataclass(frozen=True)
class RealCall:
    """One call; times in UTC."""

    number: str
    reported_at: datetime
    channel: str
    level: int
    symptom: str | None
    times_reassigned: int
    times_reopened: int
    resolved_at: datetime

    @property
    def seed(self) -> int:
        """A number that is this call's for ever: what the file does not say is decided by it."""
        return int(self.number)

    @property
    def is_solved_remotely(self) -> bool:
        """Whether nobody had to go: no fault of the system, or solved within hours."""
        return self.level == _NOT_A_FAULT or self.resolved_at - self.reported_at <= REMOTE_WITHIN


def read_calls(path: Path, most: int | None = None) -> list[RealCall]:
    """The calls of a file in the order in which customers called. Raises CallFileWrong and OSError."""
    with path.open(encoding="utf-8", newline="") as file:
        rows: Iterable[dict[str, str]] = csv.DictReader(file)
        calls = [_call(line, row) for line, row in enumerate(islice(rows, most), start=2)]
    return sorted(calls, key=lambda call: (call.reported_at, call.number))


def _call(line: int, row: dict[str, str]) -> RealCall:
    column = ""
    try:
        column = "reported_at"
        reported_at = _local(row["reported_at"])
        column = "resolved_at"
        resolved_at = _local(row["resolved_at"]) if row["resolved_at"] else reported_at + LONGEST_WORK
        column = "level"
        level = int(row["level"])
        column = "times_reopened"
        reopened, reassigned = int(row["times_reopened"] or 0), int(row["times_reassigned"] or 0)
        column = "call_no"
        return RealCall(
            number=row["call_no"],
            reported_at=reported_at,
            channel="mail" if row["channel"] == "Email" else "hotline",
            level=level,
            symptom=f"s{row['symptom']}" if row["symptom"] else None,
            times_reassigned=reassigned,
            times_reopened=reopened,
            resolved_at=min(resolved_at, reported_at + LONGEST_WORK),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise CallFileWrong(f"line {line}, column {column}: {error}") from error


def _local(text: str) -> datetime:
    """Times of the file are local; we read them as the company's."""
    return datetime.fromisoformat(text).replace(tzinfo=BUSINESS_ZONE)
