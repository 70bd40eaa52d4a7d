"""Who of us is told of money and invoices that are not where they should be (5.6, 7.3)."""

from services.followup.domain.call_record import Purpose
from services.followup.domain.message import News, Occasion
from services.followup.use_cases.messages import active_with_role, superior_of, tell_staff
from services.followup.use_cases.owing import BY_MAIL
from services.followup.use_cases.telling import shown
from services.followup.work import Work
from shared.actor import Role
from shared.events.billing.cash import CashLimitExceeded, RemittanceOverdue
from shared.events.billing.charges import ChargeOverdue
from shared.events.billing.invoices import InvoiceMailingOverdue


async def remittance_overdue(event: RemittanceOverdue, work: Work) -> None:
    """Finance and the supervisor hear of cash that was not handed in."""
    news = News(
        occasion=Occasion.REMITTANCE_OVERDUE,
        about=f"{event.person_id}/{event.overdue_at.isoformat()}",
        facts={
            "technician_id": str(event.person_id),
            "amount": str(event.amount),
            "clause": event.clause,
            "due": shown(event.overdue_at),
        },
        occurred_at=event.overdue_at,
    )
    finance = [person.id for person in await active_with_role(Role.FINANCE, work)]
    await tell_staff(news, (await superior_of(event.person_id, work), *finance), work)


async def cash_limit_exceeded(event: CashLimitExceeded, work: Work) -> None:
    """Whoever carries too much cash is warned, and his superior knows."""
    news = News(
        occasion=Occasion.CASH_LIMIT_EXCEEDED,
        about=f"{event.person_id}/{event.exceeded_at.isoformat()}",
        facts={
            "technician_id": str(event.person_id),
            "amount": str(event.in_hands),
            "limit": str(event.limit),
            "clause": event.clause,
        },
        occurred_at=event.exceeded_at,
    )
    await tell_staff(news, (event.person_id, await superior_of(event.person_id, work)), work)


async def invoice_overdue(event: InvoiceMailingOverdue, work: Work) -> None:
    """Whose task it is mails it, else all specialists hear of it; the supervisor sees to one that goes by hand."""
    owed = await work.calls.owed_to(event.customer_id, Purpose.INVOICE_TO_MAIL)
    named = [call.assigned_to for call in owed if call.about.invoice_id == event.invoice_id and call.assigned_to]
    specialists = [person.id for person in await active_with_role(Role.SPECIALIST, work)]
    mailers = (named or specialists) if event.delivery == BY_MAIL else []
    news = News(
        occasion=Occasion.INVOICE_OVERDUE,
        about=event.invoice_id,
        facts={"invoice": event.invoice_number or "", "due": shown(event.overdue_at), "clause": event.clause},
        occurred_at=event.overdue_at,
        ticket_id=event.ticket_id,
    )
    await tell_staff(news, mailers or (await superior_of(None, work),), work)


async def charge_overdue(event: ChargeOverdue, work: Work) -> None:
    """The superior of who did the work hears that it is not paid."""
    news = News(
        occasion=Occasion.CHARGE_OVERDUE,
        about=f"{event.charge_id}/{event.reminder}",
        facts={
            "number": event.number,
            "days": str(event.days_late),
            "amount": str(event.outstanding),
            "clause": event.clause,
        },
        occurred_at=event.overdue_at,
        ticket_id=event.ticket_id,
    )
    await tell_staff(news, (await superior_of(event.technician_id, work),), work)
