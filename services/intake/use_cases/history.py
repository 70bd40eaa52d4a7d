"""What is heard about tickets and equipment is kept: the timeline of a ticket, the history of each serial."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from services.intake.domain.equipment import Equipment, NewPart, Swap
from services.intake.domain.on_file.history import EquipmentFact, FactKind, HeardEvent
from services.intake.work import Work
from shared.events.coding import encode
from shared.events.contract import Event
from shared.events.dispatch.jobs import ItemBroughtBack, JobCompleted
from shared.events.repairs.endings import GoodsReturned, ItemExchanged, RepairEnded
from shared.events.repairs.items import RepairCollected, RepairRegistered, RepairReturned
from shared.policy import business_day

Said = Mapping[str, object]
REINSTALLED = "reinstalled"
"""The way in which a mounted unit leaves our house: by a visit."""
COVER_CONTINUES = "continues"
"""The new unit has what was left of the old one's cover."""


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """What happened, and in the course of what."""

    what: FactKind
    at: datetime
    ticket_id: UUID | None = None
    job_id: UUID | None = None
    repair_id: UUID | None = None


async def hear(event: Event, work: Work) -> None:
    """Everything that is told about a ticket goes into its timeline, and what it says of equipment into its history."""
    ticket_id = getattr(event, "ticket_id", None)
    if ticket_id is not None and getattr(event, "has_ticket", True):
        heard = HeardEvent(
            id=work.new_id(),
            ticket_id=ticket_id,
            type=event.TYPE,
            data=orjson.loads(encode(event)),
            happened_at=event.happened_at(),
            heard_at=work.now,
        )
        work.heard_events.add(heard)
    note = _NOTES.get(type(event))
    if note is not None:
        await note(event, work)


def keep_fact(equipment: Equipment, occurrence: Occurrence, details: Said, work: Work) -> None:
    """Write down what happened to the unit that hangs there now."""
    fact = EquipmentFact(
        id=work.new_id(),
        equipment_id=equipment.id,
        serial=equipment.serial,
        what=occurrence.what,
        ticket_id=occurrence.ticket_id,
        job_id=occurrence.job_id,
        repair_id=occurrence.repair_id,
        details={name: str(value) for name, value in details.items() if value is not None},
        happened_at=occurrence.at,
    )
    work.equipment_facts.add(fact)


async def _brought_back(event: ItemBroughtBack, work: Work) -> None:
    equipment = await _equipment_of(event, work)
    if equipment is not None:
        at = _in_job(FactKind.BROUGHT_BACK, event, event.brought_back_at)
        keep_fact(equipment, at, {"slip_number": event.slip_number}, work)


async def _visited(event: JobCompleted, work: Work) -> None:
    """The visit itself, and each part that was built in: it starts its own period."""
    visited = await _equipment_of(event, work)
    if visited is not None:
        keep_fact(visited, _in_job(FactKind.VISITED, event, event.completed_at), {"outcome": event.outcome}, work)
    for used in event.parts:
        equipment = visited if used.equipment_id is None else await work.equipment.find(used.equipment_id)
        if equipment is None:
            continue
        new = NewPart(
            part=used.part,
            quantity=used.quantity,
            previous_serial=used.old_serial,
            serial=used.new_serial,
            fitted_on=business_day(event.completed_at),
            ticket_id=event.ticket_id,
            job_id=event.job_id,
            at=event.completed_at,
        )
        changed, events = equipment.with_part(new, work.policy_at(event.completed_at))
        saved = work.equipment.save(changed, events)
        details = {"part": used.part, "quantity": used.quantity, "old": used.old_serial, "new": used.new_serial}
        keep_fact(saved, _in_job(FactKind.PART_REPLACED, event, event.completed_at), details, work)


async def _registered(event: RepairRegistered, work: Work) -> None:
    equipment = await _equipment_of(event, work)
    if equipment is not None:
        at = _in_repair(FactKind.IN_REPAIR, event, event.registered_at)
        keep_fact(equipment, at, {"number": event.number, "fee_terms": event.fee_terms}, work)


async def _back_from_factory(event: RepairReturned, work: Work) -> None:
    equipment = await _equipment_of(event, work)
    if equipment is not None:
        at = _in_repair(FactKind.BACK_FROM_FACTORY, event, event.returned_at)
        keep_fact(equipment, at, {"outcome": event.outcome, "new": event.new_serial}, work)


