"""Who may be sent, and who best: hard filters first, then points; everybody with his reasons, so that one can argue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.dispatch.domain.dispatching.facts import Exemption
from services.dispatch.domain.dispatching.reasons import Rejection
from services.dispatch.domain.dispatching.settings import CandidateScore
from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.jobs.job import Job, Moment
from services.dispatch.domain.jobs.purposes import terms_of
from services.dispatch.domain.people import Person
from services.dispatch.domain.refusals import TechnicianFull, TechnicianLacksSkill, TechnicianOffShift
from services.dispatch.domain.technician import Technician
from shared.calendar import WorkingCalendar
from shared.policy import business_day


class Favour(StrEnum):
    """What speaks for somebody, or against him."""

    SAME_DISTRICT = "same_district"
    NEIGHBOURING_DISTRICT = "neighbouring_district"
    FREE_HANDS = "free_hands"
    KNOWS_THE_CASE = "knows_the_case"
    NEARER_DUE = "nearer_due"
    REFUSED_BEFORE = "refused_before"


_PASSED_OVER_WITH_A_REASON = {
    Rejection.OFF_SHIFT: (TechnicianOffShift, "does not work then and is not on duty"),
    Rejection.SKILL_MISSING: (TechnicianLacksSkill, "lacks the skill that this kind of ticket asks for"),
    Rejection.FULL: (TechnicianFull, "has as many open jobs as he may have"),
}


@dataclass(frozen=True, kw_only=True)
class Load:
    """What a technician has to do already."""

    open_jobs: int = 0
    due_before: int = 0
    """Those of them that are due before the job in question."""


@dataclass(frozen=True, kw_only=True)
class Hand:
    """A technician as he is now."""

    person: Person
    technician: Technician
    load: Load = Load()
    knows_the_case: bool = False


@dataclass(frozen=True, kw_only=True)
class Point:
    """One thing that speaks for or against somebody, and how much."""

    favour: Favour
    weight: int


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A technician with the reasons for his place."""

    technician_id: PersonId
    number: str
    rejected: tuple[Rejection, ...]
    score: int
    points: tuple[Point, ...]
    open_jobs: int


def rank_candidates(job: Job, hands: Iterable[Hand], skill: str | None, moment: Moment) -> tuple[Candidate, ...]:
    """Who can be sent, the best first; then everybody who cannot, with each reason.

    `skill`: what the specialist asks for; None: what the policy asks for this kind of ticket. Plain facts in, an order
    out: whoever optimises routes later takes the same facts.
    """
    wanted = skill or _skill_asked_for(job, moment)
    at = job.needed_at(moment.now)
    found = [_candidate(job, hand, wanted, at, moment) for hand in hands]
    return tuple(sorted(found, key=lambda each: (bool(each.rejected), -each.score, each.number)))


def exempted(job: Job, hand: Hand, reason: str | None, moment: Moment) -> Exemption | None:
    """What would speak against sending somebody, passed over for a reason; None: nothing speaks against it.

    Raises TechnicianOffShift, TechnicianLacksSkill or TechnicianFull without a reason. No reason helps who has left, is
    away or has no certificate (5.15): that is refused elsewhere.
    """
    wanted = _skill_asked_for(job, moment)
    at = job.needed_at(moment.now)
    found = [each for each in _rejections(job, hand, wanted, at, moment) if each in _PASSED_OVER_WITH_A_REASON]
    if not found:
        return None
    if reason is None:
        refusal, why = _PASSED_OVER_WITH_A_REASON[found[0]]
        raise refusal(
            f"technician {hand.technician.number} {why}",
            clause=moment.policy.candidates.clause,
            field="technician_id",
            facts={"at": at.isoformat(), "skill": wanted or "none", "open_jobs": str(hand.load.open_jobs)},
        )
    return Exemption(passed_over=tuple(found), reason=reason)


def _skill_asked_for(job: Job, moment: Moment) -> str | None:
    """By the kind of ticket, where the equipment is worked on: who brings an invoice or a loaner needs none."""
    return moment.policy.candidates.skills.get(job.kind.value) if terms_of(job.purpose).has_card else None


def _candidate(job: Job, hand: Hand, skill: str | None, at: datetime, moment: Moment) -> Candidate:
    setting = moment.policy.candidates
    points = tuple(point for point in _points(job, hand, setting) if point.weight)
    return Candidate(
        technician_id=hand.technician.id,
        number=hand.technician.number,
        rejected=tuple(_rejections(job, hand, skill, at, moment)),
        score=sum(point.weight for point in points),
        points=points,
        open_jobs=hand.load.open_jobs,
    )


def _rejections(job: Job, hand: Hand, skill: str | None, at: datetime, moment: Moment) -> Iterable[Rejection]:
    if not hand.person.is_active:
        yield Rejection.LEFT
    if not hand.technician.is_certified(at):
        yield Rejection.NOT_CERTIFIED
    if hand.person.is_active and not hand.person.is_there(at):
        yield Rejection.ABSENT
    if not hand.person.is_on_duty(at) and not _works_then(job, hand.technician, at, moment):
        yield Rejection.OFF_SHIFT
    if skill is not None and skill not in hand.technician.profile.skills:
        yield Rejection.SKILL_MISSING
    if job.technician_id != hand.technician.id and hand.load.open_jobs >= _most(hand, moment.policy.candidates):
        yield Rejection.FULL


def _works_then(job: Job, technician: Technician, at: datetime, moment: Moment) -> bool:
    """The list of the next day is made before anybody's shift: for a job on it that day counts, not the hour."""
    hours: WorkingCalendar = moment.policy.service_hours.calendar
    today = business_day(moment.now)
    if job.appointment is None and job.carried_over_to is not None and job.carried_over_to >= today:
        return technician.works_on(job.carried_over_to, hours)
    return technician.works_at(at, hours)


def _points(job: Job, hand: Hand, setting: CandidateScore) -> Iterable[Point]:
    nearness = setting.nearness(hand.technician.profile.home_district, job.district)
    near = Favour.SAME_DISTRICT if nearness == setting.same_district else Favour.NEIGHBOURING_DISTRICT
    turned_down = any(offer.was_turned_down and offer.technician_id == hand.technician.id for offer in job.offers)
    free = max(0, _most(hand, setting) - hand.load.open_jobs)
    yield Point(favour=near, weight=nearness)
    yield Point(favour=Favour.FREE_HANDS, weight=setting.free_hands * free)
    yield Point(favour=Favour.KNOWS_THE_CASE, weight=setting.knows_the_case if hand.knows_the_case else 0)
    yield Point(favour=Favour.NEARER_DUE, weight=-setting.nearer_due * hand.load.due_before)
    yield Point(favour=Favour.REFUSED_BEFORE, weight=-setting.refused_before if turned_down else 0)


def _most(hand: Hand, setting: CandidateScore) -> int:
    most = hand.technician.profile.most_open_jobs
    return setting.most_open_jobs if most is None else most
