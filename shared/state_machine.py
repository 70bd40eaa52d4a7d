"""A state machine is a table, one row for each allowed move: the code, the test data and the diagram."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from shared.errors import Conflict

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


class ActionNotAllowed(Conflict):
    """The thing is in a state in which this cannot be done."""


@dataclass(frozen=True)
class StateMachine(Generic[S, A]):
    """The life of a thing: where it starts, and which action leads from which state to which."""

    initial: S
    rows: tuple[tuple[S, A, S], ...]

    @classmethod
    def of(cls, initial: S, rows: Iterable[tuple[S, A, S]]) -> "StateMachine[S, A]":
        """The machine of a table; raises ValueError when two rows disagree on the same state and action."""
        table = tuple(rows)
        pairs = [(state, action) for state, action, _ in table]
        doubled = {pair for pair in pairs if pairs.count(pair) > 1}
        if doubled:
            raise ValueError(f"more than one row for {sorted(doubled)}")
        return cls(initial, table)

    def after(self, state: S, action: A) -> S:
        """The state that follows; raises ActionNotAllowed when the table has no such row."""
        for while_, does, then in self.rows:
            if while_ == state and does == action:
                return then
        allowed = ", ".join(self.actions_in(state)) or "nothing"
        raise ActionNotAllowed(
            f"cannot {action} while {state}; possible now: {allowed}",
            facts={"state": state.value, "action": action.value, "possible": allowed},
        )

    def allows(self, state: S, action: A) -> bool:
        """Whether the table has a row for this action in this state."""
        return any(while_ == state and does == action for while_, does, _ in self.rows)

    def actions_in(self, state: S) -> tuple[A, ...]:
        """What can be done in a state, in the order of the table."""
        return tuple(does for while_, does, _ in self.rows if while_ == state)

    @property
    def states(self) -> tuple[S, ...]:
        """Every state that the table names."""
        named = (self.initial, *(state for row in self.rows for state in (row[0], row[2])))
        return tuple(dict.fromkeys(named))

    @property
    def actions(self) -> tuple[A, ...]:
        """Every action that the table names."""
        return tuple(dict.fromkeys(does for _, does, _ in self.rows))

    def unreachable(self) -> tuple[S, ...]:
        """States that no path from the start leads to; a test wants none, of all the states that are declared."""
        reached = {self.initial}
        while True:
            more = {then for while_, _, then in self.rows if while_ in reached} - reached
            if not more:
                return tuple(state for state in type(self.initial) if state not in reached)
            reached |= more

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {while_} --> {then}: {does}" for while_, does, then in self.rows]
        ends = [state for state in self.states if not self.actions_in(state)]
        return "\n".join(lines + [f"    {state} --> [*]" for state in ends])
