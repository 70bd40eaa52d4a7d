"""The lives of a job, its offers and its card, of conduct and of days: tables of while, action and then."""

from enum import StrEnum

from shared.state_machine import StateMachine


class JobState(StrEnum):
    """What one would say of a job."""

    WAITING = "waiting"
    ASSIGNED = "assigned"
    APPOINTED = "appointed"
    HELD = "held"
    ON_THE_ROAD = "on_the_road"
    ON_SITE = "on_site"
    DIAGNOSED = "diagnosed"
    DONE = "done"
    NOT_NEEDED = "not_needed"
    CANCELLED = "cancelled"


class JobAction(StrEnum):
    """What can be done with a job."""

    ASSIGN = "assign"
    ASSIGN_AS_AGREED = "assign_as_agreed"
    RELEASE = "release"
    HOLD = "hold"
    RESUME = "resume"
    LOG_ATTEMPT = "log_attempt"
    REACH_CUSTOMER = "reach_customer"
    AGREE_APPOINTMENT = "agree_appointment"
    ORDER_WORK = "order_work"
    DEPART = "depart"
    ARRIVE = "arrive"
    DIAGNOSE = "diagnose"
    RECORD_ITEMS = "record_items"
    FIND_EXCLUSION = "find_exclusion"
    BRING_BACK = "bring_back"
    FIND_NOBODY = "find_nobody"
    INTERRUPT = "interrupt"
    COMPLETE = "complete"
    FINISH_ERRAND = "finish_errand"
    SETTLE_WITHOUT_VISIT = "settle_without_visit"
    CANCEL = "cancel"


_S, _A = JobState, JobAction
JOB_LIFE = StateMachine.of(
    _S.WAITING,
    [
        # while           action                    then
        (_S.WAITING,      _A.ASSIGN,                _S.ASSIGNED),
        (_S.WAITING,      _A.ASSIGN_AS_AGREED,      _S.APPOINTED),     # its appointment stands
        (_S.WAITING,      _A.HOLD,                  _S.HELD),
        (_S.WAITING,      _A.LOG_ATTEMPT,           _S.WAITING),       # the desk calls
        (_S.WAITING,      _A.REACH_CUSTOMER,        _S.WAITING),
        (_S.WAITING,      _A.SETTLE_WITHOUT_VISIT,  _S.NOT_NEEDED),
        (_S.WAITING,      _A.CANCEL,                _S.CANCELLED),
        (_S.ASSIGNED,     _A.ASSIGN,                _S.ASSIGNED),      # to someone else
        (_S.ASSIGNED,     _A.RELEASE,               _S.WAITING),       # refused, or not answered in time
        (_S.ASSIGNED,     _A.HOLD,                  _S.HELD),
        (_S.ASSIGNED,     _A.LOG_ATTEMPT,           _S.ASSIGNED),
        (_S.ASSIGNED,     _A.REACH_CUSTOMER,        _S.ASSIGNED),
        (_S.ASSIGNED,     _A.AGREE_APPOINTMENT,     _S.APPOINTED),
        (_S.ASSIGNED,     _A.ORDER_WORK,            _S.ASSIGNED),
        (_S.ASSIGNED,     _A.DEPART,                _S.ON_THE_ROAD),   # level 1: at once
        (_S.ASSIGNED,     _A.SETTLE_WITHOUT_VISIT,  _S.NOT_NEEDED),
        (_S.ASSIGNED,     _A.CANCEL,                _S.CANCELLED),
        (_S.APPOINTED,    _A.ASSIGN,                _S.APPOINTED),     # to someone else, same appointment
        (_S.APPOINTED,    _A.RELEASE,               _S.WAITING),       # the appointment stands
        (_S.APPOINTED,    _A.HOLD,                  _S.HELD),
        (_S.APPOINTED,    _A.LOG_ATTEMPT,           _S.APPOINTED),
        (_S.APPOINTED,    _A.REACH_CUSTOMER,        _S.APPOINTED),
        (_S.APPOINTED,    _A.AGREE_APPOINTMENT,     _S.APPOINTED),     # another time
        (_S.APPOINTED,    _A.ORDER_WORK,            _S.APPOINTED),
        (_S.APPOINTED,    _A.DEPART,                _S.ON_THE_ROAD),
        (_S.APPOINTED,    _A.SETTLE_WITHOUT_VISIT,  _S.NOT_NEEDED),
        (_S.APPOINTED,    _A.CANCEL,                _S.CANCELLED),
        (_S.HELD,         _A.RESUME,                _S.WAITING),
        (_S.HELD,         _A.LOG_ATTEMPT,           _S.HELD),          # the response never pauses
        (_S.HELD,         _A.REACH_CUSTOMER,        _S.HELD),
        (_S.HELD,         _A.SETTLE_WITHOUT_VISIT,  _S.NOT_NEEDED),
        (_S.HELD,         _A.CANCEL,                _S.CANCELLED),
        (_S.ON_THE_ROAD,  _A.RELEASE,               _S.WAITING),       # he turned back: the appointment stands
        (_S.ON_THE_ROAD,  _A.HOLD,                  _S.HELD),          # he was called back
        (_S.ON_THE_ROAD,  _A.LOG_ATTEMPT,           _S.ON_THE_ROAD),
        (_S.ON_THE_ROAD,  _A.REACH_CUSTOMER,        _S.ON_THE_ROAD),
        (_S.ON_THE_ROAD,  _A.ARRIVE,                _S.ON_SITE),
        (_S.ON_THE_ROAD,  _A.SETTLE_WITHOUT_VISIT,  _S.NOT_NEEDED),
        (_S.ON_THE_ROAD,  _A.CANCEL,                _S.CANCELLED),
        (_S.ON_SITE,      _A.DIAGNOSE,              _S.DIAGNOSED),     # before anything else is done
        (_S.ON_SITE,      _A.FINISH_ERRAND,         _S.DONE),          # nothing is repaired: money, loaner, renewal
        (_S.ON_SITE,      _A.LOG_ATTEMPT,           _S.ON_SITE),       # calls from the door
        (_S.ON_SITE,      _A.REACH_CUSTOMER,        _S.ON_SITE),
        (_S.ON_SITE,      _A.FIND_NOBODY,           _S.ASSIGNED),      # the customer broke the appointment
        (_S.ON_SITE,      _A.INTERRUPT,             _S.ASSIGNED),      # no access: a follow-up visit
        (_S.DIAGNOSED,    _A.DIAGNOSE,              _S.DIAGNOSED),     # something more was found
        (_S.DIAGNOSED,    _A.RECORD_ITEMS,          _S.DIAGNOSED),
        (_S.DIAGNOSED,    _A.FIND_EXCLUSION,        _S.DIAGNOSED),
        (_S.DIAGNOSED,    _A.INTERRUPT,             _S.ASSIGNED),      # a part is missing: a follow-up visit
        (_S.DIAGNOSED,    _A.BRING_BACK,            _S.DIAGNOSED),
        (_S.DIAGNOSED,    _A.COMPLETE,              _S.DONE),
    ],
)  # fmt: skip

