"""What makes a report count: a published channel, a true time, a level where the kind has one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from services.intake.domain.on_file.phones import phone_number, search_key
from services.intake.domain.policy import IntakePolicy
from services.intake.domain.refusals import (
    BackDatingNeedsSupervisor,
    ChannelNotPublished,
    CodeUnknown,
    FaultInTheFuture,
    LevelMissing,
    LevelNotUsed,
    LevelReasonMissing,
    OriginNotYours,
    ReasonForBackDatingMissing,
    RelayedRequestNotAccepted,
    ReportInTheFuture,
)
from shared.actor import Actor, Role
from shared.events.intake.tickets import FaultLevel, TicketKind

HAS_A_LEVEL = frozenset({TicketKind.FAULT, TicketKind.QUESTION})
"""Kinds of tickets that are ranked by 5.16."""
MAY_DATE_BACK_FURTHER = frozenset({Role.SUPERVISOR, Role.MANAGER})
PARTNER_ORIGIN = "partner:"
DEFAULT_ORIGIN = "hotline"


class CallerRelation(StrEnum):
    """What the caller is to the customer; a guard or tenant at the site may report."""

    CUSTOMER = "customer"
    EMPLOYEE = "employee"
    TENANT = "tenant"
    GUARD = "guard"
    OTHER = "other"
    RELAYED = "relayed"
    """Somebody who passes on what a third one wants: not accepted (3.7)."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who reported it; personal."""

    name: str | None = None
    phone: str | None = None
    relation: CallerRelation = CallerRelation.CUSTOMER


def in_one_form(caller: Caller, policy: IntakePolicy) -> Caller:
    """With his number as every other is stored; without one where it is unknown or withheld. Raises PhoneNotValid."""
    if caller.phone is None:
        return caller
    return replace(caller, phone=phone_number(caller.phone, policy.phones, field="caller.phone"))


def check_channel(channel: str, dialled: str | None, relation: CallerRelation, policy: IntakePolicy) -> None:
    """Requests count only through what was published, and not through other people (3.7)."""
    if relation is CallerRelation.RELAYED:
        raise RelayedRequestNotAccepted(
            "please have the customer call himself, through a published channel; write the call down in the register",
            clause=policy.channels.clause,
            facts={"published": policy.channels.told},
        )
    if not is_published(channel, dialled, policy):
        raise ChannelNotPublished(
            f"{dialled or channel} is not published",
            clause=policy.channels.clause,
            field="channel",
            facts={"published": policy.channels.told},
        )


def is_published(channel: str, dialled: str | None, policy: IntakePolicy) -> bool:
    """Whether it came through a published channel, to a published number where one was dialled, however it is typed."""
    published = policy.channels.named(channel)
    if published is None or not published.numbers or dialled is None or dialled in published.numbers:
        return published is not None
    return search_key(dialled, policy.phones) in {search_key(number, policy.phones) for number in published.numbers}


def check_report_time(
    reported_at: datetime, reason: str | None, *, now: datetime, actor: Actor, policy: IntakePolicy
) -> datetime:
    """When it counts as reported; a report that is recorded late needs a reason, one from long ago the supervisor."""
    rule = policy.reports
    if reported_at > now + timedelta(seconds=rule.clock_difference_seconds):
        raise ReportInTheFuture(f"{reported_at:%Y-%m-%dT%H:%MZ} has not come yet", field="reported_at")
    late = now - reported_at
    if late > timedelta(minutes=rule.back_dating_without_reason_minutes) and not (reason or "").strip():
        raise ReasonForBackDatingMissing(
            f"recorded {_hours(late)} h after the report: say why", clause=rule.clause, field="late_recording_reason"
        )
    limit = timedelta(hours=rule.back_dating_without_supervisor_hours)
    if late > limit and actor.role not in MAY_DATE_BACK_FURTHER:
        raise BackDatingNeedsSupervisor(
            f"more than {rule.back_dating_without_supervisor_hours} h back is entered by the supervisor",
            clause=rule.clause,
            field="reported_at",
        )
    return min(reported_at, now)


def check_fault_date(fault_began_on: date | None, *, reported_on: date) -> None:
    """A fault that is reported has begun."""
    if fault_began_on is not None and fault_began_on > reported_on:
        raise FaultInTheFuture(f"{fault_began_on} is after the report", clause="2", field="fault_began_on")


@dataclass(frozen=True, kw_only=True)
class LevelProposal:
    """What the symptom catalogue proposes, and by which row."""

    level: FaultLevel
    symptom_code: str
    product_category: str | None
    hits: str
    """`whole_system`, `part`, `accessory` or `nothing`."""
    clause: str


@dataclass(frozen=True, kw_only=True)
class LevelGiven:
    """The level with which a ticket opens: a person's, or the proposal while nobody has confirmed it."""

    level: FaultLevel | None
    proposal: LevelProposal | None
    is_confirmed: bool


def propose_level(symptom_code: str | None, category: str | None, policy: IntakePolicy) -> LevelProposal | None:
    """What the catalogue says of this symptom on this equipment; None where it does not know the symptom."""
    row = None if symptom_code is None else policy.symptoms.named(symptom_code, category)
    if row is None:
        return None
    return LevelProposal(
        level=FaultLevel(row.level),
        symptom_code=row.code,
        product_category=category,
        hits=row.hits,
        clause=policy.symptoms.clause,
    )


def level_for(
    kind: TicketKind, level: FaultLevel | None, reason: str | None, proposal: LevelProposal | None, policy: IntakePolicy
) -> LevelGiven:
    """The level by 5.16: a person's, who says why where he differs from the catalogue, else the one proposed."""
    rule = policy.levels
    if kind not in HAS_A_LEVEL:
        if level is not None:
            raise LevelNotUsed(f"a {kind} has no level", clause=rule.clause, field="level")
        return LevelGiven(level=None, proposal=None, is_confirmed=True)
    if level is None and proposal is not None:
        return LevelGiven(level=proposal.level, proposal=proposal, is_confirmed=False)
    if level is None and kind is TicketKind.QUESTION:
        level = FaultLevel(rule.of_a_question)
    if level is None:
        raise LevelMissing("a fault needs a level from 1 to 4", clause=rule.clause, field="level")
    if reason is not None:
        check_code(reason, rule.change_reasons, field="level_reason", clause=rule.clause)
    elif proposal is not None and proposal.level is not level and kind is TicketKind.FAULT:
        because = f"the catalogue proposes {proposal.level}: say why"
        raise LevelReasonMissing(because, clause=rule.clause, field="level_reason")
    return LevelGiven(level=level, proposal=proposal, is_confirmed=True)


def origin_for(origin: str | None, actor: Actor) -> str:
    """Whose reference it is: a partner's own always; staff may name another source but no partner."""
    if actor.role is Role.PARTNER:
        own = PARTNER_ORIGIN + actor.subject
        if origin not in (None, own):
            raise OriginNotYours(f"references of {origin} are not yours", field="origin")
        return own
    if origin is not None and origin.startswith(PARTNER_ORIGIN):
        raise OriginNotYours("only the partner himself speaks for him", field="origin")
    return origin or DEFAULT_ORIGIN


def check_code(code: str, allowed: Iterable[str], *, field: str, clause: str) -> str:
    """A code that the policy lists."""
    known = tuple(allowed)
    if code not in known:
        raise CodeUnknown(f"{code} is not one of {', '.join(known)}", field=field, clause=clause)
    return code


def _hours(late: timedelta) -> str:
    return f"{late / timedelta(hours=1):.1f}"
