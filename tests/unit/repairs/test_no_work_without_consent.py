"""Nothing chargeable is done before it is agreed (5.5), and nothing that was goes out before it is paid (6.5)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from services.repairs.domain import bench, desk, factory
from services.repairs.domain.copies import TicketCopy
from services.repairs.domain.endings.handing_out import check_paid
from services.repairs.domain.entries import BenchFinding, ChargeOfRepair, FactoryLeg, PartBuilt, QuoteCopy
from services.repairs.domain.fees import Fee, fee_terms
from services.repairs.domain.promises.promise import Way
from services.repairs.domain.refusals import ChargeAwaited, ConsentMissing, NotPaid, VerdictPending, WayNotNeeded
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import RepairState
from shared.errors import Refused
from shared.events.intake.decisions import CoverageVerdict
from shared.identifiers import new_id
from shared.money import Money
from shared.state_machine import ActionNotAllowed
from tests.unit.repairs.items import AT, POLICY, a_ticket, around, brought_in, confirmed, days, verdict

FREE = a_ticket()
PAID = a_ticket(warranty=verdict(CoverageVerdict.NOT_COVERED))
UNDECIDED = a_ticket(warranty=None)
STILL_UNDECIDED = a_ticket(warranty=verdict(CoverageVerdict.UNDETERMINED))
QUOTE = new_id()
EIGHTY = Money.of("80.00")


def _in(state: RepairState, ticket: TicketCopy, *, consent: bool) -> Repair:
    """An item before the work that is tried, with or without consent."""
    quote = QuoteCopy(quote_id=QUOTE, is_consented=True, total=EIGHTY, heard_at=AT) if consent else None
    return replace(confirmed(ticket, Way.FACTORY), state=state, quote=quote, batch_id=new_id())


def _fix_at_counter(repair: Repair) -> Any:
    fixed = desk.Tested(finding=BenchFinding.FIXED_AT_COUNTER, fault="loose_cable", way=None, ready_until=None)
    return desk.record_test(repair, fixed, "WX1", around())


EXPECTED = factory.Expected(until=days(14), deadline_id=new_id())
WORK: list[tuple[RepairState, Callable[[Repair], Any]]] = [
    (RepairState.RECEIVED, _fix_at_counter),
    (RepairState.TESTED, lambda r: bench.start_work(r, POLICY, now=AT)),
    (RepairState.TESTED_AGAIN, lambda r: bench.start_work(r, POLICY, now=AT)),
    (RepairState.TESTED, lambda r: bench.build_in(r, "PSU-12V", 1, POLICY, now=AT)),
    (RepairState.WITH_US, lambda r: bench.build_in(r, "PSU-12V", 1, POLICY, now=AT)),
    (RepairState.TESTED, lambda r: factory.hand_over(r, POLICY, now=AT)),
    (RepairState.WITH_WAREHOUSE, lambda r: factory.put_in_batch(r, factory.BatchId(new_id()), POLICY, now=AT)),
    (RepairState.IN_BATCH, lambda r: factory.send(r, EXPECTED, POLICY, now=AT)),
]
VERDICTS: list[tuple[TicketCopy, bool, type[Refused] | None, str]] = [
    # verdict, consent, refused because, clause
    (FREE,            False, None,           ""),
    (FREE,            True,  None,           ""),
    (PAID,            False, ConsentMissing, "5.5"),
    (PAID,            True,  None,           ""),
    (UNDECIDED,       False, VerdictPending, "6.5"),
    (STILL_UNDECIDED, False, VerdictPending, "6.5"),
    (UNDECIDED,       True,  None,           ""),
]  # fmt: skip


@pytest.mark.parametrize(("state", "work"), WORK)
@pytest.mark.parametrize(("ticket", "consent", "refused", "clause"), VERDICTS)
def test_work_that_may_be_chargeable_waits_for_the_verdict_and_for_consent(
    ticket: TicketCopy, refused: type[Refused] | None, clause: str, state: RepairState, work: Any, *, consent: bool
) -> None:
    item = _in(state, ticket, consent=consent)
    if refused is None:
        work(item)
        return
    with pytest.raises(refused) as why:
        work(item)
    assert why.value.clause == clause
    assert why.value.facts["number"] == item.number, "of a whole batch it is named which item waits"
    assert why.value.facts["repair_id"] == str(item.id)


@pytest.mark.parametrize(
    ("parts", "state"),
    [
        (CoverageVerdict.COVERED, RepairState.TESTED),
        (CoverageVerdict.NOT_COVERED, RepairState.WAITING_FOR_CONSENT),
        (CoverageVerdict.UNDETERMINED, RepairState.WAITING_FOR_CONSENT),
    ],
)
def test_an_undecided_item_waits_for_the_verdict_and_goes_on_when_it_is_free(
    parts: CoverageVerdict, state: RepairState
) -> None:
    waiting = confirmed(UNDECIDED)
    assert (waiting.state, waiting.is_waiting_for_verdict) == (RepairState.WAITING_FOR_CONSENT, True)
    decided = fee_terms(replace(UNDECIDED, warranty=verdict(parts)), None, POLICY)
    assert bench.judge(waiting, decided, now=AT).state is state


@pytest.mark.parametrize("state", [RepairState.RECEIVED, RepairState.AT_FACTORY, RepairState.READY])
def test_parts_are_built_in_only_where_somebody_works_on_the_item(state: RepairState) -> None:
    with pytest.raises(ActionNotAllowed):
        bench.build_in(replace(confirmed(), state=state), "PSU-12V", 1, POLICY, now=AT)


PARTS = (PartBuilt(part="PSU-12V", quantity=1),)
CONSENTED = QuoteCopy(quote_id=QUOTE, is_consented=True, total=EIGHTY, heard_at=AT)
LAPSED = replace(CONSENTED, is_consented=False)
HANDED_OUT: list[tuple[Fee, QuoteCopy | None, bool, str | None, Any, type[Refused] | None]] = [
    # verdict, quote, parts?, asked by the factory, charge, refused because
    (Fee.PAID, CONSENTED, True,  None,     None,     ChargeAwaited),
    (Fee.PAID, CONSENTED, False, "180.00", None,     ChargeAwaited),
    (Fee.PAID, CONSENTED, True,  None,     "owed",   NotPaid),
    (Fee.PAID, CONSENTED, True,  None,     "paid",   None),
    (Fee.UNDETERMINED, CONSENTED, True, None, None,  ChargeAwaited),
    (Fee.PAID, CONSENTED, False, None,     None,     None),           # nothing was used: nothing to charge
    (Fee.PAID, CONSENTED, False, "0.00",   None,     None),           # 0 yuan
    (Fee.PAID, None,      False, None,     None,     None),           # refused before a quote
    (Fee.PAID, LAPSED,    True,  "180.00", None,     None),           # not agreed: at nothing
    (Fee.FREE, None,      True,  "180.00", None,     None),
    (Fee.FREE, CONSENTED, True,  None,     None,     None),
]  # fmt: skip


@pytest.mark.parametrize(("fee", "quote", "built", "cost", "charge", "refused"), HANDED_OUT)
def test_what_was_agreed_and_done_goes_out_when_it_is_charged_and_paid(
    fee: Fee, quote: Any, cost: str | None, charge: Any, refused: type[Refused] | None, *, built: bool
) -> None:
    item = confirmed()
    leg = None if cost is None else FactoryLeg(batch_id=new_id(), sent_at=AT, serial_in=None, cost=Money.of(cost))
    known = None if charge is None else ChargeOfRepair(charge_id=QUOTE, total=EIGHTY, is_settled=charge == "paid")
    ready = replace(
        item,
        state=RepairState.READY,
        fee=replace(item.fee, fee=fee),
        quote=quote,
        parts=PARTS if built else (),
        factory=leg,
        charge=known,
    )
    if refused is None:
        check_paid(ready, POLICY)
        return
    with pytest.raises(refused) as why:
        check_paid(ready, POLICY)
    assert why.value.clause == "6.5"
    if refused is ChargeAwaited:
        assert why.value.facts == {"awaited": "charge", "from": "billing"}


@pytest.mark.parametrize(("way", "until"), [(Way.COUNTER, None), (Way.FACTORY, None), (None, days(3))])
def test_nothing_is_promised_where_no_fault_was_found(way: Way | None, until: Any) -> None:
    nothing = desk.Tested(finding=BenchFinding.NOT_REPRODUCED, fault=None, way=way, ready_until=until)
    with pytest.raises(WayNotNeeded) as refused:
        desk.record_test(brought_in(), nothing, "WX1", around())
    assert (refused.value.clause, refused.value.field) == ("6.2", "way")
    after, told = desk.record_test(brought_in(), replace(nothing, way=None, ready_until=None), "WX1", around())
    assert (after.promise, [type(each).__name__ for each in told]) == (None, ["FaultNotReproduced", "RepairRegistered"])
