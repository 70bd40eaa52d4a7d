"""Who is told of items, loaners and stock: back, ready, late, or running out (chapter 6, 4.5, 5.8)."""

from dataclasses import replace

from services.followup.domain.message import FailureReason, News, Occasion
from services.followup.use_cases.messages import active_with_role, superior_of, tell_staff
from services.followup.use_cases.telling import shown, tell_customer
from services.followup.work import Work
from shared.actor import Role
from shared.events.repairs.batches import FactoryPromiseMissed
from shared.events.repairs.items import PromiseMissed, RepairReady, RepairReturned
from shared.events.repairs.loans import LoanOverdue, LoanReminded
from shared.events.repairs.promises import HandoverMissed, PromiseAtRisk, UncollectedItemReminded
from shared.events.repairs.stock import StockLow


async def item_returned(event: RepairReturned, work: Work) -> None:
    """The item is back from the factory and being tested (6.4); another way to the factory is another message."""
    news = News(
        occasion=Occasion.ITEM_RETURNED,
        about=f"{event.repair_id}/{event.batch_id}",
        facts={"repair_id": str(event.repair_id)},
        occurred_at=event.returned_at,
        ticket_id=event.ticket_id,
    )
    await tell_customer(news, work)


async def item_ready(event: RepairReady, work: Work) -> None:
    """The item can be collected; one that goes home by a visit needs no such message.

    That it is being tested, where it is not told yet, is told no more.
    """
    if event.is_part_of_installation:
        return
    for message in await work.messages.waiting_about(event.ticket_id, Occasion.ITEM_RETURNED):
        if message.facts["repair_id"] == str(event.repair_id):
            overtaken, events = message.give_up(FailureReason.OVERTAKEN, now=work.now)
            work.messages.save(overtaken, events, origin=message.origin)
    news = News(
        occasion=Occasion.ITEM_READY,
        about=event.repair_id,
        facts={},
        occurred_at=event.ready_at,
        ticket_id=event.ticket_id,
    )
    await tell_customer(news, work)


async def promise_missed(event: PromiseMissed, work: Work) -> None:
    """A late repair is reported to the supervisor at once (5.8)."""
    news = News(
        occasion=Occasion.PROMISE_MISSED,
        about=f"{event.repair_id}/{event.missed_at.isoformat()}",
        facts={"due": shown(event.missed_at), "clause": event.clause},
        occurred_at=event.missed_at,
        ticket_id=event.ticket_id,
    )
    await tell_staff(news, (await superior_of(event.responsible_id, work),), work)


async def promise_at_risk(event: PromiseAtRisk, work: Work) -> None:
    """Whoever answers for the item and the supervisor look at it before it is late (5.8)."""
    news = News(
        occasion=Occasion.PROMISE_AT_RISK,
        about=f"{event.repair_id}/{event.ready_until.isoformat()}",
        facts={"due": shown(event.ready_until), "clause": event.clause},
        occurred_at=event.at_risk_at,
        ticket_id=event.ticket_id,
    )
    await tell_staff(news, (event.responsible_id, await superior_of(event.responsible_id, work)), work)


async def handover_missed(event: HandoverMissed, work: Work) -> None:
    """The technician still has an item that he brought back; his supervisor hears of it as well (5.7)."""
    news = News(
        occasion=Occasion.HANDOVER_MISSED,
        about=event.repair_id,
        facts={"technician_id": str(event.technician_id), "due": shown(event.missed_at), "clause": event.clause},
        occurred_at=event.missed_at,
        ticket_id=event.ticket_id,
    )
    await tell_staff(news, (event.technician_id, await superior_of(event.technician_id, work)), work)


async def factory_late(event: FactoryPromiseMissed, work: Work) -> None:
    """The warehouse asks the factory; the supervisor knows (6.3)."""
    warehouse = [person.id for person in await active_with_role(Role.WAREHOUSE, work)]
    news = News(
        occasion=Occasion.FACTORY_LATE,
        about=f"{event.repair_id}/{event.missed_at.isoformat()}",
        facts={"factory": event.factory, "due": shown(event.missed_at), "clause": event.clause},
        occurred_at=event.missed_at,
        ticket_id=event.ticket_id,
    )
    await tell_staff(news, (*warehouse, await superior_of(None, work)), work)


async def remind_customer(event: UncollectedItemReminded | LoanReminded, work: Work) -> None:
    """His item waits for him (6.4), or the loaner is due soon (4.5)."""
    if isinstance(event, LoanReminded):
        occasion, about, facts = Occasion.LOANER_DUE, str(event.loan_id), {"due": shown(event.due_until)}
    else:
        about, facts = f"{event.repair_id}/{event.reminder}", {"days": str(event.days_waiting)}
        occasion = Occasion.ITEM_UNCOLLECTED
    news = News(occasion=occasion, about=about, facts=facts, occurred_at=event.reminded_at, ticket_id=event.ticket_id)
    await tell_customer(news, work)


async def loaner_overdue(event: LoanOverdue, work: Work) -> None:
    """The customer is asked to bring the loaner back, and the supervisor knows that he has not (4.5)."""
    asked = News(
        occasion=Occasion.LOANER_LATE,
        about=event.loan_id,
        facts={"due": shown(event.overdue_at), "clause": event.clause},
        occurred_at=event.overdue_at,
        ticket_id=event.ticket_id,
    )
    await tell_customer(asked, work)
    await tell_staff(replace(asked, occasion=Occasion.LOANER_OVERDUE), (await superior_of(None, work),), work)


async def stock_low(event: StockLow, work: Work) -> None:
    """The warehouse orders; the supervisor hears of it where the directory knows nobody there."""
    warehouse = [person.id for person in await active_with_role(Role.WAREHOUSE, work)]
    news = News(
        occasion=Occasion.STOCK_LOW,
        about=f"{event.product_id}/{event.low_at.isoformat()}",
        facts={
            "product": event.product,
            "in_store": str(event.in_store),
            "least": str(event.least),
            "clause": event.clause,
        },
        occurred_at=event.low_at,
    )
    await tell_staff(news, warehouse or (await superior_of(None, work),), work)
