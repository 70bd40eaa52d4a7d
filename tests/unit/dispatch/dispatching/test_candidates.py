"""Who may be sent and who best: every filter and every point, with its reason."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.dispatch.domain.dispatching.answering import refuse
from services.dispatch.domain.dispatching.candidates import (
    Candidate,
    Favour,
    Hand,
    Load,
    exempted,
    rank_candidates,
)
from services.dispatch.domain.dispatching.facts import Exemption
from services.dispatch.domain.dispatching.reasons import RefusalReason, Rejection
from services.dispatch.domain.jobs.contact import assign
from services.dispatch.domain.jobs.facts import Appointment, Purpose
from services.dispatch.domain.jobs.job import Job
from services.dispatch.domain.people import Absence, Duty, Person
from services.dispatch.domain.refusals import TechnicianFull, TechnicianLacksSkill, TechnicianOffShift
from services.dispatch.domain.technician import Profile, Shift
from shared.actor import Role
from shared.events.intake.tickets import TicketKind
from tests.unit.dispatch.stories import CONTACT, REPORTED, WANG, at, moment, opened, technician, ticket

DISTRICT = "渝中区"
ROOT = Path(__file__).parents[4]
IDLE = Load()


def person(**changes: Any) -> Person:
    given: dict[str, Any] = {"id": WANG, "number": "YG1", "name": "王强", "role": Role.TECHNICIAN, "is_active": True}
    return Person(**{**given, "recorded_at": REPORTED, **changes})


def hand(load: Load = IDLE, *, knows: bool = False, **profile: Any) -> Hand:
    able = replace(technician(), profile=Profile(**profile))
    return Hand(person=person(), technician=able, load=load, knows_the_case=knows)


def ranked(*hands: Hand, job: Job | None = None, skill: str | None = None, hours: float = 1) -> tuple[Candidate, ...]:
    job = job or opened(ticket(district=DISTRICT))[0]
    return rank_candidates(job, hands, skill, moment(at(hours=hours)))


AWAY = Absence(begins_at=at(), ends_at=at(hours=9), reason="ill")
ON_DUTY = Duty(begins_at=at(hours=10), ends_at=at(hours=20))
NIGHT, DAY = 12, 1
FILTERS = [
    # who                                                                    hour   why not
    (hand(), DAY, ()),
    (replace(hand(), technician=technician(None)), DAY, (Rejection.NOT_CERTIFIED,)),
    (replace(hand(), technician=technician(date(2026, 11, 22))), DAY, (Rejection.NOT_CERTIFIED,)),
    (replace(hand(), technician=technician(date(2026, 11, 23))), DAY, ()),
    (replace(hand(), person=person(is_active=False)), DAY, (Rejection.LEFT,)),
    (replace(hand(), person=person(absences=(AWAY,))), DAY, (Rejection.ABSENT,)),
    (hand(), NIGHT, (Rejection.OFF_SHIFT,)),
    (replace(hand(), person=person(duties=(ON_DUTY,))), NIGHT, ()),
    (hand(Load(open_jobs=8)), DAY, (Rejection.FULL,)),
    (hand(Load(open_jobs=2), most_open_jobs=2), DAY, (Rejection.FULL,)),
    (hand(Load(open_jobs=8), most_open_jobs=9), DAY, ()),
]  # fmt: skip


@pytest.mark.parametrize(("who", "hours", "rejected"), FILTERS)
def test_who_cannot_be_sent_and_why(who: Hand, hours: float, rejected: tuple[Rejection, ...]) -> None:
    assert ranked(who, hours=hours)[0].rejected == rejected


# where he lives, where the job is, what that weighs
NEARNESS = [
    ("渝中区",   "渝中",     (Favour.SAME_DISTRICT, 30)),  # intake writes districts without their title
    ("渝中",     "渝中区",   (Favour.SAME_DISTRICT, 30)),
    ("江北区",   "渝中",     (Favour.NEIGHBOURING_DISTRICT, 15)),
    ("两江新区", "渝中",     (Favour.NEIGHBOURING_DISTRICT, 15)),
    ("渝中区",   "两江新区", (Favour.NEIGHBOURING_DISTRICT, 15)),
    ("两江新区", "江北",     None),
    ("万州区",   "渝中",     None),
    (None,       "渝中",     None),
    ("渝中区",   None,       None),
]  # fmt: skip


@pytest.mark.parametrize(("home", "district", "point"), NEARNESS)
def test_whoever_lives_near_goes_first(
    home: str | None, district: str | None, point: tuple[Favour, int] | None
) -> None:
    (candidate,) = ranked(hand(home_district=home), job=opened(ticket(district=district))[0])
    near = (Favour.SAME_DISTRICT, Favour.NEIGHBOURING_DISTRICT)
    assert [(each.favour, each.weight) for each in candidate.points if each.favour in near] == [point] * bool(point)


def test_districts_border_on_each_other_both_ways_and_are_named_as_intake_names_them() -> None:
    neighbours = revisions_of("dispatch")["candidates"]["neighbours"]
    known = {district["name"] for district in revisions_of("intake")["main_city"]["districts"]}
    assert set(neighbours) == known
    assert all(each in neighbours[other] and each != other for each, near in neighbours.items() for other in near)


def revisions_of(service: str) -> dict[str, Any]:
    """The newest revision as it stands in the service's policy.toml."""
    written = tomllib.loads((ROOT / "services" / service / "policy.toml").read_text(encoding="utf-8"))
    newest: dict[str, Any] = written["revision"] if isinstance(written["revision"], dict) else written["revision"][-1]
    return newest


