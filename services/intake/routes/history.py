"""What can be asked about the past: of a ticket, of equipment, of one serial number."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from services.intake.domain.on_file.history import FactKind
from services.intake.domain.on_file.searching import serial_key
from services.intake.domain.refusals import EquipmentNotFound, TicketNotFound
from services.intake.queries import history as queries
from services.intake.routes.roles import READERS, STAFF_READERS
from services.intake.use_cases import access
from services.intake.work import Work
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.fields import Code
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes

routes = Routes(tag="history")


class TimelineEntry(View):
    """One thing that happened to the ticket."""

    happened_at: datetime
    known_at: datetime
    """When intake wrote it down."""
    told_by: str
    """The service."""
    type: str
    actor_role: str | None
    """Of what intake did itself."""
    actor_id: str | None
    data: dict[str, Any]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "TimelineEntry":
        """What a row says."""
        values = {name: row[name] for name in cls.model_fields if name != "data"}
        return cls(**values, data=orjson.loads(row["data"]))


class FactView(View):
    """One thing that happened to a unit."""

    equipment_id: UUID
    serial: str | None
    """Of the unit that hung there then."""
    what: FactKind
    ticket_id: UUID | None
    job_id: UUID | None
    repair_id: UUID | None
    details: dict[str, str]
    happened_at: datetime

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "FactView":
        """What a row says."""
        values = {name: row[name] for name in cls.model_fields if name not in {"details", "what"}}
        return cls(**values, what=FactKind(row["what"]), details=orjson.loads(row["details"]))


class SerialFilter(Listing):
    """Which unit."""

    serial: Code


@routes.lists("/tickets/{ticket_id}/timeline", TimelineEntry, may=READERS, refuses=(TicketNotFound,))
async def show_timeline(ticket_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """All that happened to a ticket as intake knows it, oldest first, from its own events and from what it heard."""

    async def of_ticket(work: Work) -> Sequence[Mapping[str, Any]]:
        ticket = await access.ticket_for_caller(ticket_id, work)
        return await queries.timeline(work.reader, ticket.id, wanted.after(datetime, UUID), wanted.rows_to_read)

    return await door.page(wanted, of_ticket, show=TimelineEntry.of, by=queries.TIMELINE_BY)


@routes.lists("/equipment/{equipment_id}/service-history", FactView, may=READERS, refuses=(EquipmentNotFound,))
async def show_service_history(equipment_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """What happened to equipment, oldest first, whichever unit hung there."""

    async def of_equipment(work: Work) -> Sequence[Mapping[str, Any]]:
        equipment = await access.equipment_for_caller(equipment_id, work)
        narrowed = queries.FactsWanted(equipment_id=equipment.id)
        return await queries.equipment_facts(work.reader, narrowed, wanted.after(datetime, UUID), wanted.rows_to_read)

    return await door.page(wanted, of_equipment, show=FactView.of, by=queries.FACTS_BY)


@routes.lists("/serial-history", FactView, may=STAFF_READERS)
async def show_serial_history(wanted: Asked[SerialFilter], door: Door[Work]) -> Answer:
    """What happened to one unit, oldest first, wherever it hung and whoever owned it."""
    narrowed = queries.FactsWanted(serial=serial_key(wanted.serial))
    after = wanted.after(datetime, UUID)
    return await door.page(
        wanted,
        lambda work: queries.equipment_facts(work.reader, narrowed, after, wanted.rows_to_read),
        show=FactView.of,
        by=queries.FACTS_BY,
    )
