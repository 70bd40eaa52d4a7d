"""Who is told of items and loaners that are late, may be late, or wait for their customer (chapter 6, 4.5, 5.8)."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from services.followup.domain.message import News, Occasion, Recipient
from services.followup.use_cases.messages import active_with_role, superior_of, tell
from services.followup.use_cases.telling import shown, tell_customer
from services.followup.work import Work
from shared.actor import Role
from shared.events.repairs.batches import FactoryPromiseMissed
from shared.events.repairs.loans import LoanOverdue, LoanReminded
from shared.events.repairs.promises import HandoverMissed, PromiseAtRisk, UncollectedItemReminded


async def promise_at_risk(event: PromiseAtRisk, work: Work) -> None:
    """Whoever answers for the item and the supervisor look at it before it is late (5.8)."""
    news = News(
        occasion=Occasion.PROMISE_AT_RISK,
        about=f"{event.repair_id}/{event.ready_until.isoformat()}",
        facts={"due": shown(event.ready_until), "clause": event.clause},
        occurred_at=event.at_risk_at,
        ticket_id=event.ticket_id,
    )
    await _tell_staff(news, (event.responsible_id, await superior_of(event.responsible_id, work)), work)


async def item_late(event: HandoverMissed | FactoryPromiseMissed, work: Work) -> None:
    """An item is not where it should be by now."""
    if isinstance(event, HandoverMissed):
        await _handover_missed(event, work)
    else:
        await _factory_late(event, work)


async def _handover_missed(event: HandoverMissed, work: Work) -> None:
    """The technician still has an item that he brought back; his supervisor hears of it as well (5.7)."""
    news = News(
        occasion=Occasion.HANDOVER_MISSED,
        about=event.repair_id,
        facts={"technician_id": str(event.technician_id), "due": shown(event.missed_at), "clause": event.clause},
        occurred_at=event.missed_at,
        ticket_id=event.ticket_id,
    )
    await _tell_staff(news, (event.technician_id, await superior_of(event.technician_id, work)), work)


async def _factory_late(event: FactoryPromiseMissed, work: Work) -> None:
    """The warehouse asks the factory; the supervisor knows (6.3)."""
    warehouse = [person.id for person in await active_with_role(Role.WAREHOUSE, work)]
    news = News(
        occasion=Occasion.FACTORY_LATE,
        about=f"{event.repair_id}/{event.missed_at.isoformat()}",
        facts={"factory": event.factory, "due": shown(event.missed_at), "clause": event.clause},
        occurred_at=event.missed_at,
        ticket_id=event.ticket_id,
    )
    await _tell_staff(news, (*warehouse, await superior_of(None, work)), work)


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
    await _tell_staff(replace(asked, occasion=Occasion.LOANER_OVERDUE), (await superior_of(None, work),), work)


async def _tell_staff(news: News, to: Iterable[UUID | None], work: Work) -> None:
    """Everybody once; nobody is told while nobody is known."""
    assert news.ticket_id is not None
    ticket = await work.tickets.find(news.ticket_id)
    told = replace(news, facts={"number": "" if ticket is None else ticket.number, **news.facts})
    for person_id in dict.fromkeys(to):
        if person_id is not None:
            await tell(told, Recipient(person_id=person_id), work)
