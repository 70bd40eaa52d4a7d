"""Measures care calls at a million customers: a reset by a repair, and a day's look for quiet customers."""

import asyncio
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from services.followup.domain.quiet import clock_id, sweep_id
from services.followup.use_cases.care import CARE_SWEEP
from services.followup.use_cases.care_sweep import hear_of_repair, schedule_care_calls
from services.followup.work import Work
from shared.actor import SYSTEM
from shared.clock import monotonic
from shared.database import create_database_if_missing, with_database
from shared.migration import run_migrations
from tests.builders.running_service import START, RunningService, running_service
from tools.bench.sample import Figures

CUSTOMERS = 1_000_000
PORTION = 20_000
RESETS = 2_000
AT_ONCE = 32
TODAY = date(2026, 11, 23)
_FILL = """
    INSERT INTO quiet_clock (id, version, customer_id, site_id, quiet_since, call_on, covered_until, call_id)
    SELECT gen_random_uuid(), 1, gen_random_uuid(), NULL, $1::date - (n % 92)::integer,
        $1::date + 92 - (n % 92)::integer, $1::date + 400, NULL
    FROM generate_series($2::integer + 1, $2::integer + $3::integer) AS n
"""
_TIMERS = "SELECT count(*) FROM timer WHERE kind = $1"
_OF_KNOWN = "UPDATE quiet_clock SET id = $1 WHERE customer_id = $2"


async def measure_quiet_clocks(postgres: str, _postgres_pid: int, folder: Path) -> Figures:
    """Figures with a million clocks of which one in ninety falls due each day."""
    await create_database_if_missing(postgres, "bench_quiet_clocks")
    url = with_database(postgres, "bench_quiet_clocks")
    await run_migrations("followup", url)
    async with running_service("followup", url, folder) as followup:
        for first in range(0, CUSTOMERS, PORTION):
            await followup.service.database.execute(_FILL, TODAY, first, PORTION)
        await followup.service.database.execute("ANALYZE quiet_clock")
        customers = await _customers(followup)
        began = monotonic()
        for first in range(0, RESETS, AT_ONCE):
            await asyncio.gather(*(_reset(followup, each) for each in customers[first : first + AT_ONCE]))
        resets = RESETS / (monotonic() - began)
        return {
            "a repair": {"resets/s": resets},
            "a day's look": {"ms": await _sweep(followup) * 1000},
            "timers": {"rows": await followup.service.database.value(_TIMERS, CARE_SWEEP)},
        }


async def _customers(followup: RunningService) -> list[UUID]:
    rows = await followup.service.database.rows("SELECT customer_id FROM quiet_clock LIMIT $1", RESETS)
    found = [UUID(int=row["customer_id"].int) for row in rows]
    for customer in found:
        await followup.service.database.execute(_OF_KNOWN, clock_id(customer, None), customer)
    return found


async def _reset(followup: RunningService, customer: UUID) -> None:
    async def reset(work: Work) -> None:
        await hear_of_repair(customer, None, START, work)

    await followup.service.transactions.run(reset, actor=SYSTEM, action="bench", queue=customer)


async def _sweep(followup: RunningService) -> float:
    """Sixty calls are scheduled, with their numbers, clocks, timers and events."""
    day = TODAY + timedelta(days=1)
    due_at = START + timedelta(hours=23, minutes=30)
    followup.clock.advance_to(due_at)

    async def look(work: Work) -> None:
        await schedule_care_calls(day, due_at, work)

    began = monotonic()
    await followup.service.transactions.run(look, actor=SYSTEM, action="bench", queue=sweep_id(day))
    took = monotonic() - began
    scheduled = await followup.service.database.value("SELECT count(*) FROM call WHERE purpose = 'care'")
    assert scheduled, "nobody was called: the figure would mean nothing"
    return took
