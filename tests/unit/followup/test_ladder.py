"""Who deals with a complaint at each level and who may see it, as tables."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.followup.domain.complaints.ladder import (
    LADDER,
    Level,
    Reader,
    Staff,
    first_level,
    is_higher,
    may_act,
    may_read,
    place,
)
from services.followup.domain.complaints.record import clocks_for
from services.followup.domain.copies import PersonCopy
from services.followup.domain.states import ComplaintState
from shared.actor import Actor, Role
from shared.identifiers import new_id
from tests.builders.followup import POLICY, START, person

DIRECTOR = person("logistics_director")
MANAGER = person("manager", DIRECTOR.id)
SUPERVISOR = person("supervisor", MANAGER.id)
OTHER = person("supervisor", MANAGER.id)
TECHNICIAN = person("technician", SUPERVISOR.id)
EVERYBODY = (DIRECTOR, MANAGER, SUPERVISOR, OTHER, TECHNICIAN)


def _staff(concerned: PersonCopy | None, *everybody: PersonCopy) -> Staff:
    directory = everybody or EVERYBODY
    people = {each.id: each for each in directory}
    above, step = [], concerned.superior_id if concerned else None
    while step in people:
        above.append(people[step])
        step = people[step].superior_id
    return Staff(concerned=concerned, above=above, directory=directory)


@pytest.mark.parametrize(
    ("role", "about_person", "level"),
    [
        (None, False, Level.TECHNICIAN),
        ("technician", True, Level.SUPERVISOR),
        ("specialist", True, Level.SUPERVISOR),
        ("warehouse", True, Level.SUPERVISOR),
        (None, True, Level.SUPERVISOR),
        ("supervisor", True, Level.MANAGER),
        ("manager", True, Level.COMPANY),
        ("logistics_director", True, Level.COMPANY),
    ],
)
def test_it_starts_above_whom_it_concerns(role: str | None, about_person: object, level: Level) -> None:
    assert first_level(role, about_person=bool(about_person), policy=POLICY) is level


@pytest.mark.parametrize(
    ("concerned", "asked", "level", "who"),
    [
        (TECHNICIAN, Level.SUPERVISOR, Level.SUPERVISOR, SUPERVISOR),
        (TECHNICIAN, Level.COMPANY, Level.COMPANY, DIRECTOR),
        (SUPERVISOR, Level.SUPERVISOR, Level.SUPERVISOR, OTHER),
        (SUPERVISOR, Level.MANAGER, Level.MANAGER, MANAGER),
        (MANAGER, Level.SUPERVISOR, Level.COMPANY, DIRECTOR),  # every supervisor is below him
        (DIRECTOR, Level.COMPANY, Level.COMPANY, None),
        (None, Level.TECHNICIAN, Level.TECHNICIAN, None),
        (None, Level.MANAGER, Level.MANAGER, MANAGER),
    ],
)
def test_who_deals_with_it_is_free_of_it(
    concerned: PersonCopy | None, asked: Level, level: Level, who: PersonCopy | None
) -> None:
    found = place(asked, _staff(concerned), POLICY)
    assert (found.level, found.person_id) == (level, None if who is None else who.id)


def test_the_deputy_stands_in_for_who_is_away_unless_it_is_about_him() -> None:
    deputy = person("specialist", MANAGER.id)
    away = person("supervisor", MANAGER.id, id=SUPERVISOR.id, deputy_id=deputy.id, is_active=False)
    people = (DIRECTOR, MANAGER, away, deputy, TECHNICIAN)
    assert place(Level.SUPERVISOR, _staff(TECHNICIAN, *people), POLICY).person_id == deputy.id
    assert place(Level.SUPERVISOR, _staff(deputy, *people), POLICY).person_id == MANAGER.id


def _reader(role: Role, who: UUID | None = None, *above: UUID, **more: Any) -> Reader:
    given_: dict[str, Any] = {"is_known": True} | more
    return Reader(actor=Actor(role, str(who)), person_id=who, above=above, **given_)


@pytest.mark.parametrize(
    ("reader", "about", "closed", "seen"),
    [
        (_reader(Role.AUDITOR), SUPERVISOR, False, True),
        (_reader(Role.SUPERVISOR, SUPERVISOR.id, MANAGER.id), SUPERVISOR, True, False),
        (_reader(Role.SPECIALIST, new_id(), SUPERVISOR.id, MANAGER.id), SUPERVISOR, True, False),
        (_reader(Role.SPECIALIST, new_id(), OTHER.id, MANAGER.id), SUPERVISOR, False, True),
        (_reader(Role.MANAGER, MANAGER.id, DIRECTOR.id), SUPERVISOR, False, True),
        (_reader(Role.MANAGER, MANAGER.id, is_known=False), SUPERVISOR, False, False),
        (_reader(Role.MANAGER, MANAGER.id, is_known=False), None, False, True),
        (_reader(Role.TECHNICIAN, TECHNICIAN.id, SUPERVISOR.id), TECHNICIAN, False, False),
        (_reader(Role.TECHNICIAN, TECHNICIAN.id, SUPERVISOR.id), TECHNICIAN, True, True),
        (_reader(Role.TECHNICIAN, TECHNICIAN.id, SUPERVISOR.id), None, True, False),
        (_reader(Role.PARTNER, None, sources=frozenset({"partner:acme"})), TECHNICIAN, False, True),
        (_reader(Role.PARTNER, None, sources=frozenset({"partner:other"})), TECHNICIAN, False, False),
    ],
)
def test_who_may_see_it(reader: Reader, about: PersonCopy | None, closed: object, seen: object) -> None:
    concerned = None if about is None else about.id
    assert may_read(reader, concerned, is_closed=bool(closed), origin="partner:acme") is seen


@pytest.mark.parametrize(
    ("role", "levels"),
    [
        (Role.TECHNICIAN, ()),
        (Role.SPECIALIST, LADDER[:1]),
        (Role.SUPERVISOR, LADDER[:2]),
        (Role.MANAGER, LADDER[:3]),
        (Role.LOGISTICS_DIRECTOR, LADDER),
    ],
)
def test_who_decides_at_which_levels(role: Role, levels: tuple[Level, ...]) -> None:
    assert tuple(level for level in LADDER if may_act(role, level, POLICY)) == levels


@pytest.mark.parametrize(
    ("state", "urgent", "step_minutes", "level_minutes"),
    [
        (ComplaintState.RECEIVED, False, 144, 1440),
        (ComplaintState.ACKNOWLEDGED, False, 432, 1440),
        (ComplaintState.ASSESSED, False, 1152, 1440),
        (ComplaintState.INVESTIGATED, False, 1440, 1440),
        (ComplaintState.RECEIVED, True, 12, 120),
        (ComplaintState.ASSESSED, True, 96, 120),
    ],
)
def test_each_step_has_its_share_of_the_levels_time(
    state: ComplaintState, urgent: object, step_minutes: int, level_minutes: int
) -> None:
    clocks = clocks_for(state, START, is_urgent=bool(urgent), timers=(new_id(), new_id()), policy=POLICY)
    assert clocks.step_until - START == timedelta(minutes=step_minutes)
    assert clocks.level_until - START == timedelta(minutes=level_minutes)


@given(st.lists(st.sampled_from(["supervisor", "manager", "logistics_director", "technician"]), max_size=8), st.data())
def test_whoever_deals_with_it_is_neither_concerned_nor_below(roles: list[str], data: st.DataObject) -> None:
    """Any directory, any person, any level: nobody below gets it, and it never goes down."""
    people: list[PersonCopy] = []
    for role in roles:
        superior = data.draw(st.sampled_from([None, *people]))
        people.append(person(role, None if superior is None else superior.id))
    concerned = person("technician", people[-1].id if people else None)
    people.append(concerned)
    concerned = data.draw(st.sampled_from(people))
    asked = data.draw(st.sampled_from(LADDER[1:]))

    found = place(asked, _staff(concerned, *people), POLICY)

    by_id = {each.id: each for each in people}
    step = found.person_id
    while step is not None:
        assert step != concerned.id
        step = by_id[step].superior_id
    assert not is_higher(asked, found.level)
