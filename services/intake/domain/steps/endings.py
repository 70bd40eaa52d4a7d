"""How a ticket ends without a solution, and how it begins again."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from services.intake.domain.policy import IntakePolicy
from services.intake.domain.refusals import DeclinedWithoutGround, NothingToDecline
from services.intake.domain.report import check_code
from services.intake.domain.states import TICKET_LIFE, TicketAction
from services.intake.domain.ticket import Ticket
from shared.events.contract import Event
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import Region, TicketCancelled, TicketClosed, TicketKind, TicketReopened


class Stage(StrEnum):
    """How far a ticket had come when it was cancelled."""

    BEFORE_VISIT = "before_visit"
    VISIT_TAKEN_PLACE = "visit_taken_place"
    WORK_DONE = "work_done"
    ITEM_AWAITED = "item_awaited"
    ITEM_IN_REPAIR = "item_in_repair"


@dataclass(frozen=True, kw_only=True)
class Debt:
    """What is owed for work done when a ticket is cancelled; billing knows the amounts."""

    stage: Stage
    owed: tuple[str, ...]
    """`visit_fee`, `travel` or `agreed_work`: what the customer had consented to."""
    clause: str


def debt_of(ticket: Ticket) -> Debt:
    """What was told and took place is owed, and nothing else (readings of 3.3, 3.6 and 5.5)."""
    service = ticket.service
    stage = _stage(ticket)
    owed: dict[str, str] = {}
    has_visit_fee = ticket.charge_category is ChargeCategory.PAID and ticket.kind is not TicketKind.CAMERA_MOVE
    if service.visited and service.was_told_visit_fee and has_visit_fee and ticket.visit_fee_waiver is None:
        owed["visit_fee"] = ticket.charge_clause
    if service.visited and service.was_told_travel_rule and ticket.region is not Region.MAIN_CITY:
        owed["travel"] = "3.6"
    if stage in {Stage.WORK_DONE, Stage.ITEM_IN_REPAIR}:
        owed["agreed_work"] = "5.5"
    return Debt(stage=stage, owed=tuple(owed), clause=next(iter(owed.values()), "5.5"))


def _stage(ticket: Ticket) -> Stage:
    service = ticket.service
    if service.open_repairs:
        return Stage.ITEM_IN_REPAIR
    if service.worked:
        return Stage.WORK_DONE
    if service.visited:
        return Stage.VISIT_TAKEN_PLACE
    return Stage.ITEM_AWAITED if service.is_item_awaited else Stage.BEFORE_VISIT


def cancel(ticket: Ticket, reason: str, *, now: datetime, policy: IntakePolicy) -> tuple[Ticket, list[Event]]:
    """It ends without a solution; what is owed for work done is told."""
    rule = policy.endings
    check_code(reason, rule.cancellation_reasons, field="reason", clause=rule.clause)
    state = TICKET_LIFE.after(ticket.state, TicketAction.CANCEL)
    debt = debt_of(ticket)
    cancelled = TicketCancelled(
        ticket_id=ticket.id,
        reason=reason,
        is_work_done_owed=bool(debt.owed),
        stage=debt.stage,
        owed=debt.owed,
        clause=debt.clause,
        cancelled_at=now,
    )
    return replace(ticket, state=state, ended_at=now, ending_reason=reason), [cancelled]


def decline(ticket: Ticket, code: str, *, now: datetime, policy: IntakePolicy) -> tuple[Ticket, list[Event]]:
    """The company does not serve this; the customer is told why, with the clause."""
    rule = policy.declines
    check_code(code, [each.code for each in rule.reasons], field="reason", clause=rule.clause)
    reason = rule.named(code)
    clause = rule.clause if reason is None else reason.clause
    state = TICKET_LIFE.after(ticket.state, TicketAction.DECLINE)
    if ticket.charge_category is ChargeCategory.FREE:
        raise NothingToDecline(f"it is free by {ticket.charge_clause}", clause=ticket.charge_clause)
    if not _is_so(ticket, code):
        raise DeclinedWithoutGround(f"it is not so that it is {code}", clause=clause, field="reason")
    closure = ticket.closure + 1
    closed = TicketClosed(
        ticket_id=ticket.id, closure=closure, reason="declined", decline_reason=code, clause=clause, closed_at=now
    )
    return replace(ticket, state=state, closure=closure, ended_at=now, ending_reason=code), [closed]


def _is_so(ticket: Ticket, code: str) -> bool:
    """What we sold or installed is ours to serve, and a place in the service area is inside it."""
    if code == "not_sold_by_us":
        return ticket.charge_category in {ChargeCategory.DECLINED, ChargeCategory.UNDETERMINED}
    if code == "outside_service_area":
        return ticket.region in {Region.OUTSIDE, Region.UNDETERMINED}
    return True


def reopen(ticket: Ticket, reason: str, *, now: datetime, policy: IntakePolicy) -> tuple[Ticket, list[Event]]:
    """The same fault is there again: assessed again, a new job, no second visit fee, history kept."""
    rule = policy.endings
    check_code(reason, rule.reopening_reasons, field="reason", clause=rule.clause)
    state = TICKET_LIFE.after(ticket.state, TicketAction.REOPEN)
    reopened = TicketReopened(
        ticket_id=ticket.id,
        closure=ticket.closure,
        level=ticket.level,
        is_visit_fee_waived=bool(ticket.service.visited),
        reason=reason,
        clause=rule.clause,
        reopened_at=now,
    )
    again = replace(
        ticket, state=state, service=ticket.service.again(), suggestion=None, ended_at=None, ending_reason=None
    )
    return again, [reopened]
