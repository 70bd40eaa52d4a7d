"""Follow-up's things and what others tell it, as its tests need them."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import services.followup
from services.followup.domain.call import Call
from services.followup.domain.call_record import About, Purpose
from services.followup.domain.call_schedule import Identity, Owed, schedule_call
from services.followup.domain.contract import Contract, ContractId, ContractKind
from services.followup.domain.copies import PersonCopy
from services.followup.domain.policy import FollowupPolicy
from services.followup.domain.term import Term
from shared.calendar import parse_window
from shared.chinese_calendar import chinese_working_days
from shared.events.dispatch.jobs import JobCompleted
from shared.events.dispatch.staff import StaffRecorded
from shared.events.intake.complaints import ComplaintReceived, ComplaintSubject
from shared.events.intake.contacts import ContactRecorded, SiteAddress
from shared.events.intake.tickets import Region, TicketKind, TicketOpened
from shared.identifiers import new_id
from shared.money import Money
from shared.policy_file import load_policy

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday, 23 November 2026, 09:00 in Chongqing."""
POLICY = load_policy(Path(services.followup.__file__).parent / "policy.toml", FollowupPolicy).in_force(START)
OFFICE = chinese_working_days((parse_window("08:30", "18:00"),))


def call(purpose: Purpose = Purpose.CALL_BACK, since: datetime = START, **about: Any) -> Call:
    """A call that is owed."""
    identity = Identity(id=new_id(), number="HF20261123-0001", deadline_id=new_id())
    subject = About(customer_id=new_id(), ticket_id=new_id(), **about)
    owed, _ = schedule_call(identity, purpose, subject, Owed(since=since), policy=POLICY, origin="hotline")
    return owed


def contract(kind: ContractKind = ContractKind.MAINTENANCE, *terms: Term, **more: Any) -> Contract:
    """A draft; without terms one of twelve months from the first of March 2026."""
    given: dict[str, Any] = {
        "id": ContractId(new_id()),
        "number": "HT20261123-0001",
        "kind": kind,
        "customer_id": new_id(),
        "site_ids": (),
        "starts_on": date(2026, 3, 1),
        "terms": terms or (term(12),),
        "are_parts_included": False,
        "clause": "2.1.3",
        "policy_revision": "1.0",
        "drafted_by": "anna",
    }
    return Contract(**(given | more))


def term(months: int, price: str = "2400.00", points: int = 16) -> Term:
    """A term."""
    return Term(months=months, device_points=points, yearly_price=Money.of(price))


def person(role: str, superior: UUID | None = None, **more: Any) -> PersonCopy:
    """A member of staff."""
    return PersonCopy(id=more.pop("id", new_id()), name=role, role=role, superior_id=superior, **more)


def recorded(someone: PersonCopy, at: datetime = START) -> StaffRecorded:
    """What dispatch tells of a member of staff."""
    return StaffRecorded(
        person_id=someone.id,
        number="P-1",
        name=someone.name,
        phone=someone.phone,
        role=someone.role,
        superior_id=someone.superior_id,
        deputy_id=someone.deputy_id,
        is_active=someone.is_active,
        recorded_at=at,
    )


def ticket(**more: Any) -> TicketOpened:
    """A report that intake has accepted."""
    given: dict[str, Any] = {
        "ticket_id": new_id(),
        "number": "SH20261123-0001",
        "kind": TicketKind.FAULT,
        "customer_id": new_id(),
        "region": Region.MAIN_CITY,
        "channel": "hotline",
        "origin": "hotline",
        "policy_revision": "1.0",
        "reported_at": START,
        "recorded_at": START,
    }
    return TicketOpened(**(given | more))


def visit(ticket_id: UUID, **more: Any) -> JobCompleted:
    """A visit that is over."""
    given: dict[str, Any] = {
        "job_id": new_id(),
        "ticket_id": ticket_id,
        "technician_id": new_id(),
        "purpose": "service",
        "outcome": "fixed",
        "work": (),
        "parts": (),
        "cable_centimetres": 0,
        "camera_points": 0,
        "travel_cost": Money.ZERO,
        "minutes_on_site": 30,
        "has_item_in_repair": False,
        "completed_at": START,
    }
    return JobCompleted(**(given | more))


def customer(customer_id: UUID, *site_ids: UUID, phones: tuple[str, ...] = ("02368797190",)) -> ContactRecorded:
    """Whom to call."""
    sites = tuple(SiteAddress(site_id=site_id, address="某路 1 号") for site_id in site_ids)
    return ContactRecorded(customer_id=customer_id, name="嘉陵宾馆", phones=phones, sites=sites, recorded_at=START)


def complaint(**more: Any) -> ComplaintReceived:
    """A complaint that intake has recorded."""
    given: dict[str, Any] = {
        "complaint_id": new_id(),
        "number": "TS20261123-0001",
        "customer_id": new_id(),
        "about": ComplaintSubject.PERSON if more.get("person_id") else ComplaintSubject.MATTER,
        "is_urgent": False,
        "channel": "hotline",
        "origin": "hotline",
        "clause": "8.3",
        "policy_revision": "1.0",
        "reported_at": START,
        "recorded_at": START,
    }
    return ComplaintReceived(**(given | more))
