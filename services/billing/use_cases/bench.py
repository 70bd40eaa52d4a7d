"""Repairs at the bench as far as they are quoted and charged (6.5)."""

from dataclasses import replace

from services.billing.domain.case import RepairCopy
from services.billing.domain.identifiers import RepairId, TicketId
from services.billing.domain.quote import LapseReason
from services.billing.use_cases.fixing import fix_repair, fix_unready_repair
from services.billing.use_cases.quotes import close_open_quotes, void_quotes
from services.billing.work import Work
from shared.events.repairs.bench import RepairRefused
from shared.events.repairs.endings import RepairEnded
from shared.events.repairs.items import FaultConfirmed, RepairEvent, RepairReady, RepairRegistered


async def keep_repair(event: RepairRegistered, work: Work) -> None:
    """Know the item before anything about it is priced."""
    repair = await _repair(event, work)
    work.repairs.save(replace(repair, equipment_id=event.equipment_id))


async def keep_fault(event: FaultConfirmed, work: Work) -> None:
    """A test has shown the fault: parts may be quoted for it."""
    work.repairs.save(replace(await _repair(event, work), fault=event.fault))


async def finish_repair(event: RepairReady, work: Work) -> None:
    """The work is over: it is charged as far as it was agreed."""
    work.repairs.save(replace(await _repair(event, work), is_over=True))
    await fix_repair(event, work)


async def refuse_repair(event: RepairRefused, work: Work) -> None:
    """The customer wants no more of it: nothing is quoted any more.

    What he had agreed to counts until the item is ready or thrown away: only then is known what of it was done.
    """
    repair = work.repairs.save(replace(await _repair(event, work), is_over=True))
    await close_open_quotes(await work.quotes.of_repair(repair.id), LapseReason.CANCELLED, work)


async def end_repair(event: RepairEvent, work: Work) -> None:
    """Nobody goes on with it: what was quoted for it no longer counts."""
    repair = work.repairs.save(replace(await _repair(event, work), is_over=True))
    await void_quotes(repair.ticket_id, LapseReason.CANCELLED, work, repair_id=repair.id)


async def conclude_repair(event: RepairEnded, work: Work) -> None:
    """It was put back, thrown away or lost: what was agreed and done is owed, unless it was lost in our hands."""
    repair = await _repair(event, work)
    if repair.owes_what_was_done(event.way) and await fix_unready_repair(event, work):
        work.repairs.save(replace(repair, is_over=True))
    else:
        await end_repair(event, work)


async def _repair(event: RepairEvent, work: Work) -> RepairCopy:
    """Whichever event of a repair comes first makes the copy."""
    known = await work.repairs.find(event.repair_id)
    return known or RepairCopy(
        id=RepairId(event.repair_id), ticket_id=TicketId(event.ticket_id), customer_id=event.customer_id
    )
