"""Technicians: what they are trained and certified for (5.15), what they can, where they live and when they work."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID

from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.people import Person
from services.dispatch.domain.refusals import NotAboutHimself, PersonNotActive, TechnicianNotCertified, WrongRole
from shared.actor import Actor, Role
from shared.calendar import WorkingCalendar, parse_window
from shared.events.dispatch.staff import CertificateExpired, CertificateGranted, TechnicianRegistered
from shared.policy import BUSINESS_ZONE, business_day

CERTIFICATE_CLAUSE = "5.15"


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A technician is trained for a kind of work, up to and including a day."""

    certificate: str
    valid_until: date
    granted_at: datetime
    timer_id: UUID | None = None
    """Fires when its last day is over; None once it has, or for one that was over when it was recorded."""

    @property
    def expires_at(self) -> datetime:
        """The midnight after its last day."""
        midnight = datetime.combine(self.valid_until + timedelta(days=1), time.min, BUSINESS_ZONE)
        return midnight.astimezone(UTC)


@dataclass(frozen=True, kw_only=True)
class Training:
    """A course that somebody took: training is encouraged (5.15)."""

    training: str
    held_on: date
    hours: int
    result: str
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class Shift:
    """A window of a weekday in which he works."""

    day: str
    opens: str
    closes: str


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What candidates for a job are compared by."""

    skills: tuple[str, ...] = ()
    home_district: str | None = None
    most_open_jobs: int | None = None
    """How many jobs he can have at a time; None: as many as the policy says."""


@dataclass(frozen=True, kw_only=True)
class Technician:
    """A member of staff who may be sent to customers, once certified."""

    id: PersonId
    number: str
    version: int = 0
    profile: Profile = Profile()
    shifts: tuple[Shift, ...] = ()
    """None: he works in the service hours."""
    trainings: tuple[Training, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    certified_until: date | None = None
    """The last day on which any certificate counts."""
    registered_at: datetime

    @classmethod
    def registered(cls, person: Person, now: datetime) -> tuple["Technician", list[TechnicianRegistered]]:
        """Only who works here as a technician can be one."""
        if person.role is not Role.TECHNICIAN:
            raise WrongRole(f"{person.number} is {person.role}, not a technician", field="person_id")
        if not person.is_active:
            raise PersonNotActive(f"{person.number} no longer works here", field="person_id")
        technician = cls(id=person.id, number=person.number, registered_at=now)
        return technician, [TechnicianRegistered(technician_id=person.id, number=person.number, registered_at=now)]

    def granted(
        self, certificate: str, valid_until: date, *, actor: Actor, now: datetime, timer_id: UUID | None = None
    ) -> tuple["Technician", list[CertificateGranted]]:
        """A newer certificate of the same kind takes the place of the older; nobody certifies himself."""
        self._must_be_kept_by(actor)
        granted = Certificate(certificate=certificate, valid_until=valid_until, granted_at=now)
        if granted.expires_at > now:
            granted = replace(granted, timer_id=timer_id)
        others = tuple(each for each in self.certificates if each.certificate != certificate)
        technician = self._certified((*others, granted))
        event = CertificateGranted(
            technician_id=self.id,
            certificate=certificate,
            valid_until=valid_until,
            clause=CERTIFICATE_CLAUSE,
            granted_at=now,
        )
        return technician, [event]

    def expired(self, timer_id: UUID) -> tuple["Technician", list[CertificateExpired]]:
        """The last day of a certificate is over; a timer of one that was replaced since does nothing."""
        over = next((each for each in self.certificates if each.timer_id == timer_id), None)
        if over is None:
            return self, []
        kept = tuple(replace(each, timer_id=None) if each is over else each for each in self.certificates)
        event = CertificateExpired(
            technician_id=self.id,
            certificate=over.certificate,
            valid_until=over.valid_until,
            is_certified_still=any(each.expires_at > over.expires_at for each in kept),
            clause=CERTIFICATE_CLAUSE,
            expired_at=over.expires_at,
        )
        return self._certified(kept), [event]

    def trained(self, training: Training, actor: Actor) -> "Technician":
        """He took a course; nobody records his own."""
        self._must_be_kept_by(actor)
        return replace(self, trainings=(*self.trainings, training))

    def profiled(self, profile: Profile, actor: Actor) -> "Technician":
        """What he can and where he lives; nobody describes himself."""
        self._must_be_kept_by(actor)
        return replace(self, profile=profile)

    def working(self, shifts: tuple[Shift, ...], actor: Actor) -> "Technician":
        """When he works, in full; raises CalendarUnusable for windows that overlap or end before they begin."""
        self._must_be_kept_by(actor)
        technician = replace(self, shifts=shifts)
        technician.calendar(None)
        return technician

    def calendar(self, service_hours: WorkingCalendar | None) -> WorkingCalendar | None:
        """When he works: his shifts, or the service hours where he has none."""
        return _calendar(self.shifts) if self.shifts else service_hours

    def works_at(self, at: datetime, service_hours: WorkingCalendar) -> bool:
        """Whether an instant lies in one of his shifts."""
        calendar = self.calendar(service_hours) or service_hours
        return next(calendar.spans(at)).working

    def works_on(self, day: date, service_hours: WorkingCalendar) -> bool:
        """Whether he works on a day at all."""
        calendar = self.calendar(service_hours) or service_hours
        return calendar.is_work_day(day)

    def is_certified(self, at: datetime) -> bool:
        """A certificate counts on its last day, the company's day."""
        return any(each.valid_until >= business_day(at) for each in self.certificates)

    def must_be_certified(self, now: datetime) -> None:
        """Only who is certified is sent; raises TechnicianNotCertified."""
        today = business_day(now)
        if not self.is_certified(now):
            raise TechnicianNotCertified(
                f"technician {self.number} has no valid certificate on {today}",
                clause=CERTIFICATE_CLAUSE,
                field="technician_id",
                facts={
                    "certified_until": self.certified_until.isoformat() if self.certified_until else "never",
                    "day": today.isoformat(),
                },
            )

    def _certified(self, kept: tuple[Certificate, ...]) -> "Technician":
        return replace(self, certificates=kept, certified_until=max(each.valid_until for each in kept))

    def _must_be_kept_by(self, actor: Actor) -> None:
        if actor.subject == str(self.id):
            raise NotAboutHimself("nobody certifies, trains or describes himself", clause=CERTIFICATE_CLAUSE)


@lru_cache(maxsize=1024)
def _calendar(shifts: tuple[Shift, ...]) -> WorkingCalendar:
    """Asked for each technician at each proposal, and the same until his shifts change."""
    inorder = sorted(shifts, key=lambda shift: (shift.day, shift.opens))
    week = {
        day: tuple(parse_window(shift.opens, shift.closes) for shift in inorder if shift.day == day)
        for day in {shift.day for shift in inorder}
    }
    return WorkingCalendar(zone=BUSINESS_ZONE, week=week)
