"""Questions of all works that wait at the same moment, answered by one statement, as their commits are."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.database_session import DatabaseAway

MOST_IN_A_STATEMENT = 64
MOST_AWAKENED_AT_ONCE = 8
"""So many go on with their answers before others have their turn: a burst of works never holds up a request."""
Row = Mapping[str, Any]


_Question = tuple[str, tuple[object, ...]]


@dataclass
class _Asked:
    values: tuple[object, ...]
    answer: asyncio.Future[Row | None]


class LookUps:
    """Collects what is asked while the statement before is on its way; who is alone waits for nobody.

    A statement takes one array for each value and gives back, in a column `asked`, the place from 1 of what a row
    answers: `unnest($1::uuid[], …) WITH ORDINALITY`.
    """

    def __init__(self, rows: Callable[..., Awaitable[list[Row]]]) -> None:
        self._rows = rows
        self._waiting: dict[str, list[_Asked]] = {}
        self._answering: dict[str, asyncio.Task[None]] = {}
        self._asked_next: dict[_Question, asyncio.Task[list[Row]]] = {}
        self._asked_now: dict[_Question, asyncio.Task[list[Row]]] = {}
        self.statements = 0

    async def row(self, sql: str, *values: object) -> Row | None:
        """What the statement gives for these values; None when it has no row for them. Raises what `rows` raises."""
        asked = _Asked(values, asyncio.get_running_loop().create_future())
        self._waiting.setdefault(sql, []).append(asked)
        if sql not in self._answering:
            self._answering[sql] = asyncio.create_task(self._answer_all(sql), name="look-ups")
        return await asked.answer

    async def rows(self, sql: str, *values: object) -> list[Row]:
        """Every row of a query that many ask in the same words; one asks for all, and never before the last of them.

        The values must be hashable. Raises what `rows` raises.
        """
        question = (sql, values)
        asking = self._asked_next.get(question)
        if asking is None:
            asking = asyncio.create_task(self._ask_for_all(question), name="look-ups")
            self._asked_next[question] = asking
        return await asyncio.shield(asking)

    async def _ask_for_all(self, question: _Question) -> list[Row]:
        if question in self._asked_now:
            await asyncio.wait([self._asked_now[question]])
        mine = self._asked_now[question] = self._asked_next.pop(question)
        self.statements += 1
        sql, values = question
        try:
            return await self._rows(sql, *values)
        finally:
            if self._asked_now.get(question) is mine:
                del self._asked_now[question]

    async def _answer_all(self, sql: str) -> None:
        try:
            while waiting := self._waiting.pop(sql, []):
                for first in range(0, len(waiting), MOST_IN_A_STATEMENT):
                    batch = waiting[first : first + MOST_IN_A_STATEMENT]
                    await self._answer(sql, [asked for asked in batch if not asked.answer.done()])
        finally:
            del self._answering[sql]

    async def _answer(self, sql: str, batch: list[_Asked]) -> None:
        if not batch:
            return
        self.statements += 1
        try:
            rows = await self._rows(
                sql, *(list(column) for column in zip(*(asked.values for asked in batch), strict=True))
            )
        except Exception as error:  # noqa: BLE001 - given to those who asked
            await self._blame(sql, batch, error)
            return
        found = {row["asked"]: row for row in rows}
        for place, asked in enumerate(batch, start=1):
            if not asked.answer.done():
                asked.answer.set_result(found.get(place))
            if place % MOST_AWAKENED_AT_ONCE == 0:
                await asyncio.sleep(0)

    async def _blame(self, sql: str, batch: list[_Asked], error: Exception) -> None:
        """A value that PostgreSQL does not take spoils the look-up of whoever sent it, and nobody else's."""
        if len(batch) > 1 and not isinstance(error, DatabaseAway):
            for asked in batch:
                await self._answer(sql, [asked])
            return
        for asked in batch:
            if not asked.answer.done():
                asked.answer.set_exception(error)
