"""The part of policy.toml that is about getting a job to a technician."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from services.dispatch.domain.dispatching.reasons import HoldReason
from shared.events.intake.tickets import FaultLevel
from shared.policy import BUSINESS_ZONE


@dataclass(frozen=True, kw_only=True)
class OfferSetting:
    """How long a technician may take to answer."""

    clause: str
    answer_minutes: int
    answer_minutes_level_1: int

    def answer_within(self, level: FaultLevel | None) -> timedelta:
        """Shorter where the system is down."""
        is_urgent = level is FaultLevel.SYSTEM_DOWN
        return timedelta(minutes=self.answer_minutes_level_1 if is_urgent else self.answer_minutes)


@dataclass(frozen=True, kw_only=True)
class HoldSetting:
    """Which reasons of the customer's side pause the clocks of the visit, and for how long at most."""

    clause: str
    pausing_reasons: tuple[HoldReason, ...]
    longest_pause_hours: int


@dataclass(frozen=True, kw_only=True)
class CutOff:
    """When a job that is not dispatched is carried over to the next day."""

    clause: str
    at: str

    def is_over(self, instant: datetime, zone: ZoneInfo = BUSINESS_ZONE) -> bool:
        """Whether the evening of its day has come."""
        return instant >= _cut_off_on(instant.astimezone(zone).date(), self.at, zone)

    def next_after(self, instant: datetime, zone: ZoneInfo = BUSINESS_ZONE) -> datetime:
        """The first cut-off that lies behind an instant, in UTC."""
        local = instant.astimezone(zone)
        today = _cut_off_on(local.date(), self.at, zone)
        return today if instant < today else _cut_off_on(local.date() + timedelta(days=1), self.at, zone)


@dataclass(frozen=True, kw_only=True)
class CandidateScore:
    """How much each point in a candidate's favour weighs; the highest sum goes first."""

    clause: str
    same_district: int
    """He lives in the district of the job."""
    neighbouring_district: int
    """He lives in one that borders on it."""
    free_hands: int
    """For each job that he has less than the most he may have."""
    nearer_due: int
    """Taken off for each of his jobs that is due before this one."""
    knows_the_case: int
    """He was there before, for the same ticket."""
    refused_before: int
    """Taken off when he has refused this job, or let its offer lapse."""
    most_open_jobs: int
    """Where his own profile names no other number."""
    skills: Mapping[str, str]
    """The skill that a kind of ticket asks for, where it asks for one."""
    neighbours: Mapping[str, tuple[str, ...]]
    """Which districts border on one, by the names under which intake knows them; bridges join them over the rivers."""

    def nearness(self, home: str | None, district: str | None) -> int:
        """What a technician's home weighs for a job; both names may carry their title (渝中区)."""
        if home is None or district is None:
            return 0
        home, district = _bare(home), _bare(district)
        near = self.neighbouring_district if home in self.neighbours.get(district, ()) else 0
        return self.same_district if home == district else near


def _bare(district: str) -> str:
    """The name without its title, as intake writes it; 新区 belongs to the name."""
    return district if district.endswith("新区") else district.removesuffix("区").removesuffix("县")


@lru_cache(maxsize=64)
def _cut_off_on(day: date, at: str, zone: ZoneInfo) -> datetime:
    """Asked for each job that nobody has taken, and the same for all of a day."""
    return datetime.combine(day, time.fromisoformat(at), zone).astimezone(UTC)
