"""The lives of quotes, charges, refunds, remittances, deposits and invoices: tables of allowed moves."""

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
    REDUCE = "reduce"
    BILL = "bill"


class ChargeState(StrEnum):
    """Where a charge stands."""

    FIXED = "fixed"
    OWED = "owed"
    WRITE_OFF_ASKED = "write_off_asked"
    SETTLED = "settled"
    WRITTEN_OFF = "written_off"


class ChargeAction(StrEnum):
    """What can become of a charge."""

    RAISE = "raise"
    PAY = "pay"
    REDUCE = "reduce"
    SETTLE = "settle"
    GIVE_BACK = "give_back"
    ASK_WRITE_OFF = "ask_write_off"
    REFUSE_WRITE_OFF = "refuse_write_off"
    WRITE_OFF = "write_off"


class RefundState(StrEnum):
    """Where a refund stands."""

    PRICE_OPEN = "price_open"
    ASKED = "asked"
    APPROVED = "approved"
    PAID = "paid"
    REFUSED = "refused"


class RefundAction(StrEnum):
    """What can become of a refund."""

    NAME_PRICE = "name_price"
    APPROVE = "approve"
    REFUSE = "refuse"
    PAY = "pay"


class RemittanceState(StrEnum):
    """Where a remittance stands."""

    HANDED_IN = "handed_in"
    COUNTED = "counted"
    DIFFERENT = "different"
    EXPLAINED = "explained"


class RemittanceAction(StrEnum):
    """What can become of a remittance."""

    COUNT = "count"
    COUNT_OTHERWISE = "count_otherwise"
    EXPLAIN = "explain"


class DepositState(StrEnum):
    """Where a deposit stands."""

    DUE = "due"
    HELD = "held"
    TO_RETURN = "to_return"
    RETURNED = "returned"
    KEPT = "kept"
    DROPPED = "dropped"


class DepositAction(StrEnum):
    """What can become of a deposit."""

    TAKE = "take"
    RELEASE = "release"
    RETAIN = "retain"
    GIVE_BACK = "give_back"
    KEEP_ALL = "keep_all"
    DROP = "drop"


class InvoiceState(StrEnum):
    """Where an invoice stands."""

    REQUESTED = "requested"
    ISSUED = "issued"
    MAILED = "mailed"
    DELIVERED = "delivered"
    VOIDED = "voided"
    CREDITED = "credited"


class InvoiceAction(StrEnum):
    """What can become of an invoice."""

    ISSUE = "issue"
    MAIL = "mail"
    DELIVER = "deliver"
    VOID = "void"
    CREDIT = "credit"


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
        (_Q.OPEN,       _A.REDUCE,     _Q.OPEN),         # below the tariff, by the supervisor
        (_Q.CONSENTED,  _A.REDUCE,     _Q.CONSENTED),
        (_Q.CONSENTED,  _A.BILL,       _Q.BILLED),
    ],
)  # fmt: skip

STILL_COUNTS = frozenset({_Q.OPEN, _Q.CONSENTED})
"""A quote that still counts asks for consent or has it."""

_C, _D = ChargeState, ChargeAction

CHARGE_LIFE = StateMachine.of(
    _C.FIXED,
    [
        # while              action               then
        (_C.FIXED,           _D.RAISE,            _C.OWED),              # the card is signed, the repair is ready
        (_C.OWED,            _D.PAY,              _C.OWED),              # a part of it
        (_C.OWED,            _D.REDUCE,           _C.OWED),              # below the tariff, by the supervisor
        (_C.OWED,            _D.SETTLE,           _C.SETTLED),           # nothing is left to pay
        (_C.OWED,            _D.ASK_WRITE_OFF,    _C.WRITE_OFF_ASKED),
        (_C.WRITE_OFF_ASKED, _D.REFUSE_WRITE_OFF, _C.OWED),
        (_C.WRITE_OFF_ASKED, _D.PAY,              _C.OWED),              # so nobody need write it off
        (_C.WRITE_OFF_ASKED, _D.WRITE_OFF,        _C.WRITTEN_OFF),
        (_C.WRITE_OFF_ASKED, _D.REDUCE,           _C.WRITE_OFF_ASKED),   # a contract ends: of the rest it stays asked
        (_C.WRITE_OFF_ASKED, _D.SETTLE,           _C.SETTLED),
        (_C.WRITTEN_OFF,     _D.PAY,              _C.WRITTEN_OFF),       # recovered after all, or a part of it
        (_C.WRITTEN_OFF,     _D.REDUCE,           _C.WRITTEN_OFF),
        (_C.WRITTEN_OFF,     _D.SETTLE,           _C.SETTLED),           # nothing of it is written off any more
        (_C.SETTLED,         _D.PAY,              _C.SETTLED),           # it came twice, and is to go back
        (_C.SETTLED,         _D.REDUCE,           _C.SETTLED),           # what was paid beyond is to go back
        (_C.SETTLED,         _D.GIVE_BACK,        _C.SETTLED),
    ],
)  # fmt: skip

