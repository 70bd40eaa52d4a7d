"""Whatever is done with an item, in whatever order: it is in one place, and one event at most ends its repair."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.repairs.domain import bench, desk, factory
from services.repairs.domain.bench import Agreed, Exclusion
from services.repairs.domain.endings import exchange, handing_out, leaving
from services.repairs.domain.endings.exchange import NewUnit, Wish
from services.repairs.domain.endings.handing_out import Shown
from services.repairs.domain.entries import (
    BenchFinding,
    BenchTest,
    Ground,
    IdentityCheck,
    Means,
    Notification,
    Outcome,
    Photo,
)
from services.repairs.domain.factory import Batch, BatchId, CameBack, Expected
from services.repairs.domain.fees import fee_terms
from services.repairs.domain.promises import clocks
from services.repairs.domain.promises.promise import Way
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import Place, RepairState
from shared.errors import Refused
from shared.events.contract import Event
from shared.events.intake.decisions import CoverageVerdict
from shared.events.repairs.endings import GoodsReturned, ItemExchanged, RepairEnded
from shared.events.repairs.items import RepairCollected
from shared.identifiers import new_id
from shared.money import Money
from tests.unit.repairs.items import (
    AT,
    POLICY,
    SPECIALIST,
    SUPERVISOR,
    TECHNICIAN,
    a_ticket,
    around,
    brought_back,
    brought_in,
    days,
    verdict,
)

ENDINGS = (RepairCollected, ItemExchanged, GoodsReturned, RepairEnded)
Moved = tuple[Repair, Sequence[Event]]
_WORD = Agreed(reason="price", contact_id=new_id(), means=Means.PHONE)
_BATCH = BatchId(new_id())
_QUOTE, _CONTACT, _LOAN = new_id(), new_id(), new_id()
_TICKET = a_ticket()
_PAID = fee_terms(a_ticket(warranty=verdict(CoverageVerdict.NOT_COVERED, 2)), None, POLICY)
_FREE = fee_terms(a_ticket(warranty=verdict(CoverageVerdict.COVERED, 3)), None, POLICY)
_PHOTO = Photo(reference="p/1", sha256="0" * 64)


def _identified(repair: Repair) -> Moved:
    for actor in (SPECIALIST, SUPERVISOR):
        check = IdentityCheck(role=actor.role, subject=actor.subject, contact_id=_CONTACT, confirmed_at=AT)
        repair = handing_out.confirm_identity(repair, check, POLICY, now=AT)
    return repair, []


def _tested(finding: BenchFinding, way: Way | None) -> Callable[[Repair], Moved]:
    said = desk.Tested(finding=finding, fault="no_power", way=way, ready_until=None)
    return lambda repair: desk.record_test(repair, said, "WX20261123-0001", around())


def _stored(repair: Repair) -> Moved:
    late = AT + timedelta(days=POLICY.uncollected.storage_days)
    return leaving.store(clocks.await_collection(repair, POLICY, new_id(), now=AT), POLICY, now=late)


COMMANDS: dict[str, Callable[[Repair], Moved]] = {
    "receive": lambda r: r.receive(None, None, POLICY, now=AT),
    "test: confirmed": _tested(BenchFinding.CONFIRMED, Way.FACTORY),
    "test: nothing": _tested(BenchFinding.NOT_REPRODUCED, None),
    "test: fixed": _tested(BenchFinding.FIXED_AT_COUNTER, None),
    "promise": lambda r: desk.promise(r, Way.FACTORY, "a new board", None, around()),
    "exclusion": lambda r: bench.find_exclusion(
        r, Exclusion(exclusion="4.6.2", evidence=(_PHOTO,), is_disputed=False), SPECIALIST, POLICY, now=AT
    ),
    "becomes paid": lambda r: (bench.judge(r, _PAID, now=AT), []),
    "becomes free": lambda r: (bench.judge(r, _FREE, now=AT), []),
    "consent": lambda r: (bench.consent(r, _QUOTE, Money.of("80.00"), now=AT), []),
    "consent lapses": lambda r: (bench.lose_consent(r, _QUOTE, now=AT), []),
    "start work": lambda r: (bench.start_work(r, POLICY, now=AT), []),
    "condemn": lambda r: (bench.condemn(r, now=AT), []),
    "refuse": lambda r: bench.refuse(r, _WORD, SPECIALIST, POLICY, now=AT),
    "hand over": lambda r: factory.hand_over(r, POLICY, now=AT),
    "pack": lambda r: (factory.put_in_batch(r, _BATCH, POLICY, now=AT), []),
    "unpack": lambda r: (factory.take_out(r, _BATCH, POLICY, now=AT), []),
    "send": lambda r: factory.send(r, Expected(until=days(14), deadline_id=new_id()), POLICY, now=AT),
    "comes back": lambda r: factory.take_back(
        r, CameBack(repair_id=r.id, serial_out=None, outcome=None), POLICY, now=AT
    ),
    "comes back as another": lambda r: factory.take_back(
        r, CameBack(repair_id=r.id, serial_out="SN-F", outcome=None), POLICY, now=AT
    ),
    "build in": lambda r: (bench.build_in(r, "PSU-12V", 1, POLICY, now=AT), []),
    "test again": lambda r: (
        bench.retest(r, BenchTest(finding=BenchFinding.CONFIRMED, fault=None, tested_at=AT, tested_by="a"), now=AT),
        [],
    ),
    "decide exchange": lambda r: exchange.decide_exchange(
        r, Wish(ground=Ground.OTHER, reason="goodwill", ticket=_TICKET), SUPERVISOR, POLICY, now=AT
    ),
    "make exchange": lambda r: (
        exchange.make_exchange(r, NewUnit(product_id=None, product_model="N", serial="SN-N"), POLICY, now=AT),
        [],
    ),
    "take goods back": lambda r: exchange.take_goods_back(
        r, Wish(ground=Ground.OTHER, reason="goodwill", ticket=_TICKET), SUPERVISOR, POLICY, now=AT
    ),
    "ready": lambda r: handing_out.make_ready(r, Outcome.REPAIRED, POLICY, now=AT),
    "ready as it is": lambda r: handing_out.make_ready(r, None, POLICY, now=AT),
    "tell": lambda r: handing_out.notify(r, Notification(means=Means.PHONE, notified_at=AT, call_id=None), now=AT),
    "identify": _identified,
    "collect": lambda r: handing_out.collect(r, Shown(check_code=None, slip_number=None), POLICY, now=AT),
    "collect with slip": lambda r: handing_out.collect(
        r, Shown(check_code=None, slip_number="SL20261123-0001"), POLICY, now=AT
    ),
    "store": _stored,
    "take along": lambda r: (leaving.take_along(r, TECHNICIAN, POLICY, now=AT), []),
    "put back": lambda r: leaving.put_back(r, new_id(), POLICY, now=AT),
    "loaner goes out": lambda r: (replace(r, loan_id=_LOAN), []) if not r.is_over else (r, []),
    "loaner is back": lambda r: leaving.loaner_is_back(r, POLICY, now=AT) if r.loan_id else (r, []),
    "scrap": lambda r: leaving.scrap(r, _WORD, SPECIALIST, POLICY, now=AT),
    "lose": lambda r: leaving.lose(r, "stolen", SPECIALIST, POLICY, now=AT),
    "cancel": lambda r: r.cancel(POLICY, now=AT),
}
STARTS: dict[str, Callable[[], Repair]] = {
    "brought in": brought_in,
    "brought back": brought_back,
    "brought back, mounted": lambda: brought_back(is_mounted=True),
}


def check(repair: Repair, before: Repair, endings: int) -> None:
    """What is true of an item at every moment."""
    assert repair.movements[-1].place is repair.place
    assert repair.movements[-1].since == repair.in_place_since
    assert repair.movements[: len(before.movements)] == before.movements, "what was is never rewritten"
    pairs = zip(repair.movements, repair.movements[1:], strict=False)
    assert all(one.place is not other.place for one, other in pairs)
    assert (repair.place is Place.FACTORY) == (repair.state in {RepairState.AT_FACTORY, RepairState.RECALLED})
    assert endings == (1 if repair.is_over else 0)
    assert (repair.waits_for is None) == repair.is_over
    if repair.is_over:
        assert clocks.running(repair) == ()
    if repair.state is RepairState.WITH_US:
        assert repair.has_consent


@given(start=st.sampled_from(sorted(STARTS)), picks=st.lists(st.integers(0, 10_000), max_size=20))
def test_every_item_is_in_exactly_one_place_and_ends_once(start: str, picks: list[int]) -> None:
    repair = STARTS[start]()
    told: list[Event] = []
    for pick in picks:
        possible = [moved for command in COMMANDS.values() if (moved := _done(command, repair)) is not None]
        if not possible:
            break
        before = repair
        repair, events = possible[pick % len(possible)]
        told += events
        check(repair, before, sum(isinstance(event, ENDINGS) for event in told))


def _done(command: Callable[[Repair], Moved], repair: Repair) -> Moved | None:
    """What the command makes of it; None where the rules refuse it, or nothing changes."""
    try:
        moved = command(repair)
    except Refused:
        return None
    return None if moved[0] == repair else moved


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["add", "take out", "send", "back", "lost"]), st.integers(0, 4)), max_size=25
    )
)
def test_a_batch_waits_for_exactly_what_went_out_and_neither_came_back_nor_was_lost(
    steps: list[tuple[str, int]],
) -> None:
    ids = [UUID(int=number) for number in range(5)]
    batch = Batch(id=BatchId(new_id()), number="PC20261123-0001", factory="hikvision", opened_at=AT)
    inside: set[UUID] = set()
    for step, number in steps:
        one = ids[number]
        try:
            match step:
                case "add":
                    batch = batch.add([one])
                    inside |= {one}
                case "take out":
                    batch = batch.take_out(one)
                    inside -= {one}
                case "send":
                    batch, _ = batch.send("SF", "1", "6.3", now=AT)
                case "back":
                    batch, _ = batch.take_back([one], "6.3", now=AT)
                    inside -= {one}
                case "lost" if one in inside and batch.sent_at is not None:
                    batch, _ = batch.write_off(one, "6.3", now=AT)
                    inside -= {one}
        except Refused:
            continue
        assert set(batch.awaited_ids) == inside
        assert batch.state.value == ("open" if batch.sent_at is None else "sent" if inside else "returned")


def test_every_command_is_tried_on_an_item_of_every_kind() -> None:
    """Deep states are rare in a random walk: here each is reached, and every command that is possible there."""
    frontier = [start() for start in STARTS.values()]
    seen = {_kind(repair) for repair in frontier}
    while frontier:
        repair = frontier.pop()
        for command in COMMANDS.values():
            moved = _done(command, repair)
            if moved is None or repair.is_over:
                continue
            after, events = moved
            check(after, repair, sum(isinstance(event, ENDINGS) for event in events))
            if _kind(after) not in seen:
                seen.add(_kind(after))
                frontier.append(after)
    assert {state for state, *_ in seen} == set(RepairState)


def _kind(repair: Repair) -> tuple[RepairState, Outcome | None, bool, bool, bool]:
    return (
        repair.state,
        repair.outcome,
        repair.is_part_of_installation,
        repair.loan_id is not None,
        handing_out.is_identified(repair, POLICY),
    )
