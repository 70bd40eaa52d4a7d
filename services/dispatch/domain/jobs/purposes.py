"""What a job is for, and what follows from it: response and arrival clocks, card, visit fee, call-back."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from services.dispatch.domain.jobs.facts import Purpose
from shared.events.intake.decisions import ChargeDecided, VisitDecided, WarrantyDecided
from shared.events.intake.tickets import (
    BringInExpected,
    CallerJoined,
    FaultLevelChanged,
    RemoteSolutionFound,
    TicketAssessed,
    TicketCancelled,
    TicketClosed,
    TicketEvent,
)


@dataclass(frozen=True, kw_only=True)
class PurposeTerms:
    """What goes with a job of one purpose."""

    clause: str
    opened_by: str
    """The event that opens it."""
    has_response_clock: bool
    has_arrival_clocks: bool
    has_card: bool
    costs_visit_fee: bool
    gets_call_back: bool
    is_diagnosed: bool
    """Whether the technician looks for a fault before the work can end."""
    needs_visit_decision: bool


def _terms(clause: str, opened_by: str, said: str) -> PurposeTerms:
    """`said`: a row of the table below, a letter for yes and a dot for no."""
    response, arrival, card, fee, call_back, diagnosed, decided = (letter != "." for letter in said)
    return PurposeTerms(
        clause=clause,
        opened_by=opened_by,
        has_response_clock=response,
        has_arrival_clocks=arrival,
        has_card=card,
        costs_visit_fee=fee,
        gets_call_back=call_back,
        is_diagnosed=diagnosed,
        needs_visit_decision=decided,
    )


_P = Purpose
# R response clock, A arrival clocks, K card, F visit fee, C call-back, D diagnosis first, V visit is decided by intake
PURPOSES: Mapping[Purpose, PurposeTerms] = MappingProxyType(
    {
        _P.SERVICE:        _terms("5.1",  "TicketOpened",       "RAKFCDV"),
        _P.REDO:           _terms("5.12", "TicketReopened",     "RAK.CDV"),  # two trips for one fault: one fee
        _P.COLLECT_MONEY:  _terms("5.6",  "InvoiceIssued",      "......."),
        _P.PUT_BACK:       _terms("6.4",  "RepairReady",        "..K...."),  # the repair has its own call-back
        _P.DELIVER_LOANER: _terms("4.5",  "LoanApproved",       "......."),
        _P.RENEWAL:        _terms("5.13", "RenewalVisitAgreed", "......."),
    }
)  # fmt: skip


# The columns of the table below, from left to right: what intake may tell of a ticket.
TICKET_EVENTS: tuple[type[TicketEvent], ...] = (
    TicketAssessed, FaultLevelChanged, CallerJoined, VisitDecided, ChargeDecided, WarrantyDecided,
    RemoteSolutionFound, BringInExpected, TicketCancelled, TicketClosed,
)  # fmt: skip
# A assessed, L level, E earlier report, V visit, C free or paid, W parts, R solved remotely, B brought in, X cancelled,
# D closed: declined or over
HEARS: Mapping[Purpose, str] = MappingProxyType(
    {
        _P.SERVICE:        "ALEVCWRBXD",
        _P.REDO:           "AL.VCWRBXD",  # its clocks run from the moment the customer said that it is not solved
        _P.COLLECT_MONEY:  "..........",  # owed for what was done, whatever becomes of the ticket
        _P.PUT_BACK:       "..........",  # the customer's own item goes home
        _P.DELIVER_LOANER: "..........",  # the loan says whether it is wanted
        _P.RENEWAL:        "..........",
    }
)  # fmt: skip


def concerns(event: TicketEvent, purpose: Purpose) -> bool:
    """Whether what intake tells of a ticket changes a job of this purpose; an errand has an occasion of its own."""
    return HEARS[purpose][TICKET_EVENTS.index(type(event))] != "."


def terms_of(purpose: Purpose) -> PurposeTerms:
    """What goes with a job of this purpose."""
    return PURPOSES[purpose]
