"""The life of a loaner unit and of one loan: the tables of allowed moves."""

from enum import StrEnum

from shared.state_machine import StateMachine


class LoanerState(StrEnum):
    """Where a unit stands."""

    AVAILABLE = "available"
    RESERVED = "reserved"
    OUT = "out"
    IN_CHECK = "in_check"
    """It came back damaged or incomplete."""
    WITHDRAWN = "withdrawn"


class LoanerAction(StrEnum):
    """What can be done with a unit."""

    RESERVE = "reserve"
    RELEASE = "release"
    GIVE_OUT = "give_out"
    TAKE_BACK = "take_back"
    TAKE_INTO_CHECK = "take_into_check"
    PASS_CHECK = "pass_check"
    WITHDRAW = "withdraw"


class LoanState(StrEnum):
    """Where a loan stands."""

    REQUESTED = "requested"
    APPROVED_ONCE = "approved_once"
    APPROVED = "approved"
    ON_THE_WAY = "on_the_way"
    """A technician brings it."""
    OUT = "out"
    RETURNED = "returned"
    """Back; the deposit is to be settled."""
    REFUSED = "refused"
    """Not approved; the deposit is to go back."""
    CLOSED = "closed"


class LoanAction(StrEnum):
    """What can be done with a loan."""

    TAKE_DEPOSIT = "take_deposit"
    SIGN = "sign"
    APPROVE_FIRST = "approve_first"
    APPROVE_LAST = "approve_last"
    REFUSE = "refuse"
    SEND = "send"
    COME_BACK = "come_back"
    ISSUE = "issue"
    REMIND = "remind"
    RETURN = "return"
    SETTLE = "settle"


_U, _UA, _S, _A = LoanerState, LoanerAction, LoanState, LoanAction

LOANER_LIFE = StateMachine.of(
    _U.AVAILABLE,
    [
        # while          action                then
        (_U.AVAILABLE,   _UA.RESERVE,          _U.RESERVED),
        (_U.AVAILABLE,   _UA.WITHDRAW,         _U.WITHDRAWN),
        (_U.RESERVED,    _UA.RELEASE,          _U.AVAILABLE),
        (_U.RESERVED,    _UA.GIVE_OUT,         _U.OUT),
        (_U.OUT,         _UA.TAKE_BACK,        _U.AVAILABLE),
        (_U.OUT,         _UA.TAKE_INTO_CHECK,  _U.IN_CHECK),
        (_U.OUT,         _UA.WITHDRAW,         _U.WITHDRAWN),     # it is lost
        (_U.IN_CHECK,    _UA.PASS_CHECK,       _U.AVAILABLE),
        (_U.IN_CHECK,    _UA.WITHDRAW,         _U.WITHDRAWN),
    ],
)  # fmt: skip

LOAN_LIFE = StateMachine.of(
    _S.REQUESTED,
    [
        # while             action              then
        (_S.REQUESTED,      _A.TAKE_DEPOSIT,    _S.REQUESTED),
        (_S.REQUESTED,      _A.SIGN,            _S.REQUESTED),
        (_S.REQUESTED,      _A.APPROVE_FIRST,   _S.APPROVED_ONCE),
        (_S.REQUESTED,      _A.REFUSE,          _S.REFUSED),
        (_S.APPROVED_ONCE,  _A.TAKE_DEPOSIT,    _S.APPROVED_ONCE),
        (_S.APPROVED_ONCE,  _A.SIGN,            _S.APPROVED_ONCE),
        (_S.APPROVED_ONCE,  _A.APPROVE_LAST,    _S.APPROVED),
        (_S.APPROVED_ONCE,  _A.REFUSE,          _S.REFUSED),
        (_S.APPROVED,       _A.TAKE_DEPOSIT,    _S.APPROVED),
        (_S.APPROVED,       _A.SIGN,            _S.APPROVED),
        (_S.APPROVED,       _A.ISSUE,           _S.OUT),
        (_S.APPROVED,       _A.SEND,            _S.ON_THE_WAY),
        (_S.APPROVED,       _A.REFUSE,          _S.REFUSED),      # not needed any more
        (_S.ON_THE_WAY,     _A.ISSUE,           _S.OUT),
        (_S.ON_THE_WAY,     _A.COME_BACK,       _S.APPROVED),     # nobody was at home
        (_S.OUT,            _A.REMIND,          _S.OUT),
        (_S.OUT,            _A.RETURN,          _S.RETURNED),
        (_S.RETURNED,       _A.SETTLE,          _S.CLOSED),
        (_S.REFUSED,        _A.SETTLE,          _S.CLOSED),
    ],
)  # fmt: skip

WITHOUT_END = frozenset({LoanState.REQUESTED, LoanState.APPROVED_ONCE, LoanState.APPROVED, LoanState.ON_THE_WAY})
"""A loan whose unit is kept for the customer."""
