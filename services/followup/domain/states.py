"""The lives of a call, a contract, its notice, a complaint and a message: the tables of allowed moves."""

from enum import StrEnum

from shared.state_machine import StateMachine


class CallState(StrEnum):
    """Where a call stands."""

    OWED = "owed"
    COMPLETED = "completed"
    GIVEN_UP = "given_up"
    DROPPED = "dropped"


class CallAction(StrEnum):
    """What can be done with a call."""

    ASSIGN = "assign"
    TAKE = "take"
    RELEASE = "release"
    ATTEMPT = "attempt"
    COMPLETE = "complete"
    GIVE_UP = "give_up"
    DROP = "drop"
    REVIEW = "review"


class ContractState(StrEnum):
    """Where a contract stands."""

    DRAFT = "draft"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    EXPIRING = "expiring"
    RENEWED = "renewed"
    ENDED = "ended"
    TERMINATED = "terminated"


class ContractAction(StrEnum):
    """What can be done with a contract, or what time does with it."""

    AGREE_PRICE = "agree_price"
    SIGN = "sign"
    TAKE_EFFECT = "take_effect"
    COME_NEAR_END = "come_near_end"
    RENEW = "renew"
    END = "end"
    TERMINATE = "terminate"


class NoticeState(StrEnum):
    """Where an expiry notice 保养到期通知书 stands."""

    MADE = "made"
    SENT = "sent"
    VISIT_AGREED = "visit_agreed"
    POSTPONED = "postponed"
    WON = "won"
    LOST = "lost"


class NoticeAction(StrEnum):
    """What becomes of an expiry notice."""

    SEND = "send"
    AGREE_VISIT = "agree_visit"
    POSTPONE = "postpone"
    WIN = "win"
    LOSE = "lose"


