"""Who may choose another unit or his money back, until when, and from when the new unit is covered (4.4, 6.1)."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from services.repairs.domain import desk
from services.repairs.domain.copies import TicketCopy
from services.repairs.domain.endings import exchange, handing_out, leaving
from services.repairs.domain.endings.exchange import NewUnit, Wish
from services.repairs.domain.endings.handing_out import Shown
from services.repairs.domain.entries import BenchFinding, Ground
from services.repairs.domain.refusals import (
    FaultNotConfirmed,
    LoanerIsOut,
    NotInWarranty,
    OutsideStandard,
    ReasonMissing,
    SameUnit,
)
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import RepairState
from shared.actor import Actor
from shared.errors import Refused
from shared.events.intake.decisions import CoverageVerdict
from shared.events.repairs.endings import GoodsReturned, ItemExchanged
from shared.identifiers import new_id
from tests.unit.repairs.items import (
    AT,
    MANAGER,
    POLICY,
    SPECIALIST,
    SUPERVISOR,
    TECHNICIAN,
    a_ticket,
    around,
    brought_in,
    confirmed,
    verdict,
)

REPORTED_ON = date(2026, 11, 23)
"""The day of the report, in Chongqing."""


def _bought(last_day: date | None, parts: CoverageVerdict = CoverageVerdict.COVERED) -> TicketCopy:
    return a_ticket(warranty=verdict(parts, return_until=last_day, exchange_until=last_day))


def _wish(ticket: TicketCopy, ground: Ground, reason: str | None = None) -> Wish:
    return Wish(ground=ground, reason=reason, ticket=ticket)


@pytest.mark.parametrize("decide", [exchange.decide_exchange, exchange.take_goods_back])
@pytest.mark.parametrize(
    ("last_day", "is_allowed"),
    [
        (date(2026, 11, 24), True),
        (REPORTED_ON, True),  # the last day counts
        (date(2026, 11, 22), False),
        (None, False),  # nobody knows when it was bought
    ],
)
def test_within_the_standard_the_customer_chooses(decide: Any, last_day: date | None, *, is_allowed: bool) -> None:
    ticket = _bought(last_day)
    wish = _wish(ticket, Ground.WITHIN_STANDARD)
    if is_allowed:
        after, [told] = decide(confirmed(ticket), wish, SPECIALIST, POLICY, now=AT)
        assert (after.exchange.ground, told.clause) == (Ground.WITHIN_STANDARD, "4.4")
    else:
        with pytest.raises(OutsideStandard) as refused:
            decide(confirmed(ticket), wish, SPECIALIST, POLICY, now=AT)
        assert refused.value.facts["reported_on"] == "2026-11-23"


@pytest.mark.parametrize(
    ("ground", "parts", "actor", "reason", "refusal"),
    [
        (Ground.IN_WARRANTY, CoverageVerdict.COVERED, SPECIALIST, None, None),
        (Ground.IN_WARRANTY, CoverageVerdict.NOT_COVERED, SPECIALIST, None, NotInWarranty),
        (Ground.IN_WARRANTY, CoverageVerdict.UNDETERMINED, SPECIALIST, None, NotInWarranty),
        (Ground.OTHER, CoverageVerdict.NOT_COVERED, SPECIALIST, "goodwill", ReasonMissing),
        (Ground.OTHER, CoverageVerdict.NOT_COVERED, SUPERVISOR, None, ReasonMissing),
        (Ground.OTHER, CoverageVerdict.NOT_COVERED, SUPERVISOR, "goodwill", None),
        (Ground.OTHER, CoverageVerdict.NOT_COVERED, MANAGER, "goodwill", None),
    ],
)
def test_outside_the_standard_somebody_decides(
    ground: Ground, parts: CoverageVerdict, actor: Actor, reason: str | None, refusal: type[Refused] | None
) -> None:
    ticket = _bought(None, parts)
    if refusal is None:
        after, _ = exchange.decide_exchange(confirmed(ticket), _wish(ticket, ground, reason), actor, POLICY, now=AT)
        assert after.state is RepairState.TO_EXCHANGE
    else:
        with pytest.raises(refusal):
            exchange.decide_exchange(confirmed(ticket), _wish(ticket, ground, reason), actor, POLICY, now=AT)


def test_the_standard_asks_for_a_fault_that_was_seen() -> None:
    ticket = _bought(REPORTED_ON)
    nothing = desk.Tested(finding=BenchFinding.NOT_REPRODUCED, fault=None, way=None, ready_until=None)
    item, _ = desk.record_test(brought_in(ticket), nothing, "WX1", around())
    with pytest.raises(FaultNotConfirmed):
        exchange.decide_exchange(item, _wish(ticket, Ground.WITHIN_STANDARD), SPECIALIST, POLICY, now=AT)


def test_money_goes_back_within_the_standard_or_by_a_supervisor_but_not_because_of_the_warranty() -> None:
    ticket = _bought(None)
    with pytest.raises(OutsideStandard):
        exchange.take_goods_back(confirmed(ticket), _wish(ticket, Ground.IN_WARRANTY), SPECIALIST, POLICY, now=AT)
    after, [told] = exchange.take_goods_back(
        confirmed(ticket), _wish(ticket, Ground.OTHER, "goodwill"), SUPERVISOR, POLICY, now=AT
    )
    assert after.is_over
    assert isinstance(told, GoodsReturned)
    assert (told.serial, told.product_model, told.clause) == ("SN-1", "DS-2CD3T45", "4.4")


def _laid_out(serial: str = "SN-NEW", **changes: Any) -> Repair:
    ticket = _bought(REPORTED_ON)
    item = replace(confirmed(ticket), **changes)
    decided, _ = exchange.decide_exchange(item, _wish(ticket, Ground.WITHIN_STANDARD), SPECIALIST, POLICY, now=AT)
    unit = NewUnit(product_id=new_id(), product_model="DS-2CD3T86", serial=serial)
    made = exchange.make_exchange(decided, unit, POLICY, now=AT)
    return handing_out.make_ready(made, None, POLICY, now=AT)[0]


def test_another_unit_has_another_serial_number() -> None:
    with pytest.raises(SameUnit):
        _laid_out("SN-1")


@pytest.mark.parametrize(
    ("handed_over", "cover_from"),
    [
        ("2026-11-25T15:59:00+00:00", date(2026, 11, 25)),
        ("2026-11-25T16:01:00+00:00", date(2026, 11, 26)),  # after midnight in Chongqing
    ],
)
def test_the_cover_of_the_new_unit_starts_anew_on_the_day_on_which_the_customer_gets_it(
    handed_over: str, cover_from: date
) -> None:
    item = replace(_laid_out(), slip_number="SL1")
    at = datetime.fromisoformat(handed_over)
    after, [told] = handing_out.collect(item, Shown(check_code=None, slip_number="SL1"), POLICY, now=at)
    assert after.state is RepairState.EXCHANGED
    assert isinstance(told, ItemExchanged)
    assert (told.old_serial, told.new_serial, told.product_model) == ("SN-1", "SN-NEW", "DS-2CD3T86")
    assert (told.cover_rule, told.cover_from, told.handed_over_by) == ("anew", cover_from, "collection")


def test_a_new_unit_of_a_mounted_system_goes_home_by_a_visit() -> None:
    carried = leaving.take_along(_laid_out(is_part_of_installation=True), TECHNICIAN, POLICY, now=AT)
    after, [told] = leaving.put_back(carried, new_id(), POLICY, now=AT)
    assert after.state is RepairState.EXCHANGED
    assert isinstance(told, ItemExchanged)
    assert told.handed_over_by == "visit"


def test_while_the_customer_has_a_loaner_neither_goods_nor_item_end_the_repair() -> None:
    ticket = _bought(REPORTED_ON)
    lent = replace(confirmed(ticket), loan_id=new_id())
    with pytest.raises(LoanerIsOut):
        exchange.take_goods_back(lent, _wish(ticket, Ground.WITHIN_STANDARD), SPECIALIST, POLICY, now=AT)
    ready = replace(_laid_out(), slip_number="SL1", loan_id=new_id())
    with pytest.raises(LoanerIsOut):
        handing_out.collect(ready, Shown(check_code=None, slip_number="SL1"), POLICY, now=AT)
