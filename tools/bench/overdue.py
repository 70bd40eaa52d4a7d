"""Open jobs in bulk: how fast overdue clocks are told after an outage, the worst first, and how fast the board is.

`make bench only=overdue` measures it with one process and with two (`only=overdue:100000` with so many jobs);
`python -m tools.bench.overdue 100000 2` lets so many jobs be overdue and so many dispatch processes tell it;
`python -m tools.bench.overdue board 5000` looks at the board of so many open jobs.
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from os import getloadavg
from pathlib import Path

import asyncpg
import httpx

from services.cli.api import token_for
from services.dispatch.domain.dispatching.carrying_over import calls_duty
from services.dispatch.domain.dispatching.facts import DutyCall
from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.jobs.job import Job, Moment
from services.dispatch.domain.jobs.opening import open_job
from services.dispatch.domain.people import Person, PersonEntry
from services.dispatch.domain.policy import DispatchPolicy
from services.dispatch.tables.jobs import JOB, PERSON
from services.dispatch.use_cases.keeping import CLOCK_TELLS, EVENING_CUT_OFF
from shared.actor import Role
from shared.clock import SystemClock, monotonic
from shared.database import create_database_if_missing, with_database
from shared.embedded_postgres import EmbeddedPostgres
from shared.events.intake.tickets import FaultLevel, Region, TicketKind, TicketOpened
from shared.identifiers import new_id
from shared.migration import run_migrations
from shared.policy import business_day
from shared.policy_file import load_policy
from tools.bench.sample import Figures
from tools.bench.servers import cpu_seconds, server

PORT = 18_711
LOOKS = 200
JOBS = 2_000
PATIENCE_SECONDS = 900.0
PROGRESS_SECONDS = 5.0
STAFF = {Role.LOGISTICS_DIRECTOR: 1, Role.MANAGER: 1, Role.SUPERVISOR: 3, Role.SPECIALIST: 8, Role.TECHNICIAN: 30}
LEVELS = (FaultLevel.SYSTEM_DOWN, FaultLevel.MAIN_EQUIPMENT, FaultLevel.ACCESSORY, FaultLevel.NOT_A_FAULT)
_POLICY = Path(__file__).resolve().parents[2] / "services" / "dispatch" / "policy.toml"
_COMMAND = ("services.cli", "serve", "dispatch", "--port")
_LEFT = "SELECT count(*) FROM timer WHERE due_at <= now()"
_IS_LEFT = "SELECT EXISTS (SELECT FROM timer WHERE due_at <= now())"
_TOLD = "SELECT count(*) FROM event WHERE type LIKE '%.DeadlineMissed.v1'"
_TWICE = """
    SELECT count(*) FROM (
        SELECT data::jsonb ->> 'deadline_id' FROM event WHERE type LIKE '%.DeadlineMissed.v1'
        GROUP BY 1 HAVING count(*) > 1
    ) AS twice
"""
_LAST_OF_EACH_LEVEL = """
    SELECT max(event.seq) FROM event JOIN job ON job.id::text = event.aggregate_id::text
    WHERE event.type LIKE '%.DeadlineMissed.v1' GROUP BY job.level ORDER BY job.level
