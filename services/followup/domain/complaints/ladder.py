"""The ladder of complaints (8.3): who deals with one at each level, and who may never see it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from services.followup.domain.copies import PersonCopy
from services.followup.domain.policy import FollowupPolicy
from shared.actor import Actor, Role


class Level(StrEnum):
    """Where a complaint stands, from below."""

    TECHNICIAN = "technician"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    COMPANY = "company"


LADDER = tuple(Level)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A level, and the person who deals with complaints there."""

    level: Level
    person_id: UUID | None
    """None: nobody is known; whoever has the role may act."""


@dataclass(frozen=True, kw_only=True)
class Staff:
    """The part of the staff directory that matters for one complaint."""

    concerned: PersonCopy | None
    """Whom it is about; None where it is about a matter or nobody knows him."""
    above: Sequence[PersonCopy]
    """The superiors of the person concerned, or of whom it is assigned to first, from below."""
    directory: Sequence[PersonCopy]
    """Everybody."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who asks to see a complaint."""

    actor: Actor
    person_id: UUID | None
    above: Collection[UUID]
    """All his superiors, up to the top."""
    is_known: bool
    """Whether the staff directory knows him: of a stranger nobody can say whose subordinate he is."""
    sources: frozenset[str] = frozenset()
    """The sources of a partner."""


def role_at(level: Level, policy: FollowupPolicy) -> Role:
    """Who deals with complaints at a level; at the lowest it is the specialist for the technician."""
    roles = {Level.TECHNICIAN: Role.SPECIALIST, Level.SUPERVISOR: Role.SUPERVISOR, Level.MANAGER: Role.MANAGER}
    return roles.get(level, policy.complaints.company_role)


def first_level(concerned_role: str | None, *, about_person: bool, policy: FollowupPolicy) -> Level:
    """One level above the person it is about: a complaint about a supervisor starts at the manager."""
    if not about_person:
        return Level.TECHNICIAN
    for level in (Level.COMPANY, Level.MANAGER, Level.SUPERVISOR):
        if concerned_role == role_at(level, policy).value:
            return above(level) or Level.COMPANY
    return Level.SUPERVISOR


def above(level: Level) -> Level | None:
    """The next level up; None above the company."""
    position = LADDER.index(level) + 1
    return LADDER[position] if position < len(LADDER) else None


def is_higher(level: Level, than: Level) -> bool:
    """Whether a level is above another."""
    return LADDER.index(level) > LADDER.index(than)


def place(level: Level, staff: Staff, policy: FollowupPolicy) -> Place:
    """Who deals with it at this level, or at the first level above where somebody is free of it."""
    wanted: Level | None = None if level is Level.TECHNICIAN else level
    while wanted is not None:
        person = _free_person(wanted, staff, policy)
        if person is not None:
            return Place(level=wanted, person_id=person.id)
        wanted = above(wanted)
    return Place(level=level, person_id=None)


def may_read(reader: Reader, concerned: UUID | None, *, is_closed: bool, origin: str | None) -> bool:
    """Never who is concerned, nor anybody below him; a technician reads what was about himself once it is closed."""
    role = reader.actor.role
    if role is Role.AUDITOR:
        return True
    if role is Role.PARTNER:
        return origin is not None and origin in reader.sources
    if role is Role.TECHNICIAN:
        return is_closed and concerned is not None and concerned == reader.person_id
    if concerned is None:
        return True
    return reader.is_known and concerned != reader.person_id and concerned not in reader.above


def may_act(role: Role, level: Level, policy: FollowupPolicy) -> bool:
    """Whether somebody with this role decides at this level: its own role, or one above."""
    ranks = [role_at(each, policy) for each in LADDER]
    return role in ranks and ranks.index(role) >= LADDER.index(level)


def _free_person(level: Level, staff: Staff, policy: FollowupPolicy) -> PersonCopy | None:
    """A superior of the person it is about before others of the same role; his deputy where he is away or concerned."""
    role = role_at(level, policy).value
    people = {each.id: each for each in staff.directory}
    for person in (*staff.above, *staff.directory):
        if person.role != role:
            continue
        for candidate in (person, people.get(person.deputy_id) if person.deputy_id else None):
            if candidate is not None and candidate.is_active and _is_free_of_it(candidate, staff, people):
                return candidate
    return None


def _is_free_of_it(person: PersonCopy, staff: Staff, people: dict[UUID, PersonCopy]) -> bool:
    """Neither the person concerned nor below him."""
    if staff.concerned is None:
        return True
    seen: set[UUID] = set()
    step: UUID | None = person.id
    while step is not None and step not in seen:
        if step == staff.concerned.id:
            return False
        seen.add(step)
        superior = people.get(step)
        step = superior.superior_id if superior is not None else None
    return True
