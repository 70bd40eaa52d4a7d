"""The same item, or the same site, had a fault not long ago: linked at once, and somebody must say why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.intake.domain.policy import IntakePolicy
from services.intake.domain.report import check_code
from shared.events.contract import Event
from shared.events.intake.tickets import RepeatFaultDetected, TicketKind
from shared.policy import business_day


class MatchedBy(StrEnum):
    """What both faults have in common."""

    SERIAL = "serial"
    EQUIPMENT = "equipment"
    SITE = "site"


@dataclass(frozen=True, kw_only=True)
class EarlierFault:
    """A fault that was served and ended."""

    ticket_id: UUID
    equipment_ids: tuple[UUID, ...]
    site_id: UUID | None
    ended_at: datetime
    technician_id: UUID | None
    """Who was responsible last, where anybody was."""
    is_paid: bool


@dataclass(frozen=True, kw_only=True)
class Affected:
    """What the new fault is about."""

    kind: TicketKind
    serials: tuple[tuple[UUID, str | None], ...]
    """The items by id, each with its serial number where it has one."""
    site_id: UUID | None
    reported_on: date


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """The link to the earlier fault, and the reason once it was given."""

    earlier_ticket_id: UUID
    earlier_technician_id: UUID | None
    matched_by: MatchedBy
    days_since: int
    is_earlier_work_paid: bool
    clause: str
    reason: str | None = None

    def explained(self, reason: str, policy: IntakePolicy) -> "Repeat":
        """Somebody says why it came again; raises CodeUnknown."""
        rule = policy.repeat_faults
        return replace(self, reason=check_code(reason, rule.reasons, field="reason", clause=rule.clause))

    def detected(self, ticket_id: UUID, *, now: datetime) -> Event:
        """What is announced of it."""
        return RepeatFaultDetected(
            ticket_id=ticket_id,
            earlier_ticket_id=self.earlier_ticket_id,
            earlier_technician_id=self.earlier_technician_id,
            matched_by=self.matched_by,
            days_since=self.days_since,
            is_earlier_work_paid=self.is_earlier_work_paid,
            clause=self.clause,
            detected_at=now,
        )


def repeat_of(affected: Affected, earlier: Sequence[EarlierFault], policy: IntakePolicy) -> Repeat | None:
    """The nearest earlier fault within the window, its last day included; the same item counts before the same site."""
    if affected.kind is not TicketKind.FAULT:
        return None
    rule = policy.repeat_faults
    found = [
        (matched_by is MatchedBy.SITE, days, fault, matched_by)
        for fault in earlier
        if (matched_by := _match(affected, fault)) is not None
        and 0 <= (days := (affected.reported_on - business_day(fault.ended_at)).days) <= rule.within_days
    ]
    if not found:
        return None
    _, days_since, fault, matched_by = min(found, key=lambda each: each[:2])
    return Repeat(
        earlier_ticket_id=fault.ticket_id,
        earlier_technician_id=fault.technician_id,
        matched_by=matched_by,
        days_since=days_since,
        is_earlier_work_paid=fault.is_paid,
        clause=rule.clause,
    )


def _match(affected: Affected, fault: EarlierFault) -> MatchedBy | None:
    for equipment_id, serial in affected.serials:
        if equipment_id in fault.equipment_ids:
            return MatchedBy.EQUIPMENT if serial is None else MatchedBy.SERIAL
    is_same_site = affected.site_id is not None and affected.site_id == fault.site_id
    return MatchedBy.SITE if is_same_site else None
