"""The books of the store: what is where follows from the movements, and nothing is given twice."""

from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.repairs.domain.refusals import CountMatches, MovementIncomplete, NotInStock, ReasonUnknown
from services.repairs.domain.store.product import Account, Kind, Pieces, Product, ProductId, ProductKind, StockMovement
from shared.errors import Refused
from shared.events.repairs.stock import StockLow, StockMoved
from shared.identifiers import new_id
from tests.unit.repairs.items import AT, POLICY

_ids = count(1)
ANNA, BERT = new_id(), new_id()
JOB, REPAIR = new_id(), new_id()


def a_line(**counts: Any) -> Product:
    """A part of which so much is there."""
    return Product(
        id=ProductId(new_id()), code="psu-12v", kind=ProductKind.PART, label="电源", **({"least": 0} | counts)
    )


def moved(product: Product, kind: Kind, quantity: int, **more: Any) -> tuple[Product, StockMovement, Any]:
    """One movement, as the storekeeper books it."""
    pieces = Pieces(kind=kind, quantity=quantity, **more)
    return product.move(pieces, UUID(int=next(_ids)), "keeper", POLICY.store, now=AT)


@pytest.mark.parametrize(
    ("kind", "quantity", "more", "then"),
    [
        (Kind.RECEIVED, 3, {}, (13, 2, 1)),
        (Kind.ISSUED, 4, {"technician_id": ANNA}, (6, 6, 1)),
        (Kind.USED, 2, {"technician_id": ANNA, "job_id": JOB}, (10, 0, 1)),
        (Kind.USED, 5, {"technician_id": ANNA, "job_id": JOB}, (10, -3, 1)),  # it was used, whatever the books say
        (Kind.USED, 1, {"repair_id": REPAIR}, (9, 2, 1)),  # at our own bench
        (Kind.RETURNED, 2, {"technician_id": ANNA}, (12, 0, 1)),
        (Kind.OLD_PART, 1, {"technician_id": ANNA, "job_id": JOB}, (10, 2, 2)),
        (Kind.COUNTED, 7, {"reason": "lost"}, (7, 2, 1)),
        (Kind.COUNTED, 3, {"technician_id": ANNA, "reason": "found"}, (10, 3, 1)),
        (Kind.EXCHANGED_OUT, 1, {"repair_id": REPAIR}, (9, 2, 1)),
        (Kind.GOODS_RETURNED, 1, {"repair_id": REPAIR}, (10, 2, 2)),
    ],
)
def test_what_a_movement_does_to_store_bags_and_old_pieces(
    kind: Kind, quantity: int, more: dict[str, Any], then: tuple[int, int, int]
) -> None:
    line = a_line(in_store=10, old_in_store=1, bags={ANNA: 2})
    after, movement, events = moved(line, kind, quantity, **more)
    assert (after.in_store, after.with_technicians, after.old_in_store) == then
    assert isinstance(events[0], StockMoved)
    assert (events[0].in_store, events[0].with_technicians, events[0].old_in_store) == then
    assert (movement.product, movement.moved_by) == ("psu-12v", "keeper")


@pytest.mark.parametrize(
    ("kind", "quantity", "more", "refusal"),
    [
        (Kind.ISSUED, 11, {"technician_id": ANNA}, NotInStock),
        (Kind.ISSUED, 1, {}, MovementIncomplete),
        (Kind.ISSUED, 0, {"technician_id": ANNA}, MovementIncomplete),
        (Kind.RETURNED, 3, {"technician_id": ANNA}, NotInStock),
        (Kind.RETURNED, 1, {"technician_id": BERT}, NotInStock),
        (Kind.USED, 11, {"repair_id": REPAIR}, NotInStock),
        (Kind.USED, 1, {"technician_id": ANNA}, MovementIncomplete),
        (Kind.COUNTED, 10, {}, CountMatches),
        (Kind.COUNTED, 9, {}, ReasonUnknown),
        (Kind.COUNTED, 9, {"reason": "magic"}, ReasonUnknown),
        (Kind.EXCHANGED_OUT, 11, {}, NotInStock),
    ],
)
def test_what_is_not_there_or_not_explained_is_refused(
    kind: Kind, quantity: int, more: dict[str, Any], refusal: type[Refused]
) -> None:
    with pytest.raises(refusal) as refused:
        moved(a_line(in_store=10, bags={ANNA: 2}), kind, quantity, **more)
    assert refused.value.clause == "7.1"


def test_low_stock_is_announced_once_until_it_was_filled_up() -> None:
    line = a_line(in_store=6, least=5)
    told = []
    for kind, quantity in [(Kind.ISSUED, 1), (Kind.ISSUED, 1), (Kind.ISSUED, 1), (Kind.RECEIVED, 5), (Kind.ISSUED, 4)]:
        line, _, events = moved(line, kind, quantity, technician_id=ANNA)
        told.append([event.in_store for event in events if isinstance(event, StockLow)])
    assert told == [[], [4], [], [], [4]]


BOOKINGS = st.tuples(
    st.sampled_from(list(Kind)), st.integers(0, 5), st.sampled_from([None, ANNA, BERT]), st.sampled_from([None, "lost"])
)


@given(bookings=st.lists(BOOKINGS, max_size=40))
def test_movements_sum_to_stock(bookings: list[tuple[Kind, int, UUID | None, str | None]]) -> None:
    line = a_line()
    movements: list[StockMovement] = []
    for kind, quantity, technician_id, reason in bookings:
        try:
            line, movement, _ = moved(line, kind, quantity, technician_id=technician_id, reason=reason, job_id=JOB)
        except Refused:
            continue
        movements.append(movement)
        assert line.in_store == _sum(movements, Account.STORE) >= 0
        assert line.old_in_store == _sum(movements, Account.OLD) >= 0
        assert line.with_technicians == _sum(movements, Account.TECHNICIANS)
        for person in (ANNA, BERT):
            own = [each for each in movements if each.technician_id == person]
            assert line.bags.get(person, 0) == _sum(own, Account.TECHNICIANS)


def _sum(movements: list[StockMovement], account: Account) -> int:
    came = sum(each.quantity for each in movements if each.to_account is account)
    return came - sum(each.quantity for each in movements if each.from_account is account)
