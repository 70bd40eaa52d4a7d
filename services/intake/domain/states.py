"""The lives of a ticket, of an entry of the contact register and of an exclusion: the tables of allowed moves."""

from enum import StrEnum

from shared.state_machine import StateMachine


class TicketState(StrEnum):
    """Where a ticket stands."""

    OPENED = "opened"
    ASSESSED = "assessed"
    IN_SERVICE = "in_service"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class ExclusionState(StrEnum):
    """How sure it is that something ends the cover (4.6)."""

    FOUND = "found"
    DISPUTED = "disputed"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class ExclusionAction(StrEnum):
    """What is said about an exclusion."""

    DISPUTE = "dispute"
    UPHOLD = "uphold"
    DISMISS = "dismiss"


class TicketAction(StrEnum):
    """What moves a ticket, or what it must allow."""

    ASSESS = "assess"
    CHANGE_LEVEL = "change_level"
    DECIDE_AGAIN = "decide_again"
    ADD_ITEM = "add_item"
    TELL = "tell"
    DECIDE_VISIT = "decide_visit"
    EXPECT_ITEM = "expect_item"
    SOLVE_REMOTELY = "solve_remotely"
    DECLINE = "decline"
    FINISH = "finish"
    CLOSE = "close"
    REOPEN = "reopen"
    CANCEL = "cancel"
    JOIN = "join"


_S, _A = TicketState, TicketAction

TICKET_LIFE = StateMachine.of(
    _S.OPENED,
    [
        # while          action              then
        (_S.OPENED,     _A.ASSESS,          _S.ASSESSED),
        (_S.ASSESSED,   _A.ASSESS,          _S.ASSESSED),
        (_S.IN_SERVICE, _A.ASSESS,          _S.IN_SERVICE),    # the assessment never holds a visit up (5.2)
        (_S.OPENED,     _A.CHANGE_LEVEL,    _S.OPENED),
        (_S.ASSESSED,   _A.CHANGE_LEVEL,    _S.ASSESSED),
        (_S.IN_SERVICE, _A.CHANGE_LEVEL,    _S.IN_SERVICE),
        (_S.OPENED,     _A.DECIDE_AGAIN,    _S.OPENED),
        (_S.ASSESSED,   _A.DECIDE_AGAIN,    _S.ASSESSED),
        (_S.IN_SERVICE, _A.DECIDE_AGAIN,    _S.IN_SERVICE),
        (_S.OPENED,     _A.ADD_ITEM,        _S.OPENED),
        (_S.ASSESSED,   _A.ADD_ITEM,        _S.ASSESSED),
        (_S.IN_SERVICE, _A.ADD_ITEM,        _S.IN_SERVICE),
        (_S.OPENED,     _A.TELL,            _S.OPENED),
        (_S.ASSESSED,   _A.TELL,            _S.ASSESSED),
        (_S.IN_SERVICE, _A.TELL,            _S.IN_SERVICE),
        (_S.RESOLVED,   _A.TELL,            _S.RESOLVED),
        (_S.OPENED,     _A.DECIDE_VISIT,    _S.IN_SERVICE),
        (_S.ASSESSED,   _A.DECIDE_VISIT,    _S.IN_SERVICE),
        (_S.IN_SERVICE, _A.DECIDE_VISIT,    _S.IN_SERVICE),    # the customer cannot bring the item after all
        (_S.OPENED,     _A.EXPECT_ITEM,     _S.IN_SERVICE),
        (_S.ASSESSED,   _A.EXPECT_ITEM,     _S.IN_SERVICE),
        (_S.OPENED,     _A.SOLVE_REMOTELY,  _S.RESOLVED),
        (_S.ASSESSED,   _A.SOLVE_REMOTELY,  _S.RESOLVED),
        (_S.OPENED,     _A.DECLINE,         _S.CLOSED),
        (_S.ASSESSED,   _A.DECLINE,         _S.CLOSED),
        (_S.IN_SERVICE, _A.FINISH,          _S.RESOLVED),
        (_S.ASSESSED,   _A.FINISH,          _S.RESOLVED),      # a redo needs no new visit decision
        (_S.OPENED,     _A.FINISH,          _S.RESOLVED),      # work that was done is a fact, whoever decided it
        (_S.RESOLVED,   _A.CLOSE,           _S.CLOSED),
        (_S.RESOLVED,   _A.REOPEN,          _S.ASSESSED),
        (_S.CLOSED,     _A.REOPEN,          _S.ASSESSED),
        (_S.OPENED,     _A.CANCEL,          _S.CANCELLED),
        (_S.ASSESSED,   _A.CANCEL,          _S.CANCELLED),
        (_S.IN_SERVICE, _A.CANCEL,          _S.CANCELLED),
        (_S.OPENED,     _A.JOIN,            _S.OPENED),        # one more caller about the same outage
        (_S.ASSESSED,   _A.JOIN,            _S.ASSESSED),
        (_S.IN_SERVICE, _A.JOIN,            _S.IN_SERVICE),
    ],
)  # fmt: skip

