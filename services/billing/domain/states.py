"""The lives of a quote, a charge and a remittance: tables of allowed moves."""

from enum import StrEnum

from shared.state_machine import StateMachine


class QuoteState(StrEnum):
    """Where a quote stands."""

    OPEN = "open"
    CONSENTED = "consented"
    DECLINED = "declined"
    LAPSED = "lapsed"
    SUPERSEDED = "superseded"
    BILLED = "billed"


class QuoteAction(StrEnum):
    """What can become of a quote."""

    CONSENT = "consent"
    DECLINE = "decline"
    LAPSE = "lapse"
    SUPERSEDE = "supersede"
    BILL = "bill"


class ChargeState(StrEnum):
    """Where a charge stands."""

    FIXED = "fixed"
    OWED = "owed"
    SETTLED = "settled"


class ChargeAction(StrEnum):
    """What can become of a charge."""

    RAISE = "raise"
    PAY = "pay"
    SETTLE = "settle"


class RemittanceState(StrEnum):
    """Where a remittance stands."""

    HANDED_IN = "handed_in"
    COUNTED = "counted"


class RemittanceAction(StrEnum):
    """What can become of a remittance."""

    COUNT = "count"


_Q, _A = QuoteState, QuoteAction

QUOTE_LIFE = StateMachine.of(
    _Q.OPEN,
    [
        # while         action         then
        (_Q.OPEN,       _A.CONSENT,    _Q.CONSENTED),
        (_Q.OPEN,       _A.DECLINE,    _Q.DECLINED),
        (_Q.OPEN,       _A.LAPSE,      _Q.LAPSED),       # too old, another verdict, cancelled, work over
        (_Q.OPEN,       _A.SUPERSEDE,  _Q.SUPERSEDED),
        (_Q.CONSENTED,  _A.LAPSE,      _Q.LAPSED),       # a higher amount, another verdict, cancelled
        (_Q.CONSENTED,  _A.SUPERSEDE,  _Q.SUPERSEDED),   # by a quote within the consented amount
        (_Q.CONSENTED,  _A.BILL,       _Q.BILLED),
    ],
)  # fmt: skip

STILL_COUNTS = frozenset({_Q.OPEN, _Q.CONSENTED})
"""A quote that still counts asks for consent or has it."""

_C, _D = ChargeState, ChargeAction

CHARGE_LIFE = StateMachine.of(
    _C.FIXED,
    [
        # while    action     then
        (_C.FIXED, _D.RAISE,  _C.OWED),      # the card is signed
        (_C.OWED,  _D.PAY,    _C.OWED),      # a part of it
        (_C.OWED,  _D.SETTLE, _C.SETTLED),   # nothing is left to pay
    ],
)  # fmt: skip

REMITTANCE_LIFE = StateMachine.of(
    RemittanceState.HANDED_IN,
    [(RemittanceState.HANDED_IN, RemittanceAction.COUNT, RemittanceState.COUNTED)],
)
