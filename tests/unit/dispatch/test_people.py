"""Who is there, who is on duty, who stands in for whom; what technicians are certified for and when they work."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.people import Absence, Duty, Person, on_duty, people_to_tell
from services.dispatch.domain.refusals import NoSuchPeriod, NotAboutHimself, PeriodWrong
from services.dispatch.domain.technician import Shift, Technician, Training
from shared.actor import Actor, Role
from shared.calendar import CalendarUnusable
from tests.unit.dispatch.stories import CHEN, LI, WANG, at, names, new_id, only, policy, technician

MANAGER, WANG_HIMSELF = Actor(Role.MANAGER, "m"), Actor(Role.TECHNICIAN, str(WANG))


def person(person_id: PersonId, role: Role, number: str, **changes: Any) -> Person:
    blank = Person(id=person_id, number=number, name="n", role=role, is_active=True, recorded_at=at())
    return replace(blank, **changes)


def away(hours: float, until: float) -> tuple[Absence, ...]:
    return (Absence(begins_at=at(hours=hours), ends_at=at(hours=until), reason="sick"),)


def duty(hours: float, until: float) -> tuple[Duty, ...]:
    return (Duty(begins_at=at(hours=hours), ends_at=at(hours=until)),)


# hours after the report, is Li there (he is away from hour 2 to hour 5)?
@pytest.mark.parametrize(("hours", "there"), [(1.99, True), (2, False), (4.99, False), (5, True)])
def test_an_absence_counts_from_its_first_instant_to_before_its_last(hours: float, *, there: bool) -> None:
    li = person(LI, Role.SUPERVISOR, "A2", absences=away(2, 5), duties=duty(0, 9))

    assert (li.is_there(at(hours=hours)), li.is_on_duty(at(hours=hours))) == (there, there)
    assert not replace(li, is_active=False).is_there(at())


# who is away or left, who is told
STAND_INS = [
    ((), LI),
    ((LI,), CHEN),
    ((LI, CHEN), WANG),
    ((LI, CHEN, WANG), None),
]


@pytest.mark.parametrize(("gone", "told"), STAND_INS)
def test_whoever_is_away_is_stood_in_for_along_the_line_of_deputies(
    gone: tuple[PersonId, ...], told: PersonId | None
) -> None:
    staff = [
        person(WANG, Role.TECHNICIAN, "A1", superior_id=LI, deputy_id=LI),
        person(LI, Role.SUPERVISOR, "A2", deputy_id=CHEN),
        person(CHEN, Role.MANAGER, "A3", deputy_id=WANG),
    ]
    staff = [replace(each, absences=away(0, 9)) if each.id in gone else each for each in staff]

    assert people_to_tell(WANG, (Role.SUPERVISOR,), staff, at(hours=1)).by_role.get(Role.SUPERVISOR) == told


# who is away, to whom warnings and breaches go
ACTING = [((), WANG), ((WANG,), LI), ((WANG, LI), CHEN), ((WANG, LI, CHEN), WANG)]


@pytest.mark.parametrize(("gone", "told"), ACTING)
def test_whoever_is_responsible_and_away_is_stood_in_for(gone: tuple[PersonId, ...], told: PersonId) -> None:
    staff = [
        person(WANG, Role.TECHNICIAN, "A1", deputy_id=LI),
        person(LI, Role.TECHNICIAN, "A2", deputy_id=CHEN),
        person(CHEN, Role.SPECIALIST, "A3"),
    ]
    staff = [replace(each, absences=away(0, 9)) if each.id in gone else each for each in staff]

    assert people_to_tell(WANG, (Role.SUPERVISOR,), staff, at(hours=1)).responsible_id == told


def test_without_a_superior_whoever_is_on_duty_goes_before_the_others() -> None:
    first, second = person(LI, Role.SUPERVISOR, "A1"), person(CHEN, Role.SUPERVISOR, "A2", duties=duty(1, 3))

    assert people_to_tell(None, (Role.SUPERVISOR,), [first, second], at(hours=2)).by_role[Role.SUPERVISOR] == CHEN
    assert people_to_tell(None, (Role.SUPERVISOR,), [first, second], at(hours=3)).by_role[Role.SUPERVISOR] == LI


ON_DUTY = [(0.5, []), (1, [WANG, LI]), (2.5, [WANG, LI]), (3, [LI]), (4.5, [LI]), (5, [])]


@pytest.mark.parametrize(("hours", "called"), ON_DUTY)
def test_the_roster_names_the_persons_on_duty_technicians_first(hours: float, called: list[PersonId]) -> None:
    staff = [
        person(LI, Role.SUPERVISOR, "A1", duties=duty(1, 5)),
        person(WANG, Role.TECHNICIAN, "A2", duties=duty(1, 4), absences=away(3, 4)),
        person(CHEN, Role.MANAGER, "A3", duties=duty(0, 9)),
    ]

    found = on_duty((Role.TECHNICIAN, Role.SUPERVISOR), staff, at(hours=hours))
    assert [each.id for each in found] == called


def test_periods_lie_ahead_are_kept_in_order_and_can_be_taken_back() -> None:
    li = person(LI, Role.SUPERVISOR, "A2")
    late, early = away(5, 6)[0], away(1, 2)[0]
    li = li.away(late, MANAGER, at()).away(early, MANAGER, at())
    assert li.absences == (early, late)
    assert li.away(replace(early, reason="leave"), MANAGER, at()).absences[0].reason == "leave"
    assert li.back(early.begins_at, MANAGER).absences == (late,)
    assert li.on_duty(duty(1, 2)[0], MANAGER, at()).off_duty(at(hours=1), MANAGER).duties == ()
    with pytest.raises(NoSuchPeriod):
        li.back(at(hours=3), MANAGER)
    for wrong in (away(2, 2), away(-2, 0)):
        with pytest.raises(PeriodWrong):
            li.away(wrong[0], MANAGER, at())


def test_nobody_keeps_his_own_roster_training_profile_or_shifts() -> None:
    wang = person(WANG, Role.TECHNICIAN, "A1", absences=away(1, 2), duties=duty(1, 2))
    registered = technician()
    training = Training(training="ptz", held_on=date(2026, 10, 1), hours=8, result="passed", recorded_at=at())
    for own in (
        lambda: wang.away(away(1, 2)[0], WANG_HIMSELF, at()),
        lambda: wang.on_duty(duty(1, 2)[0], WANG_HIMSELF, at()),
        lambda: wang.back(at(hours=1), WANG_HIMSELF),
        lambda: wang.off_duty(at(hours=1), WANG_HIMSELF),
        lambda: registered.trained(training, WANG_HIMSELF),
        lambda: registered.profiled(registered.profile, WANG_HIMSELF),
        lambda: registered.working((), WANG_HIMSELF),
    ):
        with pytest.raises(NotAboutHimself):
            own()
    assert registered.trained(training, MANAGER).trainings == (training,)


def certified(valid_until: date, now: datetime, timer: Any, before: Technician | None = None) -> Technician:
    wang = before or replace(technician(None), certificates=())
    return wang.granted("cctv", valid_until, actor=MANAGER, now=now, timer_id=timer)[0]


def test_a_certificate_expires_at_the_midnight_after_its_last_day_and_is_told_once() -> None:
    timer = new_id()
    wang = certified(date(2026, 11, 23), at(), timer)
    assert wang.certificates[0].expires_at == datetime.fromisoformat("2026-11-24T00:00+08:00")

    wang, events = wang.expired(timer)
    told = only(events, type(events[0]))
    assert (names(events), told.is_certified_still, told.clause) == (["CertificateExpired"], False, "5.15")
    assert wang.expired(timer) == (wang, [])


def test_a_renewed_certificate_does_not_expire_on_the_old_day() -> None:
    old, new = new_id(), new_id()
    wang = certified(date(2027, 11, 23), at(), new, certified(date(2026, 11, 23), at(), old))

    assert wang.expired(old) == (wang, [])
    assert [each.valid_until for each in wang.certificates] == [date(2027, 11, 23)]


def test_another_certificate_lets_him_work_on() -> None:
    timer = new_id()
    wang = certified(date(2026, 11, 23), at(), timer)
    wang, _ = wang.granted("alarm", date(2027, 5, 1), actor=MANAGER, now=at(), timer_id=new_id())

    _, events = wang.expired(timer)
    assert only(events, type(events[0])).is_certified_still
    assert certified(date(2026, 11, 22), at(), timer).certificates[0].timer_id is None


# a Monday, hours after 09:00, does he work (shifts 08:30 to 12:00 and 13:30 to 18:00)?
@pytest.mark.parametrize(
    ("hours", "works"), [(0, True), (2.99, True), (3, False), (4.5, True), (8.99, True), (9, False), (24, False)]
)
def test_he_works_in_his_shifts_or_else_in_the_service_hours(hours: float, *, works: bool) -> None:
    hours_of_service = policy().service_hours.calendar
    shifts = (Shift(day="mon", opens="13:30", closes="18:00"), Shift(day="mon", opens="08:30", closes="12:00"))
    wang = technician().working(shifts, MANAGER)

    assert wang.works_at(at(hours=hours), hours_of_service) is works
    assert technician().works_at(at(hours=3), hours_of_service)
    assert not technician().works_at(at() + timedelta(hours=9), hours_of_service)


def test_shifts_that_overlap_are_refused() -> None:
    with pytest.raises(CalendarUnusable):
        technician().working(
            (Shift(day="mon", opens="08:30", closes="12:00"), Shift(day="mon", opens="11:00", closes="18:00")), MANAGER
        )
