"""How tickets and verdicts look from outside."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.intake.domain.register.repeat import Repeat
from services.intake.domain.report import Caller, CallerRelation, LevelProposal
from services.intake.domain.service import Suggestion
from services.intake.domain.states import TicketState
from services.intake.domain.ticket import Ticket, Told
from services.intake.domain.verdicts.charge import VisitFeeWaiver
from services.intake.domain.verdicts.decisions import Decision, DecisionCause, DecisionSubject
from services.intake.domain.verdicts.facts import ServicePlace
from services.intake.routes.roles import MASK, sees_masked
from shared.actor import Actor, Role
from shared.events.dispatch.jobs import ResponseEnding
from shared.events.intake.decisions import ChargeCategory, ItemCharge, ItemVerdict
from shared.events.intake.tickets import FaultLevel, Region, TicketKind
from shared.web.answer import View


class CallerView(View):
    """Who reported it."""

    name: str | None
    phone: str | None
    relation: CallerRelation


class SuggestionView(View):
    """How the technician says it goes on."""

    job_id: UUID
    technician_id: UUID
    ending: ResponseEnding
    solution: str | None
    reached_at: datetime


class TicketView(View):
    """A ticket."""

    id: UUID
    number: str
    version: int
    state: TicketState
    kind: TicketKind
    level: FaultLevel | None
    place: ServicePlace
    customer_id: UUID
    site_id: UUID | None
    equipment_id: UUID | None
    further_equipment_ids: tuple[UUID, ...]
    product_model: str | None
    product_category: str | None
    symptom_code: str | None
    fault_began_on: date | None
    region: Region
    district: str | None
    division_code: str | None
    channel: str
    dialled_number: str | None
    origin: str
    external_reference: str | None
    caller: CallerView
    description: str
    reported_at: datetime
    recorded_at: datetime
    policy_revision: str
    judgement: str | None
    proposal: LevelProposal | None
    is_level_confirmed: bool
    suggestion: SuggestionView | None
    charge_category: ChargeCategory
    charge_clause: str
    visit_fee_waiver: VisitFeeWaiver | None
    told: tuple[Told, ...]
    repeat: Repeat | None
    open_jobs: tuple[UUID, ...]
    open_repairs: tuple[UUID, ...]
    is_item_awaited: bool
    unanswered_call_backs: tuple[UUID, ...]
    closure: int
    ended_at: datetime | None
    ending_reason: str | None


_OF_SERVICE = {"open_jobs", "open_repairs", "is_item_awaited", "unanswered_call_backs"}
_BUILT = {*_OF_SERVICE, "caller", "description", "suggestion"}
_PLAIN = tuple(name for name in TicketView.model_fields if name not in _BUILT)


def ticket_for(actor: Actor) -> Callable[[Ticket], TicketView]:
    """How tickets look to this caller: names, numbers and words are hidden from those who need them not."""
    masked = sees_masked(actor)

    def show(ticket: Ticket) -> TicketView:
        service = ticket.service
        return TicketView(
            **{name: getattr(ticket, name) for name in _PLAIN},
            caller=caller_view(ticket.caller, masked=masked),
            description=MASK if masked else ticket.description,
            suggestion=None if ticket.suggestion is None else _suggestion(ticket.suggestion),
            open_jobs=service.open_jobs,
            open_repairs=service.open_repairs,
            is_item_awaited=service.is_item_awaited,
            unanswered_call_backs=service.unanswered,
        )

    return show


class DecisionView(View):
    """A verdict with clause, policy revision, facts, and who decided."""

    id: UUID
    subject: DecisionSubject
    number: int
    category: ChargeCategory | None
    items: tuple[ItemVerdict, ...]
    charges: tuple[ItemCharge, ...]
    visit_fee_waiver: VisitFeeWaiver | None
    cause: DecisionCause
    clause: str
    because: str
    facts: dict[str, str]
    policy_revision: str
    decided_at: datetime
    decided_by_role: Role
    decided_by: str
    is_by_person: bool
    reason: str | None


def decision_for(actor: Actor) -> Callable[[Decision], DecisionView]:
    """How verdicts look to this caller; a person's own words are hidden like a customer's."""
    masked = sees_masked(actor)

    def show(decision: Decision) -> DecisionView:
        values: dict[str, Any] = {name: getattr(decision, name) for name in DecisionView.model_fields}
        if masked and decision.reason is not None:
            values["reason"] = MASK
        return DecisionView(**values)

    return show


def caller_view(caller: Caller, *, masked: bool) -> CallerView:
    """Who called, as this caller may see it."""
    name, phone = caller.name, caller.phone
    if masked:
        name, phone = (None if each is None else MASK for each in (name, phone))
    return CallerView(name=name, phone=phone, relation=caller.relation)


def _suggestion(suggestion: Suggestion) -> SuggestionView:
    return SuggestionView(**{name: getattr(suggestion, name) for name in SuggestionView.model_fields})
