"""The company's policy as dated, approved revisions: a case is judged by the one in force when it was reported."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from shared.errors import Refused

BUSINESS_ZONE = ZoneInfo("Asia/Shanghai")
"""The zone in which the company has its days."""


def business_day(instant: datetime) -> date:
    """The company's calendar day of an instant."""
    return instant.astimezone(BUSINESS_ZONE).date()


def first_instant(day: date) -> datetime:
    """When the company's calendar day begins, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=BUSINESS_ZONE).astimezone(UTC)


@dataclass(frozen=True, kw_only=True)
class Revision:
    """Which issue of the policy this is, from when it holds, and who answers for it."""

    number: str
    effective_from: date
    compiled_by: str
    reviewed_by: str
    approved_by: str


class HasRevision(Protocol):
    """One service's part of the policy."""

    @property
    def revision(self) -> Revision: ...


P = TypeVar("P", bound=HasRevision)


class NoPolicyInForce(Refused):
    """The case is older than the first issue of the policy."""


class PolicyBook(Generic[P]):
    """Every revision of one service's policy, oldest first."""

    def __init__(self, revisions: Sequence[P]) -> None:
        """Raises ValueError when it is empty, or two revisions share a number or a day."""
        self._revisions = tuple(sorted(revisions, key=lambda policy: policy.revision.effective_from))
        days = {policy.revision.effective_from for policy in revisions}
        numbers = {policy.revision.number for policy in revisions}
        if not revisions or len(days) < len(revisions) or len(numbers) < len(revisions):
            raise ValueError("a policy needs at least one revision, each with its own number and day")

    def __iter__(self) -> Iterator[P]:
        return iter(self._revisions)

    def in_force(self, at: datetime) -> P:
        """The revision in force on the business day of an instant; raises NoPolicyInForce."""
        day = business_day(at)
        for policy in reversed(self._revisions):
            if policy.revision.effective_from <= day:
                return policy
        raise NoPolicyInForce(f"no policy was in force on {day}")

    @property
    def latest(self) -> P:
        """The newest revision, in force or announced."""
        return self._revisions[-1]
