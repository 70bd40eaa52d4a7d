"""Opening tickets over HTTP with token, strict body, key, verdicts, events and audit, against the barest handler."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from services.cli.api import open_api, token_for
from shared.actor import Role
from shared.clock import SystemClock
from shared.database import create_database_if_missing, with_database
from shared.migration import run_migrations
from tools.bench.load import Measured, Target, load
from tools.bench.servers import Running, cpu_seconds, server

ROUNDS = 5
REQUESTS = 4_000
CONNECTIONS = 32
OURS_PORT, BARE_PORT = 18_701, 18_702


@dataclass
class Side:
    """One of the two programs, and what each round of it showed."""

    name: str
    target: Target
    running: Running
    rounds: list[Measured]
    server_cpu: list[float]
    database_cpu: list[float]


async def measure_tickets(postgres: str, postgres_pid: int, folder: Path) -> dict[str, dict[str, float]]:
    """Figures by program: requests per second, latencies and CPU in milliseconds; medians of interleaved rounds."""
    for name in ("aftersales_intake", "bare"):
        await create_database_if_missing(postgres, name)
    url = with_database(postgres, "aftersales_intake")
    await run_migrations("intake", url)
    settings = {"INTAKE_DATABASE_URL": url, "DATA_FOLDER": str(folder)}
    async with (
        server("services.cli", "serve", "intake", "--port", str(OURS_PORT), port=OURS_PORT, settings=settings) as ours,
        server("tools.bench.bare", with_database(postgres, "bare"), str(BARE_PORT), port=BARE_PORT) as bare,
    ):
        facts = await _customer(folder)
        headers = {"Authorization": f"Bearer {token_for(folder, Role.SPECIALIST)}"}
        sides = [
            _side("ours", ours, _target(OURS_PORT, headers, facts, "ours")),
            _side("bare", bare, _target(BARE_PORT, {}, facts, "bare")),
        ]
        for number in range(ROUNDS + 1):
            for side in sides if number % 2 else reversed(sides):
                await _round(side, postgres_pid, counts=number > 0)
            if number:
                print(f"  round {number}: ours / bare {_ratio(sides, -1):.2f}", flush=True)
    ratio = median(_ratio(sides, number) for number in range(ROUNDS))
    return {**{side.name: _figures(side) for side in sides}, "ours / bare": {"times the requests/s": ratio}}


def _ratio(sides: list[Side], number: int) -> float:
    """What a round of ours reached, compared with the round of the other that ran beside it."""
    ours, bare = sides
    return ours.rounds[number].rate / bare.rounds[number].rate


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


def _target(port: int, headers: dict[str, str], facts: dict[str, Any], name: str) -> Target:
    reported_at = (SystemClock().now() - timedelta(minutes=1)).isoformat()
    rounds: dict[int, int] = {}

    def body(number: int) -> bytes:
        rounds[number] = rounds.get(number, 0) + 1
        reference = f"{name}-{number}-{rounds[number]}"
        return orjson.dumps({**facts, "external_reference": reference, "reported_at": reported_at})

    return Target(port, "/tickets", headers, body)


async def _customer(folder: Path) -> dict[str, Any]:
    """A customer whose camera fails, and the body of a ticket about it."""
    async with open_api(f"http://127.0.0.1:{OURS_PORT}", folder) as api:
        contact = {"name": "张伟", "phone": "13800138000", "may_consent": True, "is_preferred": True}
        customer = await api.post("/customers", {"name": "渝中商场", "contacts": [contact]})
        address = {"address": "重庆市渝中区民权路1号", "division_code": "500103"}
        site = await api.post(f"/customers/{customer['id']}/sites", address)
        camera = {
            "customer_id": customer["id"],
            "site_id": site["id"],
            "product_model": "DS-2CD2043G2-I",
            "product_category": "camera",
            "serial": "CQ0001234",
            "provenance": "installed",
            "project": {"contract_number": "HT20260115-0001", "completed_on": "2026-01-15", "warranty_months": 12},
        }
        equipment = await api.post("/equipment", camera)
    return {
        "kind": "fault",
        "level": 2,
        "customer_id": customer["id"],
        "site_id": site["id"],
        "equipment_id": equipment["id"],
        "description": "三号门摄像头没有图像",
        "channel": "hotline",
    }
