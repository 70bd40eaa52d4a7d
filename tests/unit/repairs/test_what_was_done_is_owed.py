"""What was agreed and done is owed, though the repair is refused since or the item thrown away (5.5, 6.5)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from services.repairs.domain import bench, factory
from services.repairs.domain.bench import Agreed
from services.repairs.domain.endings import handing_out, leaving
from services.repairs.domain.entries import FactoryLeg, Means, Outcome
from services.repairs.domain.promises.promise import Way
from services.repairs.domain.refusals import ChargeAwaited
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import RepairState
from shared.events.intake.decisions import CoverageVerdict
from shared.events.repairs.endings import RepairEnded
from shared.events.repairs.items import PartBuiltIn, RepairReady
from shared.identifiers import new_id
from shared.money import Money
from tests.unit.repairs.items import AT, POLICY, SPECIALIST, a_ticket, confirmed, verdict

PAID = a_ticket(warranty=verdict(CoverageVerdict.NOT_COVERED))
WORD = Agreed(reason="price", contact_id=new_id(), means=Means.PHONE)
EIGHTY = Money.of("80.00")


def _agreed(way: Way = Way.OWN_BENCH) -> Repair:
    return bench.consent(confirmed(PAID, way), new_id(), Money.of("180.00"), now=AT)


def _working(*, parts: int = 0) -> Repair:
    repair = bench.start_work(_agreed(), POLICY, now=AT)
    for _ in range(parts):
        repair = bench.build_in(repair, "PSU-12V", 1, POLICY, now=AT)
    return repair


def _back(cost: str | None, repair: Repair | None = None, outcome: Outcome | None = None) -> Repair:
    leg = FactoryLeg(batch_id=new_id(), sent_at=AT, serial_in="SN-1")
    away = replace(repair or _agreed(Way.FACTORY), state=RepairState.AT_FACTORY, factory=leg)
    asked = None if cost is None else Money.of(cost)
    came = factory.CameBack(repair_id=away.id, serial_out=None, outcome=outcome, cost=asked)
    return factory.take_back(away, came, POLICY, now=AT)[0]


REFUSING: list[tuple[str, Callable[[], Repair], bool]] = [
    # the customer refuses when, and                            owes?
    ("the price is not agreed yet",    lambda: confirmed(PAID),   False),
    ("it is agreed, nothing begun",    _agreed,                   False),
    ("work has begun, nothing used",   _working,                  False),
    ("a part is built in",             lambda: _working(parts=1), True),
    ("back, the factory asks nothing", lambda: _back(None),       False),
    ("back, the factory asks 0 yuan",  lambda: _back("0.00"),     False),
    ("back, the factory asks 80 yuan", lambda: _back("80.00"),    True),
    ("free, the factory asks 80 yuan", lambda: _back("80.00", confirmed()), False),
]  # fmt: skip


@pytest.mark.parametrize(("when", "item", "owes"), REFUSING)
def test_a_refused_item_goes_out_when_what_was_agreed_and_done_is_charged(
    when: str, item: Callable[[], Repair], *, owes: bool
) -> None:
    refused, _ = bench.refuse(item(), WORD, SPECIALIST, POLICY, now=AT)
    after, [ready] = handing_out.make_ready(refused, None, POLICY, now=AT)
    assert isinstance(ready, RepairReady)
    assert ready.outcome == "refused", when
    if not owes:
        handing_out.check_paid(after, POLICY)
        return
    assert ready.parts or ready.factory_cost
    with pytest.raises(ChargeAwaited):
        handing_out.check_paid(after, POLICY)


def test_what_the_factory_asks_for_its_diagnosis_is_told_when_the_item_is_scrapped_or_goes_back() -> None:
    condemned = bench.condemn(_back("80.00", outcome=Outcome.REJECTED), now=AT)
    _, [ended] = leaving.scrap(condemned, WORD, SPECIALIST, POLICY, now=AT)
    _, [ready] = handing_out.make_ready(condemned, None, POLICY, now=AT)
    assert isinstance(ended, RepairEnded)
    assert isinstance(ready, RepairReady)
    assert (ended.way, ended.factory_cost) == ("scrapped", EIGHTY)
    assert (ready.outcome, ready.fee_terms, ready.factory_cost) == ("not_repairable", "paid", EIGHTY)


def test_parts_that_were_built_in_before_an_item_was_scrapped_are_told() -> None:
    _, [ended] = leaving.scrap(bench.condemn(_working(parts=1), now=AT), WORD, SPECIALIST, POLICY, now=AT)
    assert isinstance(ended, RepairEnded)
    assert (ended.parts, ended.factory_cost) == ((PartBuiltIn(part="PSU-12V", quantity=1),), None)
