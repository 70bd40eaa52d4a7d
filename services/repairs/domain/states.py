"""The life of an item in repair and of a batch, and where an item lies: the tables of allowed moves."""

from collections.abc import Mapping
from enum import StrEnum

from services.repairs.domain.lending import life
from shared.state_machine import StateMachine


class RepairState(StrEnum):
    """Where a repair stands."""

    WITH_TECHNICIAN = "with_technician"
    RECEIVED = "received"
    TESTED = "tested"
    WAITING_FOR_CONSENT = "waiting_for_consent"
    """For a new verdict, where an exclusion was found, or for the customer's consent to the price."""
    WITH_US = "with_us"
    """On our own bench."""
    WITH_WAREHOUSE = "with_warehouse"
    IN_BATCH = "in_batch"
    AT_FACTORY = "at_factory"
    BACK = "back"
    TESTED_AGAIN = "tested_again"
    NOT_REPAIRABLE = "not_repairable"
    TO_EXCHANGE = "to_exchange"
    """The warehouse has to make the exchange."""
    NEW_UNIT = "new_unit"
    """The exchange is made: from now on the item is the new unit."""
    REFUSED = "refused"
    """The customer does not want the repair: the item goes back as it is."""
    READY = "ready"
    STORED = "stored"
    """Nobody collected it, so it lies in the storage of the warehouse."""
    GOING_HOME = "going_home"
    """A technician takes it to the site where it is mounted."""
    AT_HOME = "at_home"
    """The customer has it again and the loaner as well: the repair is over when that is back."""
    RECALLED = "recalled"
    """The ticket was cancelled while the item is at the factory: it is only waited for."""
    TO_GIVE_BACK = "to_give_back"
    """The ticket was cancelled: the item goes back to the customer as it is."""
    COLLECTED = "collected"
    REINSTALLED = "reinstalled"
    EXCHANGED = "exchanged"
    RETURNED_FOR_REFUND = "returned_for_refund"
    SCRAPPED = "scrapped"
    LOST = "lost"


class RepairAction(StrEnum):
    """What can be done with an item."""

    RECEIVE = "receive"
    TEST = "test"
    PROMISE = "promise"
    ASK_CONSENT = "ask_consent"
    CONSENT = "consent"
    FIND_EXCLUSION = "find_exclusion"
    BUILD_IN = "build_in"
    START_WORK = "start_work"
    HAND_OVER = "hand_over"
    PUT_IN_BATCH = "put_in_batch"
    TAKE_OUT_OF_BATCH = "take_out_of_batch"
    SEND = "send"
    RETURN = "return"
    TEST_AGAIN = "test_again"
    CONDEMN = "condemn"
    REFUSE = "refuse"
    DECIDE_EXCHANGE = "decide_exchange"
    EXCHANGE = "exchange"
    RETURN_GOODS = "return_goods"
    MAKE_READY = "make_ready"
    NOTIFY = "notify"
    CONFIRM_IDENTITY = "confirm_identity"
    STORE = "store"
    TAKE_ALONG = "take_along"
    LEAVE_AT_HOME = "leave_at_home"
    COLLECT = "collect"
    REINSTALL = "reinstall"
    HAND_OUT_NEW_UNIT = "hand_out_new_unit"
    SCRAP = "scrap"
    LOSE = "lose"
    CANCEL = "cancel"


class Place(StrEnum):
    """Who has the item in his hands."""

    TECHNICIAN = "technician"
    DESK = "desk"
    WAREHOUSE = "warehouse"
    FACTORY = "factory"
    CUSTOMER = "customer"
    SCRAP = "scrap"
    UNKNOWN = "unknown"


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
_AT_THE_BENCH = (_S.TESTED, _S.WAITING_FOR_CONSENT, _S.WITH_US, _S.WITH_WAREHOUSE, _S.BACK, _S.TESTED_AGAIN)
"""Where it is decided what becomes of an item."""
_IN_WORK = (_S.TESTED, _S.WITH_US, _S.TESTED_AGAIN)
"""Where a part is built in: at the counter, on our own bench, or after the factory."""
_CAN_BE_CHANGED = (*_AT_THE_BENCH, _S.NOT_REPAIRABLE)
"""Where another unit, or the money, is still possible."""
_CAN_BE_LOST = tuple(
    state
    for state in _S
    if state
    not in {_S.AT_HOME, _S.COLLECTED, _S.REINSTALLED, _S.EXCHANGED, _S.RETURNED_FOR_REFUND, _S.SCRAPPED, _S.LOST}
)

