"""Opening tickets over HTTP with token, strict body, key, verdicts, events and audit, beside the barest handler."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from services.cli.api import token_for
from services.cli.running import LOOPBACK
from shared.actor import Role
from shared.clock import SystemClock
from shared.database import create_database_if_missing, with_database
from shared.migration import run_migrations
from tools.bench.customers import customers_with_cameras
from tools.bench.load import Measured, Target, load
from tools.bench.servers import Running, cpu_seconds, server

ROUNDS = 5
REQUESTS = 4_000
CONNECTIONS = 32
CUSTOMERS = 300
INTAKE_PORT, BARE_PORT, WRITE_PATH_PORT = 18_701, 18_702, 18_704


@dataclass
class Side:
    """One of the programs, and what each round of it showed."""

    name: str
    target: Target
    running: Running
    rounds: list[Measured]
    server_cpu: list[float]
    database_cpu: list[float]


async def measure_tickets(postgres: str, postgres_pid: int, folder: Path) -> dict[str, dict[str, float]]:
    """Figures by program: requests per second, latencies and CPU in milliseconds; medians of interleaved rounds.

    The write path stores the same rows as the barest handler; intake's ticket about five times as many.
    """
    databases = [f"bench_{name}" for name in ("bare", "write_path")]
    for name in ("aftersales_intake", *databases):
        await create_database_if_missing(postgres, name)
    bare_url, write_path_url = (with_database(postgres, name) for name in databases)
    url = with_database(postgres, "aftersales_intake")
    await run_migrations("intake", url)
    settings = {"INTAKE_DATABASE_URL": url, "DATA_FOLDER": str(folder)}
    write_path_arguments = ("tools.bench.write_path", write_path_url, str(WRITE_PATH_PORT), str(folder))
    async with (
        server(
            "services.cli", "serve", "intake", "--port", str(INTAKE_PORT), port=INTAKE_PORT, settings=settings
        ) as intake,
        server("tools.bench.bare", bare_url, str(BARE_PORT), port=BARE_PORT) as bare,
        server(*write_path_arguments, port=WRITE_PATH_PORT) as write_path,
    ):
        facts = await customers_with_cameras(f"http://{LOOPBACK}:{INTAKE_PORT}", folder, CUSTOMERS)
        headers = {"Authorization": f"Bearer {token_for(folder, Role.SPECIALIST)}"}
        sides = [
            _side("bare", bare, _target(BARE_PORT, {}, facts, "bare")),
            _side("write path", write_path, _target(WRITE_PATH_PORT, headers, facts, "write-path")),
            _side("intake's ticket", intake, _target(INTAKE_PORT, headers, facts, "intake")),
        ]
        for number in range(ROUNDS + 1):
            for side in sides if number % 2 else reversed(sides):
                await _round(side, postgres_pid, counts=number > 0)
            if number:
                print(f"  round {number}: {_in_words(sides, number - 1)}", flush=True)
    return {side.name: _figures(side) for side in sides} | _ratios(sides)


def _ratios(sides: list[Side]) -> dict[str, dict[str, float]]:
    bare, *ours = sides
    return {
        f"{side.name} / bare": {"times the requests/s": median(_ratio(side, bare, n) for n in range(ROUNDS))}
        for side in ours
    }


def _ratio(side: Side, bare: Side, number: int) -> float:
    """What a side reached in a round, compared with the barest handler's beside it."""
    return side.rounds[number].rate / bare.rounds[number].rate


def _in_words(sides: list[Side], number: int) -> str:
    bare, *ours = sides
    return ", ".join(f"{side.name} / bare {_ratio(side, bare, number):.2f}" for side in ours)


def _side(name: str, running: Running, target: Target) -> Side:
    return Side(name, target, running, [], [], [])


async def _round(side: Side, postgres_pid: int, *, counts: bool) -> None:
    """The first round only warms up."""
    server_before = cpu_seconds(side.running.pid)
    database_before = cpu_seconds(postgres_pid, with_children=True)
    measured = await load(side.target, requests=REQUESTS, connections=CONNECTIONS)
    if counts:
        side.rounds.append(measured)
        side.server_cpu.append((cpu_seconds(side.running.pid) - server_before) / REQUESTS * 1000)
        database = cpu_seconds(postgres_pid, with_children=True) - database_before
        side.database_cpu.append(database / REQUESTS * 1000)


def _figures(side: Side) -> dict[str, float]:
    return {
        "requests/s": median(measured.rate for measured in side.rounds),
        "p50 ms": median(measured.percentile(0.5) for measured in side.rounds),
        "p99 ms": median(measured.percentile(0.99) for measured in side.rounds),
        "server CPU ms/request": median(side.server_cpu),
        "database CPU ms/request": median(side.database_cpu),
    }


def _target(port: int, headers: dict[str, str], facts: list[dict[str, Any]], name: str) -> Target:
    reported_at = (SystemClock().now() - timedelta(minutes=1)).isoformat()
    rounds: dict[int, int] = {}

    def body(number: int) -> bytes:
        rounds[number] = rounds.get(number, 0) + 1
        reference = f"{name}-{number}-{rounds[number]}"
        about = facts[number % len(facts)]
        return orjson.dumps({**about, "external_reference": reference, "reported_at": reported_at})

    return Target(port, "/tickets", headers, body)
