"""The clocks of an item: the day before, the handover, the factory, the reminders; and when they stop."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from services.repairs.domain import bench, desk, factory
from services.repairs.domain.endings import handing_out, leaving
from services.repairs.domain.entries import ChargeOfRepair, Outcome
from services.repairs.domain.policy import CategoryPromise
from services.repairs.domain.promises import clocks
from services.repairs.domain.promises.clocks import Clock
from services.repairs.domain.promises.promise import Way, days_for, looked_at
from services.repairs.domain.refusals import DelayNotExplained, ItemElsewhere, NotMounted, NotPaid, TooEarlyToStore
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import RepairState
from shared.events.repairs.promises import HandoverMissed, UncollectedItemReminded
from shared.identifiers import new_id
from shared.money import Money
from tests.unit.repairs.items import (
    AT,
    POLICY,
    SPECIALIST,
    TECHNICIAN,
    WORKING_DAYS,
    around,
    brought_back,
    brought_in,
    confirmed,
    days,
)

CHONGQING = ZoneInfo("Asia/Shanghai")


def _running(repair: Repair) -> dict[Clock, str]:
    return {each.clock: f"{each.due_at.astimezone(CHONGQING):%m-%dT%H:%M}" for each in clocks.running(repair)}


def _ready(repair: Repair) -> Repair:
    after, _ = handing_out.make_ready(repair, Outcome.REPAIRED, POLICY, now=AT)
    return clocks.await_collection(after, POLICY, new_id(), now=AT)


@pytest.mark.parametrize(
    ("ready_until", "promised", "at"),
    [
        ("2026-12-14T09:00", "2026-11-23T09:00", "2026-12-11T08:30"),  # Monday: looked at on Friday
        ("2026-11-26T09:00", "2026-11-23T09:00", "2026-11-25T08:30"),
        ("2026-10-09T09:00", "2026-09-29T09:00", "2026-10-08T08:30"),  # after the national holiday
        ("2026-11-24T18:00", "2026-11-23T09:00", None),  # the day before has begun when it is promised
        ("2026-11-23T18:00", "2026-11-23T09:00", None),
    ],
)
def test_the_working_day_before_the_promised_one_is_the_day_to_look(
    ready_until: str, promised: str, at: str | None
) -> None:
    until, since = (datetime.fromisoformat(each).replace(tzinfo=CHONGQING) for each in (ready_until, promised))
    found = looked_at(until, since, POLICY, WORKING_DAYS)
    assert (None if found is None else f"{found.astimezone(CHONGQING):%Y-%m-%dT%H:%M}") == at


def test_a_category_may_have_its_own_days_on_one_way() -> None:
    other = CategoryPromise(category="dvr", way="factory", working_days=20)
    policy = replace(POLICY, promise=replace(POLICY.promise, exceptions=(other,)))
    cases = [(Way.FACTORY, "dvr"), (Way.FACTORY, "camera"), (Way.OWN_BENCH, "dvr"), (Way.FACTORY, None)]
    assert [days_for(way, category, policy) for way, category in cases] == [20, 15, 3, 15]


def test_a_technician_hands_over_by_the_end_of_the_next_working_day() -> None:
    with_him = brought_back()
    assert _running(with_him) == {Clock.HANDOVER: "11-24T18:00"}
    missed, [told] = clocks.miss_handover(with_him, POLICY)
    assert isinstance(told, HandoverMissed)
    assert (told.technician_id, told.clause) == (TECHNICIAN, "5.7")
    assert _running(missed) == {}
    received, _ = with_him.receive(None, None, POLICY, now=AT)
    assert _running(received) == {}


def test_a_promise_has_two_clocks_until_the_item_is_ready() -> None:
    item = confirmed()
    assert _running(item) == {Clock.PROMISE: "11-26T09:00", Clock.AT_RISK: "11-25T08:30"}
    told, _ = clocks.report_risk(item, POLICY, at=AT)
    assert _running(told) == {Clock.PROMISE: "11-26T09:00"}
    assert clocks.report_risk(told, POLICY, at=AT) == (told, [])
    missed, _ = clocks.miss_promise(item, POLICY)
    assert _running(missed) == {}
    ready = _ready(bench.start_work(item, POLICY, now=AT))
    assert Clock.PROMISE not in _running(ready)


def test_each_item_at_the_factory_has_a_clock_of_its_own() -> None:
    handed, _ = factory.hand_over(confirmed(way=Way.FACTORY), POLICY, now=AT)
    packed = factory.put_in_batch(handed, factory.BatchId(new_id()), POLICY, now=AT)
    away, _ = factory.send(packed, factory.Expected(until=days(14), deadline_id=new_id()), POLICY, now=AT)
    assert _running(away)[Clock.FACTORY] == "12-07T09:00"
    assert Clock.FACTORY not in _running(factory.is_late(away))
    back, _ = factory.take_back(
        away, factory.CameBack(repair_id=away.id, serial_out=None, outcome=None), POLICY, now=AT
    )
    assert Clock.FACTORY not in _running(back)


def test_the_customer_is_reminded_three_times_and_then_the_item_may_be_stored() -> None:
    item = _ready(bench.start_work(confirmed(), POLICY, now=AT))
    told = []
    while reminder := [each for each in clocks.running(item) if each.clock is Clock.UNCOLLECTED]:
        item, [event] = clocks.remind(item, POLICY, new_id(), at=reminder[0].due_at)
        assert isinstance(event, UncollectedItemReminded)
        told.append((event.reminder, event.days_waiting, event.is_stored_from_now, event.reminded_at))
    assert told == [(1, 7, False, days(7)), (2, 30, False, days(30)), (3, 90, True, days(90))]


@pytest.mark.parametrize(("waited", "is_stored"), [(89.9, False), (90, True), (120, True)])
def test_storage_begins_after_ninety_days(waited: float, *, is_stored: bool) -> None:
    item = _ready(bench.start_work(confirmed(), POLICY, now=AT))
    if is_stored:
        stored, _ = leaving.store(item, POLICY, now=days(waited))
        again, _ = stored.receive(None, None, POLICY, now=days(waited + 1))
        assert (stored.place, again.state, again.place) == ("warehouse", "ready", "desk")
    else:
        with pytest.raises(TooEarlyToStore):
            leaving.store(item, POLICY, now=days(waited))


def test_what_goes_home_by_a_visit_reminds_nobody_and_what_is_not_mounted_does_not_go_by_one() -> None:
    mounted = replace(bench.start_work(confirmed(), POLICY, now=AT), is_part_of_installation=True)
    assert _ready(mounted).waiting is None
    with pytest.raises(NotMounted):
        leaving.take_along(_ready(bench.start_work(confirmed(), POLICY, now=AT)), TECHNICIAN, POLICY, now=AT)


def test_only_what_lies_at_the_desk_and_is_paid_goes_along() -> None:
    cancelled, _ = brought_back(is_mounted=True).cancel(POLICY, now=AT)
    with pytest.raises(ItemElsewhere):
        leaving.take_along(cancelled, TECHNICIAN, POLICY, now=AT)
    owed = _ready(replace(bench.start_work(confirmed(), POLICY, now=AT), is_part_of_installation=True))
    charge = ChargeOfRepair(charge_id=new_id(), total=Money.of("80.00"), is_settled=False)
    with pytest.raises(NotPaid):
        leaving.take_along(replace(owed, charge=charge), TECHNICIAN, POLICY, now=AT)
    paid = replace(owed, charge=replace(charge, is_settled=True))
    assert leaving.take_along(paid, TECHNICIAN, POLICY, now=AT).carried_by == TECHNICIAN


def test_a_lost_item_says_in_whose_hands_it_was() -> None:
    lost, [told] = leaving.lose(brought_in(), "stolen", SPECIALIST, POLICY, now=AT)
    assert (lost.state, lost.place, getattr(told, "lost_by", None)) == ("lost", "unknown", "desk")


MISSED_AND_EXPLAINED: list[tuple[str, tuple[str, ...], bool]] = [
    # what happened, in order,                                        does it go out?
    ("kept",                        (),                                           True),
    ("missed",                      ("miss",),                                    False),
    ("missed and explained",        ("miss", "explain"),                          True),
    ("explained before its time",   ("explain", "miss"),                          True),
    ("the new one kept",            ("miss", "explain", "promise"),               True),
    ("never explained",             ("miss", "promise"),                          False),
    ("explained later",             ("miss", "promise", "explain"),               True),
    ("missed twice, explained once", ("miss", "explain", "promise", "miss"),      False),
    ("both explained",              ("miss", "explain", "promise", "miss", "explain"), True),
    ("both by one cause",           ("miss", "promise", "miss", "explain"),       True),
]  # fmt: skip


@pytest.mark.parametrize(("case", "steps", "goes_out"), MISSED_AND_EXPLAINED)
def test_each_promise_that_was_missed_needs_its_cause(case: str, steps: tuple[str, ...], *, goes_out: bool) -> None:
    repair = bench.start_work(confirmed(), POLICY, now=AT)
    for step in steps:
        if step == "miss":
            repair, _ = clocks.miss_promise(repair, POLICY)
        elif step == "explain":
            repair, _ = bench.explain_delay(repair, "factory_late", None, SPECIALIST, POLICY, now=AT)
        else:
            repair, _ = desk.promise(repair, Way.OWN_BENCH, "another board", None, around())
    assert repair.awaits_cause is not goes_out, case
    if goes_out:
        assert handing_out.make_ready(repair, Outcome.REPAIRED, POLICY, now=AT)[0].state is RepairState.READY
        return
    with pytest.raises(DelayNotExplained):
        handing_out.make_ready(repair, Outcome.REPAIRED, POLICY, now=AT)