async def _collected(event: RepairCollected, work: Work) -> None:
    equipment = await _equipment_of(event, work)
    if equipment is None:
        return
    keep_fact(equipment, _in_repair(FactKind.COLLECTED, event, event.collected_at), {"new": event.new_serial}, work)
    await _replaced_by_factory(equipment, event, event.collected_at, work)


async def _ended_otherwise(event: RepairEnded, work: Work) -> None:
    """A mounted unit is back at its place; where the factory sent another one, that hangs there now."""
    equipment = await _equipment_of(event, work)
    if equipment is None or event.way != REINSTALLED:
        return
    put_back = await _replaced_by_factory(equipment, event, event.ended_at, work)
    keep_fact(put_back, _in_repair(FactKind.REINSTALLED, event, event.ended_at), {"old": event.old_serial}, work)


async def _exchanged(event: ItemExchanged, work: Work) -> None:
    equipment = await _equipment_of(event, work)
    if equipment is None:
        return
    swap = Swap(
        serial=event.new_serial,
        product_model=event.product_model,
        because="exchanged",
        is_cover_anew=event.cover_rule != COVER_CONTINUES,
        cover_from=event.cover_from,
        ticket_id=event.ticket_id,
        repair_id=event.repair_id,
        clause=event.clause,
        at=event.exchanged_at,
    )
    await _swap(equipment, swap, work)


async def _returned(event: GoodsReturned, work: Work) -> None:
    equipment = await _equipment_of(event, work)
    if equipment is not None:
        keep_fact(equipment, _in_repair(FactKind.RETURNED, event, event.returned_at), {"ground": event.ground}, work)


async def _replaced_by_factory(
    equipment: Equipment, event: RepairCollected | RepairEnded, at: datetime, work: Work
) -> Equipment:
    """A new unit from the factory: its cover as with an exchange, from the day on which the customer has it."""
    if event.new_serial is None:
        return equipment
    swap = Swap(
        serial=event.new_serial,
        product_model=None,
        because="factory_replaced",
        is_cover_anew=event.cover_rule != COVER_CONTINUES,
        cover_from=business_day(at),
        ticket_id=event.ticket_id,
        repair_id=event.repair_id,
        clause=event.clause,
        at=at,
    )
    return await _swap(equipment, swap, work)


async def _swap(equipment: Equipment, swap: Swap, work: Work) -> Equipment:
    """Each swap counts once, whoever tells it; what is heard after a later one no longer hangs there."""
    known = await work.equipment_facts.swaps_of(equipment.id)
    if any((each.repair_id, each.serial) == (swap.repair_id, swap.serial) for each in known):
        return equipment
    is_late = any(each.happened_at > swap.at for each in known)
    changed, events = (equipment.had(swap.serial), []) if is_late else equipment.swapped(swap)
    if changed == equipment:
        return equipment
    saved = work.equipment.save(changed, events)
    at = Occurrence(what=FactKind.SWAPPED, at=swap.at, ticket_id=swap.ticket_id, repair_id=swap.repair_id)
    details = {"old": None if is_late else equipment.serial, "because": swap.because, "cover_from": swap.cover_from}
    keep_fact(replace(saved, serial=swap.serial), at, details, work)
    return saved


async def _equipment_of(event: Any, work: Work) -> Equipment | None:
    """What the event names, else what its repair is about, else what the ticket is about; None: not on file."""
    equipment_id = getattr(event, "equipment_id", None)
    if equipment_id is None and getattr(event, "repair_id", None) is not None:
        equipment_id = await work.equipment_facts.equipment_of(event.repair_id)
    if equipment_id is None:
        ticket = await work.tickets.find(event.ticket_id)
        equipment_id = None if ticket is None else ticket.equipment_id
    return None if equipment_id is None else await work.equipment.find(equipment_id)


def _in_job(what: FactKind, event: Any, at: datetime) -> Occurrence:
    return Occurrence(what=what, at=at, ticket_id=event.ticket_id, job_id=event.job_id)


def _in_repair(what: FactKind, event: Any, at: datetime) -> Occurrence:
    return Occurrence(what=what, at=at, ticket_id=event.ticket_id, repair_id=event.repair_id)


_NOTES: Mapping[type[Event], Callable[[Any, Work], Awaitable[None]]] = {
    ItemBroughtBack: _brought_back,
    JobCompleted: _visited,
    RepairRegistered: _registered,
    RepairReturned: _back_from_factory,
    RepairCollected: _collected,
    ItemExchanged: _exchanged,
    GoodsReturned: _returned,
    RepairEnded: _ended_otherwise,
}
