"""The daily report 客户服务中心日报 (5.9): drafted from facts, closed at a cut-off, confirmed, filed, amended."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from services.dispatch.domain.cards.seal import canonical, instant, sha256_of
from services.dispatch.domain.oversight.day_facts import DayFact, FactKind
from services.dispatch.domain.refusals import TooManyAddenda
from services.dispatch.domain.states import DAY_LIFE, DayAction, DayState
from shared.actor import Actor
from shared.events.contract import Event
from shared.events.dispatch.days import (
    DailyReportAmended,
    DailyReportClosed,
    DailyReportConfirmed,
    DailyReportFiled,
    DailyReportReturned,
)

DAY_CLAUSE = "5.9"
NOBODY = ""
MOST_ADDENDA = 500
Told = list[Event]


def report_id(day: date) -> UUID:
    """There is one report of a day, so the day gives its id."""
    return uuid5(NAMESPACE_URL, f"urn:aftersales:daily-report:{day.isoformat()}")


@dataclass(frozen=True, kw_only=True)
class Outstanding:
    """What somebody still owes the centre at the cut-off."""

    cards: tuple[str, ...] = ()
    cash_in_hands: str = "0.00"
    cash_handed_in: str = "0.00"
    """Handed to finance and not counted yet."""


@dataclass(frozen=True, kw_only=True)
class DayAddendum:
    """What became known after the cut-off, or a correction."""

    addendum: int
    content: str
    sha256: str
    words: str | None = None
    written_by: str
    written_at: datetime


@dataclass(frozen=True, kw_only=True)
class DailyReport:
    """One day of the service centre."""

    id: UUID
    number: str
    version: int = 0
    state: DayState = DAY_LIFE.initial
    day: date
    timer_id: UUID
    closes_at: datetime
    content: str | None = None
    """What was known at the cut-off, to be printed again byte by byte."""
    content_sha256: str | None = None
    fact_ids: tuple[UUID, ...] = ()
    """Every fact that stands in the content or an addendum."""
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    filed_by: str | None = None
    filed_at: datetime | None = None
    returned_because: str | None = None
    addenda: tuple[DayAddendum, ...] = ()

    @classmethod
    def begun(cls, day: date, number: str, timer_id: UUID, closes_at: datetime) -> "DailyReport":
        """The first fact of a day begins its report."""
        return cls(id=report_id(day), number=number, day=day, timer_id=timer_id, closes_at=closes_at)

    def closed(self, facts: Sequence[DayFact], outstanding: Mapping[str, Outstanding]) -> tuple["DailyReport", Told]:
        """The cut-off: what is known now stands."""
        state = DAY_LIFE.after(self.state, DayAction.CLOSE)
        content = drafted(self.day, facts, outstanding)
        text = canonical(content)
        report = replace(
            self,
            state=state,
            content=text,
            content_sha256=sha256_of(text),
            fact_ids=tuple(sorted(fact.id for fact in facts)),
        )
        people = content["technicians"]
        event = DailyReportClosed(
            report_id=self.id,
            day=self.day,
            technicians=sum(1 for each in people if each["technician"] != NOBODY),
            services_done=sum(each["services_done"] for each in people),
            services_not_done=sum(each["services_not_done"] for each in people),
            carried_over=sum(len(each["carried_over"]) for each in people),
            minutes_on_the_road=sum(each["minutes_on_the_road"] for each in people),
            minutes_on_site=sum(each["minutes_on_site"] for each in people),
            cards_outstanding=sum(len(each["cards_outstanding"]) for each in people),
            content_sha256=sha256_of(text),
            closed_at=self.closes_at,
        )
        return report, [event]

    def with_late(self, facts: Iterable[DayFact], now: datetime) -> tuple["DailyReport", Told]:
        """What became known after the cut-off goes to an addendum; what is in it already does nothing."""
        known = set(self.fact_ids)
        late = [fact for fact in facts if fact.id not in known]
        if not late:
            return self, []
        report, events = self._amended(canonical({"facts": [line(fact) for fact in late]}), None, "system", now, late)
        return replace(report, fact_ids=tuple(sorted([*known, *(fact.id for fact in late)]))), events

    def corrected(self, words: str, actor: Actor, now: datetime) -> tuple["DailyReport", Told]:
        """Somebody adds in words what the facts do not say; raises TooManyAddenda. Late facts always find room."""
        if len(self.addenda) >= MOST_ADDENDA:
            raise TooManyAddenda(f"a report has room for {MOST_ADDENDA} addenda", clause=DAY_CLAUSE)
        return self._amended(canonical({"words_sha256": sha256_of(words)}), words, actor.subject, now, [])

    def confirmed(self, actor: Actor, now: datetime) -> tuple["DailyReport", Told]:
        """The specialist stands for it."""
        state = DAY_LIFE.after(self.state, DayAction.CONFIRM)
        report = replace(self, state=state, confirmed_by=actor.subject, confirmed_at=now, returned_because=None)
        return report, [DailyReportConfirmed(report_id=self.id, day=self.day, confirmed_at=now)]

    def filed(self, actor: Actor, now: datetime) -> tuple["DailyReport", Told]:
        """The supervisor has read it."""
        report = replace(self, state=DAY_LIFE.after(self.state, DayAction.FILE), filed_by=actor.subject, filed_at=now)
        return report, [DailyReportFiled(report_id=self.id, day=self.day, filed_at=now)]

    def returned(self, reason: str, now: datetime) -> tuple["DailyReport", Told]:
        """The supervisor wants it explained: an addendum, and confirmed anew."""
        report = replace(self, state=DAY_LIFE.after(self.state, DayAction.RETURN), returned_because=reason)
        return report, [DailyReportReturned(report_id=self.id, day=self.day, reason=reason, returned_at=now)]

    def without_addenda(self) -> "DailyReport":
        """As a technician sees it: what concerns others stays with those who lead."""
        return replace(self, addenda=())

    def _amended(
        self, content: str, words: str | None, by: str, now: datetime, facts: Sequence[DayFact]
    ) -> tuple["DailyReport", Told]:
        state = DAY_LIFE.after(self.state, DayAction.AMEND)
        before = self.addenda[-1].sha256 if self.addenda else self.content_sha256
        number = len(self.addenda) + 1
        addendum = DayAddendum(
            addendum=number,
            content=content,
            sha256=sha256_of(canonical({"after": before, "content": content, "written_at": instant(now)})),
            words=words,
            written_by=by,
            written_at=now,
        )
        event = DailyReportAmended(
            report_id=self.id,
            day=self.day,
            addendum=number,
            facts=len(facts),
            addendum_sha256=addendum.sha256,
            amended_at=now,
        )
        return replace(self, state=state, addenda=(*self.addenda, addendum)), [event]


def drafted(day: date, facts: Sequence[DayFact], outstanding: Mapping[str, Outstanding]) -> dict[str, Any]:
    """The report as the facts say it, technician by technician; JSON values only, the same for the same facts."""
    inorder = sorted(facts, key=lambda fact: (fact.happened_at, str(fact.id)))
    people = sorted({str(fact.technician_id or NOBODY) for fact in inorder} | set(outstanding))
    return {
        "day": day.isoformat(),
        "clause": DAY_CLAUSE,
        "technicians": [
            _section(who, [fact for fact in inorder if str(fact.technician_id or NOBODY) == who], outstanding.get(who))
            for who in people
        ],
    }


def own_lines(content: str, technician_id: str) -> str:
    """What one technician may read of a report: his own section."""
    said = json.loads(content)
    said["technicians"] = [each for each in said["technicians"] if each["technician"] == technician_id]
    return canonical(said)


def line(fact: DayFact) -> dict[str, Any]:
    """One fact as a line of the report."""
    return {
        "job": fact.job_number,
        "kind": fact.kind.value,
        "service": fact.service,
        "done": fact.is_done,
        "outcome": fact.outcome,
        "minutes_on_the_road": fact.minutes_on_the_road,
        "minutes_on_site": fact.minutes_on_site,
        "at": instant(fact.happened_at),
        "technician": str(fact.technician_id or NOBODY),
    }


def _section(who: str, facts: Sequence[DayFact], outstanding: Outstanding | None) -> dict[str, Any]:
    services = [fact for fact in facts if fact.kind is not FactKind.CARRIED_OVER]
    owed = outstanding or Outstanding()
    return {
        "technician": who,
        "services": [line(fact) for fact in services],
        "by_category": _by_category(services),
        "services_done": sum(fact.is_done for fact in services),
        "services_not_done": sum(not fact.is_done for fact in services),
        "minutes_on_the_road": sum(fact.minutes_on_the_road for fact in facts),
        "minutes_on_site": sum(fact.minutes_on_site for fact in facts),
        "carried_over": [fact.job_number for fact in facts if fact.kind is FactKind.CARRIED_OVER],
        "cards_outstanding": list(owed.cards),
        "cash_in_hands": owed.cash_in_hands,
        "cash_handed_in": owed.cash_handed_in,
    }


def _by_category(services: Sequence[DayFact]) -> list[dict[str, Any]]:
    return [
        {
            "service": name,
            "done": sum(fact.is_done for fact in services if fact.service == name),
            "not_done": {
                outcome: sum(not fact.is_done for fact in services if (fact.service, fact.outcome) == (name, outcome))
                for outcome in sorted({fact.outcome for fact in services if fact.service == name and not fact.is_done})
            },
        }
        for name in sorted({fact.service for fact in services})
    ]