STILL_OWED = frozenset({_C.OWED, _C.WRITE_OFF_ASKED})
"""A charge of which something is still to be paid."""

_F, _B = RefundState, RefundAction

REFUND_LIFE = StateMachine.of(
    _F.PRICE_OPEN,
    [
        # while         action         then
        (_F.PRICE_OPEN, _B.NAME_PRICE, _F.ASKED),      # of returned goods: read from the proof; else known at once
        (_F.PRICE_OPEN, _B.REFUSE,     _F.REFUSED),
        (_F.ASKED,      _B.APPROVE,    _F.APPROVED),   # by another person, above the limit
        (_F.ASKED,      _B.REFUSE,     _F.REFUSED),
        (_F.APPROVED,   _B.REFUSE,     _F.REFUSED),
        (_F.APPROVED,   _B.PAY,        _F.PAID),
    ],
)  # fmt: skip

_R, _N = RemittanceState, RemittanceAction

REMITTANCE_LIFE = StateMachine.of(
    _R.HANDED_IN,
    [
        # while        action               then
        (_R.HANDED_IN, _N.COUNT,            _R.COUNTED),
        (_R.HANDED_IN, _N.COUNT_OTHERWISE,  _R.DIFFERENT),   # some is missing, or too much
        (_R.DIFFERENT, _N.EXPLAIN,          _R.EXPLAINED),
    ],
)  # fmt: skip

_P, _H = DepositState, DepositAction

DEPOSIT_LIFE = StateMachine.of(
    _P.DUE,
    [
        # while         action          then
        (_P.DUE,        _H.TAKE,        _P.HELD),
        (_P.DUE,        _H.DROP,        _P.DROPPED),      # refused before anything was paid
        (_P.HELD,       _H.RELEASE,     _P.TO_RETURN),    # the loaner is back, or was not approved
        (_P.TO_RETURN,  _H.RETAIN,      _P.TO_RETURN),    # a part of it, with a reason
        (_P.TO_RETURN,  _H.KEEP_ALL,    _P.KEPT),
        (_P.TO_RETURN,  _H.GIVE_BACK,   _P.RETURNED),
    ],
)  # fmt: skip

_I, _J = InvoiceState, InvoiceAction

INVOICE_LIFE = StateMachine.of(
    _I.REQUESTED,
    [
        # while         action       then
        (_I.REQUESTED,  _J.ISSUE,    _I.ISSUED),
        (_I.REQUESTED,  _J.VOID,     _I.VOIDED),
        (_I.ISSUED,     _J.MAIL,     _I.MAILED),
        (_I.ISSUED,     _J.DELIVER,  _I.DELIVERED),     # by hand
        (_I.MAILED,     _J.DELIVER,  _I.DELIVERED),
        (_I.ISSUED,     _J.VOID,     _I.VOIDED),        # it has not left the house
        (_I.ISSUED,     _J.CREDIT,   _I.CREDITED),      # red letter
        (_I.MAILED,     _J.CREDIT,   _I.CREDITED),
        (_I.DELIVERED,  _J.CREDIT,   _I.CREDITED),
    ],
)  # fmt: skip

INVOICE_COUNTS = frozenset({_I.REQUESTED, _I.ISSUED, _I.MAILED, _I.DELIVERED})
"""An invoice that counts, so that its charge has no other."""
