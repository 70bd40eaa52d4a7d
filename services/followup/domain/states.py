"""The life of a call and of a contract: the tables of allowed moves."""

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

    ATTEMPT = "attempt"
    COMPLETE = "complete"
    GIVE_UP = "give_up"
    DROP = "drop"


class ContractState(StrEnum):
    """Where a contract stands."""

    DRAFT = "draft"
    SIGNED = "signed"


class ContractAction(StrEnum):
    """What can be done with a contract."""

    SIGN = "sign"


_C, _D = CallState, CallAction

CALL_LIFE = StateMachine.of(
    _C.OWED,
    [
        # while   action         then
        (_C.OWED, _D.ATTEMPT,    _C.OWED),
        (_C.OWED, _D.COMPLETE,   _C.COMPLETED),
        (_C.OWED, _D.GIVE_UP,    _C.GIVEN_UP),
        (_C.OWED, _D.DROP,       _C.DROPPED),      # the ticket was cancelled
    ],
)  # fmt: skip

CONTRACT_LIFE = StateMachine.of(
    ContractState.DRAFT,
    [
        (ContractState.DRAFT, ContractAction.SIGN, ContractState.SIGNED),
    ],
)