class ComplaintState(StrEnum):
    """Where a complaint stands: the steps of GB/T 19012."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ASSESSED = "assessed"
    INVESTIGATED = "investigated"
    ANSWERED = "answered"
    CLOSED = "closed"


class ComplaintAction(StrEnum):
    """What can be done with a complaint."""

    ACKNOWLEDGE = "acknowledge"
    ASSESS = "assess"
    INVESTIGATE = "investigate"
    ANSWER = "answer"
    RAISE = "raise"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    CLOSE_UNASKED = "close_unasked"


class MessageState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    ACKNOWLEDGED = "acknowledged"


class MessageAction(StrEnum):
    """What becomes of a message."""

    BEGIN = "begin"
    SUCCEED = "succeed"
    TRY_LATER = "try_later"
    FAIL = "fail"
    RETRY = "retry"
    ACKNOWLEDGE = "acknowledge"


_C, _D = CallState, CallAction

CALL_LIFE = StateMachine.of(
    _C.OWED,
    [
        # while        action       then
        (_C.OWED,      _D.ASSIGN,   _C.OWED),
        (_C.OWED,      _D.TAKE,     _C.OWED),
        (_C.OWED,      _D.RELEASE,  _C.OWED),
        (_C.OWED,      _D.ATTEMPT,  _C.OWED),
        (_C.OWED,      _D.COMPLETE, _C.COMPLETED),
        (_C.OWED,      _D.GIVE_UP,  _C.GIVEN_UP),
        (_C.OWED,      _D.DROP,     _C.DROPPED),      # the ticket was cancelled, the money came, the item was collected
        (_C.COMPLETED, _D.REVIEW,   _C.COMPLETED),
    ],
)  # fmt: skip

_K, _B = ContractState, ContractAction

CONTRACT_LIFE = StateMachine.of(
    _K.DRAFT,
    [
        # while        action             then
        (_K.DRAFT,     _B.AGREE_PRICE,    _K.DRAFT),
        (_K.DRAFT,     _B.SIGN,           _K.SIGNED),
        (_K.SIGNED,    _B.TAKE_EFFECT,    _K.IN_FORCE),     # its first day has come, and its payment
        (_K.SIGNED,    _B.END,            _K.ENDED),        # never paid
        (_K.SIGNED,    _B.TERMINATE,      _K.TERMINATED),
        (_K.IN_FORCE,  _B.COME_NEAR_END,  _K.EXPIRING),
        (_K.IN_FORCE,  _B.RENEW,          _K.RENEWED),
        (_K.IN_FORCE,  _B.END,            _K.ENDED),        # imported after its last day
        (_K.IN_FORCE,  _B.TERMINATE,      _K.TERMINATED),
        (_K.EXPIRING,  _B.RENEW,          _K.RENEWED),
        (_K.EXPIRING,  _B.END,            _K.ENDED),
        (_K.EXPIRING,  _B.TERMINATE,      _K.TERMINATED),
        (_K.RENEWED,   _B.END,            _K.ENDED),
        (_K.RENEWED,   _B.TERMINATE,      _K.TERMINATED),
        (_K.ENDED,     _B.RENEW,          _K.ENDED),        # signed late: the next one still follows it
    ],
)  # fmt: skip

UNDER_COVER = frozenset({_K.IN_FORCE, _K.EXPIRING, _K.RENEWED})
"""A contract that … pays for what is reported now."""

_N, _O = NoticeState, NoticeAction

NOTICE_LIFE = StateMachine.of(
    _N.MADE,
    [
        # while             action           then
        (_N.MADE,           _O.SEND,         _N.SENT),
        (_N.MADE,           _O.AGREE_VISIT,  _N.VISIT_AGREED),    # the call came before the letter
        (_N.MADE,           _O.POSTPONE,     _N.POSTPONED),
        (_N.MADE,           _O.WIN,          _N.WON),
        (_N.MADE,           _O.LOSE,         _N.LOST),
        (_N.SENT,           _O.AGREE_VISIT,  _N.VISIT_AGREED),
        (_N.SENT,           _O.POSTPONE,     _N.POSTPONED),
        (_N.SENT,           _O.WIN,          _N.WON),
        (_N.SENT,           _O.LOSE,         _N.LOST),
        (_N.VISIT_AGREED,   _O.SEND,         _N.VISIT_AGREED),
        (_N.VISIT_AGREED,   _O.AGREE_VISIT,  _N.VISIT_AGREED),    # another window
        (_N.VISIT_AGREED,   _O.POSTPONE,     _N.POSTPONED),
        (_N.VISIT_AGREED,   _O.WIN,          _N.WON),
        (_N.VISIT_AGREED,   _O.LOSE,         _N.LOST),
        (_N.POSTPONED,      _O.SEND,         _N.POSTPONED),
        (_N.POSTPONED,      _O.AGREE_VISIT,  _N.VISIT_AGREED),
        (_N.POSTPONED,      _O.POSTPONE,     _N.POSTPONED),
        (_N.POSTPONED,      _O.WIN,          _N.WON),
        (_N.POSTPONED,      _O.LOSE,         _N.LOST),
        (_N.LOST,           _O.WIN,          _N.WON),             # he has changed his mind
    ],
)  # fmt: skip

_P, _Q = ComplaintState, ComplaintAction

COMPLAINT_LIFE = StateMachine.of(
    _P.RECEIVED,
    [
        # while             action             then
        (_P.RECEIVED,       _Q.ACKNOWLEDGE,    _P.ACKNOWLEDGED),
        (_P.RECEIVED,       _Q.RAISE,          _P.RECEIVED),
        (_P.RECEIVED,       _Q.WITHDRAW,       _P.CLOSED),
        (_P.ACKNOWLEDGED,   _Q.ASSESS,         _P.ASSESSED),
        (_P.ACKNOWLEDGED,   _Q.RAISE,          _P.ACKNOWLEDGED),
        (_P.ACKNOWLEDGED,   _Q.WITHDRAW,       _P.CLOSED),
        (_P.ASSESSED,       _Q.INVESTIGATE,    _P.INVESTIGATED),
        (_P.ASSESSED,       _Q.RAISE,          _P.ACKNOWLEDGED),   # the next level judges for itself
        (_P.ASSESSED,       _Q.WITHDRAW,       _P.CLOSED),
        (_P.INVESTIGATED,   _Q.ANSWER,         _P.ANSWERED),
        (_P.INVESTIGATED,   _Q.RAISE,          _P.ACKNOWLEDGED),
        (_P.INVESTIGATED,   _Q.WITHDRAW,       _P.CLOSED),
        (_P.INVESTIGATED,   _Q.CLOSE_UNASKED,  _P.CLOSED),         # anonymous: there is nobody to answer
        (_P.ANSWERED,       _Q.CLOSE,          _P.CLOSED),
        (_P.ANSWERED,       _Q.RAISE,          _P.ACKNOWLEDGED),   # the customer does not accept the outcome
        (_P.ANSWERED,       _Q.CLOSE_UNASKED,  _P.CLOSED),         # he cannot be reached for his answer
    ],
)  # fmt: skip

WAITS_FOR_US = frozenset({_P.RECEIVED, _P.ACKNOWLEDGED, _P.ASSESSED, _P.INVESTIGATED})
"""A complaint that … goes up when its deadline passes."""

_M, _A = MessageState, MessageAction

MESSAGE_LIFE = StateMachine.of(
    _M.WAITING,
    [
        # while            action           then
        (_M.WAITING,       _A.BEGIN,        _M.SENDING),
        (_M.WAITING,       _A.FAIL,         _M.FAILED),          # too late, or no longer wanted
        (_M.WAITING,       _A.ACKNOWLEDGE,  _M.ACKNOWLEDGED),    # he has read it in the list before it was sent
        (_M.SENDING,       _A.SUCCEED,      _M.SENT),
        (_M.SENDING,       _A.TRY_LATER,    _M.WAITING),
        (_M.SENDING,       _A.FAIL,         _M.FAILED),
        (_M.SENDING,       _A.ACKNOWLEDGE,  _M.ACKNOWLEDGED),
        (_M.SENT,          _A.ACKNOWLEDGE,  _M.ACKNOWLEDGED),
        (_M.FAILED,        _A.RETRY,        _M.WAITING),
        (_M.FAILED,        _A.ACKNOWLEDGE,  _M.ACKNOWLEDGED),
    ],
)  # fmt: skip
