"""What can be asked about the staff directory."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from services.dispatch import queries
from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.people import Absence, Duty, Person, PersonEntry
from services.dispatch.domain.refusals import (
    NoSuchPeriod,
    NotAboutHimself,
    PeriodWrong,
    PersonNotFound,
    SuperiorOfHimself,
)
from services.dispatch.routes.who_may import DESK, HEADS, STAFF_READERS
from services.dispatch.use_cases import staff as use_cases
from services.dispatch.work import Work
from shared.actor import Role
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Instant, Phone, ShortText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="staff")


class StaffEntry(Body):
    """What the directory says of somebody, in full."""

    EXAMPLE: ClassVar = {"name": "王强", "phone": "13800000001", "role": "technician"}

    name: ShortText
    phone: Phone | None = None
    role: Role
    superior_id: UUID | None = None
    deputy_id: UUID | None = None
    is_active: bool = True

    @property
    def entry(self) -> PersonEntry:
        """As the domain takes it."""
        return PersonEntry(**{name: getattr(self, name) for name in StaffEntry.model_fields})


class NewDuty(Body):
    """From when until when somebody is on duty."""

    EXAMPLE: ClassVar = {"from": "2026-11-23T18:00:00+08:00", "until": "2026-11-24T08:30:00+08:00"}

    from_: Instant = Field(alias="from")
    until: Instant


class NewAbsence(NewDuty):
    """From when until when somebody is not there, and why."""

    EXAMPLE: ClassVar = {
        "from": "2026-11-23T08:30:00+08:00",
        "until": "2026-11-25T18:00:00+08:00",
        "reason": "annual_leave",
    }

    reason: Code


class PeriodBegins(Body):
    """Which absence or duty: the one that begins then."""

    EXAMPLE: ClassVar = {"from": "2026-11-23T08:30:00+08:00"}

    from_: Instant = Field(alias="from")


class PersonView(View):
    """A member of staff."""

    id: UUID
    number: str
    version: int
    name: str
    phone: str | None
    role: Role
    superior_id: UUID | None
    deputy_id: UUID | None
    is_active: bool
    absences: tuple[Absence, ...]
    duties: tuple[Duty, ...]
    recorded_at: datetime

    @classmethod
    def of(cls, person: Person) -> "PersonView":
        """What we show of a member of staff."""
        return cls(**{name: getattr(person, name) for name in cls.model_fields})


class StaffFilter(Listing):
    """Which members of staff."""

    role: Role | None = None


@routes.creates("/staff", PersonView, may=HEADS, refuses=(PersonNotFound, SuperiorOfHimself))
async def record_person(entry: Sent[StaffEntry], door: Door[Work]) -> Answer:
    """Enter somebody into the staff directory, with his direct superior and deputy."""
    return await door.change(lambda work: use_cases.record_person(entry.entry, work), show=PersonView.of)


@routes.commands(
    "/staff/{person_id}/correction",
    PersonView,
    may=HEADS,
    refuses=(NotAboutHimself, PersonNotFound, SuperiorOfHimself),
)
async def correct_person(person_id: UUID, entry: Sent[StaffEntry], door: Door[Work]) -> Answer:
    """Give somebody's entry as it is now, in full; nobody corrects his own."""
    return await door.change(
        lambda work: use_cases.correct_person(PersonId(person_id), entry.entry, work), show=PersonView.of
    )


@routes.commands("/staff/{person_id}/absences", PersonView, may=HEADS, refuses=(NotAboutHimself, PeriodWrong))
async def keep_absence(person_id: UUID, new: Sent[NewAbsence], door: Door[Work]) -> Answer:
    """Record that somebody will not be there: his deputy acts, and he gets no job."""
    absence = Absence(begins_at=new.from_, ends_at=new.until, reason=new.reason)
    return await door.change(
        lambda work: use_cases.keep_absence(PersonId(person_id), absence, work), show=PersonView.of
    )


@routes.commands(
    "/staff/{person_id}/absences/withdrawal", PersonView, may=HEADS, refuses=(NotAboutHimself, NoSuchPeriod)
)
async def withdraw_absence(person_id: UUID, which: Sent[PeriodBegins], door: Door[Work]) -> Answer:
    """Take an absence back."""
    return await door.change(
        lambda work: use_cases.withdraw_absence(PersonId(person_id), which.from_, work), show=PersonView.of
    )


@routes.commands("/staff/{person_id}/duties", PersonView, may=HEADS, refuses=(NotAboutHimself, PeriodWrong))
async def keep_duty(person_id: UUID, new: Sent[NewDuty], door: Door[Work]) -> Answer:
    """Put somebody on the duty roster: what nobody took by the evening goes to him."""
    duty = Duty(begins_at=new.from_, ends_at=new.until)
    return await door.change(lambda work: use_cases.keep_duty(PersonId(person_id), duty, work), show=PersonView.of)


@routes.commands("/staff/{person_id}/duties/withdrawal", PersonView, may=HEADS, refuses=(NotAboutHimself, NoSuchPeriod))
async def withdraw_duty(person_id: UUID, which: Sent[PeriodBegins], door: Door[Work]) -> Answer:
    """Take a duty off the roster."""
    return await door.change(
        lambda work: use_cases.withdraw_duty(PersonId(person_id), which.from_, work), show=PersonView.of
    )


@routes.shows("/staff/{person_id}", PersonView, may=STAFF_READERS)
async def show_person(person_id: UUID, door: Door[Work]) -> Answer:
    """One member of staff; a technician sees only himself."""
    return await door.read(lambda work: use_cases.person_for(PersonId(person_id), work), show=PersonView.of)


@routes.lists("/staff", PersonView, may=(*DESK, Role.AUDITOR))
async def list_staff(wanted: Asked[StaffFilter], door: Door[Work]) -> Answer:
    """The staff directory."""
    return await door.page(
        wanted,
        lambda work: queries.people(work.reader, wanted.role, wanted.after(UUID), wanted.rows_to_read),
        show=PersonView.of,
        by=("id",),
    )


@routes.lists("/staff/{person_id}/history", AuditEntry, may=(*HEADS, Role.AUDITOR))
async def show_person_history(person_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of somebody's entry."""
    return await history(door, wanted, lambda work: use_cases.person_for(PersonId(person_id), work))