"""


async def measure_overdue(postgres: str, postgres_pid: int, folder: Path, *, jobs: int = JOBS) -> Figures:
    """The outage with one process and with two; `make bench only=overdue:100000` for so many jobs."""
    figures: Figures = {}
    for processes in (1, 2):
        url = await _fresh(postgres, f"bench_overdue_{processes}")
        figures[f"{processes} process(es)"] = await measure_outage(url, postgres_pid, folder, jobs, processes)
    return figures


async def measure_outage(url: str, postgres_pid: int, folder: Path, jobs: int, processes: int) -> dict[str, float]:
    """How long it took until all was told, how the board answered meanwhile, and what was told twice."""
    connection = await asyncpg.connect(url)
    stop = asyncio.Event()
    try:
        clocks = await fill(connection, jobs, ago=timedelta(hours=72))
        settings = {"DISPATCH_DATABASE_URL": url, "DATA_FOLDER": str(folder)}
        token_for(folder, Role.SPECIALIST)
        others = [asyncio.create_task(_serve(PORT + number, settings, stop)) for number in range(1, processes)]
        async with server(*_COMMAND, str(PORT), port=PORT, settings=settings) as running, _client(folder) as client:
            began_with, spent = await connection.fetchval(_LEFT), _spent(running.pid, postgres_pid)
            seconds, waits = await _until_told(connection, client)
            spent = tuple(
                after - before for before, after in zip(spent, _spent(running.pid, postgres_pid), strict=True)
            )
            quiet = [await _look(client) for _ in range(LOOKS)]
        stop.set()
        await asyncio.gather(*others)
        lasts = [row[0] for row in await connection.fetch(_LAST_OF_EACH_LEVEL)]
        done = max(1, began_with - await connection.fetchval(_LEFT))
        return {
            "overdue clocks": clocks,
            "clocks/s": done / seconds,
            "ms of CPU a clock, first process": 1000 * spent[0] / done,
            "ms of CPU a clock, PostgreSQL": 1000 * spent[1] / done,
            "board p50 ms": percentile(waits, 0.5),
            "board p99 ms": percentile(waits, 0.99),
            "board p99 ms when all is told": percentile(quiet, 0.99),
            "load of the machine": getloadavg()[0],
            "told": await connection.fetchval(_TOLD),
            "told twice": await connection.fetchval(_TWICE),
            "levels were told in order": float(lasts == sorted(lasts)),
        }
    finally:
        stop.set()
        await connection.close()


async def measure_board(url: str, folder: Path, jobs: int) -> dict[str, float]:
    """How long a look at the board takes over HTTP, with so many open jobs."""
    connection = await asyncpg.connect(url)
    try:
        await fill(connection, jobs, ago=timedelta())
    finally:
        await connection.close()
    settings = {"DISPATCH_DATABASE_URL": url, "DATA_FOLDER": str(folder)}
    token_for(folder, Role.SPECIALIST)
    async with server(*_COMMAND, str(PORT), port=PORT, settings=settings), _client(folder) as client:
        waits = [await _look(client) for _ in range(LOOKS)][LOOKS // 10 :]
    return {"open jobs": jobs, "board p50 ms": percentile(waits, 0.5), "board p99 ms": percentile(waits, 0.99)}


async def fill(connection: asyncpg.Connection, jobs: int, *, ago: timedelta) -> int:
    """Open jobs with the timers that were set for them when they were reported; returns how many clocks tell.

    For the worst the person on duty was called; the others were carried over, and will be again in the evening.
    """
    now = SystemClock().now()
    reported_at = now - ago
    policy = load_policy(_POLICY, DispatchPolicy).in_force(reported_at)
    evening = policy.cut_off.next_after(now)
    rows, timers = [], []
    for number in range(jobs):
        at = reported_at - timedelta(seconds=number % 3600)
        job, armed = _job(number, at, Moment(now=at, policy=policy, new_id=new_id)).armed(policy, new_id)
        rows.append(JOB.to_row(_waiting_since(job, evening)))
        urgency = int(job.level or 5)
        timers += [(clock.timer_id, clock.timer_at, CLOCK_TELLS, str(job.id), urgency) for clock in armed]
        timers.append((new_id(), evening, EVENING_CUT_OFF, str(job.id), urgency))
    await connection.copy_records_to_table("job", records=rows, columns=JOB.table.columns)
    staff = [PERSON.to_row(each) for each in _staff(reported_at)]
    await connection.copy_records_to_table("person", records=staff, columns=PERSON.table.columns)
    columns = ["id", "due_at", "kind", "subject", "urgency"]
    await connection.copy_records_to_table("timer", records=timers, columns=columns)
    await connection.execute("ANALYZE")
    return len(timers) - len(rows)


def percentile(waits: Sequence[float], share: float) -> float:
    """In milliseconds."""
    inorder = sorted(waits)
    return inorder[min(len(inorder) - 1, int(len(inorder) * share))] * 1000


def _job(number: int, reported_at: datetime, moment: Moment) -> Job:
    ticket = TicketOpened(
        ticket_id=new_id(),
        number=f"SH-{number}",
        kind=TicketKind.FAULT,
        level=LEVELS[number % len(LEVELS)],
        customer_id=new_id(),
        region=Region.OUTSIDE,
        district="涪陵区",
        channel="hotline",
        origin="hotline",
        policy_revision=moment.policy.revision.number,
        reported_at=reported_at,
        recorded_at=reported_at,
    )
    job, _ = open_job(ticket, new_id(), f"PG-{number}", moment)
    return replace(job, version=1)


def _waiting_since(job: Job, evening: datetime) -> Job:
    """Nobody has taken it, whatever was done about that until now."""
    if calls_duty(job):
        return replace(job, duty=DutyCall(person_id=None, called_at=job.opened_at), cut_off_at=evening)
    return replace(job, carried_over_to=business_day(evening), carried_over_times=1, cut_off_at=evening)


def _staff(now: datetime) -> Iterator[Person]:
    """A branch: whoever stands on the ladder, and technicians below."""
    superior_id: PersonId | None = None
    for role, many in STAFF.items():
        entry = PersonEntry(name="name", role=role, superior_id=superior_id)
        recorded = [Person.recorded(PersonId(new_id()), f"{role}-{place}", entry, now)[0] for place in range(many)]
        yield from (replace(person, version=1) for person in recorded)
        superior_id = recorded[0].id


async def _until_told(connection: asyncpg.Connection, client: httpx.AsyncClient) -> tuple[float, list[float]]:
    """Looks at the board until nothing is overdue any more, or the patience is over."""
    began, waits, says_at = monotonic(), list[float](), 0.0
    while await connection.fetchval(_IS_LEFT) and monotonic() - began < PATIENCE_SECONDS:
        if (elapsed := monotonic() - began) >= says_at:
            print(f"  {elapsed:4.0f} s: {await connection.fetchval(_LEFT)} overdue", flush=True)
            says_at = elapsed + PROGRESS_SECONDS
        waits.append(await _look(client))
        await asyncio.sleep(0.2)
    return monotonic() - began, waits


def _spent(server_pid: int, postgres_pid: int) -> tuple[float, ...]:
    return cpu_seconds(server_pid), cpu_seconds(postgres_pid, with_children=True)


async def _fresh(postgres: str, name: str) -> str:
    await create_database_if_missing(postgres, name)
    url = with_database(postgres, name)
    await run_migrations("dispatch", url)
    return url


async def _look(client: httpx.AsyncClient) -> float:
    asked = monotonic()
    (await client.get("/board")).raise_for_status()
    return monotonic() - asked


def _client(folder: Path) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {token_for(folder, Role.SPECIALIST)}"}
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{PORT}", headers=headers, timeout=60)


async def _serve(port: int, settings: dict[str, str], stop: asyncio.Event) -> None:
    async with server(*_COMMAND, str(port), port=port, settings=settings):
        await stop.wait()


async def main(arguments: Sequence[str]) -> None:
    """Measure on a PostgreSQL of our own with production durability."""
    with tempfile.TemporaryDirectory(prefix="aftersales-overdue-") as name:
        folder = Path(name)
        postgres = EmbeddedPostgres(folder / "postgres")
        address = await postgres.start()
        try:
            url = await _fresh(address, "aftersales_dispatch")
            if arguments[:1] == ["board"]:
                figures = await measure_board(url, folder, int(arguments[1]))
            else:
                jobs, processes = map(int, arguments)
                figures = await measure_outage(url, postgres.server_pid or 0, folder, jobs, processes)
        finally:
            await postgres.stop()
    for figure, value in figures.items():
        print(f"{figure:<34}{value:>12.2f}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:] or [str(JOBS), "2"]))
