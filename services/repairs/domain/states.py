"""The life of an item in repair and of a batch, and where an item lies: the tables of allowed moves."""

from collections.abc import Mapping
from enum import StrEnum

from shared.state_machine import StateMachine


class RepairState(StrEnum):
    """Where a repair stands."""

    WITH_TECHNICIAN = "with_technician"
    RECEIVED = "received"
    TESTED = "tested"
    WITH_WAREHOUSE = "with_warehouse"
    IN_BATCH = "in_batch"
    AT_FACTORY = "at_factory"
    BACK = "back"
    READY = "ready"
    RECALLED = "recalled"
    """The ticket was cancelled while the item is at the factory: it is only waited for."""
    TO_GIVE_BACK = "to_give_back"
    """The ticket was cancelled: the item goes back to the customer as it is."""
    COLLECTED = "collected"


class RepairAction(StrEnum):
    """What can be done with an item."""

    RECEIVE = "receive"
    TEST = "test"
    PROMISE = "promise"
    HAND_OVER = "hand_over"
    PUT_IN_BATCH = "put_in_batch"
    SEND = "send"
    RETURN = "return"
    MAKE_READY = "make_ready"
    NOTIFY = "notify"
    CONFIRM_IDENTITY = "confirm_identity"
    COLLECT = "collect"
    CANCEL = "cancel"


class Place(StrEnum):
    """Who has the item in his hands."""

    TECHNICIAN = "technician"
    DESK = "desk"
    WAREHOUSE = "warehouse"
    FACTORY = "factory"
    CUSTOMER = "customer"


class BatchState(StrEnum):
    """Where a batch stands."""

    OPEN = "open"
    SENT = "sent"
    RETURNED = "returned"


class BatchAction(StrEnum):
    """What can be done with a batch."""

    ADD = "add"
    TAKE_OUT = "take_out"
    SEND = "send"
    RETURN_SOME = "return_some"
    RETURN_ALL = "return_all"


_S, _A = RepairState, RepairAction

REPAIR_LIFE = StateMachine.of(
    _S.WITH_TECHNICIAN,
    [
        # while               action                 then
        (_S.WITH_TECHNICIAN,  _A.RECEIVE,            _S.RECEIVED),
        (_S.WITH_TECHNICIAN,  _A.CANCEL,             _S.TO_GIVE_BACK),
        (_S.RECEIVED,         _A.TEST,               _S.TESTED),
        (_S.RECEIVED,         _A.CANCEL,             _S.TO_GIVE_BACK),
        (_S.TESTED,           _A.PROMISE,            _S.TESTED),
        (_S.TESTED,           _A.HAND_OVER,          _S.WITH_WAREHOUSE),
        (_S.TESTED,           _A.MAKE_READY,         _S.READY),           # no fault found, or fixed in the house
        (_S.TESTED,           _A.CANCEL,             _S.TO_GIVE_BACK),
        (_S.WITH_WAREHOUSE,   _A.PROMISE,            _S.WITH_WAREHOUSE),
        (_S.WITH_WAREHOUSE,   _A.PUT_IN_BATCH,       _S.IN_BATCH),
        (_S.WITH_WAREHOUSE,   _A.CANCEL,             _S.TO_GIVE_BACK),
        (_S.IN_BATCH,         _A.PROMISE,            _S.IN_BATCH),
        (_S.IN_BATCH,         _A.SEND,               _S.AT_FACTORY),
        (_S.IN_BATCH,         _A.CANCEL,             _S.TO_GIVE_BACK),
        (_S.AT_FACTORY,       _A.PROMISE,            _S.AT_FACTORY),
        (_S.AT_FACTORY,       _A.RETURN,             _S.BACK),
        (_S.AT_FACTORY,       _A.CANCEL,             _S.RECALLED),
        (_S.BACK,             _A.PROMISE,            _S.BACK),
        (_S.BACK,             _A.MAKE_READY,         _S.READY),
        (_S.BACK,             _A.CANCEL,             _S.TO_GIVE_BACK),
        (_S.READY,            _A.NOTIFY,             _S.READY),
        (_S.READY,            _A.CONFIRM_IDENTITY,   _S.READY),
        (_S.READY,            _A.COLLECT,            _S.COLLECTED),
        (_S.READY,            _A.CANCEL,             _S.READY),           # it waits for the customer anyway
        (_S.RECALLED,         _A.RETURN,             _S.TO_GIVE_BACK),
        (_S.TO_GIVE_BACK,     _A.RECEIVE,            _S.TO_GIVE_BACK),    # from the technician or the warehouse
        (_S.TO_GIVE_BACK,     _A.NOTIFY,             _S.TO_GIVE_BACK),
        (_S.TO_GIVE_BACK,     _A.CONFIRM_IDENTITY,   _S.TO_GIVE_BACK),
        (_S.TO_GIVE_BACK,     _A.COLLECT,            _S.COLLECTED),
    ],
)  # fmt: skip

ENDED = frozenset({RepairState.COLLECTED})
"""A repair that is over."""
KEEPS_ITS_PROMISE = frozenset({RepairState.READY, RepairState.COLLECTED})
"""A repair that cannot be late any more."""
OWED_NOTHING_MORE = frozenset({RepairState.RECALLED, RepairState.TO_GIVE_BACK})
"""A repair that nobody waits for, because its ticket was cancelled."""

PLACE_AFTER: Mapping[RepairAction, Place] = {
    RepairAction.RECEIVE: Place.DESK,
    RepairAction.HAND_OVER: Place.WAREHOUSE,
    RepairAction.SEND: Place.FACTORY,
    RepairAction.RETURN: Place.WAREHOUSE,
    RepairAction.MAKE_READY: Place.DESK,
    RepairAction.COLLECT: Place.CUSTOMER,
}
"""In whose hands an action puts the item; any other action leaves it where it is."""

BATCH_LIFE = StateMachine.of(
    BatchState.OPEN,
    [
        # while            action                   then
        (BatchState.OPEN,  BatchAction.ADD,         BatchState.OPEN),
        (BatchState.OPEN,  BatchAction.TAKE_OUT,    BatchState.OPEN),       # the ticket was cancelled
        (BatchState.OPEN,  BatchAction.SEND,        BatchState.SENT),
        (BatchState.SENT,  BatchAction.RETURN_SOME, BatchState.SENT),
        (BatchState.SENT,  BatchAction.RETURN_ALL,  BatchState.RETURNED),
    ],
)  # fmt: skip
