"""What holds for every verdict: the order of facts, later purchases, contracts."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.intake.domain.cover import Cover, CoverId, CoverKind
from services.intake.domain.equipment import Project, Proof, ProofKind, Provenance
from services.intake.domain.verdicts.facts import Case, Item, ItemPart, ServicePlace
from services.intake.domain.verdicts.paid_work import PaidWork, PaidWorkId
from shared.events.intake.decisions import ChargeCategory, CoverageVerdict
from shared.events.intake.tickets import Region, TicketKind
from shared.identifiers import new_id
from tests.unit.intake.cases import SITE, judged

DAYS = st.dates(date(2022, 1, 1), date(2028, 12, 31))
MONTHS = st.one_of(st.none(), st.integers(1, 60))
CATEGORY = st.sampled_from(["camera", "dvr", "bracket", "housing", "keyboard"])
CAMERA = new_id()
YES = CoverageVerdict.COVERED
_EVERY_PROOF = list(ProofKind)
MOST_ITEMS = 3
BRIEFLY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A case has some thirty facts, each drawn: enough of them without keeping everybody waiting."""


@st.composite
def items(draw: st.DrawFn) -> Item:
    """Equipment of any provenance, with what may be on file about it."""
    provenance = draw(st.sampled_from(Provenance))
    proofs = draw(st.lists(st.builds(Proof, kind=st.sampled_from(_EVERY_PROOF), dated_on=DAYS), max_size=3))
    project = Project(completed_on=draw(DAYS), warranty_months=draw(MONTHS))
    return Item(
        equipment_id=CAMERA,
        product_category=draw(CATEGORY),
        provenance=provenance,
        project=project if provenance is Provenance.INSTALLED else None,
        proofs=tuple(proofs),
        card_months=draw(MONTHS),
        contract_months=draw(MONTHS),
        parts=tuple(draw(st.lists(st.builds(ItemPart, part=CATEGORY, since=st.one_of(st.none(), DAYS)), max_size=3))),
    )


def contracts() -> st.SearchStrategy[Cover]:
    """Contracts of every kind, for this site or another one."""
    return st.builds(
        Cover,
        id=st.uuids().map(CoverId),
        number=st.sampled_from(["HT-1", "HT-2", "HT-3"]),
        customer_id=st.just(new_id()),
        site_ids=st.sampled_from([(), (SITE,), (new_id(),)]),
        kind=st.sampled_from(CoverKind),
        starts_on=DAYS,
        ends_on=DAYS,
        are_parts_included=st.booleans(),
        waits_for_payment=st.booleans(),
    )


def repairs() -> st.SearchStrategy[PaidWork]:
    """Paid repairs of the same camera or of something else at the site."""
    return st.builds(
        PaidWork,
        id=st.uuids().map(PaidWorkId),
        ticket_id=st.uuids(),
        customer_id=st.uuids(),
        site_id=st.just(SITE),
        equipment_ids=st.sampled_from([(), (CAMERA,)]),
        symptom_code=st.just("no_picture"),
        done_on=DAYS,
    )


def cases() -> st.SearchStrategy[Case]:
    """Everything that can be asked."""
    return st.builds(
        Case,
        kind=st.sampled_from(TicketKind),
        place=st.sampled_from(ServicePlace),
        region=st.sampled_from(Region),
        reported_on=DAYS,
        site_id=st.just(SITE),
        item=st.one_of(st.none(), items()),
        exclusions=st.frozensets(st.integers(1, 5), max_size=2),
        disputed=st.frozensets(st.integers(1, 5), max_size=2),
        symptom_code=st.just("no_picture"),
        covers=st.lists(contracts(), max_size=4, unique_by=lambda each: each.id).map(tuple),
        paid_work=st.lists(repairs(), max_size=2).map(tuple),
        visits_before=st.integers(0, 1),
    )


def shuffled(one: Case, randomly: Any) -> Case:
    """The same facts in another order."""

    def mixed(facts: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(randomly.sample(facts, len(facts)))

    item = one.item
    if item is not None:
        item = replace(item, proofs=mixed(item.proofs), parts=mixed(item.parts))
    return replace(one, item=item, covers=mixed(one.covers), paid_work=mixed(one.paid_work))


@BRIEFLY
@given(cases(), st.randoms())
def test_the_verdict_never_depends_on_the_order_of_facts(asked: Case, randomly: Any) -> None:
    assert repr(judged_without_order(shuffled(asked, randomly))) == repr(judged_without_order(asked))


def judged_without_order(asked: Case) -> tuple[object, ...]:
    found = judged(asked)
    return found.charge, found.warranty, found.case.told


@BRIEFLY
@given(st.lists(cases(), min_size=1, max_size=MOST_ITEMS), st.randoms())
def test_the_charge_of_a_visit_never_depends_on_the_order_of_its_items(asked: list[Case], randomly: Any) -> None:
    other_way = randomly.sample(asked, len(asked))

    assert judged(*asked).charge == judged(*other_way).charge


@BRIEFLY
@given(cases(), st.integers(1, 1000))
def test_a_later_purchase_date_never_shortens_cover(asked: Case, days: int) -> None:
    item = asked.item
    if item is None or not item.proofs:
        return
    later = tuple(replace(proof, dated_on=proof.dated_on + timedelta(days=days)) for proof in item.proofs)
    before, after = (judged(replace(asked, item=each)).warranty.verdict for each in (item, replace(item, proofs=later)))

    assert (after.covered_until or date.min) >= (before.covered_until or date.min)
    if before.parts.verdict is YES:
        assert after.parts.verdict is YES


@BRIEFLY
@given(cases(), st.integers(1, 60))
def test_a_contract_or_card_never_shortens_the_tables_period(asked: Case, months: int) -> None:
    item = asked.item
    if item is None:
        return
    bare = replace(item, card_months=None, contract_months=None)
    until_by_table = judged(replace(asked, item=bare)).warranty.verdict.covered_until
    for given_more in (replace(bare, card_months=months), replace(bare, contract_months=months)):
        until = judged(replace(asked, item=given_more)).warranty.verdict.covered_until
        assert until_by_table is None or (until is not None and until >= until_by_table)


@BRIEFLY
@given(cases(), contracts())
def test_a_maintenance_contract_takes_nothing_away(asked: Case, cover: Cover) -> None:
    cover = replace(cover, kind=CoverKind.MAINTENANCE)
    before, after = judged(asked), judged(replace(asked, covers=(*asked.covers, cover)))

    if before.charge.category is ChargeCategory.FREE:
        assert after.charge.category is ChargeCategory.FREE
    if before.warranty.verdict.parts.verdict is YES:
        assert after.warranty.verdict.parts.verdict is YES


@BRIEFLY
@given(cases())
def test_an_exclusion_always_ends_the_cover_of_parts(asked: Case) -> None:
    verdict = judged(asked).warranty.verdict

    if asked.exclusions:
        assert verdict.parts.verdict is CoverageVerdict.NOT_COVERED
    elif asked.disputed:
        assert verdict.parts.verdict is CoverageVerdict.UNDETERMINED


@BRIEFLY
@given(cases())
def test_every_verdict_cites_a_clause_and_says_why(asked: Case) -> None:
    found = judged(asked)

    assert found.charge.clause
    assert found.charge.because
    assert found.warranty.because
    verdict = found.warranty.verdict
    assert all(coverage.clause for coverage in (verdict.parts, verdict.labour, verdict.travel))
