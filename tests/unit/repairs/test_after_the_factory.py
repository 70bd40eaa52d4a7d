"""What came back from the factory: repaired after all by our own bench, or with something that ends its cover (4.6)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from services.repairs.domain import bench, factory
from services.repairs.domain.bench import Exclusion
from services.repairs.domain.endings import handing_out
from services.repairs.domain.entries import BenchFinding, BenchTest, FactoryLeg, Outcome, Photo
from services.repairs.domain.fees import fee_terms
from services.repairs.domain.promises.promise import Way
from services.repairs.domain.refusals import ConsentMissing, OutcomeContradictsFactory, OutcomeMissing, VerdictPending
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import RepairState
from shared.events.intake.decisions import CoverageVerdict
from shared.identifiers import new_id
from tests.unit.repairs.items import AT, POLICY, SPECIALIST, a_ticket, confirmed, verdict


def _back(outcome: Outcome | None = None) -> Repair:
    leg = FactoryLeg(batch_id=new_id(), sent_at=AT, serial_in="SN-1")
    away = replace(confirmed(way=Way.FACTORY), state=RepairState.AT_FACTORY, factory=leg)
    return factory.take_back(
        away, factory.CameBack(repair_id=away.id, serial_out=None, outcome=outcome), POLICY, now=AT
    )[0]


def _tested_again(repair: Repair, finding: BenchFinding = BenchFinding.CONFIRMED) -> Repair:
    shown = BenchTest(finding=finding, fault="no_power", tested_at=AT, tested_by="a")
    return bench.retest(repair, shown, now=AT)


def _working(outcome: Outcome) -> Repair:
    return bench.start_work(_tested_again(_back(outcome)), POLICY, now=AT)


READY: list[tuple[str, Repair, Outcome | None, Outcome | type[Exception]]] = [
    # the item                                  the bench says,            it becomes
    ("rejected, nothing more done",    _back(Outcome.REJECTED),          None,             Outcome.REJECTED),
    ("rejected, nothing more done",    _back(Outcome.REJECTED),          Outcome.REPAIRED, OutcomeContradictsFactory),
    ("rejected, then our own bench",   _working(Outcome.REJECTED),       Outcome.REPAIRED, Outcome.REPAIRED),
    ("repaired badly, then our bench", _working(Outcome.REPAIRED),       Outcome.REPAIRED, Outcome.REPAIRED),
    ("given up, then our own bench",   _working(Outcome.NOT_REPAIRABLE), Outcome.REPAIRED, Outcome.REPAIRED),
    ("our bench says nothing",         _working(Outcome.REJECTED),       None,             OutcomeMissing),
    (
        "rejected, fixed at the second test",
        _tested_again(_back(Outcome.REJECTED), BenchFinding.FIXED_AT_COUNTER),
        None,
        Outcome.FIXED_AT_COUNTER,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("case", "repair", "said", "becomes"), READY)
def test_the_word_of_the_factory_counts_until_our_own_bench_goes_on(
    case: str, repair: Repair, said: Outcome | None, becomes: Outcome | type[Exception]
) -> None:
    if isinstance(becomes, Outcome):
        assert handing_out.make_ready(repair, said, POLICY, now=AT)[0].outcome is becomes, case
        return
    with pytest.raises(becomes):
        handing_out.make_ready(repair, said, POLICY, now=AT)


def _excluded(repair: Repair, *, is_disputed: bool) -> Repair:
    seen = Exclusion(exclusion="4.6.2", evidence=(Photo(reference="p/1", sha256="0" * 64),), is_disputed=is_disputed)
    return bench.find_exclusion(repair, seen, SPECIALIST, POLICY, now=AT)[0]


WORK: list[Callable[[Repair], object]] = [
    lambda repair: bench.start_work(repair, POLICY, now=AT),
    lambda repair: bench.build_in(repair, "PSU-12V", 1, POLICY, now=AT),
    lambda repair: factory.hand_over(repair, POLICY, now=AT),
]


@pytest.mark.parametrize("work", WORK)
@pytest.mark.parametrize("is_disputed", [False, True])
def test_an_exclusion_at_the_second_test_stops_work_until_it_is_judged(
    work: Callable[[Repair], object], *, is_disputed: bool
) -> None:
    found = _excluded(_tested_again(_back()), is_disputed=is_disputed)
    assert (found.state, found.has_consent) == (RepairState.TESTED_AGAIN, False)
    assert found.is_waiting_for_verdict
    with pytest.raises(VerdictPending) as refused:
        work(found)
    assert refused.value.clause == "6.5"
    terms = {
        parts: fee_terms(a_ticket(warranty=verdict(parts, 2)), None, POLICY)
        for parts in (CoverageVerdict.COVERED, CoverageVerdict.NOT_COVERED)
    }
    work(bench.judge(found, terms[CoverageVerdict.COVERED], now=AT))
    paid = bench.judge(found, terms[CoverageVerdict.NOT_COVERED], now=AT)
    assert not paid.is_waiting_for_verdict
    with pytest.raises(ConsentMissing):
        work(paid)


def test_what_is_done_already_goes_out_while_an_exclusion_is_judged() -> None:
    found = _excluded(_tested_again(_back(), BenchFinding.NOT_REPRODUCED), is_disputed=True)
    assert handing_out.make_ready(found, None, POLICY, now=AT)[0].state is RepairState.READY
