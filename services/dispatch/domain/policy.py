"""The shape of policy.toml: the promises of dispatch, each with its clause."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.dispatch.domain.dispatching.settings import CandidateScore, CutOff, HoldSetting, OfferSetting
from services.dispatch.domain.oversight.settings import ConductSetting, DailyReportSetting
from services.dispatch.domain.timing.facts import CalendarTerms, Windows
from shared.actor import Role
from shared.calendar import WorkingCalendar
from shared.events.intake.tickets import FaultLevel, Region
from shared.policy import Revision


class ArrivalRule(StrEnum):
    """Which of two arrival clocks is *the* promise to the customer; both run."""

    TIGHTEST = "tightest"
    LEVEL = "level"
    REGION = "region"


class ArrivalExistsFrom(StrEnum):
    """When an arrival clock by level comes into being; it is due from the report all the same."""

    REPORT = "report"
    VISIT_DECISION = "visit_decision"


class RaisedCountsFrom(StrEnum):
    """Where the new clock of a raised level begins."""

    CHANGE = "change"
    REPORT = "report"


@dataclass(frozen=True, kw_only=True)
class LevelPromise:
    """What 5.16 promises for one level."""

    clause: str
    response_minutes: int
    arrival_hours: int | None = None
    arrival_first_warning_hours: int | None = None
    arrival_binds_in: tuple[Region, ...]
    arrival_exists_from: ArrivalExistsFrom


@dataclass(frozen=True, kw_only=True)
class ArrivalByRegion:
    """5.11: hours from the report to the arrival."""

    clause: str
    main_city_hours: int
    suburb_hours: int

    def hours_in(self, region: Region) -> int | None:
        """None outside the service area, where the specialist decides, and where the region is not decided yet."""
        return {Region.MAIN_CITY: self.main_city_hours, Region.SUBURB: self.suburb_hours}.get(region)


@dataclass(frozen=True, kw_only=True)
class ArrivalRuleSetting:
    """Which arrival clock is the promise."""

    clause: str
    counts: ArrivalRule


@dataclass(frozen=True, kw_only=True)
class LevelChange:
    """What a changed level does to running clocks."""

    clause: str
    raised_counts_from: RaisedCountsFrom


@dataclass(frozen=True, kw_only=True)
class NotReachable:
    """When a missed response is the customer's doing."""

    clause: str
    attempts: int
    numbers: int


@dataclass(frozen=True, kw_only=True)
class WarningShare:
    """When a clock warns."""

    clause: str
    at_percent: int


@dataclass(frozen=True, kw_only=True)
class LadderStep:
    """One rung: who is told, how long after the breach."""

    role: Role
    after_minutes: int


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """Who is told after a breach, in order."""

    clause: str
    steps: tuple[LadderStep, ...]


@dataclass(frozen=True, kw_only=True)
class AppointmentSetting:
    """How long a window is by default, and how late still counts."""

    clause: str
    window_minutes: int
    tolerance_minutes: int


@dataclass(frozen=True, kw_only=True)
class ServiceHours:
    """When the service centre works, and which clocks run only then; the others run on the 24 h clock."""

    clause: str
    zone: str
    days: tuple[str, ...]
    windows: Windows
    closed_days: tuple[date, ...] = ()
    make_up_days: tuple[date, ...] = ()
    public_holidays: bool = False
    clocks: tuple[str, ...] = ()

    @property
    def terms(self) -> CalendarTerms:
        """As a clock keeps them."""
        return CalendarTerms(
            zone=self.zone,
            days=self.days,
            windows=self.windows,
            closed_days=self.closed_days,
            make_up_days=self.make_up_days,
            public_holidays=self.public_holidays,
        )

    @property
    def calendar(self) -> WorkingCalendar:
        """As a calendar to reckon with."""
        return self.terms.calendar


@dataclass(frozen=True, kw_only=True)
class PromisedCompletion:
    """In how many working days the work is finished when the technician has promised nothing else."""

    clause: str
    within_working_days: int


@dataclass(frozen=True, kw_only=True)
class CardReturn:
    """By the end of which working day after the work the card is back."""

    clause: str
    within_working_days: int


@dataclass(frozen=True, kw_only=True)
class WorkOrderSetting:
    """Which jobs get a work order."""

    clause: str
    for_every_job: bool


class ArrivalCounts(StrEnum):
    """Which time of an arrival that was recorded off line stops the clocks; both are kept."""

    AT_SITE = "at_site"
    RECORDED = "recorded"


@dataclass(frozen=True, kw_only=True)
class Recording:
    """How far a reported time may lie ahead of our clock, and whether a phone that was off line is believed."""

    clause: str
    clock_ahead_minutes: int
    off_line_arrival_counts: ArrivalCounts


@dataclass(frozen=True, kw_only=True)
class PositionSetting:
    """How near to the site a check-in is near, and how rough a position may be to say anything."""

    clause: str
    near_metres: int
    roughest_metres: int


@dataclass(frozen=True, kw_only=True)
class NobodyAtHomeSetting:
    """What shows that nobody was there, and what the second trip costs."""

    clause: str
    calls: int
    next_trip_is_free: bool


@dataclass(frozen=True, kw_only=True)
class DispatchPolicy:
    """Everything dispatch promises, in one revision."""

    revision: Revision
    level_1: LevelPromise
    level_2: LevelPromise
    level_3: LevelPromise
    level_4: LevelPromise
    without_level: LevelPromise
    arrival_by_region: ArrivalByRegion
    arrival_rule: ArrivalRuleSetting
    level_change: LevelChange
    not_reachable: NotReachable
    warning: WarningShare
    ladder: Ladder
    appointment: AppointmentSetting
    service_hours: ServiceHours
    card_return: CardReturn
    work_order: WorkOrderSetting
    recording: Recording
    position: PositionSetting
    nobody_at_home: NobodyAtHomeSetting
    conduct: ConductSetting
    daily_report: DailyReportSetting
    promised_completion: PromisedCompletion
    offer: OfferSetting
    hold: HoldSetting
    cut_off: CutOff
    candidates: CandidateScore

    def calendar_of(self, clock: str) -> CalendarTerms | None:
        """The calendar that a kind of clock runs by; None: the 24 h clock."""
        return self.service_hours.terms if clock in self.service_hours.clocks else None

    def is_night(self, at: datetime) -> bool:
        """Whether nobody dispatches: the evening cut-off is over, or the service centre is closed."""
        return self.cut_off.is_over(at) or not next(self.service_hours.calendar.spans(at)).working

    def for_level(self, level: FaultLevel | None) -> LevelPromise:
        """What is promised for a level; None is a kind of ticket that has none."""
        by_level: dict[FaultLevel | None, LevelPromise] = {
            FaultLevel.SYSTEM_DOWN: self.level_1,
            FaultLevel.MAIN_EQUIPMENT: self.level_2,
            FaultLevel.ACCESSORY: self.level_3,
            FaultLevel.NOT_A_FAULT: self.level_4,
            None: self.without_level,
        }
        return by_level[level]