REPAIR_LIFE = StateMachine.of(
    _S.WITH_TECHNICIAN,
    [
        # while                  action                 then
        (_S.WITH_TECHNICIAN,     _A.RECEIVE,            _S.RECEIVED),
        (_S.WITH_TECHNICIAN,     _A.CANCEL,             _S.TO_GIVE_BACK),
        (_S.RECEIVED,            _A.TEST,               _S.TESTED),
        (_S.RECEIVED,            _A.REFUSE,             _S.REFUSED),
        (_S.RECEIVED,            _A.CANCEL,             _S.TO_GIVE_BACK),
        (_S.TESTED,              _A.PROMISE,            _S.TESTED),
        (_S.TESTED,              _A.ASK_CONSENT,        _S.WAITING_FOR_CONSENT),
        (_S.TESTED,              _A.FIND_EXCLUSION,     _S.WAITING_FOR_CONSENT),
        (_S.TESTED,              _A.START_WORK,         _S.WITH_US),
        (_S.TESTED,              _A.HAND_OVER,          _S.WITH_WAREHOUSE),
        (_S.TESTED,              _A.MAKE_READY,         _S.READY),             # no fault found, or fixed at the counter
        (_S.TESTED,              _A.CANCEL,             _S.TO_GIVE_BACK),
        (_S.WAITING_FOR_CONSENT, _A.PROMISE,            _S.WAITING_FOR_CONSENT),
        (_S.WAITING_FOR_CONSENT, _A.FIND_EXCLUSION,     _S.WAITING_FOR_CONSENT),
        (_S.WAITING_FOR_CONSENT, _A.CONSENT,            _S.TESTED),            # or a verdict by which nothing is to pay
        (_S.WAITING_FOR_CONSENT, _A.CANCEL,             _S.TO_GIVE_BACK),
        (_S.WITH_US,             _A.PROMISE,            _S.WITH_US),
        (_S.WITH_US,             _A.ASK_CONSENT,        _S.WAITING_FOR_CONSENT),
        (_S.WITH_US,             _A.FIND_EXCLUSION,     _S.WAITING_FOR_CONSENT),
        (_S.WITH_US,             _A.HAND_OVER,          _S.WITH_WAREHOUSE),
        (_S.WITH_US,             _A.MAKE_READY,         _S.READY),
        (_S.WITH_US,             _A.CANCEL,             _S.TO_GIVE_BACK),
        (_S.WITH_WAREHOUSE,      _A.PROMISE,            _S.WITH_WAREHOUSE),
        (_S.WITH_WAREHOUSE,      _A.PUT_IN_BATCH,       _S.IN_BATCH),
        (_S.WITH_WAREHOUSE,      _A.CANCEL,             _S.TO_GIVE_BACK),
        (_S.IN_BATCH,            _A.PROMISE,            _S.IN_BATCH),
        (_S.IN_BATCH,            _A.SEND,               _S.AT_FACTORY),
        (_S.IN_BATCH,            _A.TAKE_OUT_OF_BATCH,  _S.WITH_WAREHOUSE),
        (_S.IN_BATCH,            _A.REFUSE,             _S.REFUSED),
        (_S.IN_BATCH,            _A.CANCEL,             _S.TO_GIVE_BACK),
        (_S.AT_FACTORY,          _A.PROMISE,            _S.AT_FACTORY),
        (_S.AT_FACTORY,          _A.RETURN,             _S.BACK),
        (_S.AT_FACTORY,          _A.CANCEL,             _S.RECALLED),
        (_S.BACK,                _A.PROMISE,            _S.BACK),
        (_S.BACK,                _A.FIND_EXCLUSION,     _S.BACK),              # the work is done: only the fee changes
        (_S.BACK,                _A.TEST_AGAIN,         _S.TESTED_AGAIN),
        (_S.BACK,                _A.MAKE_READY,         _S.READY),
        (_S.BACK,                _A.CANCEL,             _S.TO_GIVE_BACK),
        (_S.TESTED_AGAIN,        _A.PROMISE,            _S.TESTED_AGAIN),
        (_S.TESTED_AGAIN,        _A.FIND_EXCLUSION,     _S.TESTED_AGAIN),
        (_S.TESTED_AGAIN,        _A.START_WORK,         _S.WITH_US),
        (_S.TESTED_AGAIN,        _A.HAND_OVER,          _S.WITH_WAREHOUSE),    # the fault is still there
        (_S.TESTED_AGAIN,        _A.MAKE_READY,         _S.READY),
        (_S.TESTED_AGAIN,        _A.CANCEL,             _S.TO_GIVE_BACK),
        *((state,                _A.BUILD_IN,           state) for state in _IN_WORK),
        *((state,                _A.CONDEMN,            _S.NOT_REPAIRABLE) for state in _AT_THE_BENCH),
        *((state,                _A.REFUSE,             _S.REFUSED) for state in _AT_THE_BENCH),
        *((state,                _A.DECIDE_EXCHANGE,    _S.TO_EXCHANGE) for state in _CAN_BE_CHANGED),
        *((state,                _A.RETURN_GOODS,       _S.RETURNED_FOR_REFUND) for state in _CAN_BE_CHANGED),
        (_S.NOT_REPAIRABLE,      _A.FIND_EXCLUSION,     _S.NOT_REPAIRABLE),
        (_S.NOT_REPAIRABLE,      _A.MAKE_READY,         _S.READY),             # the customer takes it as it is
        (_S.NOT_REPAIRABLE,      _A.SCRAP,              _S.SCRAPPED),
        (_S.NOT_REPAIRABLE,      _A.CANCEL,             _S.TO_GIVE_BACK),
        (_S.TO_EXCHANGE,         _A.PROMISE,            _S.TO_EXCHANGE),
        (_S.TO_EXCHANGE,         _A.EXCHANGE,           _S.NEW_UNIT),
        (_S.TO_EXCHANGE,         _A.CANCEL,             _S.TO_GIVE_BACK),
        (_S.NEW_UNIT,            _A.PROMISE,            _S.NEW_UNIT),
        (_S.NEW_UNIT,            _A.MAKE_READY,         _S.READY),
        (_S.NEW_UNIT,            _A.CANCEL,             _S.NEW_UNIT),          # the exchange is made
        (_S.REFUSED,             _A.MAKE_READY,         _S.READY),
        (_S.REFUSED,             _A.CANCEL,             _S.TO_GIVE_BACK),
        (_S.READY,               _A.NOTIFY,             _S.READY),
        (_S.READY,               _A.CONFIRM_IDENTITY,   _S.READY),
        (_S.READY,               _A.STORE,              _S.STORED),
        (_S.READY,               _A.TAKE_ALONG,         _S.GOING_HOME),
        (_S.READY,               _A.COLLECT,            _S.COLLECTED),
        (_S.READY,               _A.HAND_OUT_NEW_UNIT,  _S.EXCHANGED),
        (_S.READY,               _A.SCRAP,              _S.SCRAPPED),
        (_S.READY,               _A.CANCEL,             _S.READY),             # it waits for the customer anyway
        (_S.STORED,              _A.NOTIFY,             _S.STORED),
        (_S.STORED,              _A.RECEIVE,            _S.READY),             # the customer came at last
        (_S.STORED,              _A.SCRAP,              _S.SCRAPPED),
        (_S.STORED,              _A.CANCEL,             _S.STORED),
        (_S.GOING_HOME,          _A.RECEIVE,            _S.READY),             # nobody was at home
        (_S.GOING_HOME,          _A.LEAVE_AT_HOME,      _S.AT_HOME),
        (_S.GOING_HOME,          _A.REINSTALL,          _S.REINSTALLED),
        (_S.GOING_HOME,          _A.HAND_OUT_NEW_UNIT,  _S.EXCHANGED),
        (_S.GOING_HOME,          _A.CANCEL,             _S.GOING_HOME),
        (_S.AT_HOME,             _A.REINSTALL,          _S.REINSTALLED),
        (_S.AT_HOME,             _A.HAND_OUT_NEW_UNIT,  _S.EXCHANGED),
        (_S.AT_HOME,             _A.CANCEL,             _S.AT_HOME),
        (_S.RECALLED,            _A.RETURN,             _S.TO_GIVE_BACK),
        (_S.TO_GIVE_BACK,        _A.RECEIVE,            _S.TO_GIVE_BACK),      # from the technician or the warehouse
        (_S.TO_GIVE_BACK,        _A.NOTIFY,             _S.TO_GIVE_BACK),
        (_S.TO_GIVE_BACK,        _A.CONFIRM_IDENTITY,   _S.TO_GIVE_BACK),
        (_S.TO_GIVE_BACK,        _A.STORE,              _S.STORED),
        (_S.TO_GIVE_BACK,        _A.TAKE_ALONG,         _S.GOING_HOME),
        (_S.TO_GIVE_BACK,        _A.COLLECT,            _S.COLLECTED),
        (_S.TO_GIVE_BACK,        _A.SCRAP,              _S.SCRAPPED),
        *((state,                _A.LOSE,               _S.LOST) for state in _CAN_BE_LOST),
    ],
)  # fmt: skip