STILL_OPEN = frozenset({TicketState.OPENED, TicketState.ASSESSED, TicketState.IN_SERVICE})
"""A ticket that somebody still has to work on."""


class ContactState(StrEnum):
    """Where an entry of the contact register stands."""

    OPEN = "open"
    ROUTED = "routed"
    ENDED = "ended"


class ContactAction(StrEnum):
    """What becomes of a call, a letter or a visit."""

    ROUTE = "route"
    ANSWER = "answer"
    OPEN_TICKET = "open_ticket"
    JOIN_TICKET = "join_ticket"
    REFUSE_RELAYED = "refuse_relayed"
    COMPLAIN = "complain"
    DISMISS = "dismiss"


_C, _D = ContactState, ContactAction

CONTACT_LIFE = StateMachine.of(
    _C.OPEN,
    [
        # while      action              then
        (_C.OPEN,    _D.ROUTE,           _C.ROUTED),
        (_C.ROUTED,  _D.ROUTE,           _C.ROUTED),    # the first department was the wrong one
        (_C.OPEN,    _D.ANSWER,          _C.ENDED),
        (_C.ROUTED,  _D.ANSWER,          _C.ENDED),
        (_C.OPEN,    _D.OPEN_TICKET,     _C.ENDED),
        (_C.ROUTED,  _D.OPEN_TICKET,     _C.ENDED),     # the question turns out to be a fault
        (_C.OPEN,    _D.JOIN_TICKET,     _C.ENDED),
        (_C.ROUTED,  _D.JOIN_TICKET,     _C.ENDED),
        (_C.OPEN,    _D.REFUSE_RELAYED,  _C.ENDED),
        (_C.OPEN,    _D.COMPLAIN,        _C.ENDED),
        (_C.ROUTED,  _D.COMPLAIN,        _C.ENDED),
        (_C.OPEN,    _D.DISMISS,         _C.ENDED),
    ],
)  # fmt: skip

WITHOUT_AN_OUTCOME = frozenset({ContactState.OPEN, ContactState.ROUTED})
"""An entry about which somebody still has to do something."""

_E, _X = ExclusionState, ExclusionAction

EXCLUSION_LIFE = StateMachine.of(
    _E.FOUND,
    [
        # while         says          then
        (_E.FOUND,     _X.DISPUTE,  _E.DISPUTED),
        (_E.FOUND,     _X.DISMISS,  _E.DISMISSED),    # the supervisor sees a mistake himself
        (_E.DISPUTED,  _X.UPHOLD,   _E.UPHELD),
        (_E.DISPUTED,  _X.DISMISS,  _E.DISMISSED),
    ],
)  # fmt: skip

ENDS_THE_COVER = frozenset({ExclusionState.FOUND, ExclusionState.UPHELD})
"""What was found counts until somebody disputes it."""
