"""Dispatch alone, with a manager, a supervisor and a certified technician."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.actor import Role
from shared.calendar import WEEKDAYS
from shared.events.billing.charges import AmountFixed, ChargeSettled
from shared.events.billing.invoices import InvoiceIssued
from shared.events.billing.quotes import ConsentGiven
from shared.events.intake.decisions import ChargeCategory, ChargeDecided, VisitDecided
from shared.events.intake.tickets import FaultLevel, Region, TicketKind, TicketOpened
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.running_service import START, RunningService

Running = Callable[..., Awaitable[RunningService]]


def at(**after: float) -> datetime:
    """So long after the report."""
    return START + timedelta(**after)


@dataclass(frozen=True)
class Centre:
    """The service centre: its people, and what is done most."""

    dispatch: RunningService
    manager: str
    supervisor: str
    technician: str

    async def report(self, level: FaultLevel = FaultLevel.MAIN_EQUIPMENT, **changes: Any) -> tuple[UUID, str]:
        """A ticket opens; returns its id and the id of its job."""
        ticket_id = new_id()
        given: dict[str, Any] = {
            "ticket_id": ticket_id,
            "number": f"SH20261123-{str(ticket_id)[-4:]}",
            "kind": TicketKind.FAULT,
            "level": level,
            "customer_id": new_id(),
            "product_model": "DS-2CD",
            "region": Region.MAIN_CITY,
            "district": "渝中区",
            "channel": "hotline",
            "origin": "hotline",
            "policy_revision": "1.0",
            "reported_at": START,
            "recorded_at": START,
        }
        await self.dispatch.tell(TicketOpened(**{**given, **changes}))
        (job,) = (await self.dispatch.get("/jobs", ticket_id=str(ticket_id)))["items"]
        return ticket_id, job["id"]

    async def step(
        self, job_id: str, name: str, body: dict[str, Any], role: Role = Role.TECHNICIAN, **more: Any
    ) -> Any:
        """Ask something of a job, as its technician unless told otherwise."""
        subject = self.technician if role is Role.TECHNICIAN else None
        return await self.dispatch.post(f"/jobs/{job_id}/{name}", body, role=role, subject=subject, **more)

    async def assign(self, job_id: str) -> Any:
        """Offer the job to the technician, who takes it."""
        await self.offer(job_id)
        return await self.step(job_id, "acceptance", {})

    async def offer(self, job_id: str, technician: str | None = None) -> Any:
        """Ask a technician to take the job."""
        return await self.step(job_id, "assignment", {"technician_id": technician or self.technician}, Role.SPECIALIST)

    async def decide_visit(self, ticket_id: UUID, category: ChargeCategory, decided_at: datetime | None = None) -> None:
        """The specialist decides that somebody goes, free or paid."""
        when = decided_at or at(minutes=30)
        charge = ChargeDecided(
            ticket_id=ticket_id,
            decision_number=1,
            category=category,
            clause="2.2.1",
            policy_revision="1.0",
            decided_at=when,
        )
        visit = VisitDecided(
            ticket_id=ticket_id,
            kind=TicketKind.FAULT,
            level=FaultLevel.MAIN_EQUIPMENT,
            region=Region.MAIN_CITY,
            category=category,
            charge_clause="2.2.1",
            clause="5.3",
            decided_at=when,
        )
        await self.dispatch.tell(charge, visit)

    async def appoint(self, job_id: str, **changes: Any) -> Any:
        """Agree 11:00 to 12:00."""
        body = {
            "from": at(hours=2).isoformat(),
            "agreed_with_contact_id": str(new_id()),
            "told": {"visit_fee": True, "travel_rule": True},
        }
        return await self.step(job_id, "appointment", {**body, **changes}, Role.SPECIALIST)

    async def go(self, job_id: str) -> Any:
        """From the departure to the diagnosis: the power supply is broken."""
        self.dispatch.clock.advance_to(at(minutes=130))
        check = {"badge": True, "tools": True, "parts": True, "departed_at": at(minutes=100).isoformat()}
        await self.step(job_id, "departure", check)
        await self.step(job_id, "arrival", {"arrived_at": at(minutes=125).isoformat()})
        finding = {"fault": "no_power", "faulty_part": "PSU-12V"}
        return await self.step(job_id, "diagnosis", {"findings": [finding], "notes": "电源坏了"})

    async def until_diagnosed(self, category: ChargeCategory = ChargeCategory.PAID) -> tuple[UUID, str]:
        """Reported, assigned, decided, agreed, arrived, diagnosed."""
        ticket_id, job_id = await self.report()
        await self.assign(job_id)
        self.dispatch.clock.advance_to(at(minutes=30))
        await self.decide_visit(ticket_id, category)
        await self.appoint(job_id)
        await self.go(job_id)
        return ticket_id, job_id

    async def consent(self, ticket_id: UUID, job_id: str) -> None:
        """The customer agrees to the quote."""
        given = ConsentGiven(
            quote_id=new_id(),
            ticket_id=ticket_id,
            job_id=UUID(job_id),
            total=Money.of("180.00"),
            means="signature",
            clause="5.5",
            consented_at=at(minutes=135),
        )
        await self.dispatch.tell(given)

    async def price(self, ticket_id: UUID, job_id: str, total: str = "180.00") -> AmountFixed:
        """Billing fixes the amount."""
        fixed = AmountFixed(
            charge_id=new_id(),
            ticket_id=ticket_id,
            job_id=UUID(job_id),
            lines=(),
            total=Money.of(total),
            policy_revision="1.0",
            fixed_at=at(hours=3),
        )
        await self.dispatch.tell(fixed)
        return fixed

    async def settle(self, fixed: AmountFixed) -> None:
        """The customer has paid."""
        await self.dispatch.tell(
            ChargeSettled(
                charge_id=fixed.charge_id,
                ticket_id=fixed.ticket_id,
                job_id=fixed.job_id,
                total=fixed.total,
                settled_at=at(hours=4),
            )
        )


async def hire(dispatch: RunningService, role: Role, name: str, superior: str | None = None) -> str:
    """Somebody enters the directory; returns his id."""
    body = {"name": name, "role": role.value, "superior_id": superior}
    return str((await dispatch.post("/staff", body, role=Role.MANAGER))["id"])


async def hire_certified(dispatch: RunningService, name: str, superior: str) -> str:
    """A technician who may be sent at any hour; returns his id."""
    technician = await hire(dispatch, Role.TECHNICIAN, name, superior)
    await dispatch.post("/technicians", {"person_id": technician}, role=Role.SUPERVISOR)
    certificate = {"certificate": "cctv", "valid_until": "2027-12-31"}
    await dispatch.post(f"/technicians/{technician}/certificates", certificate, role=Role.SUPERVISOR)
    around_the_clock = [{"day": day, "opens": "00:00", "closes": "24:00"} for day in WEEKDAYS]
    await dispatch.post(f"/technicians/{technician}/shifts", {"shifts": around_the_clock}, role=Role.SUPERVISOR)
    return technician


@pytest.fixture
async def centre(running: Running) -> Centre:
    """A line of three, the technician certified."""
    dispatch = await running("dispatch")
    manager = await hire(dispatch, Role.MANAGER, "陈静")
    supervisor = await hire(dispatch, Role.SUPERVISOR, "李明", manager)
    technician = await hire_certified(dispatch, "王强", supervisor)
    return Centre(dispatch, manager, supervisor, technician)


def invoice_by_hand(ticket_id: UUID, job_id: str) -> InvoiceIssued:
    """An invoice that somebody brings, and collects what is owed."""
    return InvoiceIssued(
        invoice_id=new_id(),
        charge_id=new_id(),
        customer_id=new_id(),
        ticket_id=ticket_id,
        job_id=UUID(job_id),
        invoice_number="04400111",
        amount=Money.of("100.00"),
        outstanding=Money.of("100.00"),
        delivery="by_hand",
        send_until=at(days=2),
        clause="5.6",
        issued_at=at(hours=3),
    )
