"""What is known of the trips of a job beside the one under way, and of what was found and used on them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

from services.dispatch.domain.policy import PositionSetting
from shared.events.dispatch.jobs import Finding, PartUsed, WorkDone

_EARTH_RADIUS_METRES = 6_371_000


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where the phone said it was; shown, never a condition."""

    latitude: float
    longitude: float
    accuracy_metres: int


class Place(StrEnum):
    """What a position says about the check-in; it decides nothing."""

    NEAR = "near"
    FAR = "far"
    NO_FIX = "no_fix"
    """The phone gave none, or too rough a one."""
    SITE_UNKNOWN = "site_unknown"
    """Nobody has said yet where the site lies."""


@dataclass(frozen=True, kw_only=True)
class SitePlace:
    """Where a site lies, in degrees."""

    latitude: float
    longitude: float


def place_of(position: Position | None, site: SitePlace | None, setting: PositionSetting) -> Place:
    """The benefit of the doubt: what lies near within the accuracy of the phone is near."""
    if position is None or position.accuracy_metres > setting.roughest_metres:
        return Place.NO_FIX
    if site is None:
        return Place.SITE_UNKNOWN
    apart = metres_between(position.latitude, position.longitude, site.latitude, site.longitude)
    return Place.NEAR if apart - position.accuracy_metres <= setting.near_metres else Place.FAR


def metres_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Along the surface, on a sphere (the haversine formula); good to half a percent."""
    north, other_north = radians(latitude), radians(other_latitude)
    half_north, half_east = (other_north - north) / 2, radians(other_longitude - longitude) / 2
    chord = sin(half_north) ** 2 + cos(north) * cos(other_north) * sin(half_east) ** 2
    return 2 * _EARTH_RADIUS_METRES * asin(sqrt(min(1.0, chord)))


class TripEnding(StrEnum):
    """Why a trip did not end the job."""

    NOBODY_AT_HOME = "nobody_at_home"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, kw_only=True)
class Trip:
    """An earlier trip of the same job: a follow-up visit continues it."""

    technician_id: UUID
    departed_at: datetime | None
    arrived_at: datetime
    ended_at: datetime
    ending: TripEnding
    reason: str
    evidence_sha256: tuple[str, ...] = ()
    calls: int = 0
    missing_parts: tuple[str, ...] = ()

    @property
    def minutes_on_site(self) -> int:
        """Whole minutes."""
        return int((self.ended_at - self.arrived_at).total_seconds() // 60)


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """What ends the cover (4.6), found where the item was opened."""

    exclusion: str
    equipment_id: UUID | None = None
    evidence_sha256: tuple[str, ...]
    is_disputed: bool = False
    found_at: datetime


@dataclass(frozen=True, kw_only=True)
class PhonesCount:
    """How a phone off line, which does not know what was found before, counts the findings of its last diagnosis."""

    stream_id: UUID
    numbers: tuple[int, ...]
    """The number on the job of its first finding, of its second, and so on."""

    @classmethod
    def of(cls, stream_id: UUID, said: Sequence[Finding], kept: Sequence[Finding]) -> "PhonesCount":
        """What the phone said, found again among what the job keeps; of equal ones each once, while there are more."""
        numbers: list[int] = []
        for found in said:
            same = [each for each in kept if replace(each, finding=found.finding) == found]
            if same:
                numbers.append(next((each.finding for each in same if each.finding not in numbers), same[0].finding))
        return cls(stream_id=stream_id, numbers=tuple(numbers))

    def number_of(self, finding: int | None) -> int | None:
        """The number on the job; one beyond what the phone counts is the job's own already."""
        if finding is None or not 1 <= finding <= len(self.numbers):
            return finding
        return self.numbers[finding - 1]


@dataclass(frozen=True, kw_only=True)
class WorkLog:
    """What was done and used so far, before the work is over."""

    work: tuple[WorkDone, ...] = ()
    parts: tuple[PartUsed, ...] = ()
    cable_centimetres: int = 0
    camera_points: int = 0

    @property
    def is_work(self) -> bool:
        """Whether anything is in it that could be charged."""
        done = any(item.outcome == "done" for item in self.work)
        return done or bool(self.parts) or self.cable_centimetres > 0 or self.camera_points > 0

    @property
    def moves_cameras(self) -> bool:
        """Camera points and the cable to them are paid by the customer on every visit (3.3)."""
        return self.camera_points > 0 or self.cable_centimetres > 0

    def counted_by(self, count: PhonesCount) -> "WorkLog":
        """The same, with the job's numbers of what was found."""
        return replace(
            self,
            work=tuple(replace(each, finding=count.number_of(each.finding)) for each in self.work),
            parts=tuple(replace(each, finding=count.number_of(each.finding)) for each in self.parts),
        )

    def and_then(self, more: "WorkLog") -> "WorkLog":
        """Both together."""
        return WorkLog(
            work=(*self.work, *more.work),
            parts=(*self.parts, *more.parts),
            cable_centimetres=self.cable_centimetres + more.cable_centimetres,
            camera_points=self.camera_points + more.camera_points,
        )


NOTHING_YET = WorkLog()
