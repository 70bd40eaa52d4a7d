"""Billing is killed again and again while money comes in and goes out: every yuan is there once, the ledger at zero."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.cli.api import token_for
from services.cli.kafka.supervisor import Program
from shared.actor import Role
from shared.clock import SystemClock
from shared.database import Database
from shared.identifiers import new_id
from tests.builders.kafka_broker import free_ports
from tests.builders.running_service import running_service
from tests.conftest import FreshDatabase
from tests.integration.billing.visits import open_visit
from tests.integration.waiting import until

CHARGES = 8
PART, PARTS = Decimal("19.00"), 8
"""Of a charge of 152.00."""
KILLS = 3
AT_ONCE = 6
ASKED_AGAIN = {"more_than_in_hands", "too_contended", "overloaded"}
"""Refusals that another try may not meet: the cash was not there yet, or too much happened at once."""


@dataclass
class Money:
    """What a client has asked, under which key, and what it was told."""

    technician_id: UUID
    folder: Path
    asked: list[tuple[str, dict[str, Any], str]]
    acknowledged: set[str] = field(default_factory=set)

    @property
    def left(self) -> list[tuple[str, dict[str, Any], str]]:
        """What is not acknowledged yet, in any order."""
        left = [each for each in self.asked if each[2] not in self.acknowledged]
        random.shuffle(left)
        return left

    def headers(self, key: str) -> dict[str, str]:
        """As the technician who holds the cash."""
        token = token_for(self.folder, Role.TECHNICIAN, str(self.technician_id))
        return {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "If-Match": "*"}

    async def move(self, port: int) -> bool:
        """Ask until nothing is left to ask; whether it was cut off. What was not answered is asked again later."""
        queue = self.left
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:

            async def ask() -> None:
                while queue:
                    path, body, key = queue.pop()
                    response = await client.post(path, json=body, headers=self.headers(key))
                    if response.is_success:
                        self.acknowledged.add(key)
                    else:
                        assert response.json()["code"] in ASKED_AGAIN, response.text

            ended = await asyncio.gather(*(ask() for _ in range(AT_ONCE)), return_exceptions=True)
        cut_off = [each for each in ended if isinstance(each, httpx.TransportError)]
        for problem in ended:
            if isinstance(problem, BaseException) and problem not in cut_off:
                raise problem
        return bool(cut_off)


async def prepared(url: str, folder: Path) -> Money:
    """Charges that are owed to one technician, and everything that shall be asked about them."""
    start = SystemClock().now() - timedelta(hours=1)
    technician_id = new_id()
    asked: list[tuple[str, dict[str, Any], str]] = []
    async with running_service("billing", url, folder, start) as billing:
        for _ in range(CHARGES):
            visit = await open_visit(billing, technician_id=technician_id)
            await visit.consent(await visit.quote())
            charge = await visit.sign(await visit.complete(), signed_at=start)
            pay = (f"/charges/{charge['id']}/payments", {"amount": str(PART), "method": "cash"})
            asked += [(*pay, str(new_id())) for _ in range(PARTS)]
    hand_in: tuple[str, dict[str, Any]] = ("/remittances", {"amount": str(PART)})
    asked += [(*hand_in, str(new_id())) for _ in range(CHARGES * PARTS // 2)]
    return Money(technician_id=technician_id, folder=folder, asked=asked)


@asynccontextmanager
async def billing_process(url: str, folder: Path) -> AsyncIterator[tuple[int, asyncio.subprocess.Process]]:
    """A real process of billing; killed with -9 at the end."""
    [port] = free_ports(1)
    settings = {"BILLING_DATABASE_URL": url, "DATA_FOLDER": str(folder)}
    program = Program("billing", ("services.cli", "serve", "billing", "--port", str(port)), settings)
    process = await asyncio.create_subprocess_exec(*program.command, stdout=asyncio.subprocess.DEVNULL)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:

            async def is_up() -> bool:
                try:
                    return (await client.get("/readyz")).is_success
                except httpx.TransportError:
                    return False

            await until(is_up, seconds=120)
        yield port, process
    finally:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        await process.wait()


@pytest.mark.timeout(600)
async def test_after_kill_9_every_yuan_is_there_once_and_the_ledger_is_at_zero(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    url = await fresh_database("billing")
    money = await prepared(url, tmp_path)
    cut_off = 0
    for _ in range(KILLS):
        async with billing_process(url, tmp_path) as (port, process):
            moving = asyncio.create_task(money.move(port))
            await until(_reached(money, len(money.acknowledged) + 12), seconds=120)
            os.kill(process.pid, signal.SIGKILL)
            cut_off += await moving
    assert cut_off == KILLS, "it was killed too late to show anything"
    assert money.left

    async with billing_process(url, tmp_path) as (port, _):
        while money.left:
            assert not await money.move(port)

    database = await Database.connect(url)
    try:
        await _every_yuan_is_there(database)
    finally:
        await database.close()


def _reached(money: Money, enough: int) -> Callable[[], Awaitable[bool]]:
    async def reached() -> bool:
        return len(money.acknowledged) >= enough

    return reached


async def _every_yuan_is_there(database: Database) -> None:
    payments = await database.rows("SELECT charge_id, count(*) AS n, sum(amount) AS sum FROM payment GROUP BY 1")
    assert Counter((row["n"], row["sum"]) for row in payments) == {(PARTS, PART * PARTS): CHARGES}
    assert await database.value("SELECT count(*) FROM charge WHERE state <> 'settled' AND total > 0") == 0
    unbalanced = "SELECT count(*) FROM (SELECT FROM cash_entry GROUP BY movement_id HAVING sum(amount) <> 0) AS w"
    assert await database.value(unbalanced) == 0
    sums = await database.rows("SELECT account, sum(amount) AS sum FROM cash_entry GROUP BY account")
    everything, handed_in = PART * PARTS * CHARGES, PART * (CHARGES * PARTS // 2)
    assert {row["account"]: row["sum"] for row in sums} == {
        "customers": -everything,
        "carried": everything - handed_in,
        "handed_in": handed_in,
    }
    assert await database.value("SELECT carried FROM cash_account") == everything - handed_in
    events = "SELECT count(*) FROM event WHERE type LIKE '%.CashCollected.v1'"
    assert await database.value(events) == CHARGES * PARTS
