"""The daily report: facts of the day as they are heard, the cut-off, what people do with the report (5.9)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.dispatch.domain.cards.seal import canonical
from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.oversight.cash import CashCopy, CashMoved
from services.dispatch.domain.oversight.day_facts import DayEvent, DayFact, facts_of
from services.dispatch.domain.oversight.days import DailyReport, Outstanding, Told, drafted, own_lines, report_id
from services.dispatch.domain.refusals import DailyReportNotFound
from services.dispatch.domain.states import DayState
from services.dispatch.work import Work
from shared.actor import Role
from shared.errors import NotYetKnown

DAY_NUMBERS = "RB"
DAY_CLOSES = "day_closes"
BEHIND_ALL_ELSE = 9
"""After an outage jobs are carried over first, so that the report can say so."""


@dataclass(frozen=True, kw_only=True)
class DayShown:
    """A report, and what it says: the closed text, or what is known so far."""

    report: DailyReport
    content: str

    @property
    def version(self) -> int:
        """The report's."""
        return self.report.version


async def note(event: DayEvent, work: Work) -> None:
    """Something happened that the report of its day tells; after the cut-off it goes to an addendum."""
    job = await work.jobs.find(event.job_id)
    if job is None:
        raise NotYetKnown(f"job {event.job_id} is not known yet")
    facts = facts_of(job, event, work.new_id)
    for fact in facts:
        work.day_facts.add(fact)
    if not facts:
        return
    report = await work.days.find(report_id(facts[0].day))
    if report is None:
        await _begin(facts[0].day, work)
    elif report.state is not DayState.DRAFT:
        await _keep(report, [], work, *facts)


async def close_day(day_id: UUID, timer_id: UUID, work: Work) -> None:
    """The cut-off has come."""
    report = await work.days.get(day_id)
    if report.state is DayState.DRAFT and report.timer_id == timer_id:
        facts = await work.day_facts.of(report.day)
        report, events = report.closed(facts, await _outstanding(work))
        work.days.save(report, events)


async def confirm_day(day: date, work: Work) -> DayShown:
    """The specialist stands for it."""
    report = await work.days.get(report_id(day))
    report, events = report.confirmed(work.actor, work.now)
    return await _shown(await _keep(report, events, work), work)


async def file_day(day: date, work: Work) -> DayShown:
    """The supervisor has read it."""
    report = await work.days.get(report_id(day))
    report, events = report.filed(work.actor, work.now)
    return await _shown(await _keep(report, events, work), work)


async def return_day(day: date, reason: str, work: Work) -> DayShown:
    """The supervisor gives it back."""
    report = await work.days.get(report_id(day))
    work.changes.reason = reason
    report, events = report.returned(reason, work.now)
    return await _shown(work.days.save(report, events), work)


async def amend_day(day: date, words: str, work: Work) -> DayShown:
    """The specialist adds what the facts do not say."""
    report = await work.days.get(report_id(day))
    report, events = report.corrected(words, work.actor, work.now)
    return await _shown(work.days.save(report, events), work)


async def day_for(day: date, work: Work) -> DayShown:
    """The report of a day; a technician reads his own lines."""
    report = await work.days.find(report_id(day))
    if report is None:
        raise DailyReportNotFound(f"nothing is known of a day {day.isoformat()} with work")
    return await _shown(report, work)


async def count_cash(event: CashMoved, work: Work) -> None:
    """Somebody carries more or less of the customers' money."""
    known = await work.cash.find(event.person_id)
    copy = (known or CashCopy(id=PersonId(event.person_id))).heard(event)
    if known is None:
        work.cash.add(copy)
    else:
        work.cash.save(copy)


async def _keep(report: DailyReport, events: Told, work: Work, *new: DayFact) -> DailyReport:
    """With what is on no page yet: also what was noted in the very moment in which the day was closed."""
    report, late = report.with_late([*await work.day_facts.of(report.day), *new], work.now)
    return work.days.save(report, [*events, *late])


async def _begin(day: date, work: Work) -> None:
    timer_id, closes_at = work.new_id(), work.policy.daily_report.closes_at(day)
    report = DailyReport.begun(day, await work.number(DAY_NUMBERS), timer_id, closes_at)
    work.set_timer(timer_id, due_at=closes_at, kind=DAY_CLOSES, subject=report.id, urgency=BEHIND_ALL_ELSE)
    work.days.add(report)


async def _shown(report: DailyReport, work: Work) -> DayShown:
    if report.content is None:
        draft = drafted(report.day, await work.day_facts.of(report.day), await _outstanding(work))
        text = canonical(draft)
    else:
        text = report.content
    if work.actor.role is Role.TECHNICIAN:
        return DayShown(report=report.without_addenda(), content=own_lines(text, work.actor.subject))
    return DayShown(report=report, content=text)


async def _outstanding(work: Work) -> dict[str, Outstanding]:
    """Cards that are not back, and money that is not counted, by person."""
    cards: dict[str, list[str]] = defaultdict(list)
    for card in await work.cards.outstanding():
        cards[str(card.technician_id)].append(card.number)
    cash = {str(each.id): each for each in await work.cash.carried()}
    nothing = CashCopy(id=PersonId(UUID(int=0)))
    return {
        who: Outstanding(
            cards=tuple(cards.get(who, ())),
            cash_in_hands=str(cash.get(who, nothing).in_hands),
            cash_handed_in=str(cash.get(who, nothing).handed_in),
        )
        for who in sorted({*cards, *cash})
    }
