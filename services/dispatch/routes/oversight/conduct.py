"""What can be asked about conduct: violations, what is said to them, disciplinary cases (7)."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from services.dispatch import queries
from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.oversight.conduct import DisciplinaryCase, Violation, ViolationEntry
from services.dispatch.domain.people import staff_id
from services.dispatch.domain.refusals import (
    EvidenceMissing,
    NotAboutHimself,
    NotInTheDirectory,
    OnlyHimself,
    PersonNotFound,
    TimeInTheFuture,
)
from services.dispatch.domain.states import CaseState, ViolationState
from services.dispatch.routes.visiting.visit_bodies import Photos
from services.dispatch.routes.who_may import AT_WORK, HEADS
from services.dispatch.use_cases import conduct as use_cases
from services.dispatch.work import Work
from shared.actor import Actor, Role
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Day, LongText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes

routes = Routes(tag="conduct")
_PERSON = "01936b2e-0000-7000-8000-000000000001"
CONCERNED = (*AT_WORK, Role.FINANCE, Role.WAREHOUSE, Role.AUDITOR)
"""Who reads everybody's conduct sees all but what is only suspected of himself, others what was put down about them."""
Clause = Literal["7.1", "7.2", "7.3", "7.4", "7.5", "7.6"]
References = Annotated[tuple[Code, ...], Field(max_length=20)]


class NewViolation(Body):
    """Who, which clause, when, and what shows it: numbers of jobs or calls, hashes of photos."""

    EXAMPLE: ClassVar = {
        "person_id": _PERSON,
        "clause": "7.2",
        "happened_on": "2026-11-23",
        "evidence_numbers": ["PG20261123-0007"],
        "words": "The customer says that he was shouted at.",
    }

    person_id: UUID
    clause: Clause
    happened_on: Day
    evidence_numbers: References = ()
    evidence_sha256: Photos = ()
    words: LongText | None = None


class Confirm(Body):
    """What whoever looked found."""

    EXAMPLE: ClassVar = {"words": "He admits that he kept the money over the weekend."}

    words: LongText | None = None


class Because(Body):
    """Why."""

    EXAMPLE: ClassVar = {"reason": "mistaken_identity"}

    reason: Code


class AnswerIt(Body):
    """What the person says to it."""

    EXAMPLE: ClassVar = {"answer": "The bank was closed; I handed it in on Monday morning."}

    answer: LongText


class Decide(Body):
    """How serious it is, and why."""

    EXAMPLE: ClassVar = {"outcome": "warning", "words": "First case in four years."}

    outcome: Literal["no_measure", "warning", "dismissal"]
    words: LongText


class ViolationFilter(Listing):
    """Which violations."""

    person_id: UUID | None = None
    state: ViolationState | None = None


class CaseFilter(Listing):
    """Which cases."""

    person_id: UUID | None = None
    state: CaseState | None = None


class ViolationView(View):
    """A violation, or what points to one."""

    id: UUID
    number: str
    version: int
    state: ViolationState
    person_id: UUID
    clause: str
    counts: bool
    happened_on: date
    source: str
    evidence_numbers: tuple[str, ...]
    evidence_sha256: tuple[str, ...]
    words: str | None
    recorded_by: str | None
    recorded_at: datetime
    answer: str | None
    answered_at: datetime | None
    ended_because: str | None
    ended_by: str | None
    ended_at: datetime | None
    case_id: UUID | None

    @classmethod
    def of(cls, violation: Violation) -> "ViolationView":
        """What we show of a violation."""
        return cls(**{name: getattr(violation, name) for name in cls.model_fields})


class CaseView(View):
    """A disciplinary case."""

    id: UUID
    number: str
    version: int
    state: CaseState
    person_id: UUID
    violation_ids: tuple[UUID, ...]
    policy_revision: str
    opened_at: datetime
    outcome: str | None
    words: str | None
    decided_by: str | None
    decided_at: datetime | None

    @classmethod
    def of(cls, case: DisciplinaryCase) -> "CaseView":
        """What we show of a case."""
        return cls(**{name: getattr(case, name) for name in cls.model_fields})


@routes.creates(
    "/violations",
    ViolationView,
    may=HEADS,
    refuses=(EvidenceMissing, NotAboutHimself, PersonNotFound, TimeInTheFuture),
)
async def record_violation(new: Sent[NewViolation], door: Door[Work]) -> Answer:
    """Put a violation down, with evidence; the third of 7.2, 7.3 and 7.5 within the window opens a case (7.7)."""
    entry = ViolationEntry(
        person_id=PersonId(new.person_id),
        clause=new.clause,
        happened_on=new.happened_on,
        evidence_numbers=new.evidence_numbers,
        evidence_sha256=new.evidence_sha256,
        words=new.words,
    )
    return await door.change(lambda work: use_cases.record_violation(entry, work), show=ViolationView.of)