AWAITS_DISPATCH = frozenset({_S.WAITING})
"""A job that nobody was sent for yet."""
OFFERABLE = frozenset({_S.ASSIGNED, _S.APPOINTED})
"""A job that somebody was asked to take, and for which he has not left yet."""
ENDED = frozenset({_S.DONE, _S.NOT_NEEDED, _S.CANCELLED})
"""A job that is over."""
VISITED = frozenset({_S.ON_SITE, _S.DIAGNOSED, _S.DONE})
"""A job for which somebody stood at the customer's site."""


class OfferState(StrEnum):
    """What one would say of a job that was offered to a technician."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class OfferAction(StrEnum):
    """What can become of an offer."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"


_O, _P = OfferState, OfferAction
OFFER_LIFE = StateMachine.of(
    _O.OFFERED,
    [
        (_O.OFFERED,     _P.ACCEPT,     _O.ACCEPTED),
        (_O.OFFERED,     _P.REFUSE,     _O.REFUSED),
        (_O.OFFERED,     _P.LAPSE,      _O.LAPSED),       # not answered in time
        (_O.OFFERED,     _P.WITHDRAW,   _O.WITHDRAWN),    # to someone else, or the job is held or over
        (_O.LAPSED,      _P.ACCEPT,     _O.ACCEPTED),     # in time, but told late: the phone was off line
        (_O.ACCEPTED,    _P.REFUSE,     _O.REFUSED),      # he cannot go after all
        (_O.ACCEPTED,    _P.WITHDRAW,   _O.WITHDRAWN),
    ],
)  # fmt: skip


class CardState(StrEnum):
    """What one would say of a service card."""

    OPEN = "open"
    PRICED = "priced"
    SIGNED = "signed"
    SIGNATURE_REFUSED = "signature_refused"
    RETURNED = "returned"
    ARCHIVED = "archived"
    VOID = "void"


class CardAction(StrEnum):
    """What can be done with a service card."""

    FIX_AMOUNT = "fix_amount"
    SIGN = "sign"
    REFUSE_SIGNATURE = "refuse_signature"
    AMEND = "amend"
    RETURN = "return"
    RETURN_UNSIGNED = "return_unsigned"
    ARCHIVE = "archive"
    MAKE_VOID = "make_void"


