"""Every state and action of billing's three lives: what is not in the table is refused, and no state is unreachable."""

from enum import StrEnum
from itertools import product

import pytest

from services.billing.domain.states import (
    CHARGE_LIFE,
    QUOTE_LIFE,
    REMITTANCE_LIFE,
    ChargeAction,
    ChargeState,
    QuoteAction,
    QuoteState,
    RemittanceAction,
    RemittanceState,
)
from shared.state_machine import ActionNotAllowed, StateMachine

LIVES = [
    (QUOTE_LIFE, QuoteState, QuoteAction),
    (CHARGE_LIFE, ChargeState, ChargeAction),
    (REMITTANCE_LIFE, RemittanceState, RemittanceAction),
]
ALLOWED = {
    ("open", "consent"): "consented",
    ("open", "decline"): "declined",
    ("open", "lapse"): "lapsed",
    ("open", "supersede"): "superseded",
    ("consented", "lapse"): "lapsed",
    ("consented", "supersede"): "superseded",
    ("consented", "bill"): "billed",
    ("fixed", "raise"): "owed",
    ("owed", "pay"): "owed",
    ("owed", "settle"): "settled",
    ("handed_in", "count"): "counted",
}
PAIRS = [(life, *pair) for life, states, actions in LIVES for pair in product(states, actions)]


@pytest.mark.parametrize(("life", "state", "action"), PAIRS)
def test_only_what_the_table_allows_happens(
    life: StateMachine[StrEnum, StrEnum], state: StrEnum, action: StrEnum
) -> None:
    then = ALLOWED.get((state.value, action.value))
    if then is None:
        with pytest.raises(ActionNotAllowed):
            life.after(state, action)
    else:
        assert life.after(state, action).value == then


@pytest.mark.parametrize("life", [life for life, _, _ in LIVES])
def test_no_state_is_unreachable(life: StateMachine[StrEnum, StrEnum]) -> None:
    assert life.unreachable() == ()