@routes.commands(
    "/violations/{violation_id}/confirmation", ViolationView, may=HEADS, refuses=(ActionNotAllowed, NotAboutHimself)
)
async def confirm_violation(violation_id: UUID, said: Sent[Confirm], door: Door[Work]) -> Answer:
    """Confirm what something pointed to: only now it counts (7.3)."""
    return await door.change(
        lambda work: use_cases.confirm_violation(violation_id, said.words, work), show=ViolationView.of
    )


@routes.commands(
    "/violations/{violation_id}/dismissal", ViolationView, may=HEADS, refuses=(ActionNotAllowed, NotAboutHimself)
)
async def dismiss_violation(violation_id: UUID, why: Sent[Because], door: Door[Work]) -> Answer:
    """Say that what something pointed to was no violation."""
    return await door.change(
        lambda work: use_cases.dismiss_violation(violation_id, why.reason, work), show=ViolationView.of
    )


@routes.commands(
    "/violations/{violation_id}/answer", ViolationView, may=CONCERNED, refuses=(ActionNotAllowed, OnlyHimself)
)
async def answer_violation(violation_id: UUID, said: Sent[AnswerIt], door: Door[Work]) -> Answer:
    """Say one's own side of a violation; only the person whom it is about."""
    return await door.change(
        lambda work: use_cases.answer_violation(violation_id, said.answer, work), show=ViolationView.of
    )


@routes.commands(
    "/violations/{violation_id}/withdrawal", ViolationView, may=HEADS, refuses=(ActionNotAllowed, NotAboutHimself)
)
async def withdraw_violation(violation_id: UUID, why: Sent[Because], door: Door[Work]) -> Answer:
    """Take a violation back: it no longer counts, and an open case may lose its ground."""
    return await door.change(
        lambda work: use_cases.withdraw_violation(violation_id, why.reason, work), show=ViolationView.of
    )


@routes.lists("/violations", ViolationView, may=CONCERNED, refuses=(NotInTheDirectory,))
async def list_violations(wanted: Asked[ViolationFilter], door: Door[Work]) -> Answer:
    """Violations, newest first; technicians, finance and warehouse see what was put down about themselves."""
    which = queries.ViolationsWanted(
        person_id=_asked_about(wanted.person_id, door.actor), state=wanted.state, hidden_from=door.actor.subject
    )
    return await door.page(
        wanted,
        lambda work: queries.violations(work.reader, which, wanted.after(UUID), wanted.rows_to_read),
        show=ViolationView.of,
        by=("id",),
    )


@routes.shows("/violations/{violation_id}", ViolationView, may=CONCERNED)
async def show_violation(violation_id: UUID, door: Door[Work]) -> Answer:
    """One violation."""
    return await door.read(lambda work: use_cases.violation_for(violation_id, work), show=ViolationView.of)


def _asked_about(person_id: UUID | None, actor: Actor) -> UUID | None:
    """Whose conduct is looked at: whose is asked for; his own where he reads nobody else's."""
    return person_id if actor.role in use_cases.READ_ALL_CONDUCT else staff_id(actor)


@routes.lists("/disciplinary-cases", CaseView, may=CONCERNED, refuses=(NotInTheDirectory,))
async def list_cases(wanted: Asked[CaseFilter], door: Door[Work]) -> Answer:
    """Disciplinary cases, newest first; nobody sees one about himself before it is decided."""
    which = queries.CasesWanted(
        person_id=_asked_about(wanted.person_id, door.actor), state=wanted.state, hidden_from=door.actor.subject
    )
    return await door.page(
        wanted,
        lambda work: queries.cases(work.reader, which, wanted.after(UUID), wanted.rows_to_read),
        show=CaseView.of,
        by=("id",),
    )


@routes.shows("/disciplinary-cases/{case_id}", CaseView, may=CONCERNED)
async def show_case(case_id: UUID, door: Door[Work]) -> Answer:
    """One disciplinary case."""
    return await door.read(lambda work: use_cases.case_for(case_id, work), show=CaseView.of)


@routes.commands(
    "/disciplinary-cases/{case_id}/decision",
    CaseView,
    may=(Role.MANAGER,),
    refuses=(ActionNotAllowed, NotAboutHimself),
)
async def decide_case(case_id: UUID, decision: Sent[Decide], door: Door[Work]) -> Answer:
    """Decide how serious it is (7.7); the manager does, and not about himself."""
    return await door.change(
        lambda work: use_cases.decide_case(case_id, decision.outcome, decision.words, work), show=CaseView.of
    )
