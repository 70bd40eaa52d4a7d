"""Conduct: violations that people put down or that something points to, and the cases that they lead to (7)."""

from dataclasses import replace
from uuid import UUID

from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.oversight.conduct import (
    DisciplinaryCase,
    Office,
    Told,
    Violation,
    ViolationEntry,
    due_case,
)
from services.dispatch.domain.refusals import CaseNotFound, ViolationNotFound
from services.dispatch.work import Work
from shared.actor import Role
from shared.events.billing.cash import RemittanceOverdue
from shared.events.followup.calls import CallBackCompleted
from shared.policy import business_day

VIOLATION_NUMBERS, CASE_NUMBERS = "WJ", "CF"
MONEY_CLAUSE, COURTESY_CLAUSE = "7.3", "7.2"
READ_ALL_CONDUCT = (Role.SPECIALIST, Role.SUPERVISOR, Role.MANAGER, Role.AUDITOR)
"""Others read what is put down about themselves."""


async def record_violation(entry: ViolationEntry, work: Work) -> Violation:
    """A person puts a violation down; the third that counts opens a case."""
    await work.people.get(entry.person_id)
    violation, events = Violation.recorded(work.new_id(), await work.number(VIOLATION_NUMBERS), entry, _office(work))
    return await _keep_counted(violation, events, work)


async def confirm_violation(violation_id: UUID, words: str | None, work: Work) -> Violation:
    """A person says that a suspicion was right."""
    violation = await violation_for(violation_id, work)
    violation, events = violation.confirmed(words, _office(work))
    return await _keep_counted(violation, events, work)


async def dismiss_violation(violation_id: UUID, reason: str, work: Work) -> Violation:
    """A person says that a suspicion was wrong."""
    violation = await violation_for(violation_id, work)
    work.changes.reason = reason
    return work.violations.save(violation.dismissed(reason, _office(work)))


async def answer_violation(violation_id: UUID, answer: str, work: Work) -> Violation:
    """The person says his side."""
    violation = await violation_for(violation_id, work)
    violation, events = violation.answered(answer, _office(work))
    return work.violations.save(violation, events)


async def withdraw_violation(violation_id: UUID, reason: str, work: Work) -> Violation:
    """It no longer counts, and may take the ground of an open case away."""
    violation = await violation_for(violation_id, work)
    work.changes.reason = reason
    await _alone(violation.person_id, work)
    violation, events = violation.withdrawn(reason, _office(work))
    if violation.case_id is not None:
        case = await work.cases.get(violation.case_id)
        others = [each for each in await work.violations.of(violation.person_id) if each.id != violation.id]
        changed, told = case.without(violation, others, _office(work))
        if changed is not case:
            work.cases.save(changed, told)
        if told:
            await _free(case, others, work)
    return work.violations.save(violation, events)


async def decide_case(case_id: UUID, outcome: str, words: str, work: Work) -> DisciplinaryCase:
    """The manager decides how serious it is."""
    case = await work.cases.get(case_id)
    case, events = case.decided(outcome, words, _office(work))
    return work.cases.save(case, events)


async def suspect_misused_money(event: RemittanceOverdue, work: Work) -> None:
    """Cash that was not handed in may be a violation of 7.3: a person looks."""
    evidence_numbers = tuple(str(each) for each in (*event.charge_ids, *event.deposit_ids))
    entry = ViolationEntry(
        person_id=PersonId(event.person_id),
        clause=MONEY_CLAUSE,
        happened_on=business_day(event.overdue_at),
        evidence_numbers=evidence_numbers,
    )
    await _suspect(entry, "remittance_overdue", work)


async def suspect_discourtesy(event: CallBackCompleted, work: Work) -> None:
    """A customer named somebody's conduct when he was called back: a person looks."""
    if not event.is_conduct_named or event.technician_id is None:
        return
    entry = ViolationEntry(
        person_id=PersonId(event.technician_id),
        clause=COURTESY_CLAUSE,
        happened_on=business_day(event.completed_at),
        evidence_numbers=(str(event.call_id),),
    )
    await _suspect(entry, "call_back", work)


async def violation_for(violation_id: UUID, work: Work) -> Violation:
    """A violation that the caller may know of: his own, or any for those who read everybody's conduct."""
    violation = await work.violations.get(violation_id)
    is_his = work.actor.subject == str(violation.person_id)
    if not violation.is_visible_to(work.actor) or not (is_his or work.actor.role in READ_ALL_CONDUCT):
        raise ViolationNotFound(f"violation {violation_id} is not known")
    return violation


async def case_for(case_id: UUID, work: Work) -> DisciplinaryCase:
    """A case that the caller may know of: his own once it is decided, others where he reads everybody's conduct."""
    case = await work.cases.get(case_id)
    is_his = work.actor.subject == str(case.person_id)
    if case.decided_at is None if is_his else work.actor.role not in READ_ALL_CONDUCT:
        raise CaseNotFound(f"case {case_id} is not known")
    return case


async def _suspect(entry: ViolationEntry, source: str, work: Work) -> None:
    number = await work.number(VIOLATION_NUMBERS)
    violation, events = Violation.suspected(work.new_id(), number, entry, source, _office(work))
    work.violations.add(violation, events)


async def _keep_counted(violation: Violation, events: Told, work: Work) -> Violation:
    """With the case that it leads to, or the open one that it joins; two at once wait for each other."""
    kept = [each for each in await work.violations.of(violation.person_id) if each.id != violation.id]
    await _alone(violation.person_id, work)
    opened = await work.cases.open_of(violation.person_id)
    if opened is not None and violation.counts:
        violation = replace(violation, case_id=opened.id)
        work.cases.save(opened.joined_by(violation))
    elif (
        due := due_case([*kept, violation], work.new_id(), await work.number(CASE_NUMBERS), _office(work))
    ) is not None:
        case, told = due
        work.cases.add(case, told)
        for other in kept:
            if other.id in case.violation_ids:
                work.violations.save(replace(other, case_id=case.id))
        if violation.id in case.violation_ids:
            violation = replace(violation, case_id=case.id)
    return work.violations.save(violation, events) if violation.version else work.violations.add(violation, events)


async def _free(lifted: DisciplinaryCase, others: list[Violation], work: Work) -> None:
    """What a case had held counts for itself again, and with others may be ground for another case."""
    free = [replace(each, case_id=None) if each.case_id == lifted.id else each for each in others]
    due = due_case(free, work.new_id(), await work.number(CASE_NUMBERS), _office(work))
    if due is not None:
        case, told = due
        work.cases.add(case, told)
        free = [replace(each, case_id=case.id) if each.id in case.violation_ids else each for each in free]
    for before, after in zip(others, free, strict=True):
        if after != before:
            work.violations.save(after)


async def _alone(person_id: PersonId, work: Work) -> None:
    """Whatever counts violations of somebody changes his entry: of two at once one starts again with both."""
    work.people.save(await work.people.get(person_id))


def _office(work: Work) -> Office:
    return Office(
        now=work.now, actor=work.actor, setting=work.policy.conduct, policy_revision=work.policy.revision.number
    )
