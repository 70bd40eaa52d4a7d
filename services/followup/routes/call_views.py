"""What we show of calls."""

from datetime import datetime
from uuid import UUID

from services.followup.domain.call import Call
from services.followup.domain.call_record import Answer, Attempt, CareAnswer, Purpose, Review
from services.followup.domain.states import CallState
from services.followup.use_cases.calls import CallSheet
from shared.money import Money
from shared.web.answer import View

_ABOUT = (
    *("customer_id", "site_id", "job_id", "repair_id", "technician_id", "contract_id"),
    *("charge_id", "invoice_id", "closure", "amount"),
)


class CallView(View):
    """A call."""

    id: UUID
    number: str
    version: int
    state: CallState
    purpose: Purpose
    ticket_id: UUID | None
    customer_id: UUID
    site_id: UUID | None
    job_id: UUID | None
    repair_id: UUID | None
    technician_id: UUID | None
    contract_id: UUID | None
    charge_id: UUID | None
    invoice_id: UUID | None
    closure: int | None
    amount: Money | None
    clause: str
    policy_revision: str
    owed_since: datetime
    call_until: datetime
    is_missed: bool
    assigned_to: UUID | None
    taken_by: str | None
    taken_until: datetime | None
    not_before: datetime | None
    attempts: tuple[Attempt, ...]
    answer: Answer | None
    care_answer: CareAnswer | None
    review: Review
    ended_at: datetime | None

    @classmethod
    def of(cls, call: Call) -> "CallView":
        """What we show of a call."""
        about = {name: getattr(call.about, name) for name in _ABOUT}
        return cls(**about, **{name: getattr(call, name) for name in cls.model_fields if name not in about})


class CallSheetView(View):
    """What the caller has in front of him; null: not known, or erased."""

    call_id: UUID
    purpose: Purpose
    call_until: datetime
    ticket_number: str | None
    category: str | None
    """Free or paid, as decided last."""
    category_clause: str | None
    card_number: str | None
    amount: Money | None
    """What it costs, or what is to be paid or renewed for."""
    is_item_in_repair: bool
    customer_name: str | None
    phones: tuple[str, ...]
    """In the order in which they are tried."""
    symptom: str | None
    """In the words of the report."""
    reporter_name: str | None
    reporter_phone: str | None
    technician_name: str | None

    @classmethod
    def of(cls, sheet: CallSheet) -> "CallSheetView":
        """What we show of a call sheet."""
        ticket, customer, words = sheet.ticket, sheet.customer, sheet.words
        service, technician = sheet.service, sheet.technician
        return cls(
            call_id=sheet.call.id,
            purpose=sheet.call.purpose,
            call_until=sheet.call.call_until,
            ticket_number=ticket.number if ticket else None,
            category=ticket.category if ticket else None,
            category_clause=ticket.category_clause if ticket else None,
            card_number=service.card_number if service else None,
            amount=sheet.call.about.amount or (service.amount if service else None),
            is_item_in_repair=bool(ticket.items_away) if ticket else False,
            customer_name=customer.name if customer else None,
            phones=customer.phones if customer else (),
            symptom=words.symptom if words else None,
            reporter_name=words.reporter_name if words else None,
            reporter_phone=words.reporter_phone if words else None,
            technician_name=technician.name if technician else None,
        )