ENDED = frozenset(
    {_S.COLLECTED, _S.REINSTALLED, _S.EXCHANGED, _S.RETURNED_FOR_REFUND, _S.SCRAPPED, _S.LOST},
)
"""A repair that is over."""
WAITS_AT_THE_DESK = frozenset({_S.READY, _S.STORED, _S.GOING_HOME, _S.AT_HOME})
"""A repair whose item lies ready for its customer, or is on the way to him."""
KEEPS_ITS_PROMISE = ENDED | WAITS_AT_THE_DESK
"""A repair that cannot be late any more."""
OWED_NOTHING_MORE = frozenset({_S.RECALLED, _S.TO_GIVE_BACK, _S.REFUSED})
"""A repair that nobody waits for, because its ticket was cancelled or the repair refused."""
AS_THE_FACTORY_SAYS = frozenset({_S.BACK, _S.TESTED_AGAIN})
"""A repair about which the factory's report is still the newest word: our own bench has not begun since."""
STOPS_FOR_MONEY = frozenset({_S.TESTED, _S.WITH_US})
"""A repair whose chargeable work can still be stopped in the house."""

WAITS_FOR: Mapping[RepairState, str] = {
    _S.WITH_TECHNICIAN: "technician",
    _S.RECEIVED: "specialist",
    _S.TESTED: "specialist",
    _S.WAITING_FOR_CONSENT: "customer",
    _S.WITH_US: "specialist",
    _S.WITH_WAREHOUSE: "warehouse",
    _S.IN_BATCH: "warehouse",
    _S.AT_FACTORY: "factory",
    _S.BACK: "specialist",
    _S.TESTED_AGAIN: "specialist",
    _S.NOT_REPAIRABLE: "customer",
    _S.TO_EXCHANGE: "warehouse",
    _S.NEW_UNIT: "specialist",
    _S.REFUSED: "specialist",
    _S.READY: "customer",
    _S.STORED: "customer",
    _S.GOING_HOME: "technician",
    _S.AT_HOME: "customer",
    _S.RECALLED: "factory",
    _S.TO_GIVE_BACK: "customer",
}
"""Who has to do something next; nobody where a repair is over."""

