"""A service that stores what the barest handler stores, and does every duty of the platform while it does so.

One thing and one checked event for each request, as in `tools/bench/bare.py`; beside them what no rule of a service
can leave out: token, strict body, Idempotency-Key, audit trail, and all workers running.
"""

import sys
from asyncio import Runner
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

import uvloop
from sqlmodel import Field

from services.cli.running import LOOPBACK, Server
from shared.actor import Role
from shared.application import service_app
from shared.database import open_connection
from shared.events.intake.tickets import FaultLevel, Region, TicketKind, TicketOpened
from shared.messaging.subscriptions import Listeners
from shared.service import Runtime, ServiceParts
from shared.settings import ServiceSettings
from shared.storage.mapping import RowMapping
from shared.storage.plumbing import FIRST_MIGRATION
from shared.storage.things import Things
from shared.storage.work import SharedWork
from shared.telemetry import LogFormat, configure_logging
from shared.timers.timers import Timers
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Instant, LongText
from shared.web.routes import Routes
from tests.integration.sample_service import POLICIES, SamplePolicy, SampleRow

CREATE_TABLE = """
    CREATE TABLE bench_ticket (
        id uuid PRIMARY KEY, kind text NOT NULL, level integer NOT NULL, customer_id uuid NOT NULL,
        site_id uuid NOT NULL, equipment_id uuid NOT NULL, description text NOT NULL, channel text NOT NULL,
        external_reference text NOT NULL, reported_at timestamptz NOT NULL, version integer NOT NULL
    )
"""
routes = Routes(tag="tickets")


@dataclass(frozen=True, kw_only=True)
class BenchTicket:
    """The fields of `BareTicket`."""

    id: UUID
    kind: TicketKind
    level: FaultLevel
    customer_id: UUID
    site_id: UUID
    equipment_id: UUID
    description: str
    channel: str
    external_reference: str
    reported_at: datetime
    version: int = 0


class BenchTicketRow(SampleRow, table=True):
    """Tickets as they are stored."""

    __tablename__ = "bench_ticket"

    id: UUID = Field(primary_key=True)
    kind: str
    level: int
    customer_id: UUID
    site_id: UUID
    equipment_id: UUID
    description: str
    channel: str
    external_reference: str
    reported_at: datetime
    version: int


class BenchTickets(Things[BenchTicket]):
    """Tickets by id."""

    mapping = RowMapping(BenchTicketRow, BenchTicket)


class BenchWork(SharedWork[SamplePolicy]):
    """One transaction."""

    @cached_property
    def tickets(self) -> BenchTickets:
        """The one thing there is."""
        return BenchTickets(self.reader, self.changes)


class OpenBenchTicket(Body):
    """The same body as intake's."""

    kind: TicketKind
    level: FaultLevel
    customer_id: UUID
    site_id: UUID
    equipment_id: UUID
    description: LongText
    channel: Code
    external_reference: Code
    reported_at: Instant


class BenchTicketView(View):
    """What was stored."""

    id: UUID
    kind: TicketKind
    level: FaultLevel
    customer_id: UUID
    site_id: UUID
    equipment_id: UUID
    description: str
    channel: str
    external_reference: str
    reported_at: datetime
    version: int

    @classmethod
    def of(cls, ticket: BenchTicket) -> "BenchTicketView":
        """All of it."""
        return cls(**vars(ticket))


async def open_ticket(order: OpenBenchTicket, work: BenchWork) -> BenchTicket:
    """Store a ticket and announce it; no rule decides anything."""
    ticket = BenchTicket(id=work.new_id(), **vars(order))
    event = TicketOpened(
        ticket_id=ticket.id,
        number=ticket.external_reference,
        kind=ticket.kind,
        level=ticket.level,
        customer_id=ticket.customer_id,
        site_id=ticket.site_id,
        equipment_id=ticket.equipment_id,
        region=Region.MAIN_CITY,
        channel=ticket.channel,
        origin=ticket.channel,
        policy_revision=work.policy.revision.number,
        reported_at=ticket.reported_at,
        recorded_at=work.now,
    )
    return work.tickets.add(ticket, [event])


@routes.creates("/tickets", BenchTicketView, may=(Role.SPECIALIST,))
async def open_bench_ticket(order: Sent[OpenBenchTicket], door: Door[BenchWork]) -> Answer:
    """Open a ticket."""
    return await door.change(lambda work: open_ticket(order, work), show=BenchTicketView.of)


async def main(url: str, port: int, folder: str) -> None:
    """Make the tables and serve until told to end."""
    session = await open_connection(url)
    for statement in (*FIRST_MIGRATION, CREATE_TABLE):
        await session.execute(statement)
    await session.close()
    parts = ServiceParts(
        name="intake",  # it alone may announce that a ticket was opened
        title="Write path",
        summary="Tickets without a rule",
        work=BenchWork,
        policies=POLICIES,
        routers=(routes,),
        listeners=Listeners("intake"),
        timers=Timers(),
    )
    runtime = Runtime()
    settings = ServiceSettings(database_url=url, data_folder=folder)
    server = Server(service_app(parts, settings, runtime), LOOPBACK, port, runtime.stopping)
    await server.start()
    await server.ended_by_signal()


if __name__ == "__main__":
    configure_logging(LogFormat.CONSOLE, level="warning")
    with Runner(loop_factory=uvloop.new_event_loop) as runner:  # as `aftersales serve`
        runner.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
