"""Clause 5.16: the symptom catalogue proposes a level, a person stands for it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.intake.domain.progress import without_fault
from services.intake.domain.refusals import CodeUnknown, LevelMissing, LevelReasonMissing
from services.intake.domain.report import level_for, propose_level
from services.intake.domain.states import TicketState
from shared.errors import Refused
from shared.events.intake.tickets import FaultLevel, FaultLevelChanged, FaultLevelConfirmed, TicketKind
from tests.unit.intake.cases import NOW, POLICY, case, installed
from tests.unit.intake.test_ticket_life import ticket

CATEGORIES = {*POLICY.warranty_12_months.categories, *POLICY.warranty_3_months.categories}


@pytest.mark.parametrize(
    ("symptom", "category", "level", "hits"),
    [
        ("system_down", None, 1, "whole_system"),
        ("no_picture_anywhere", "camera", 1, "whole_system"),
        ("no_picture", "camera", 2, "part"),
        ("no_picture", None, 2, "part"),
        ("no_picture", "dvr", 1, "whole_system"),
        ("no_recording", "dvr", 1, "whole_system"),
        ("no_recording", "camera", 2, "part"),
        ("no_power", "dvr", 1, "whole_system"),
        ("no_power", "camera", 2, "part"),
        ("no_power", "camera_power_supply", 3, "accessory"),
        ("picture_intermittent", "camera", 2, "part"),
        ("damaged", "camera", 2, "part"),
        ("damaged", "housing", 3, "accessory"),
        ("loose", "bracket", 3, "accessory"),
        ("password_forgotten", "dvr", 4, "nothing"),
        ("how_to_use", None, 4, "nothing"),
    ],
)
def test_what_a_symptom_on_an_item_proposes(symptom: str, category: str | None, level: int, hits: str) -> None:
    proposal = propose_level(symptom, category, POLICY)

    assert proposal is not None
    assert (proposal.level, proposal.hits, proposal.clause) == (level, hits, "5.16")


@pytest.mark.parametrize("symptom", [None, "s17", "smells_of_smoke"])
def test_about_what_the_catalogue_does_not_know_it_proposes_nothing(symptom: str | None) -> None:
    assert propose_level(symptom, "camera", POLICY) is None


def test_the_catalogue_names_known_categories_and_each_pair_once() -> None:
    known = POLICY.symptoms.known
    pairs = [(row.code, category) for row in known for category in row.categories or ("",)]

    assert len(pairs) == len(set(pairs))
    assert {category for row in known for category in row.categories} <= CATEGORIES
    assert {row.hits for row in known} == {"whole_system", "part", "accessory", "nothing"}
    assert {row.level for row in known} == {1, 2, 3, 4}


PROPOSES_2, NOTHING = "no_picture", None
FAULT, QUESTION = TicketKind.FAULT, TicketKind.QUESTION


@pytest.mark.parametrize(
    ("kind", "symptom", "given", "reason", "outcome"),
    [
        (FAULT, PROPOSES_2, None, None, (2, False)),
        (FAULT, PROPOSES_2, 2, None, (2, True)),
        (FAULT, PROPOSES_2, 1, None, LevelReasonMissing),
        (FAULT, PROPOSES_2, 1, "proposal_does_not_fit", (1, True)),
        (FAULT, PROPOSES_2, 1, "because", CodeUnknown),
        (FAULT, NOTHING, None, None, LevelMissing),
        (FAULT, NOTHING, 3, None, (3, True)),
        (QUESTION, NOTHING, None, None, (4, True)),
        (QUESTION, PROPOSES_2, None, None, (2, False)),
        (QUESTION, PROPOSES_2, 4, None, (4, True)),
        (TicketKind.CAMERA_MOVE, PROPOSES_2, None, None, (None, True)),
    ],
)
def test_a_person_may_differ_from_the_catalogue_and_says_why(
    kind: TicketKind, symptom: str | None, given: int | None, reason: str | None, outcome: Any
) -> None:
    level, proposal = None if given is None else FaultLevel(given), propose_level(symptom, "camera", POLICY)
    if isinstance(outcome, type) and issubclass(outcome, Refused):
        with pytest.raises(outcome) as refused:
            level_for(kind, level, reason, proposal, POLICY)
        assert refused.value.clause == "5.16"
        return
    found = level_for(kind, level, reason, proposal, POLICY)
    assert (found.level, found.is_confirmed) == outcome


def test_a_proposed_level_is_confirmed_or_changed_by_a_person() -> None:
    proposed = replace(ticket(), is_level_confirmed=False)
    confirmed, [told] = proposed.change_level(FaultLevel.MAIN_EQUIPMENT, "proposal_confirmed", now=NOW, policy=POLICY)
    changed, [event] = proposed.change_level(FaultLevel.SYSTEM_DOWN, "proposal_does_not_fit", now=NOW, policy=POLICY)
    assessed, _ = proposed.assess("camera", FaultLevel.MAIN_EQUIPMENT, now=NOW, policy=POLICY)
    judged_only, _ = proposed.assess("camera", None, now=NOW, policy=POLICY)

    assert confirmed.is_level_confirmed
    assert isinstance(told, FaultLevelConfirmed)
    assert (told.level, told.reason, told.clause) == (2, "proposal_confirmed", "5.16")
    again = confirmed.change_level(FaultLevel.MAIN_EQUIPMENT, "proposal_confirmed", now=NOW, policy=POLICY)
    assert again == (confirmed, [])
    assert changed.is_level_confirmed
    assert isinstance(event, FaultLevelChanged)
    assert (assessed.is_level_confirmed, judged_only.is_level_confirmed) == (True, False)


@pytest.mark.parametrize("state", TicketState)
def test_no_fault_found_makes_it_level_four_with_that_reason_while_it_is_open(state: TicketState) -> None:
    one = replace(ticket(), state=state)
    after, events = without_fault(one, at=NOW, policy=POLICY)

    is_open = state in {TicketState.OPENED, TicketState.ASSESSED, TicketState.IN_SERVICE}
    assert after.level is (FaultLevel.NOT_A_FAULT if is_open else FaultLevel.MAIN_EQUIPMENT)
    assert [each.reason for each in events if isinstance(each, FaultLevelChanged)] == ["no_fault_found"] * is_open
    assert (after.charge_category, after.charge_clause) == (one.charge_category, one.charge_clause)


def test_no_fault_found_about_a_moved_camera_changes_no_level() -> None:
    move = ticket(case(installed(date(2026, 1, 1)), kind=TicketKind.CAMERA_MOVE), level=None)

    assert without_fault(move, at=NOW, policy=POLICY) == (move, [])
