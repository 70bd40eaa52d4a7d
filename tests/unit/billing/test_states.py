"""Every state and action of billing's lives: what is not in the table is refused, and no state is unreachable."""

from enum import StrEnum
from itertools import product

import pytest

from services.billing.domain.states import (
    CHARGE_LIFE,
    DEPOSIT_LIFE,
    INVOICE_LIFE,
    QUOTE_LIFE,
    REFUND_LIFE,
    REMITTANCE_LIFE,
    ChargeAction,
    ChargeState,
    DepositAction,
    DepositState,
    InvoiceAction,
    InvoiceState,
    QuoteAction,
    QuoteState,
    RefundAction,
    RefundState,
    RemittanceAction,
    RemittanceState,
)
from shared.state_machine import ActionNotAllowed, StateMachine

LIVES = [
    (QUOTE_LIFE, QuoteState, QuoteAction),
    (CHARGE_LIFE, ChargeState, ChargeAction),
    (REFUND_LIFE, RefundState, RefundAction),
    (REMITTANCE_LIFE, RemittanceState, RemittanceAction),
    (DEPOSIT_LIFE, DepositState, DepositAction),
    (INVOICE_LIFE, InvoiceState, InvoiceAction),
]
ALLOWED = {
    ("open", "consent"): "consented",
    ("open", "decline"): "declined",
    ("open", "lapse"): "lapsed",
    ("open", "supersede"): "superseded",
    ("consented", "lapse"): "lapsed",
    ("consented", "supersede"): "superseded",
    ("consented", "bill"): "billed",
    ("open", "reduce"): "open",
    ("consented", "reduce"): "consented",
    ("fixed", "raise"): "owed",
    ("owed", "pay"): "owed",
    ("owed", "settle"): "settled",
    ("owed", "reduce"): "owed",
    ("owed", "ask_write_off"): "write_off_asked",
    ("write_off_asked", "pay"): "owed",
    ("write_off_asked", "refuse_write_off"): "owed",
    ("write_off_asked", "write_off"): "written_off",
    ("write_off_asked", "reduce"): "write_off_asked",
    ("write_off_asked", "settle"): "settled",
    ("written_off", "pay"): "written_off",
    ("written_off", "reduce"): "written_off",
    ("written_off", "settle"): "settled",
    ("settled", "pay"): "settled",
    ("settled", "reduce"): "settled",
    ("settled", "give_back"): "settled",
    ("price_open", "name_price"): "asked",
    ("price_open", "refuse"): "refused",
    ("asked", "approve"): "approved",
    ("asked", "refuse"): "refused",
    ("approved", "refuse"): "refused",
    ("approved", "pay"): "paid",
    ("handed_in", "count"): "counted",
    ("handed_in", "count_otherwise"): "different",
    ("different", "explain"): "explained",
    ("due", "take"): "held",
    ("due", "drop"): "dropped",
    ("held", "release"): "to_return",
    ("to_return", "retain"): "to_return",
    ("to_return", "keep_all"): "kept",
    ("to_return", "give_back"): "returned",
    ("requested", "issue"): "issued",
    ("requested", "void"): "voided",
    ("issued", "mail"): "mailed",
    ("issued", "deliver"): "delivered",
    ("issued", "void"): "voided",
    ("issued", "credit"): "credited",
    ("mailed", "deliver"): "delivered",
    ("mailed", "credit"): "credited",
    ("delivered", "credit"): "credited",
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