def test_a_skill_is_asked_for_by_the_kind_of_ticket_or_by_the_specialist() -> None:
    move = opened(ticket(None, kind=TicketKind.CAMERA_MOVE))[0]
    able = hand(skills=("cabling",))
    assert ranked(hand(), job=move)[0].rejected == (Rejection.SKILL_MISSING,)
    assert ranked(able, job=move)[0].rejected == ()
    assert ranked(able, skill="fibre")[0].rejected == (Rejection.SKILL_MISSING,)


@pytest.mark.parametrize("purpose", sorted(Purpose))
def test_who_only_brings_something_needs_no_skill(purpose: Purpose) -> None:
    move = replace(opened(ticket(None, kind=TicketKind.CAMERA_MOVE))[0], purpose=purpose)
    works_on_it = purpose in (Purpose.SERVICE, Purpose.REDO, Purpose.PUT_BACK)
    assert ranked(hand(), job=move)[0].rejected == ((Rejection.SKILL_MISSING,) if works_on_it else ())
    if not works_on_it:
        assert exempted(move, hand(), None, moment(at(hours=DAY))) is None
    assert ranked(hand(), job=move, skill="fibre")[0].rejected == (Rejection.SKILL_MISSING,)


TUESDAY = date(2026, 11, 24)
ONLY_MONDAY = (Shift(day="mon", opens="08:30", closes="18:00"),)
AGREED = Appointment(
    window_from=at(hours=NIGHT + 4),
    window_until=at(hours=NIGHT + 5),
    agreed_with_contact_id=CONTACT,
    was_told_visit_fee=True,
    was_told_travel_rule=True,
    agreed_at=at(hours=1),
)
LISTED = [
    # carried over to, agreed for, his shifts, hour of the assignment, why not
    (TUESDAY, None, (), NIGHT, ()),  # in the evening, for the next day
    (TUESDAY, None, (), 23, ()),  # in the morning, an hour before it opens
    (TUESDAY, None, (), 60, (Rejection.OFF_SHIFT,)),  # in the evening of the day after
    (TUESDAY, None, ONLY_MONDAY, NIGHT, (Rejection.OFF_SHIFT,)),  # he does not work that day
    (TUESDAY, AGREED, (), NIGHT, (Rejection.OFF_SHIFT,)),  # agreed for the night
    (None, None, (), NIGHT, (Rejection.OFF_SHIFT,)),
]  # fmt: skip


@pytest.mark.parametrize(("day", "agreed", "shifts", "hours", "rejected"), LISTED)
def test_the_list_of_the_next_day_is_made_before_shifts_begin(
    day: date | None,
    agreed: Appointment | None,
    shifts: tuple[Shift, ...],
    hours: float,
    rejected: tuple[Rejection, ...],
) -> None:
    job = replace(opened()[0], carried_over_to=day, appointment=agreed)
    who = replace(hand(), technician=replace(technician(), shifts=shifts))
    assert ranked(who, job=job, hours=hours)[0].rejected == rejected


