"""What is forgotten of a customer, and what the law keeps all the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.intake.domain.policy import IntakePolicy
from services.intake.domain.refusals import ContactStillOpen, TicketsStillOpen
from services.intake.domain.register.contact import LoggedContact
from services.intake.domain.report import Caller, check_code
from services.intake.domain.states import WITHOUT_AN_OUTCOME
from services.intake.domain.ticket import Ticket
from services.intake.domain.verdicts.decisions import Decision
from services.intake.domain.verdicts.exclusion import Exclusion
from shared.calendar import add_months
from shared.events.intake.contact_log import ContactOutcome

MONTHS_IN_A_YEAR = 12


@dataclass(frozen=True, kw_only=True)
class InvoiceHold:
    """An issued invoice: a voucher of the accounts, which billing keeps with the name of the buyer on it."""

    id: UUID
    version: int = 0
    customer_id: UUID
    ticket_id: UUID | None
    invoice_number: str
    issued_on: date


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Something that stays in spite of an erasure, who keeps it, why and until when."""

    what: str
    invoice_id: UUID
    number: str
    kept_by: str
    clause: str
    kept_until: date
    """The last day, that day included."""


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """What an erasure has done so far."""

    id: UUID
    """The customer's."""
    version: int
    erased_at: datetime | None
    left: int
    """Tickets and contacts whose words are still to go; they go by themselves, a hundred at a time."""
    holds: tuple[Hold, ...]


def check_may_erase(ground: str, open_tickets: Sequence[str], policy: IntakePolicy) -> None:
    """Nobody is forgotten while somebody is on the way to him; raises TicketsStillOpen with their numbers."""
    rule = policy.erasure
    check_code(ground, rule.grounds, field="ground", clause=rule.clause)
    if open_tickets:
        numbers = ", ".join(sorted(open_tickets))
        raise TicketsStillOpen(f"end or cancel first: {numbers}", clause=rule.clause, facts={"tickets": numbers})


def check_may_erase_contact(ground: str, contact: LoggedContact, policy: IntakePolicy) -> None:
    """Nobody is forgotten while he waits for an answer, nor here alone while a ticket has his words.

    Raises ContactStillOpen.
    """
    rule = policy.erasure
    check_code(ground, rule.grounds, field="ground", clause=rule.clause)
    if contact.state in WITHOUT_AN_OUTCOME:
        raise ContactStillOpen(f"answer or end {contact.number} first", clause=rule.clause)
    if contact.outcome is ContactOutcome.TICKET_OPENED:
        raise ContactStillOpen(f"{contact.number} opened a ticket: erase its customer", clause=rule.clause)


def holds_of(invoices: Sequence[InvoiceHold], policy: IntakePolicy, *, today: date) -> tuple[Hold, ...]:
    """The invoices that must still be kept, oldest first; the last day of the term still counts."""
    rule = policy.erasure
    months = rule.invoice_kept_years * MONTHS_IN_A_YEAR
    found = (
        Hold(
            what="issued_invoice",
            invoice_id=invoice.id,
            number=invoice.invoice_number,
            kept_by="billing",
            clause=rule.invoice_clause,
            kept_until=add_months(invoice.issued_on, months),
        )
        for invoice in sorted(invoices, key=lambda invoice: (invoice.issued_on, invoice.invoice_number))
    )
    return tuple(hold for hold in found if hold.kept_until >= today)


def contact_without_words(contact: LoggedContact) -> LoggedContact:
    """An entry of the register as it stays: that somebody came, when, through which channel, and what became of it."""
    return replace(
        contact,
        caller=Caller(relation=contact.caller.relation),
        words="",
        answer=None,
        late_recording_reason=None,
    )


def without_reason(decision: Decision) -> Decision:
    """A verdict as it stays: clause, facts and who decided, without the words in which he gave his reason."""
    return replace(decision, reason=None)


def finding_without_reason(exclusion: Exclusion) -> Exclusion:
    """What was found stays, and by whom; not the words in which somebody decided about it."""
    return replace(exclusion, reason=None)


def without_words(ticket: Ticket) -> Ticket:
    """A ticket as it stays: what it was about in codes, not in anybody's words."""
    return replace(ticket, caller=Caller(relation=ticket.caller.relation), description="", late_recording_reason=None)
