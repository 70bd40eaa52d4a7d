"""Clause 4.6: what ends a cover, who says so, and what becomes of it when the customer disputes it."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from services.intake.domain.refusals import ExclusionUnknown, ReasonMissing
from services.intake.domain.states import (
    ENDS_THE_COVER,
    EXCLUSION_LIFE,
    ExclusionAction,
    ExclusionState,
)
from services.intake.domain.verdicts.exclusion import Exclusion, ExclusionId, FoundWhere, excluded, number_of
from services.intake.domain.verdicts.facts import Case
from shared.actor import Actor, Role
from shared.events.intake.decisions import ChargeCategory, CoverageVerdict
from shared.identifiers import new_id
from shared.state_machine import ActionNotAllowed
from tests.unit.intake.cases import NOW, POLICY, case, installed, judged, maintenance, sold

NO, ASK = CoverageVerdict.NOT_COVERED, CoverageVerdict.UNDETERMINED
TICKET, OTHER_TICKET, CAMERA, OTHER_CAMERA = new_id(), new_id(), new_id(), new_id()
SUPERVISOR = Actor(Role.SUPERVISOR, "boss")
MOVES = {(state, action): then for state, action, then in EXCLUSION_LIFE.rows}
WHOLE_CATALOGUE = (1, 2, 3, 4, 5)
OPENED_BY_OTHERS = 2


def finding(number: int = 1, **more: Any) -> Exclusion:
    facts: dict[str, Any] = {
        "id": ExclusionId(new_id()),
        "ticket_id": TICKET,
        "equipment_id": CAMERA,
        "number": number,
        "state": ExclusionState.FOUND,
        "found_where": FoundWhere.SITE,
        "found_in": new_id(),
        "evidence_sha256": ("0" * 64,),
        "found_by_role": Role.TECHNICIAN,
        "found_by": "t",
        "found_at": NOW,
    }
    return Exclusion(**facts | more)


def camera_case() -> Case:
    return case(installed(date(2026, 1, 1), equipment_id=CAMERA))


@pytest.mark.parametrize("state", ExclusionState)
@pytest.mark.parametrize("action", ExclusionAction)
def test_only_rows_of_the_table_change_a_finding(state: ExclusionState, action: ExclusionAction) -> None:
    if (state, action) in MOVES:
        assert EXCLUSION_LIFE.after(state, action) is MOVES[state, action]
    else:
        with pytest.raises(ActionNotAllowed):
            EXCLUSION_LIFE.after(state, action)


def test_every_state_of_a_finding_can_be_reached() -> None:
    assert EXCLUSION_LIFE.unreachable() == ()
    assert {ExclusionState.FOUND, ExclusionState.UPHELD} == ENDS_THE_COVER


@pytest.mark.parametrize("number", WHOLE_CATALOGUE)
@pytest.mark.parametrize(
    ("state", "verdict", "category"),
    [
        (ExclusionState.FOUND, CoverageVerdict.NOT_COVERED, ChargeCategory.PAID),
        (ExclusionState.DISPUTED, CoverageVerdict.UNDETERMINED, ChargeCategory.UNDETERMINED),
        (ExclusionState.UPHELD, CoverageVerdict.NOT_COVERED, ChargeCategory.PAID),
        (ExclusionState.DISMISSED, CoverageVerdict.COVERED, ChargeCategory.FREE),
    ],
)
def test_a_finding_beats_the_period_until_it_is_disputed_and_again_when_it_is_upheld(
    number: int, state: ExclusionState, verdict: CoverageVerdict, category: ChargeCategory
) -> None:
    found = judged(excluded(camera_case(), TICKET, [finding(number, state=state)], POLICY))

    assert (found.warranty.verdict.parts.verdict, found.charge.category) == (verdict, category)
    if state is not ExclusionState.DISMISSED:
        assert found.warranty.verdict.parts.clause == f"4.6.{number}"
        assert found.warranty.verdict.exclusions == (f"4.6.{number}",)
        assert found.warranty.verdict.is_disputed is (state is ExclusionState.DISPUTED)


@pytest.mark.parametrize(
    ("what", "number", "found_on", "about", "counts"),
    [
        ("on this ticket and item", 1, TICKET, CAMERA, True),
        ("on this ticket, whatever it is about", 1, TICKET, None, True),
        ("on this ticket, another item", 1, TICKET, OTHER_CAMERA, False),
        ("misuse on an earlier ticket", 1, OTHER_TICKET, CAMERA, False),
        ("opened by others on an earlier ticket", 2, OTHER_TICKET, CAMERA, True),
        ("no proof on an earlier ticket", 3, OTHER_TICKET, CAMERA, False),
        ("lightning on an earlier ticket", 4, OTHER_TICKET, CAMERA, False),
        ("altered date on an earlier ticket", 5, OTHER_TICKET, CAMERA, True),
        ("opened by others, another item", 2, OTHER_TICKET, OTHER_CAMERA, False),
        ("opened by others, of which item is not known", 2, OTHER_TICKET, None, False),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_what_is_found_counts_for_its_ticket_and_what_lasts_for_its_item(
    what: str, number: int, found_on: Any, about: Any, *, counts: bool
) -> None:
    one = finding(number, ticket_id=found_on, equipment_id=about)
    found = excluded(camera_case(), TICKET, [one], POLICY)

    assert (found.exclusions == frozenset({number})) is counts, what


def test_without_a_known_item_a_finding_of_the_ticket_counts_all_the_same() -> None:
    found = judged(excluded(case(None), TICKET, [finding(1, equipment_id=None)], POLICY))

    assert (found.warranty.verdict.parts.verdict, found.warranty.verdict.exclusions) == (NO, ("4.6.1",))


def test_the_order_of_findings_never_matters() -> None:
    findings = [finding(4), finding(2), finding(5, state=ExclusionState.DISPUTED)]
    verdicts = {repr(judged(excluded(camera_case(), TICKET, order, POLICY))) for order in permutations(findings)}

    assert len(verdicts) == 1


def test_a_finding_that_stands_goes_before_one_that_is_disputed() -> None:
    both = [finding(1, state=ExclusionState.DISPUTED), finding(OPENED_BY_OTHERS)]
    verdict = judged(excluded(camera_case(), TICKET, both, POLICY)).warranty.verdict

    assert (verdict.parts.verdict, verdict.parts.clause, verdict.is_disputed) == (NO, "4.6.2", False)


def test_an_excluded_item_under_a_maintenance_contract_pays_parts_and_no_labour() -> None:
    asked = case(sold(date(2020, 1, 1), equipment_id=CAMERA), maintenance(date(2026, 12, 31), parts=True))
    found = judged(excluded(asked, TICKET, [finding(1)], POLICY))

    assert found.charge.clause == "2.1.3"
    assert found.warranty.verdict.parts.verdict is NO
    assert found.warranty.verdict.labour.verdict is CoverageVerdict.COVERED


def test_a_ruling_names_who_decided_when_and_why() -> None:
    disputed = finding(3).dispute()
    upheld = disputed.rule(ExclusionAction.UPHOLD, "the label was cut", now=NOW, actor=SUPERVISOR)

    assert (upheld.state, upheld.ruled_by, upheld.ruled_at) == (ExclusionState.UPHELD, "boss", NOW)
    with pytest.raises(ReasonMissing):
        disputed.rule(ExclusionAction.UPHOLD, "  ", now=NOW, actor=SUPERVISOR)
    with pytest.raises(ActionNotAllowed):
        finding(3).rule(ExclusionAction.UPHOLD, "nobody disputes it", now=NOW, actor=SUPERVISOR)


@pytest.mark.parametrize("clause", ["4.6", "4.6.0", "4.6.6", "4.6.12", "4.5.1", "misuse", ""])
def test_there_are_five_exclusions(clause: str) -> None:
    with pytest.raises(ExclusionUnknown):
        number_of(clause)


@pytest.mark.parametrize("number", WHOLE_CATALOGUE)
def test_each_has_its_clause(number: int) -> None:
    assert number_of(finding(number).clause) == number