def test_shifts_of_his_own_go_before_the_service_hours() -> None:
    evening = replace(hand().technician, shifts=(Shift(day="mon", opens="18:00", closes="24:00"),))
    assert ranked(replace(hand(), technician=evening), hours=NIGHT)[0].rejected == ()
    assert ranked(replace(hand(), technician=evening), hours=DAY)[0].rejected == (Rejection.OFF_SHIFT,)


POINTS = [
    # who                                                what counts beside free hands (5 for each of 8)       score
    (hand(), {}, 40),
    (hand(home_district=DISTRICT), {Favour.SAME_DISTRICT: 30}, 70),
    (hand(knows=True), {Favour.KNOWS_THE_CASE: 20}, 60),
    (hand(Load(open_jobs=3, due_before=2)), {Favour.NEARER_DUE: -6}, 19),
]  # fmt: skip


@pytest.mark.parametrize(("who", "points", "score"), POINTS)
def test_what_speaks_for_somebody(who: Hand, points: dict[Favour, int], score: int) -> None:
    (found,) = ranked(who)
    told = {point.favour: point.weight for point in found.points if point.favour is not Favour.FREE_HANDS}
    assert (told, found.score) == (points, score)


def test_the_best_is_first_and_those_who_cannot_be_sent_come_last() -> None:
    near = replace(hand(home_district=DISTRICT), technician=replace(hand().technician, number="YG9"))
    near = replace(near, technician=replace(near.technician, profile=Profile(home_district=DISTRICT)))
    away = replace(hand(home_district=DISTRICT), person=person(absences=(AWAY,)))
    assert [each.number for each in ranked(away, hand(), near)] == ["YG9", "YG1", "YG1"]


def test_who_refused_this_job_is_proposed_later() -> None:
    job, _ = assign(opened(ticket(district=DISTRICT))[0], technician(), moment(at(minutes=5)))
    job, _ = refuse(job, RefusalReason.BUSY, moment(at(minutes=6)))
    assert ranked(hand(), job=job)[0].score == 0


R = Rejection
FAULT, CAMERA_MOVE = TicketKind.FAULT, TicketKind.CAMERA_MOVE
SENT = [
    # who                                             what          hour   what speaks against  refused as
    (hand(),                                          FAULT,        DAY,   (),                  None),
    (hand(),                                          FAULT,        NIGHT, (R.OFF_SHIFT,),      TechnicianOffShift),
    (replace(hand(), person=person(duties=(ON_DUTY,))), FAULT,      NIGHT, (),                  None),
    (hand(),                                          CAMERA_MOVE,  DAY,   (R.SKILL_MISSING,),  TechnicianLacksSkill),
    (hand(skills=("cabling",)),                  CAMERA_MOVE,  DAY,   (),                  None),
    (hand(Load(open_jobs=8)),                         FAULT,        DAY,   (R.FULL,),           TechnicianFull),
    (hand(Load(open_jobs=7)),                         FAULT,        DAY,   (),                  None),
    (hand(Load(open_jobs=8)),                         CAMERA_MOVE,  NIGHT,
     (R.OFF_SHIFT, R.SKILL_MISSING, R.FULL),                                                    TechnicianOffShift),
]  # fmt: skip


@pytest.mark.parametrize(("who", "kind", "hours", "against", "refused_as"), SENT)
def test_who_is_off_shift_unskilled_or_full_is_only_sent_with_a_reason(
    who: Hand, kind: TicketKind, hours: float, against: tuple[Rejection, ...], refused_as: type[Exception] | None
) -> None:
    job, now = opened(ticket(kind=kind))[0], moment(at(hours=hours))
    if refused_as is None:
        assert exempted(job, who, None, now) is None
        assert exempted(job, who, "only_one_left", now) is None
        return
    with pytest.raises(refused_as) as refusal:
        exempted(job, who, None, now)
    assert getattr(refusal.value, "clause", None) == "5.1"
    assert exempted(job, who, "only_one_left", now) == Exemption(passed_over=against, reason="only_one_left")


def test_whoever_has_the_job_already_is_not_too_full_for_it() -> None:
    job, _ = assign(opened()[0], technician(), moment(at(minutes=1)))
    assert exempted(job, hand(Load(open_jobs=8)), None, moment(at(minutes=2))) is None
