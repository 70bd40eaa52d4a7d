"""A job as billing hears of it, step by step, for the tests of billing."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.actor import Role
from shared.events.dispatch.cards import CardSigned
from shared.events.dispatch.jobs import (
    AppointmentAgreed,
    DiagnosisRecorded,
    Finding,
    JobCompleted,
    PartUsed,
    TechnicianArrived,
    TechnicianAssigned,
)
from shared.events.intake.contacts import ContactPerson, ContactRecorded
from shared.events.intake.decisions import (
    ChargeCategory,
    ChargeDecided,
    Coverage,
    CoverageVerdict,
    ItemVerdict,
    WarrantyDecided,
)
from shared.events.intake.tickets import Region, TicketKind, TicketOpened
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.running_service import START, RunningService

PSU = "PSU-12V"


@dataclass(frozen=True, kw_only=True)
class Visit:
    """The ids of one ticket with its job, and the service that hears of them."""

    billing: RunningService
    ticket_id: UUID
    job_id: UUID
    customer_id: UUID
    technician_id: UUID
    owner_id: UUID
    """May consent."""
    guard_id: UUID
    """May not."""

    async def post(self, path: str, body: Mapping[str, object], **options: Any) -> Any:
        """As the technician of the job."""
        options = {"role": Role.TECHNICIAN, "subject": self.technician_id, **options}
        return await self.billing.post(path, body, **options)

    async def quote(self, *lines: Mapping[str, object], **options: Any) -> Any:
        """Quote these lines; by default visit fee and one power supply."""
        asked = lines or ({"kind": "visit_fee"}, {"kind": "part", "part": PSU})
        return await self.post("/quotes", {"job_id": str(self.job_id), "lines": list(asked)}, **options)

    async def consent(self, quote: Any, **changed: Any) -> Any:
        """The owner agrees."""
        status = changed.pop("status", None)
        body = {"contact_id": str(self.owner_id), "method": "signature", "quote_version": quote["quote_version"]}
        return await self.post(f"/quotes/{quote['id']}/consent", body | changed, status=status)

    async def complete(self, **facts: Any) -> Any:
        """The work is over; returns the charge."""
        await self.billing.tell(self.completed(**facts))
        charges = await self.billing.get("/charges", job_id=str(self.job_id))
        assert len(charges["items"]) == 1
        return charges["items"][0]

    async def sign(self, charge: Any, signed_at: datetime = START) -> Any:
        """The customer signs the card; returns the charge."""
        signed = CardSigned(
            card_id=new_id(),
            job_id=self.job_id,
            ticket_id=self.ticket_id,
            technician_id=self.technician_id,
            charge_id=UUID(charge["id"]),
            amount=Money.of(charge["total"]),
            content_sha256="9f86d081",
            signed_at=signed_at,
        )
        await self.billing.tell(signed)
        return await self.billing.get(f"/charges/{charge['id']}")

    async def owed(self, *, total: str = "152.00") -> Any:
        """A charge that the customer owes, after quote, consent, work and signature."""
        await self.consent(await self.quote())
        charge = await self.sign(await self.complete())
        assert charge["total"] == total
        return charge

    async def pay(self, charge: Any, amount: str, **changed: Any) -> Any:
        """The customer pays the technician in cash."""
        options = {name: changed.pop(name) for name in ("role", "subject", "status") if name in changed}
        body = {"amount": amount, "method": "cash", **changed}
        return await self.post(f"/charges/{charge['id']}/payments", body, **options)

    def completed(self, **facts: Any) -> JobCompleted:
        """What dispatch says at the end of the work."""
        event = JobCompleted(
            job_id=self.job_id,
            ticket_id=self.ticket_id,
            technician_id=self.technician_id,
            purpose="service",
            outcome="brought_back",
            work=(),
            parts=(PartUsed(part=PSU, quantity=1, finding=1),),
            cable_centimetres=0,
            camera_points=0,
            travel_cost=Money.ZERO,
            travel_receipt="R-1",
            minutes_on_site=45,
            has_item_in_repair=False,
            completed_at=START,
        )
        return replace(event, **facts)

    def verdict(self, category: ChargeCategory, clause: str, *, number: int = 1) -> ChargeDecided:
        """Free or paid."""
        return ChargeDecided(
            ticket_id=self.ticket_id,
            decision_number=number,
            category=category,
            clause=clause,
            policy_revision="1.0",
            decided_at=START,
        )

    def cover(self, parts: CoverageVerdict, labour: CoverageVerdict, *, number: int = 1) -> WarrantyDecided:
        """What the warranty pays."""
        item = ItemVerdict(
            parts=Coverage(verdict=parts, clause="2.2.1"),
            labour=Coverage(verdict=labour, clause="2.1.1"),
            travel=Coverage(verdict=CoverageVerdict.NOT_COVERED, clause="3.6"),
        )
        return WarrantyDecided(
            ticket_id=self.ticket_id, decision_number=number, items=(item,), policy_revision="1.0", decided_at=START
        )


@dataclass(frozen=True, kw_only=True)
class Reported:
    """What intake says of a ticket, and whether the customer is told with the appointment what coming costs."""

    category: ChargeCategory = ChargeCategory.PAID
    clause: str = "2.2.1"
    region: Region = Region.SUBURB
    kind: TicketKind = TicketKind.FAULT
    is_told: bool = True


async def open_visit(billing: RunningService, *, technician_id: UUID | None = None, **case: Any) -> Visit:
    """A technician stands before two faults at the site of a customer; prices are published."""
    visit = await expect_visit(billing, technician_id=technician_id, **case)
    await billing.tell(*_on_site(visit))
    return visit


async def expect_visit(billing: RunningService, *, technician_id: UUID | None = None, **case: Any) -> Visit:
    """The customer expects a technician; prices are published."""
    visit = Visit(
        billing=billing,
        ticket_id=new_id(),
        job_id=new_id(),
        customer_id=new_id(),
        technician_id=technician_id or new_id(),
        owner_id=new_id(),
        guard_id=new_id(),
    )
    reported = Reported(**case)
    free = reported.category is ChargeCategory.FREE
    verdict = CoverageVerdict.COVERED if free else CoverageVerdict.NOT_COVERED
    decided = visit.verdict(reported.category, reported.clause), visit.cover(verdict, verdict)
    await billing.tell(_ticket(visit, reported), *decided, _contacts(visit), *_agreed(visit, is_told=reported.is_told))
    prices = [
        {"part": PSU, "unit_price": "52.00", "cost": "52.00"},
        {"part": "CABLE", "ware": "material", "unit": "metre", "unit_price": "4.50", "cost": "2.80"},
    ]
    await billing.post("/price-lists", {"prices": prices}, role=Role.FINANCE)
    return visit


def _ticket(visit: Visit, reported: Reported) -> TicketOpened:
    return TicketOpened(
        ticket_id=visit.ticket_id,
        number="SH20261123-0001",
        kind=reported.kind,
        customer_id=visit.customer_id,
        is_part_of_installation=True,
        region=reported.region,
        channel="hotline",
        origin="partner:acme",
        policy_revision="1.0",
        reported_at=START,
        recorded_at=START,
    )


def _contacts(visit: Visit) -> ContactRecorded:
    contacts = (
        ContactPerson(contact_id=visit.owner_id, name="张伟", phones=("13900139000",), may_consent=True),
        ContactPerson(contact_id=visit.guard_id, name="王门卫", phones=("13900139001",), may_consent=False),
    )
    return ContactRecorded(
        customer_id=visit.customer_id,
        name="某公司",
        phones=("02312345678",),
        contacts=contacts,
        sites=(),
        recorded_at=START,
    )


def _agreed(visit: Visit, *, is_told: bool) -> tuple[Any, ...]:
    job: dict[str, Any] = {"job_id": visit.job_id, "ticket_id": visit.ticket_id}
    return (
        TechnicianAssigned(**job, technician_id=visit.technician_id, assigned_at=START),
        AppointmentAgreed(
            **job,
            window_from=START,
            window_until=START,
            is_at_customers_wish=False,
            was_told_visit_fee=is_told,
            was_told_travel_rule=is_told,
            agreed_at=START,
        ),
    )


def _on_site(visit: Visit) -> tuple[Any, ...]:
    job: dict[str, Any] = {"job_id": visit.job_id, "ticket_id": visit.ticket_id}
    findings = (Finding(finding=1, fault="no_power", faulty_part=PSU), Finding(finding=2, fault="lens_fogged"))
    return (
        TechnicianArrived(**job, technician_id=visit.technician_id, arrived_at=START),
        DiagnosisRecorded(**job, technician_id=visit.technician_id, findings=findings, diagnosed_at=START),
    )


async def outcome_of(asking: Awaitable[Any]) -> bool:
    """Whether a request was accepted; another answer is a refusal."""
    try:
        await asking
    except AssertionError:
        return False
    return True
