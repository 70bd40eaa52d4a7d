"""Two runs are told apart by what became of a call, and by nothing else."""

import pytest

from services.cli.replay.final_state import told

A_CHARGE = {
    "id": "019a9f1e-5c0e-7d44-8f5a-0f6d1a2b3c4d",
    "number": "YS20160301-0001",
    "version": 3,
    "state": "settled",
    "total": "180.00",
    "fixed_at": "2016-03-01T05:12:30Z",
    "lines": [{"code": "visit_fee", "amount": "100.00"}],
}


def test_ids_numbers_versions_and_when_it_was_heard_of_are_left_out() -> None:
    other_run = {
        "id": "019a9f1e-5c0e-7d44-8f5a-ffffffffffff",
        "number": "YS20160301-0007",
        "version": 4,
        "fixed_at": "2016-03-01T05:17:30Z",
    }
    assert told(A_CHARGE) == told(A_CHARGE | other_run)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "raised"},
        {"total": "180.01"},
        {"lines": []},
        {"lines": [{"code": "visit_fee", "amount": "0.00"}]},
        {"settled_at": "2016-03-01T06:00:00Z"},
    ],
)
def test_whatever_else_differs_is_seen(change: dict[str, object]) -> None:
    assert told(A_CHARGE) != told(A_CHARGE | change)
