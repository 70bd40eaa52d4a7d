"""Who works here, and which persons are told when a promise is broken."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.refusals import (
    NoSuchPeriod,
    NotAboutHimself,
    NotInTheDirectory,
    PeriodWrong,
    PersonAway,
    PersonNotActive,
    SuperiorOfHimself,
)
from shared.actor import Actor, Role
from shared.events.dispatch.staff import Period, StaffRecorded

KEPT = timedelta(days=400)
"""How long an absence or duty that is over is still shown."""
MOST_PERIODS = 400


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
class Absence:
    """Somebody is not there; his deputy acts."""

    begins_at: datetime
    ends_at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Somebody is on duty: evenings, nights and holidays."""

    begins_at: datetime
    ends_at: datetime


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
    absences: tuple[Absence, ...] = ()
    duties: tuple[Duty, ...] = ()
    """The duty roster, as far as it is about him."""
    recorded_at: datetime

    def is_there(self, at: datetime) -> bool:
        """Whether he works here and is not away; the first instant of an absence counts, the last does not."""
        return self.is_active and not _covers(self.absences, at)

    def must_be_there(self, at: datetime) -> None:
        """Nobody is sent who has left or is away then; raises PersonNotActive, PersonAway."""
        if not self.is_active:
            raise PersonNotActive(f"{self.number} no longer works here", field="technician_id")
        if not self.is_there(at):
            raise PersonAway(f"{self.number} is away then", field="technician_id", facts={"at": at.isoformat()})

    def is_on_duty(self, at: datetime) -> bool:
        """Whether the roster names him and he is there."""
        return self.is_there(at) and _covers(self.duties, at)

    def away(self, absence: Absence, actor: Actor, now: datetime) -> "Person":
        """He will not be there; raises PeriodWrong, NotAboutHimself."""
        self._must_be_kept_by(actor)
        return replace(self, absences=_with(self.absences, absence, now))

    def on_duty(self, duty: Duty, actor: Actor, now: datetime) -> "Person":
        """He is put on the duty roster; raises PeriodWrong, NotAboutHimself."""
        self._must_be_kept_by(actor)
        return replace(self, duties=_with(self.duties, duty, now))

    def back(self, begins_at: datetime, actor: Actor) -> "Person":
        """The absence that begins then does not take place; raises NoSuchPeriod, NotAboutHimself."""
        self._must_be_kept_by(actor)
        return replace(self, absences=_without(self.absences, begins_at))

    def off_duty(self, begins_at: datetime, actor: Actor) -> "Person":
        """The duty that begins then is somebody else's; raises NoSuchPeriod, NotAboutHimself."""
        self._must_be_kept_by(actor)
        return replace(self, duties=_without(self.duties, begins_at))

    def announced(self, now: datetime) -> tuple["Person", list[StaffRecorded]]:
        """The entry with its roster as it is now, told in full."""
        person = replace(self, recorded_at=now)
        return person, [person._as_recorded()]

    @classmethod
    def recorded(
        cls, person_id: PersonId, number: str, entry: PersonEntry, now: datetime
    ) -> tuple["Person", list[StaffRecorded]]:
        """A new entry of the directory."""
        blank = cls(id=person_id, number=number, name=entry.name, role=entry.role, is_active=True, recorded_at=now)
        return blank.corrected(entry, None, now)

    def corrected(
        self, entry: PersonEntry, actor: Actor | None, now: datetime, *, above: Collection[PersonId] = ()
    ) -> tuple["Person", list[StaffRecorded]]:
        """The entry as it is now, in full; nobody corrects his own. `above`: the line of superiors that it names."""
        if actor is not None:
            self._must_be_kept_by(actor)
        if self.id in (entry.superior_id, entry.deputy_id, *above):
            raise SuperiorOfHimself("nobody is his own superior or deputy, at any remove", field="superior_id")
        person = replace(
            self,
            name=entry.name,
            phone=entry.phone,
            role=entry.role,
            superior_id=entry.superior_id,
            deputy_id=entry.deputy_id,
            is_active=entry.is_active,
        )
        return person.announced(now)

    def _must_be_kept_by(self, actor: Actor) -> None:
        if actor.subject == str(self.id):
            raise NotAboutHimself("somebody else keeps your entry in the directory")

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
            absences=tuple(Period(begins_at=each.begins_at, ends_at=each.ends_at) for each in self.absences),
            duties=tuple(Period(begins_at=each.begins_at, ends_at=each.ends_at) for each in self.duties),
            recorded_at=self.recorded_at,
        )


