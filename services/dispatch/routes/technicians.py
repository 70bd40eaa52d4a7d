"""What can be asked about technicians and their certificates."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.dispatch import queries
from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.refusals import (
    AlreadyATechnician,
    NotAboutHimself,
    PersonNotActive,
    PersonNotFound,
    WrongRole,
)
from services.dispatch.domain.technician import Certificate, Profile, Shift, Technician, Training
from services.dispatch.routes.who_may import DESK, HEADS, STAFF_READERS
from services.dispatch.use_cases import staff as use_cases
from services.dispatch.work import Work
from shared.actor import Role
from shared.calendar import CalendarUnusable
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Day, ShortText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="technicians")
TimeOfDay = Annotated[str, StringConstraints(max_length=5, pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
_PERSON = "01936b2e-0000-7000-8000-000000000001"


class NewTechnician(Body):
    """Who may be sent to customers."""

    EXAMPLE: ClassVar = {"person_id": _PERSON}

    person_id: UUID


class NewCertificate(Body):
    """For what, and until when; the last day counts."""

    EXAMPLE: ClassVar = {"certificate": "cctv", "valid_until": "2027-12-31"}

    certificate: Code
    valid_until: Day


class NewTraining(Body):
    """Which course he took, when, how long, and with which result."""

    EXAMPLE: ClassVar = {"training": "ptz_cameras", "held_on": "2026-10-12", "hours": 8, "result": "passed"}

    training: Code
    held_on: Day
    hours: Annotated[int, Field(ge=1, le=1000)]
    result: Literal["passed", "failed", "attended"] = "attended"


class Describe(Body):
    """What he can, where he lives, and how many jobs he can have at a time; in full."""

    EXAMPLE: ClassVar = {"skills": ["cctv", "access_control"], "home_district": "渝中区", "most_open_jobs": 6}

    skills: Annotated[tuple[Code, ...], Field(max_length=50)] = ()
    home_district: ShortText | None = None
    most_open_jobs: Annotated[int, Field(ge=1, le=100)] | None = None


class ShiftBody(Body):
    """A window of a weekday."""

    day: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    opens: TimeOfDay
    closes: TimeOfDay


class Shifts(Body):
    """When he works, in full; without any he works in the service hours."""

    EXAMPLE: ClassVar = {"shifts": [{"day": "mon", "opens": "08:30", "closes": "18:00"}]}

    shifts: Annotated[tuple[ShiftBody, ...], Field(max_length=50)]


class TechnicianFilter(Listing):
    """Which technicians."""

    certified_on: Day | None = None


class TechnicianView(View):
    """A technician; his id is his id in the staff directory."""

    id: UUID
    number: str
    version: int
    profile: Profile
    shifts: tuple[Shift, ...]
    trainings: tuple[Training, ...]
    certificates: tuple[Certificate, ...]
    certified_until: date | None
    registered_at: datetime

    @classmethod
    def of(cls, technician: Technician) -> "TechnicianView":
        """What we show of a technician."""
        return cls(**{name: getattr(technician, name) for name in cls.model_fields})


@routes.creates(
    "/technicians",
    TechnicianView,
    may=HEADS,
    refuses=(AlreadyATechnician, PersonNotActive, PersonNotFound, WrongRole),
)
async def register_technician(new: Sent[NewTechnician], door: Door[Work]) -> Answer:
    """Register a member of staff as a technician; he is sent once he is certified (5.15)."""
    return await door.change(
        lambda work: use_cases.register_technician(PersonId(new.person_id), work), show=TechnicianView.of
    )


@routes.commands("/technicians/{technician_id}/certificates", TechnicianView, may=HEADS, refuses=(NotAboutHimself,))
async def grant_certificate(technician_id: UUID, new: Sent[NewCertificate], door: Door[Work]) -> Answer:
    """Record that a technician is trained and certified (5.15)."""
    return await door.change(
        lambda work: use_cases.grant_certificate(PersonId(technician_id), new.certificate, new.valid_until, work),
        show=TechnicianView.of,
    )


@routes.commands("/technicians/{technician_id}/trainings", TechnicianView, may=HEADS, refuses=(NotAboutHimself,))
async def record_training(technician_id: UUID, new: Sent[NewTraining], door: Door[Work]) -> Answer:
    """Record a course that a technician took (5.15)."""

    def training(work: Work) -> Training:
        return Training(**new.model_dump(), recorded_at=work.now)

    return await door.change(
        lambda work: use_cases.record_training(PersonId(technician_id), training(work), work), show=TechnicianView.of
    )


@routes.commands("/technicians/{technician_id}/profile", TechnicianView, may=HEADS, refuses=(NotAboutHimself,))
async def describe_technician(technician_id: UUID, new: Sent[Describe], door: Door[Work]) -> Answer:
    """Say what a technician can, where he lives and how much he can take."""
    profile = Profile(skills=new.skills, home_district=new.home_district, most_open_jobs=new.most_open_jobs)
    return await door.change(
        lambda work: use_cases.describe_technician(PersonId(technician_id), profile, work), show=TechnicianView.of
    )


@routes.commands(
    "/technicians/{technician_id}/shifts",
    TechnicianView,
    may=HEADS,
    refuses=(NotAboutHimself, CalendarUnusable),
)
async def set_shifts(technician_id: UUID, new: Sent[Shifts], door: Door[Work]) -> Answer:
    """Say when a technician works."""
    shifts = tuple(Shift(day=each.day, opens=each.opens, closes=each.closes) for each in new.shifts)
    return await door.change(
        lambda work: use_cases.set_shifts(PersonId(technician_id), shifts, work), show=TechnicianView.of
    )


@routes.shows("/technicians/{technician_id}", TechnicianView, may=STAFF_READERS)
async def show_technician(technician_id: UUID, door: Door[Work]) -> Answer:
    """One technician; a technician sees only himself."""
    return await door.read(lambda work: use_cases.technician_for(PersonId(technician_id), work), show=TechnicianView.of)


@routes.lists("/technicians", TechnicianView, may=(*DESK, Role.AUDITOR))
async def list_technicians(wanted: Asked[TechnicianFilter], door: Door[Work]) -> Answer:
    """Technicians, those with a valid certificate on a day where one is given."""
    return await door.page(
        wanted,
        lambda work: queries.technicians(work.reader, wanted.certified_on, wanted.after(UUID), wanted.rows_to_read),
        show=TechnicianView.of,
        by=("id",),
    )


@routes.lists("/technicians/{technician_id}/history", AuditEntry, may=(*HEADS, Role.AUDITOR))
async def show_technician_history(technician_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a technician."""
    return await history(door, wanted, lambda work: use_cases.technician_for(PersonId(technician_id), work))
