"""Interleavings of writers, step by step: who inserts, commits, rolls back or pauses, and when somebody looks."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from hypothesis import strategies as st

from shared.identifiers import new_id

WRITERS = 4
THINGS = 3
TICK_MILLISECONDS = 10
CLOCK_DIFFERENCE_MILLISECONDS = 50
Action = Literal["write", "commit", "roll back", "look"]
Seen = list[tuple[str, int]]
Look = Callable[[], Awaitable[Seen]]

_INSERT = """
    INSERT INTO event (id, at, happened_at, type, topic, aggregate_id, aggregate_version, ordinal, actor_role,
        actor_id, data)
    VALUES ($1, now(), now(), 'aftersales.intake.TicketAssessed.v1', 'intake.tickets', $2, $3, 0, 'specialist', 's',
        '{}')
"""


@dataclass(frozen=True)
class Step:
    """One thing that happens; a writer that does nothing for many steps is one that pauses in its transaction."""

    action: Action
    writer: int = 0
    thing: int = 0


SCHEDULES = st.lists(
    st.one_of(
        st.builds(Step, st.just("write"), st.integers(0, WRITERS - 1), st.integers(0, THINGS - 1)),
        st.builds(Step, st.sampled_from(["commit", "commit", "roll back"]), st.integers(0, WRITERS - 1)),
        st.just(Step("look")),
    ),
    min_size=3,
    max_size=40,
)


@dataclass
class Writers:
    """Plays a schedule with real transactions; the first two writers' clock is ahead of the others'.

    As in the flush, a thing is locked by the writer that raises its version, and its next version is written only
    after the one before is committed.
    """

    connections: list[Any]
    look: Look
    things: list[str] = field(default_factory=lambda: [str(new_id()) for _ in range(THINGS)])
    seen: Seen = field(default_factory=list)
    _versions: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _open: dict[int, tuple[Any, dict[str, int]]] = field(default_factory=dict)
    _tick: int = 0

    async def play(self, schedule: list[Step]) -> bool:
        """Whether whoever looked saw every committed version of each thing once and in order, and nothing else."""
        try:
            for step in schedule:
                self._tick += 1
                await self._do(step)
            for writer in list(self._open):
                await self._end(writer, committed=True)
            self.seen += await self.look()
        finally:
            for writer in list(self._open):
                await self._end(writer, committed=False)
        expected = {thing: list(range(1, self._versions[thing] + 1)) for thing in self.things}
        return {thing: [version for name, version in self.seen if name == thing] for thing in self.things} == expected

    async def _do(self, step: Step) -> None:
        if step.action == "look":
            self.seen += await self.look()
        elif step.action == "write":
            await self._write(step.writer, self.things[step.thing])
        elif step.writer in self._open:
            await self._end(step.writer, committed=step.action == "commit")

    async def _write(self, writer: int, thing: str) -> None:
        if any(thing in versions for other, (_, versions) in self._open.items() if other != writer):
            return  # it would wait for the row's lock
        connection = self.connections[writer]
        if writer not in self._open:
            transaction = connection.transaction()
            await transaction.start()
            self._open[writer] = (transaction, {})
        versions = self._open[writer][1]
        versions[thing] = versions.get(thing, self._versions[thing]) + 1
        await connection.execute(_INSERT, self._id_by_the_clock_of(writer), thing, versions[thing])

    async def _end(self, writer: int, *, committed: bool) -> None:
        transaction, versions = self._open.pop(writer)
        if committed:
            await transaction.commit()
            self._versions.update(versions)
        else:
            await transaction.rollback()

    def _id_by_the_clock_of(self, writer: int) -> UUID:
        ahead = CLOCK_DIFFERENCE_MILLISECONDS if writer < WRITERS // 2 else 0
        milliseconds = 1_800_000_000_000 + self._tick * TICK_MILLISECONDS + ahead
        return UUID(int=(milliseconds << 80) | (new_id().int & ((1 << 80) - 1)))
