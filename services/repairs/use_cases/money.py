"""What billing says about a repair: consent to its price, and whether it is paid (5.5, 6.5)."""

from dataclasses import replace
from uuid import UUID

from services.repairs.domain import bench
from services.repairs.domain.entries import ChargeOfRepair
from services.repairs.use_cases.access import repair_told
from services.repairs.use_cases.saving import save
from services.repairs.work import Work
from shared.events.billing.charges import ChargeRaised
from shared.events.billing.quotes import ConsentGiven


async def keep_consent(event: ConsentGiven, work: Work) -> None:
    """Chargeable work may be done."""
    if event.repair_id is None:
        return
    repair = await repair_told(event.repair_id, work)
    after = bench.consent(repair, event.quote_id, event.total, now=work.now)
    await save(repair, after, (), work)


async def lose_consent(repair_id: UUID | None, quote_id: UUID, work: Work) -> None:
    """The price was declined, or the consent counts no more."""
    if repair_id is None:
        return
    repair = await repair_told(repair_id, work)
    after = bench.lose_consent(repair, quote_id, now=work.now)
    if after != repair:
        await save(repair, after, (), work)


async def keep_charge(event: ChargeRaised, work: Work) -> None:
    """The repair is to be paid before the item goes out."""
    if event.repair_id is None:
        return
    repair = await repair_told(event.repair_id, work)
    owed = ChargeOfRepair(charge_id=event.charge_id, total=event.total, is_settled=not event.total)
    await save(repair, replace(repair, charge=owed), (), work)


async def settle_charge(repair_id: UUID | None, charge_id: UUID, work: Work) -> None:
    """Nothing is owed for the repair any more."""
    if repair_id is None:
        return
    repair = await repair_told(repair_id, work)
    if repair.charge is not None and repair.charge.charge_id == charge_id:
        await save(repair, replace(repair, charge=replace(repair.charge, is_settled=True)), (), work)