@dataclass(frozen=True, kw_only=True)
class PeopleToTell:
    """Who acts for whoever is responsible for a job, and the person on each rung above him."""

    responsible_id: PersonId | None = None
    by_role: Mapping[Role, PersonId] = field(default_factory=dict)


NOBODY = PeopleToTell()


def staff_id(actor: Actor) -> PersonId:
    """Who of the directory asks; raises NotInTheDirectory for a token that names nobody of ours."""
    try:
        return PersonId(UUID(actor.subject))
    except ValueError:
        raise NotInTheDirectory("this token does not name anybody of the staff directory") from None


def people_to_tell(
    responsible_id: PersonId | None, roles: Iterable[Role], staff: Iterable[Person], at: datetime
) -> PeopleToTell:
    """The persons of the ladder: the line of superiors first, else who is on duty, else whoever holds the role.

    Who is away or left is stood in for by his deputy, whoever is responsible for the job as well.
    """
    directory = {person.id: person for person in sorted(staff, key=lambda person: person.number)}
    line = list(_line_above(responsible_id, directory))
    chosen: dict[Role, PersonId] = {}
    for role in roles:
        holders = [person for person in line if person.role is role]
        others = [person for person in directory.values() if person.role is role]
        holders += sorted(others, key=lambda person: not person.is_on_duty(at))
        stand_in = next((found for person in holders if (found := who_acts(person, directory, at))), None)
        if stand_in is not None:
            chosen[role] = stand_in
    responsible = directory.get(responsible_id) if responsible_id is not None else None
    acting = who_acts(responsible, directory, at) if responsible is not None else None
    return PeopleToTell(responsible_id=acting or responsible_id, by_role=chosen)


def on_duty(roles: Iterable[Role], staff: Iterable[Person], at: datetime) -> list[Person]:
    """Everybody who is on duty at an instant, in the order of these roles."""
    inorder = sorted(staff, key=lambda person: person.number)
    return [person for role in roles for person in inorder if person.role is role and person.is_on_duty(at)]


def who_acts(person: Person, directory: Mapping[PersonId, Person], at: datetime) -> PersonId | None:
    """The person himself, or along the line of deputies the first who is there; None when nobody is."""
    seen: set[PersonId] = set()
    while person.id not in seen:
        if person.is_there(at):
            return person.id
        seen.add(person.id)
        deputy = directory.get(person.deputy_id) if person.deputy_id is not None else None
        if deputy is None:
            return None
        person = deputy
    return None


def _line_above(person_id: PersonId | None, directory: Mapping[PersonId, Person]) -> Iterable[Person]:
    seen: set[PersonId] = set()
    person = directory.get(person_id) if person_id is not None else None
    while person is not None and person.superior_id is not None and person.superior_id not in seen:
        seen.add(person.superior_id)
        person = directory.get(person.superior_id)
        if person is not None:
            yield person


P = TypeVar("P", Absence, Duty)


def _covers(periods: Iterable[Absence | Duty], at: datetime) -> bool:
    return any(each.begins_at <= at < each.ends_at for each in periods)


def _with(periods: tuple[P, ...], new: P, now: datetime) -> tuple[P, ...]:
    """In order of time; one that begins at the same instant is replaced, those long over are not kept."""
    if not new.begins_at < new.ends_at or new.ends_at <= now:
        raise PeriodWrong("it must end after it begins and lie ahead", field="until")
    kept: list[P] = [each for each in periods if each.ends_at > now - KEPT and each.begins_at != new.begins_at]
    if len(kept) >= MOST_PERIODS:
        raise PeriodWrong(f"more than {MOST_PERIODS} are not kept", field="from")
    kept.append(new)
    return tuple(sorted(kept, key=lambda each: each.begins_at))


def _without(periods: tuple[P, ...], begins_at: datetime) -> tuple[P, ...]:
    kept: tuple[P, ...] = tuple(each for each in periods if each.begins_at != begins_at)
    if len(kept) == len(periods):
        raise NoSuchPeriod(f"nothing begins at {begins_at.isoformat()}", field="from")
    return kept
