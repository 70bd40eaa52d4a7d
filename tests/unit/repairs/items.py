"""A policy, a ticket and items to try the rules of repairs with; times count from the report."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import services.repairs
from services.repairs.domain import desk
from services.repairs.domain.copies import TicketCopy, TicketId, WarrantyCopy
from services.repairs.domain.entries import BenchFinding
from services.repairs.domain.policy import RepairsPolicy
from services.repairs.domain.promises.promise import Way
from services.repairs.domain.repair import Repair
from shared.actor import Actor, Role
from shared.chinese_calendar import chinese_working_days
from shared.events.dispatch.jobs import ItemBroughtBack
from shared.events.intake.decisions import Coverage, CoverageVerdict, ItemVerdict
from shared.identifiers import new_id
from shared.policy_file import load_policy

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday, 23 November 2026, 09:00 in Chongqing: the report, and what happens unless told otherwise."""
POLICY = load_policy(Path(services.repairs.__file__).parent / "policy.toml", RepairsPolicy).in_force(AT)
WORKING_DAYS = chinese_working_days((POLICY.working_days.window,))
SPECIALIST = Actor(Role.SPECIALIST, str(new_id()))
SUPERVISOR = Actor(Role.SUPERVISOR, str(new_id()))
MANAGER = Actor(Role.MANAGER, str(new_id()))
DIRECTOR = Actor(Role.LOGISTICS_DIRECTOR, str(new_id()))
TECHNICIAN = new_id()


def days(number: float) -> datetime:
    """So many days after the report."""
    return AT + timedelta(days=number)


def verdict(parts: CoverageVerdict = CoverageVerdict.COVERED, number: int = 1, **standard: date | None) -> WarrantyCopy:
    """A warranty decision about everything on the ticket."""
    judged = Coverage(verdict=parts, clause="4.1")
    item = ItemVerdict(parts=judged, labour=judged, travel=judged, **standard)  # type: ignore[arg-type]
    return WarrantyCopy(decision_number=number, items=(item,), policy_revision="1.0")


def a_ticket(**changes: Any) -> TicketCopy:
    """An open ticket about a camera, in warranty unless told otherwise."""
    ticket = TicketCopy(
        id=TicketId(new_id()),
        number="SH20261123-0001",
        customer_id=new_id(),
        equipment_id=None,
        product_model="DS-2CD3T45",
        product_category="camera",
        serial="SN-1",
        is_part_of_installation=False,
        origin="hotline",
        reported_at=AT,
        warranty=verdict(),
    )
    return replace(ticket, **changes)


def around(now: datetime = AT, actor: Actor = SPECIALIST, policy: RepairsPolicy = POLICY) -> desk.Surroundings:
    """What the desk needs to decide."""
    return desk.Surroundings(
        now=now,
        actor=actor,
        policy=policy,
        working_days=WORKING_DAYS,
        deadline_id=new_id(),
        other_deadline_id=new_id(),
    )


def brought_in(ticket: TicketCopy | None = None, **said: Any) -> Repair:
    """An item that the customer has brought to the desk."""
    item: dict[str, Any] = {
        "equipment_id": None,
        "product_model": None,
        "product_category": None,
        "serial": None,
        "accessories": (),
        "condition": None,
        "photos": (),
        "holds_data": False,
        "data": None,
        "responsible_id": UUID(SPECIALIST.subject),
    }
    given = desk.BroughtIn(**(item | said))
    return desk.take_in(new_id(), "FX20261123-0001", given, ticket or a_ticket(), POLICY, now=AT)


def brought_back(ticket: TicketCopy | None = None, *, is_mounted: bool = False) -> Repair:
    """An item that a technician has taken along."""
    ticket = ticket or a_ticket()
    told = ItemBroughtBack(
        job_id=new_id(),
        ticket_id=ticket.id,
        item_id=new_id(),
        slip_number="SL20261123-0001",
        technician_id=TECHNICIAN,
        product_model="DS-2CD3T45",
        serial="SN-1",
        fault="no_picture",
        is_part_of_installation=is_mounted,
        clause="5.7",
        brought_back_at=AT,
    )
    return desk.bring_back("FX20261123-0001", told, ticket, around())


def confirmed(ticket: TicketCopy | None = None, way: Way = Way.OWN_BENCH, **said: Any) -> Repair:
    """An item at the desk whose fault is confirmed."""
    result = desk.Tested(finding=BenchFinding.CONFIRMED, fault="no_power", way=way, ready_until=None)
    after, _ = desk.record_test(brought_in(ticket, **said), result, "WX20261123-0001", around())
    return after
