"""Which verdict stands against a newer one: a person's gives way only to what came to light later."""

from dataclasses import replace
from datetime import date

import pytest

from services.intake.domain.refusals import ReasonMissing, SupervisorNeeded
from services.intake.domain.verdicts.decisions import (
    Deciding,
    Decision,
    DecisionCause,
    DecisionSubject,
    charge_decision,
    check_may_decide,
    warranty_decision,
)
from services.intake.domain.verdicts.facts import Case
from shared.actor import Actor, Role
from shared.identifiers import new_id
from tests.unit.intake.cases import NOW, case, installed, judged

FREE = case(installed(date(2026, 1, 1)))
EXCLUDED = replace(FREE, exclusions=frozenset({2}))
WARRANTY, CHARGE = DecisionSubject.WARRANTY, DecisionSubject.CHARGE
CAUSES = DecisionCause


def decision(subject: DecisionSubject, asked: Case, cause: DecisionCause, number: int = 1) -> Decision:
    deciding = Deciding(ticket_id=new_id(), now=NOW, actor=Actor(Role.SPECIALIST, "s"), cause=cause)
    make = warranty_decision if subject is WARRANTY else charge_decision
    return make(new_id(), number, judged(asked), deciding)


@pytest.mark.parametrize("subject", DecisionSubject)
@pytest.mark.parametrize("cause", DecisionCause)
def test_of_the_rules_the_newer_verdict_counts_unless_it_says_the_same(
    subject: DecisionSubject, cause: DecisionCause
) -> None:
    before = decision(subject, FREE, CAUSES.REPORT)

    assert before.stands_against(decision(subject, FREE, cause, 2))
    assert not before.stands_against(decision(subject, EXCLUDED, cause, 2))


@pytest.mark.parametrize(
    ("subject", "clause", "cause", "stands"),
    [
        (WARRANTY, "4.3", CAUSES.PLACE_CHANGED, True),
        (WARRANTY, "4.3", CAUSES.NEW_FACTS, True),
        (WARRANTY, "4.3", CAUSES.EXCLUSION_FOUND, False),
        (WARRANTY, "4.3", CAUSES.RULING, False),
        (CHARGE, "2.1.1", CAUSES.PLACE_CHANGED, True),
        (CHARGE, "2.1.1", CAUSES.EXCLUSION_FOUND, False),
        (CHARGE, "2.1.1", CAUSES.RULING, False),
        (CHARGE, "2.1.3", CAUSES.EXCLUSION_FOUND, True),
        (CHARGE, "2.2.1", CAUSES.RULING, True),
    ],
)
def test_a_persons_verdict_gives_way_to_what_he_could_not_know(
    subject: DecisionSubject, clause: str, cause: DecisionCause, *, stands: bool
) -> None:
    by_person = replace(decision(subject, FREE, CAUSES.PERSON), is_by_person=True, clause=clause)

    assert by_person.stands_against(decision(subject, EXCLUDED, cause, 2)) is stands


@pytest.mark.parametrize(
    ("role", "was_decided", "may"),
    [
        (Role.SPECIALIST, False, True),
        (Role.SPECIALIST, True, False),
        (Role.SUPERVISOR, False, True),
        (Role.SUPERVISOR, True, True),
        (Role.MANAGER, True, True),
    ],
)
def test_the_specialist_decides_what_is_undetermined_and_the_supervisor_changes_what_is_decided(
    role: Role, *, was_decided: bool, may: bool
) -> None:
    actor = Actor(role, "p")
    if may:
        check_may_decide(actor, was_decided=was_decided, reason="the card was shown")
    else:
        with pytest.raises(SupervisorNeeded):
            check_may_decide(actor, was_decided=was_decided, reason="the card was shown")
    with pytest.raises(ReasonMissing):
        check_may_decide(actor, was_decided=was_decided, reason=" ")