PLACE_AFTER: Mapping[RepairAction, Place] = {
    _A.RECEIVE: Place.DESK,
    _A.HAND_OVER: Place.WAREHOUSE,
    _A.SEND: Place.FACTORY,
    _A.RETURN: Place.WAREHOUSE,
    _A.TEST_AGAIN: Place.DESK,
    _A.EXCHANGE: Place.WAREHOUSE,
    _A.RETURN_GOODS: Place.WAREHOUSE,
    _A.MAKE_READY: Place.DESK,
    _A.STORE: Place.WAREHOUSE,
    _A.TAKE_ALONG: Place.TECHNICIAN,
    _A.LEAVE_AT_HOME: Place.CUSTOMER,
    _A.COLLECT: Place.CUSTOMER,
    _A.REINSTALL: Place.CUSTOMER,
    _A.HAND_OUT_NEW_UNIT: Place.CUSTOMER,
    _A.SCRAP: Place.SCRAP,
    _A.LOSE: Place.UNKNOWN,
}
"""In whose hands an action puts the item; any other action leaves it where it is."""

BATCH_LIFE = StateMachine.of(
    BatchState.OPEN,
    [
        # while            action                   then
        (BatchState.OPEN,  BatchAction.ADD,         BatchState.OPEN),
        (BatchState.OPEN,  BatchAction.TAKE_OUT,    BatchState.OPEN),       # cancelled, refused, lost, or not agreed to
        (BatchState.OPEN,  BatchAction.SEND,        BatchState.SENT),
        (BatchState.SENT,  BatchAction.RETURN_SOME, BatchState.SENT),
        (BatchState.SENT,  BatchAction.RETURN_ALL,  BatchState.RETURNED),
    ],
)  # fmt: skip

LOANER_LIFE, LOAN_LIFE = life.LOANER_LIFE, life.LOAN_LIFE
"""Of a unit that is lent, and of one loan."""
