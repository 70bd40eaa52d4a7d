"""Whatever several people do with one unit on several tickets: at most one entry of it is open in the house."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from services.repairs.domain.endings import leaving
from services.repairs.domain.repair import Repair, RepairId
from services.repairs.domain.states import Place
from services.repairs.tables.register import RepairRow
from shared.errors import Refused
from shared.identifiers import new_id
from tests.unit.repairs.items import AT, POLICY, SPECIALIST, brought_back, brought_in

STEPS = ("bring in", "bring back", "receive", "lose", "cancel")
IN_THE_HOUSE = {Place.DESK, Place.WAREHOUSE, Place.FACTORY}


def _taken_in(entries: list[Repair]) -> Repair:
    """A customer brings the unit, on whatever ticket."""
    repair = replace(brought_in(product_model="DS-2CD3T45", serial="SN-1"), id=RepairId(new_id()))
    repair.must_be_only_one([each for each in entries if not each.is_over], POLICY)
    return repair


def _received(repair: Repair, entries: list[Repair]) -> Repair:
    """The specialist takes it over from the technician."""
    after, _ = repair.receive(None, None, POLICY, now=AT)
    repair.must_be_only_one([e for e in entries if not e.is_over and e.place is not Place.TECHNICIAN], POLICY)
    return after


def _step(step: str, number: int, entries: list[Repair]) -> None:
    if step == "bring in":
        entries.append(_taken_in(entries))
    elif step == "bring back":
        entries.append(brought_back())
    elif entries:
        at = number % len(entries)
        one = entries[at]
        if step == "receive":
            entries[at] = _received(one, entries)
        elif step == "lose":
            entries[at], _ = leaving.lose(one, "stolen", SPECIALIST, POLICY, now=AT)
        else:
            entries[at], _ = one.cancel(POLICY, now=AT)


@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 5)), max_size=20))
def test_at_most_one_entry_of_a_unit_is_open_in_the_house(steps: list[tuple[str, int]]) -> None:
    entries: list[Repair] = []
    for step, number in steps:
        try:
            _step(step, number, entries)
        except Refused:
            continue
        assert sum(each.place in IN_THE_HOUSE and not each.is_over for each in entries) <= 1
        assert len({each.id for each in entries}) == len(entries)


def test_the_database_guards_the_same() -> None:
    [guard] = [index for index in RepairRow.__table__.indexes if index.name == "repair_one_of_each_unit"]  # type: ignore[attr-defined]
    assert guard.unique
    said = str(guard.dialect_options["postgresql"]["where"])
    assert all(f"'{place}'" in said for place in IN_THE_HOUSE)
    assert not any(f"'{place}'" in said for place in set(Place) - IN_THE_HOUSE)
