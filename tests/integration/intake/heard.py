"""What the other services announce about a ticket, as intake hears it."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from shared.events.billing.charges import ChargeRaised
from shared.events.dispatch.jobs import (
    AppointmentAgreed,
    ExclusionFound,
    JobCompleted,
    JobOpened,
    PartUsed,
    TechnicianArrived,
    WorkDone,
)
from shared.events.followup.calls import CallBackCompleted
from shared.events.followup.contracts import ContractSigned, ContractTerminated, ContractTookEffect
from shared.events.repairs.bench import ExclusionFound as FoundAtBench
from shared.events.repairs.endings import GoodsReturned, ItemExchanged, RepairEnded
from shared.events.repairs.items import RepairCollected, RepairRegistered
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.running_service import START

TECHNICIAN = new_id()
EVIDENCE = ("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",)
RepairIsOver = RepairCollected | ItemExchanged | GoodsReturned | RepairEnded


def ticket_id(ticket: Any) -> UUID:
    """The id as events carry it."""
    return UUID(ticket["id"])


def opened(ticket: Any, job_id: UUID) -> JobOpened:
    """Somebody has to go."""
    return JobOpened(
        job_id=job_id, ticket_id=ticket_id(ticket), number="PG20261123-0001", purpose="service", opened_at=START
    )


def agreed(ticket: Any, job_id: UUID) -> AppointmentAgreed:
    """A visit, with its costs told."""
    return AppointmentAgreed(
        job_id=job_id,
        ticket_id=ticket_id(ticket),
        window_from=START + timedelta(hours=2),
        window_until=START + timedelta(hours=3),
        is_at_customers_wish=False,
        was_told_visit_fee=True,
        was_told_travel_rule=True,
        agreed_at=START,
    )


def arrived(ticket: Any, job_id: UUID) -> TechnicianArrived:
    """The technician is there."""
    return TechnicianArrived(
        job_id=job_id, ticket_id=ticket_id(ticket), technician_id=TECHNICIAN, arrived_at=START + timedelta(hours=2)
    )


def completed(ticket: Any, job_id: UUID, outcome: str = "fixed", *, at: datetime = START) -> JobCompleted:
    """The work at the site is over; what was fixed took a part."""
    is_fixed = outcome == "fixed"
    return JobCompleted(
        job_id=job_id,
        ticket_id=ticket_id(ticket),
        technician_id=TECHNICIAN,
        purpose="service",
        outcome=outcome,
        work=(WorkDone(work="replace", outcome="done"),) if is_fixed else (),
        parts=(PartUsed(part="hard_disk", quantity=1),) if is_fixed else (),
        cable_centimetres=0,
        camera_points=0,
        travel_cost=Money.ZERO,
        minutes_on_site=40,
        has_item_in_repair=False,
        completed_at=at,
    )


def excluded(ticket: Any, *, equipment_id: str | None, clause: str = "4.6.2", disputed: bool = False) -> ExclusionFound:
    """The technician has opened it and seen what ends the cover."""
    return ExclusionFound(
        job_id=new_id(),
        ticket_id=ticket_id(ticket),
        exclusion=clause,
        equipment_id=None if equipment_id is None else UUID(equipment_id),
        technician_id=TECHNICIAN,
        evidence_sha256=EVIDENCE,
        is_disputed=disputed,
        clause=clause,
        found_at=START,
    )


def excluded_at_bench(ticket: Any, clause: str = "4.6.1") -> FoundAtBench:
    """The test bench has seen what ends the cover."""
    return FoundAtBench(
        repair_id=new_id(),
        ticket_id=ticket_id(ticket),
        customer_id=UUID(ticket["customer_id"]),
        exclusion=clause,
        equipment_id=UUID(ticket["equipment_id"]),
        product_model="DS-2CD2043",
        evidence_sha256=EVIDENCE,
        found_by="w",
        clause=clause,
        found_at=START,
    )


def registered(ticket: Any, repair_id: UUID) -> RepairRegistered:
    """The customer has brought an item."""
    return RepairRegistered(
        repair_id=repair_id,
        ticket_id=ticket_id(ticket),
        customer_id=UUID(ticket["customer_id"]),
        number="FX-1",
        receipt_number="WX-1",
        product_model="DS-2CD2043",
        fee_terms="free",
        is_part_of_installation=False,
        responsible_id=TECHNICIAN,
        clause="6.2",
        registered_at=START,
    )


def endings(ticket: Any, repair_id: UUID) -> dict[str, RepairIsOver]:
    """Every way in which a repair ends."""
    of_repair: dict[str, Any] = {
        "repair_id": repair_id,
        "ticket_id": ticket_id(ticket),
        "customer_id": UUID(ticket["customer_id"]),
        "clause": "6.4",
    }
    at = START + timedelta(days=3)
    return {
        "collected": RepairCollected(**of_repair, checked_by="receipt", collected_at=at),
        "exchanged": ItemExchanged(
            **of_repair,
            new_serial="SN2",
            product_model="DS-2CD2043",
            ground="in_warranty",
            cover_rule="anew",
            cover_from=at.date(),
            handed_over_by="collection",
            exchanged_at=at,
        ),
        "returned": GoodsReturned(**of_repair, product_model="DS-2CD2043", ground="within_standard", returned_at=at),
        "scrapped": RepairEnded(**of_repair, way="scrapped", ended_at=at),
    }


def answered(
    ticket: Any, *, solved: bool, job_id: UUID | None = None, repair_id: UUID | None = None
) -> CallBackCompleted:
    """The customer has said how it is."""
    return CallBackCompleted(
        call_id=new_id(),
        purpose="call_back",
        customer_id=UUID(ticket["customer_id"]),
        ticket_id=ticket_id(ticket),
        is_solved=solved,
        is_conduct_named=False,
        clause="5.12",
        completed_at=START + timedelta(hours=30),
        job_id=job_id,
        repair_id=repair_id,
    )


def charged(ticket: Any, total: str = "180.00") -> ChargeRaised:
    """The customer owes money for a ticket."""
    return ChargeRaised(
        charge_id=new_id(),
        ticket_id=ticket_id(ticket),
        job_id=new_id(),
        number="YS-1",
        customer_id=UUID(ticket["customer_id"]),
        total=Money.of(total),
        pay_until=START,
        raised_at=START,
    )


_CONTRACT: dict[str, Any] = {
    "number": "WB-1",
    "kind": "maintenance",
    "starts_on": date(2026, 1, 1),
    "ends_on": date(2026, 12, 31),
    "are_parts_included": True,
    "device_points": 16,
    "yearly_price": Money.of("2400.00"),
    "clause": "3.4",
}


def signed(contract_id: UUID, customer_id: UUID, site_id: UUID, **more: Any) -> ContractSigned:
    """A maintenance contract of this year."""
    facts = _CONTRACT | {"customer_id": customer_id, "site_ids": (site_id,), "signed_at": START}
    return ContractSigned(contract_id=contract_id, **facts | more)


def took_effect(contract_id: UUID, customer_id: UUID, site_id: UUID) -> ContractTookEffect:
    """It was paid."""
    facts = _CONTRACT | {"customer_id": customer_id, "site_ids": (site_id,), "took_effect_at": START}
    return ContractTookEffect(contract_id=contract_id, **facts)


def terminated(contract_id: UUID, customer_id: UUID, last_day: date) -> ContractTerminated:
    """It ends before its term."""
    return ContractTerminated(
        contract_id=contract_id,
        number="WB-1",
        customer_id=customer_id,
        last_day=last_day,
        reason="customers_wish",
        unused_days=30,
        given_back=Money.ZERO,
        clause="3.4",
        terminated_at=START,
    )
