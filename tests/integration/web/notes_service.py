"""A small service with one noun, to see the HTTP door with a real database behind it."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from prometheus_client import CollectorRegistry
from sqlmodel import Field, SQLModel

from shared.actor import Role
from shared.clock import Clock, SystemClock
from shared.database import Database, WritingConnection
from shared.errors import Conflict, RuleBroken
from shared.messaging.subscriptions import Listeners
from shared.money import Money
from shared.policy import PolicyBook, Revision
from shared.service import ServiceParts
from shared.settings import ServiceSettings
from shared.storage.committer import Committer
from shared.storage.mapping import RowMapping
from shared.storage.rows import row_registry, yuan
from shared.storage.things import Things
from shared.storage.transactions import Transactions
from shared.storage.work import SharedWork
from shared.timers.timers import Timers
from shared.web.answer import Answer, View
from shared.web.auth import STAFF
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Count, Day, Instant, LongText, Phone, ShortText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

CREATE_TABLE = """
    CREATE TABLE note (
        id uuid PRIMARY KEY, title text NOT NULL, body text, fee numeric(12,2) NOT NULL, version integer NOT NULL
    )
"""
routes = Routes(tag="notes")


@dataclass(frozen=True)
class NotesPolicy:
    revision: Revision


@dataclass(frozen=True, kw_only=True)
class Note:
    id: UUID
    title: str
    body: str | None
    fee: Money
    version: int = 0


class NotesRow(SQLModel, registry=row_registry()):
    """Rows of the notes service."""


class NoteRow(NotesRow, table=True):
    __tablename__ = "note"

    id: UUID = Field(primary_key=True)
    title: str
    body: str | None
    fee: Money = yuan()
    version: int


class Notes(Things[Note]):
    mapping = RowMapping(NoteRow, Note)


class NotesWork(SharedWork[NotesPolicy]):
    @cached_property
    def notes(self) -> Notes:
        return Notes(self.reader, self.changes)


class TitleUnlucky(RuleBroken):
    """The number in the title brings bad luck."""


class NoteFinished(Conflict):
    """A finished note is not changed."""


class WriteNote(Body):
    """A new note, with one field of each kind."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"title": "Camera dark", "fee": "100.00"}

    title: ShortText
    body: LongText | None = None
    phone: Phone | None = None
    fee: Money = Money.ZERO
    seen_at: Instant | None = None
    due_on: Day | None = None
    copies: Count | None = None
    is_urgent: bool | None = None
    related: UUID | None = None


class Rename(Body):
    """A new title."""

    title: ShortText


class NoteFilter(Listing):
    """Which notes."""

    title: ShortText | None = None
    is_free: bool | None = None


class NoteView(View):
    id: UUID
    title: str
    fee: Money
    version: int

    @classmethod
    def of(cls, note: Note) -> "NoteView":
        return cls(id=note.id, title=note.title, fee=note.fee, version=note.version)


async def write_note(order: WriteNote, work: NotesWork) -> Note:
    if "4" in order.title:
        raise TitleUnlucky("four is not a lucky number", clause="4.4", facts={"title": "has a 4"})
    note = Note(id=work.new_id(), title=order.title, body=order.body, fee=order.fee)
    return work.notes.add(note)


async def rename_note(note_id: UUID, title: str, work: NotesWork) -> Note:
    note = await work.notes.get(note_id)
    if note.title == "finished":
        raise NoteFinished("it is finished")
    return work.notes.save(replace(note, title=title))


@routes.creates("/notes", NoteView, may=(Role.SPECIALIST, Role.SUPERVISOR), refuses=(TitleUnlucky,))
async def create_note(order: Sent[WriteNote], door: Door[NotesWork]) -> Answer:
    """Write a note."""
    return await door.change(lambda work: write_note(order, work), show=NoteView.of)


@routes.commands("/notes/{note_id}/title", NoteView, may=STAFF, refuses=(NoteFinished,))
async def retitle_note(note_id: UUID, order: Sent[Rename], door: Door[NotesWork]) -> Answer:
    """Give a note another title."""
    return await door.change(lambda work: rename_note(note_id, order.title, work), show=NoteView.of)


@routes.moves_money("/notes/{note_id}/payment", NoteView, may=(Role.FINANCE,))
async def pay_note(note_id: UUID, door: Door[NotesWork]) -> Answer:
    """Pay for a note."""
    return await door.change(lambda work: rename_note(note_id, "paid", work), show=NoteView.of)


@routes.calculates("/note-calculations", NoteView, may=STAFF)
async def try_note(order: Sent[WriteNote], door: Door[NotesWork]) -> Answer:
    """What a note would look like."""
    return await door.calculate(lambda work: write_note(order, work), show=NoteView.of)


@routes.shows("/notes/{note_id}", NoteView, may=STAFF)
async def show_note(note_id: UUID, door: Door[NotesWork]) -> Answer:
    """One note."""
    return await door.read(lambda work: work.notes.get(note_id), show=NoteView.of)


@routes.shows("/notes/broken", NoteView, may=STAFF)
async def show_broken_note(door: Door[NotesWork]) -> Answer:
    """A route with a mistake in it."""

    async def fail(work: NotesWork) -> Note:
        raise ZeroDivisionError("secret detail")

    return await door.read(fail, show=NoteView.of)


@routes.lists("/notes", NoteView, may=STAFF)
async def list_notes(wanted: Asked[NoteFilter], door: Door[NotesWork]) -> Answer:
    """Notes in the order of their ids."""
    after = wanted.after(UUID)

    async def find(work: NotesWork) -> list[Note]:
        first = UUID(int=0) if after is None else after[0]
        return await work.notes.select("id > $1", first, limit=wanted.rows_to_read)

    return await door.page(wanted, find, show=NoteView.of, by=("id",))


@routes.lists("/notes/{note_id}/history", AuditEntry, may=STAFF)
async def show_note_history(note_id: UUID, wanted: Asked[Listing], door: Door[NotesWork]) -> Answer:
    """What happened to a note."""
    return await history(door, wanted, lambda work: work.notes.get(note_id))


class NotesService:
    """What stands behind the door."""

    def __init__(self, settings: ServiceSettings, clock: Clock | None = None) -> None:
        revision = Revision(
            number="1", effective_from=date(2000, 1, 1), compiled_by="a", reviewed_by="b", approved_by="c"
        )
        self.settings = settings
        self.clock = clock or SystemClock()
        self.registry = CollectorRegistry()
        self.stopping = asyncio.Event()
        self.parts = ServiceParts(
            name="notes",
            title="Notes",
            summary="Notes about things",
            work=NotesWork,
            policies=PolicyBook([NotesPolicy(revision)]),
            routers=(routes,),
            listeners=Listeners("notes"),
            timers=Timers(),
        )

    async def start(self) -> None:
        self.database = await Database.connect(self.settings.database_url)
        self._connection = WritingConnection(self.settings.database_url)
        self._committer = Committer(self._connection)
        self._committer.start()
        self.transactions: Transactions[Any] = Transactions(
            NotesWork, self.database, self._committer, self.parts.policies, self.clock
        )

    async def stop(self) -> None:
        await self._committer.stop()
        await self._connection.close()
        await self.database.close()

    async def is_ready(self) -> bool:
        return bool(await self.database.value("SELECT true"))
