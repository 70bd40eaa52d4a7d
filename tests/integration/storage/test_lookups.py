"""Look-ups that wait together travel together, and each gets its own answer."""

import asyncio
from collections.abc import Mapping
from typing import Any

import asyncpg
import pytest

from shared.storage.lookups import MOST_IN_A_STATEMENT, LookUps
from tests.integration.conftest import StartService
from tests.integration.sample_service import SampleService

_HALVES = """
    SELECT w.asked, w.number / 2 AS half FROM unnest($1::integer[]) WITH ORDINALITY AS w(number, asked)
    WHERE w.number % 2 = 0
"""
_QUOTIENT = "SELECT w.asked, 12 / w.number AS times FROM unnest($1::integer[]) WITH ORDINALITY AS w(number, asked)"


@pytest.fixture
async def service(start: StartService) -> SampleService:
    return await start()


async def half(look_ups: LookUps, number: int) -> int | None:
    row = await look_ups.row(_HALVES, number)
    return None if row is None else row["half"]


async def test_what_waits_together_is_one_statement_and_everybody_gets_his_own_row(service: SampleService) -> None:
    look_ups = LookUps(service.database.rows)
    numbers = range(MOST_IN_A_STATEMENT)
    answers = await asyncio.gather(*(half(look_ups, number) for number in numbers))
    assert answers == [number // 2 if number % 2 == 0 else None for number in numbers]
    assert look_ups.statements == 1


async def test_who_asks_while_a_statement_runs_sees_what_was_committed_before_he_asked(service: SampleService) -> None:
    sql = """
        SELECT w.asked, (SELECT count(*) FROM ticket) AS tickets, pg_sleep(w.seconds)
        FROM unnest($1::float8[]) WITH ORDINALITY AS w(seconds, asked)
    """
    first = asyncio.ensure_future(service.database.row_with_others(sql, 0.2))
    await asyncio.sleep(0)
    await service.database.execute("INSERT INTO ticket VALUES (gen_random_uuid(), '', 1)")
    second = await service.database.row_with_others(sql, 0.0)
    await first
    assert second is not None
    assert second["tickets"] == 1


async def test_a_value_that_postgresql_refuses_fails_alone(service: SampleService) -> None:
    look_ups = LookUps(service.database.rows)
    divisors = [1, 2, 0, 4]
    ends = await asyncio.gather(*(look_ups.row(_QUOTIENT, number) for number in divisors), return_exceptions=True)
    assert isinstance(ends[2], asyncpg.DivisionByZeroError)
    assert [end["times"] for end in ends if not isinstance(end, BaseException) and end is not None] == [12, 6, 3]


async def test_a_caller_who_went_away_takes_nobody_with_him(service: SampleService) -> None:
    look_ups = LookUps(service.database.rows)
    asked = [asyncio.ensure_future(look_ups.row(_QUOTIENT, number)) for number in (1, 2, 3)]
    await asyncio.sleep(0)
    asked[0].cancel()
    rows: list[Mapping[str, Any] | None] = [await each for each in asked[1:]]
    assert [row["times"] for row in rows if row is not None] == [6, 4]
    with pytest.raises(asyncio.CancelledError):
        await asked[0]


async def test_many_who_ask_the_same_at_once_get_the_answer_of_one_query(service: SampleService) -> None:
    look_ups = LookUps(service.database.rows)
    answers = await asyncio.gather(*(look_ups.rows("SELECT $1::text AS word", "same") for _ in range(50)))
    assert [answer[0]["word"] for answer in answers] == ["same"] * 50
    assert look_ups.statements == 1


async def test_who_asks_the_same_later_sees_what_was_committed_before_he_asked(service: SampleService) -> None:
    sql = "SELECT (SELECT count(*) FROM ticket) AS tickets, pg_sleep($1::float8)"
    first = asyncio.ensure_future(service.database.rows_with_others(sql, 0.2))
    await asyncio.sleep(0.05)
    await service.database.execute("INSERT INTO ticket VALUES (gen_random_uuid(), '', 1)")
    second = await service.database.rows_with_others(sql, 0.2)
    assert [row["tickets"] for row in (*await first, *second)] == [0, 1]


async def test_an_error_of_the_same_question_reaches_everybody_who_asked_and_nobody_later(
    service: SampleService,
) -> None:
    look_ups = LookUps(service.database.rows)
    sql = "SELECT 12 / $1::integer AS times"
    ends = await asyncio.gather(*(look_ups.rows(sql, 0) for _ in range(3)), return_exceptions=True)
    assert [type(end) for end in ends] == [asyncpg.DivisionByZeroError] * 3
    assert (await look_ups.rows(sql, 4))[0]["times"] == 3


async def test_a_burst_of_answers_lets_others_have_their_turn(service: SampleService) -> None:
    look_ups = LookUps(service.database.rows)
    turns: list[int] = []

    async def works(number: int) -> None:
        await half(look_ups, number)
        turns.append(number)

    works_at_once = [asyncio.ensure_future(works(number)) for number in range(MOST_IN_A_STATEMENT)]
    while not turns:
        await asyncio.sleep(0)
    assert len(turns) < MOST_IN_A_STATEMENT
    await asyncio.gather(*works_at_once)
