"""A very small service with the real backbone under it: tickets that are assessed, and effects of what it hears."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Field, SQLModel

from shared.actor import Actor, Role
from shared.clock import Clock, SystemClock
from shared.database import Database, WritingConnection
from shared.events.intake.tickets import TicketAssessed
from shared.messaging.consumer import Consumer
from shared.messaging.feed import Feed
from shared.messaging.handling import Handling
from shared.messaging.parking.lanes import Lanes
from shared.messaging.parking.retrying import Retrying
from shared.messaging.sequencer import Sequencer
from shared.messaging.subscriptions import Listeners
from shared.messaging.transport import Subscription
from shared.policy import PolicyBook, Revision
from shared.storage.changes import Changes
from shared.storage.committer import Committer
from shared.storage.mapping import RowMapping
from shared.storage.numbers import Numbers
from shared.storage.reader import Reader
from shared.storage.rows import row_registry
from shared.storage.shapes import shape
from shared.storage.things import Things
from shared.storage.transactions import Transactions
from shared.storage.work import SharedWork

SOMEBODY = Actor(Role.SPECIALIST, "specialist-1")
EFFECT = shape("effect", {"ticket_id": "uuid", "judgement": "text", "traceparent": "text"}, key=())
_TABLES = (
    "CREATE TABLE ticket (id uuid PRIMARY KEY, note text NOT NULL, version integer NOT NULL)",
    "CREATE TABLE effect (number bigserial, ticket_id uuid, judgement text, traceparent text)",
)


@dataclass(frozen=True)
class Ticket:
    """The one thing this service has."""

    id: UUID
    note: str
    version: int = 0


class SampleRow(SQLModel, registry=row_registry()):
    """What the sample service stores."""


class TicketRow(SampleRow, table=True):
    """Tickets as they are stored."""

    __tablename__ = "ticket"

    id: UUID = Field(primary_key=True)
    note: str
    version: int


class Tickets(Things[Ticket]):
    """Tickets by id."""

    mapping = RowMapping(TicketRow, Ticket)


@dataclass(frozen=True)
class SamplePolicy:
    """No rules, only the revision that every policy has."""

    revision: Revision


POLICIES = PolicyBook(
    [
        SamplePolicy(
            Revision(number="A", effective_from=date(2000, 1, 1), compiled_by="a", reviewed_by="b", approved_by="c")
        )
    ]
)


class SampleWork(SharedWork[SamplePolicy]):
    """One transaction of the sample service."""

    def __init__(self, reader: Reader, changes: Changes, policies: PolicyBook[SamplePolicy], numbers: Numbers) -> None:
        super().__init__(reader, changes, policies, numbers)
        self.tickets = Tickets(reader, changes)

    def effect(self, event: TicketAssessed) -> None:
        """Leave a trace of an event: one row for each time it was handled."""
        self.changes.insert(EFFECT, (event.ticket_id, event.judgement, self.changes.occasion.traceparent))


async def assess(ticket_id: UUID, judgement: str, work: SampleWork, *, origin: str | None = None) -> Ticket:
    """Assess a ticket, which is opened when it is not there yet; announces TicketAssessed."""
    ticket = await work.tickets.find(ticket_id) or Ticket(ticket_id, "")
    event = TicketAssessed(ticket_id=ticket_id, judgement=judgement, clause="5.2", assessed_at=work.now)
    return work.tickets.save(replace(ticket, note=judgement), [event], origin=origin)


def listeners(handler: Callable[[TicketAssessed, SampleWork], Any] | None = None) -> Listeners[SampleWork]:
    """Dispatch, which listens to assessments; by default each leaves an effect."""

    async def leave_effect(event: TicketAssessed, work: SampleWork) -> None:
        work.effect(event)

    found = Listeners[SampleWork]("dispatch")
    found.listens_to(TicketAssessed)(handler or leave_effect)
    return found


class SampleService:
    """Everything one process of a service has, on its own database; nothing runs by itself but the committer."""

    def __init__(self, url: str, database: Database, *, clock: Clock, holder: str) -> None:
        self.url = url
        self.database = database
        self.clock = clock
        self.holder = holder
        self.writer = WritingConnection(url)
        self.committer = Committer(self.writer)
        self.transactions = Transactions[SampleWork](
            SampleWork,
            database,
            self.committer,
            POLICIES,
            clock,
        )
        self.sequencer = Sequencer(database, holder, lease_seconds=2.0)
        self.committer.on_commit.append(self.sequencer.on_commit)
        self.feed = Feed(database, self.sequencer.sequenced)
        self.lanes = Lanes()

    async def assess(self, ticket_id: UUID, judgement: str, *, traceparent: str | None = None) -> None:
        """Through the door: as a person would."""
        await self.transactions.run(
            lambda work: assess(ticket_id, judgement, work),
            actor=SOMEBODY,
            action="assess",
            queue=ticket_id,
            traceparent=traceparent,
        )

    def handling(self, listens: Listeners[SampleWork]) -> Handling[SampleWork]:
        """How this service handles what it hears."""
        return Handling(self.database, self.transactions, listens)

    def consumer(self, subscription: Subscription, listens: Listeners[SampleWork]) -> Consumer[SampleWork]:
        """A consumer that is not yet running."""
        return Consumer(subscription, self.handling(listens), self.database, self.lanes)

    def retrying(self, listens: Listeners[SampleWork]) -> Retrying[SampleWork]:
        """The worker for what was parked, not yet running."""
        return Retrying(self.database, self.handling(listens), self.lanes, holder=self.holder)

    async def sequence(self) -> None:
        """Number everything that is committed now; takes the lease when nobody has it."""
        if self.sequencer.lease.epoch is None:
            assert await self.sequencer.lease.take(), "somebody else sequences"
        while await self.sequencer.sequence(self.sequencer.lease.epoch or 0):
            pass

    async def effects(self) -> list[tuple[UUID, str]]:
        """What was done because of events, in order."""
        rows = await self.database.rows("SELECT ticket_id, judgement FROM effect ORDER BY number")
        return [(row["ticket_id"], row["judgement"]) for row in rows]


async def create_tables(url: str) -> None:
    """Add the tables of the sample service to a database that has the plumbing."""
    database = await Database.connect(url, max_size=1)
    try:
        for statement in _TABLES:
            await database.execute(statement)
    finally:
        await database.close()


async def start_service(
    stack: AsyncExitStack, url: str, *, clock: Clock | None = None, holder: str = "test"
) -> SampleService:
    """One process on a migrated database; stopped by the stack."""
    database = await Database.connect(url)
    stack.push_async_callback(database.close)
    service = SampleService(url, database, clock=clock or SystemClock(), holder=holder)
    stack.push_async_callback(service.writer.close)
    service.committer.start()
    stack.push_async_callback(service.committer.stop)
    return service
