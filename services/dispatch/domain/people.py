"""Who works here, and which persons are told when a promise is broken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.refusals import NotAboutHimself, NotInTheDirectory, SuperiorOfHimself
from shared.actor import Actor, Role
from shared.events.dispatch.staff import StaffRecorded


@dataclass(frozen=True, kw_only=True)
class PersonEntry:
    """What the directory says of a person, as it is given."""

    name: str
    phone: str | None = None
    role: Role
    superior_id: PersonId | None = None
    deputy_id: PersonId | None = None
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class Person:
    """A member of staff, with the direct superior and the deputy that escalation goes to."""

    id: PersonId
    number: str
    version: int = 0
    name: str
    phone: str | None = None
    role: Role
    superior_id: PersonId | None = None
    deputy_id: PersonId | None = None
    is_active: bool
    recorded_at: datetime

    @classmethod
    def recorded(
        cls, person_id: PersonId, number: str, entry: PersonEntry, now: datetime
    ) -> tuple["Person", list[StaffRecorded]]:
        """A new entry of the directory."""
        blank = cls(id=person_id, number=number, name=entry.name, role=entry.role, is_active=True, recorded_at=now)
        return blank.corrected(entry, None, now)

    def corrected(self, entry: PersonEntry, actor: Actor | None, now: datetime) -> tuple["Person", list[StaffRecorded]]:
        """The entry as it is now, in full; nobody corrects his own."""
        if actor is not None and actor.subject == str(self.id):
            raise NotAboutHimself("somebody else keeps your entry in the directory")
        if self.id in (entry.superior_id, entry.deputy_id):
            raise SuperiorOfHimself("nobody is his own superior or deputy", field="superior_id")
        person = replace(
            self,
            name=entry.name,
            phone=entry.phone,
            role=entry.role,
            superior_id=entry.superior_id,
            deputy_id=entry.deputy_id,
            is_active=entry.is_active,
            recorded_at=now,
        )
        return person, [person._as_recorded()]

    def _as_recorded(self) -> StaffRecorded:
        return StaffRecorded(
            person_id=self.id,
            number=self.number,
            name=self.name,
            phone=self.phone,
            role=self.role.value,
            superior_id=self.superior_id,
            deputy_id=self.deputy_id,
            is_active=self.is_active,
            recorded_at=self.recorded_at,
        )


@dataclass(frozen=True, kw_only=True)
class PeopleToTell:
    """Who is responsible for a job, and the person on each rung above him."""

    responsible_id: PersonId | None = None
    by_role: Mapping[Role, PersonId] = field(default_factory=dict)


NOBODY = PeopleToTell()


def staff_id(actor: Actor) -> PersonId:
    """Who of the directory asks; raises NotInTheDirectory for a token that names nobody of ours."""
    try:
        return PersonId(UUID(actor.subject))
    except ValueError:
        raise NotInTheDirectory("this token does not name anybody of the staff directory") from None


def people_to_tell(responsible_id: PersonId | None, roles: Iterable[Role], staff: Iterable[Person]) -> PeopleToTell:
    """The persons of the ladder: the line of superiors first, else whoever holds the role; a deputy for who left."""
    directory = {person.id: person for person in sorted(staff, key=lambda person: person.number)}
    line = list(_line_above(responsible_id, directory))
    chosen: dict[Role, PersonId] = {}
    for role in roles:
        holders = [person for person in (*line, *directory.values()) if person.role is role]
        stand_in = next((found for person in holders if (found := _who_acts(person, directory))), None)
        if stand_in is not None:
            chosen[role] = stand_in
    return PeopleToTell(responsible_id=responsible_id, by_role=chosen)


def _line_above(person_id: PersonId | None, directory: Mapping[PersonId, Person]) -> Iterable[Person]:
    seen: set[PersonId] = set()
    person = directory.get(person_id) if person_id is not None else None
    while person is not None and person.superior_id is not None and person.superior_id not in seen:
        seen.add(person.superior_id)
        person = directory.get(person.superior_id)
        if person is not None:
            yield person


def _who_acts(person: Person, directory: Mapping[PersonId, Person]) -> PersonId | None:
    """The person himself, or his deputy when he no longer works here."""
    if person.is_active:
        return person.id
    deputy = directory.get(person.deputy_id) if person.deputy_id is not None else None
    return deputy.id if deputy is not None and deputy.is_active else None
