"""What can be asked about the staff directory."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.dispatch import queries
from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.people import Person, PersonEntry
from services.dispatch.domain.refusals import NotAboutHimself, PersonNotFound, SuperiorOfHimself
from services.dispatch.routes.who_may import DESK, HEADS, STAFF_READERS
from services.dispatch.use_cases import staff as use_cases
from services.dispatch.work import Work
from shared.actor import Role
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Phone, ShortText
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