_C, _D = CardState, CardAction
CARD_LIFE = StateMachine.of(
    _C.OPEN,
    [
        (_C.OPEN,                _D.FIX_AMOUNT,          _C.PRICED),
        (_C.OPEN,                _D.MAKE_VOID,           _C.VOID),
        (_C.OPEN,                _D.RETURN_UNSIGNED,     _C.RETURNED),           # ended after a trip in vain
        (_C.PRICED,              _D.FIX_AMOUNT,          _C.PRICED),             # a correction before the signature
        (_C.PRICED,              _D.SIGN,                _C.SIGNED),
        (_C.PRICED,              _D.REFUSE_SIGNATURE,    _C.SIGNATURE_REFUSED),
        (_C.PRICED,              _D.MAKE_VOID,           _C.VOID),
        (_C.PRICED,              _D.RETURN_UNSIGNED,     _C.RETURNED),
        (_C.SIGNED,              _D.AMEND,               _C.SIGNED),
        (_C.SIGNED,              _D.RETURN,              _C.RETURNED),
        (_C.SIGNATURE_REFUSED,   _D.AMEND,               _C.SIGNATURE_REFUSED),
        (_C.SIGNATURE_REFUSED,   _D.RETURN,              _C.RETURNED),
        (_C.RETURNED,            _D.AMEND,               _C.RETURNED),
        (_C.RETURNED,            _D.ARCHIVE,             _C.ARCHIVED),
        (_C.ARCHIVED,            _D.AMEND,               _C.ARCHIVED),
    ],
)  # fmt: skip

OUTSTANDING = frozenset({_C.OPEN, _C.PRICED, _C.SIGNED, _C.SIGNATURE_REFUSED})
"""A card that is still with the technician."""


class ViolationState(StrEnum):
    """What one would say of a violation of chapter 7."""

    SUSPECTED = "suspected"
    DISMISSED = "dismissed"
    RECORDED = "recorded"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class ViolationAction(StrEnum):
    """What can be done with a violation."""

    RECORD = "record"
    DISMISS = "dismiss"
    ANSWER = "answer"
    WITHDRAW = "withdraw"


_V, _W = ViolationState, ViolationAction
VIOLATION_LIFE = StateMachine.of(
    _V.SUSPECTED,
    [
        (_V.SUSPECTED,    _W.RECORD,     _V.RECORDED),      # a person puts it down, or confirms it
        (_V.SUSPECTED,    _W.DISMISS,    _V.DISMISSED),
        (_V.RECORDED,     _W.ANSWER,     _V.ANSWERED),
        (_V.RECORDED,     _W.WITHDRAW,   _V.WITHDRAWN),
        (_V.ANSWERED,     _W.ANSWER,     _V.ANSWERED),      # he has more to say
        (_V.ANSWERED,     _W.WITHDRAW,   _V.WITHDRAWN),
    ],
)  # fmt: skip

COUNTED_VIOLATIONS = frozenset({_V.RECORDED, _V.ANSWERED})
"""A violation that counts towards a disciplinary case."""


class CaseState(StrEnum):
    """What one would say of a disciplinary case."""

    OPEN = "open"
    DECIDED = "decided"
    LIFTED = "lifted"


class CaseAction(StrEnum):
    """What can be done with a disciplinary case."""

    DECIDE = "decide"
    LIFT = "lift"


CASE_LIFE = StateMachine.of(
    CaseState.OPEN,
    [
        (CaseState.OPEN, CaseAction.DECIDE, CaseState.DECIDED),
        (CaseState.OPEN, CaseAction.LIFT, CaseState.LIFTED),  # a withdrawn violation took its ground away
    ],
)  # fmt: skip


class DayState(StrEnum):
    """What one would say of a daily report."""

    DRAFT = "draft"
    CLOSED = "closed"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    FILED = "filed"


class DayAction(StrEnum):
    """What can be done with a daily report."""

    CLOSE = "close"
    CONFIRM = "confirm"
    FILE = "file"
    RETURN = "return"
    AMEND = "amend"


_R, _B = DayState, DayAction
DAY_LIFE = StateMachine.of(
    _R.DRAFT,
    [
        (_R.DRAFT,        _B.CLOSE,      _R.CLOSED),
        (_R.CLOSED,       _B.CONFIRM,    _R.CONFIRMED),
        (_R.CLOSED,       _B.AMEND,      _R.CLOSED),
        (_R.CONFIRMED,    _B.FILE,       _R.FILED),
        (_R.CONFIRMED,    _B.RETURN,     _R.RETURNED),
        (_R.CONFIRMED,    _B.AMEND,      _R.CONFIRMED),
        (_R.RETURNED,     _B.CONFIRM,    _R.CONFIRMED),
        (_R.RETURNED,     _B.AMEND,      _R.RETURNED),
        (_R.FILED,        _B.AMEND,      _R.FILED),
    ],
)  # fmt: skip
