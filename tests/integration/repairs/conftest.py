"""Repairs, running alone, with a ticket that the others have told it of."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from shared.actor import Role
from shared.events.dispatch.jobs import ItemBroughtBack, JobCompleted, PartUsed
from shared.events.dispatch.visits import PartsUsed
from shared.events.intake.contacts import ContactPerson, ContactRecorded
from shared.events.intake.decisions import Coverage, CoverageVerdict, ItemVerdict, WarrantyDecided
from shared.events.intake.tickets import Region, TicketCancelled, TicketKind, TicketOpened
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.running_service import START, RunningService

Running = Callable[..., Awaitable[RunningService]]
SERIAL = "SN-2024-00117"
CONTACT = str(new_id())
"""Who speaks for the customer."""
WORD = {"reason": "price", "contact_id": CONTACT, "means": "phone"}
BODILESS = frozenset({"warehouse-handover", "work", "condemnation", "storage"})
"""Commands that say all by their name."""


@dataclass
class Shop:
    """Repairs and the people who work with it."""

    service: RunningService
    specialist: UUID
    technician: UUID
    ticket_id: UUID
    equipment_id: UUID
    customer_id: UUID

    @property
    def desk(self) -> dict[str, Any]:
        """Who asks, when the specialist does."""
        return {"role": Role.SPECIALIST, "subject": self.specialist}

    async def open_ticket(self) -> None:
        """Somebody reports a fault at the equipment."""
        ticket = TicketOpened(
            ticket_id=self.ticket_id,
            number="SH20261123-0001",
            kind=TicketKind.FAULT,
            customer_id=self.customer_id,
            equipment_id=self.equipment_id,
            region=Region.MAIN_CITY,
            channel="hotline",
            origin="hotline",
            policy_revision="1.0",
            reported_at=START,
            recorded_at=START,
        )
        await self.service.tell(ticket, origin="hotline")

    async def know_contacts(self, *contact_ids: str) -> None:
        """Intake has these contacts of the customer on file."""
        people = tuple(
            ContactPerson(contact_id=UUID(each), name="王先生", phones=("13900000000",), may_consent=True)
            for each in contact_ids
        )
        recorded = ContactRecorded(
            customer_id=self.customer_id,
            name="蓝天广场",
            phones=("13900000000",),
            contacts=people,
            sites=(),
            recorded_at=START,
        )
        await self.service.tell(recorded)

    async def judge(self, verdict: CoverageVerdict, number: int = 1, **standard: Any) -> None:
        """Intake decides about the warranty."""
        judged = Coverage(verdict=verdict, clause="4.1")
        item = ItemVerdict(equipment_id=self.equipment_id, parts=judged, labour=judged, travel=judged, **standard)
        decided = WarrantyDecided(
            ticket_id=self.ticket_id,
            decision_number=number,
            items=(item,),
            policy_revision="1.0",
            decided_at=START,
        )
        await self.service.tell(decided)

    async def brought_back(self, serial: str | None = SERIAL, at: datetime = START, *, is_mounted: bool = False) -> str:
        """A technician takes the item along; returns the id of its repair."""
        item_id = new_id()
        event = ItemBroughtBack(
            job_id=new_id(),
            ticket_id=self.ticket_id,
            item_id=item_id,
            slip_number="SL20261123-0001",
            technician_id=self.technician,
            equipment_id=self.equipment_id,
            product_model="DS-2CD3T45",
            serial=serial,
            fault="no_picture",
            accessories=("bracket",),
            is_part_of_installation=is_mounted,
            clause="5.7",
            brought_back_at=at,
        )
        await self.service.tell(event, origin="hotline")
        return str(item_id)

    async def brought_in(self, **item: Any) -> Any:
        """The customer brings an item to the counter."""
        body = {"ticket_id": str(self.ticket_id), "product_model": "DS-7816N-K2", "serial": SERIAL} | item
        return await self.service.post("/repairs", body, **self.desk)

    async def ask(self, repair_id: str, command: str, body: Any = None, **options: Any) -> Any:
        """The specialist, unless told otherwise, does something with an item."""
        sent = None if command in BODILESS else (body or {})
        return await self.service.post(f"/repairs/{repair_id}/{command}", sent, **(self.desk | options))

    async def registered(self, way: str = "factory", **item: Any) -> str:
        """An item at the desk, tested, with a promise."""
        repair = await self.brought_in(**item)
        await self.ask(repair["id"], "test", {"finding": "confirmed", "fault": "no_power", "way": way})
        repair_id: str = repair["id"]
        return repair_id

    async def packed(self, *repair_ids: str, status: int | None = None) -> Any:
        """The warehouse opens a batch with these items."""
        for repair_id in repair_ids:
            await self.ask(repair_id, "warehouse-handover")
        body = {"factory": "hikvision", "repair_ids": list(repair_ids)}
        return await self.service.post("/batches", body, role=Role.WAREHOUSE, status=status)

    async def sent(self, *repair_ids: str) -> Any:
        """The batch is on its way."""
        batch = await self.packed(*repair_ids)
        return await self.batch(batch["id"], "dispatch", {"carrier": "顺丰速运", "waybill": "SF1234567890"})

    async def batch(self, batch_id: str, command: str, body: Any, **options: Any) -> Any:
        """The warehouse does something with a batch."""
        return await self.service.post(f"/batches/{batch_id}/{command}", body, role=Role.WAREHOUSE, **options)

    async def cancel_ticket(self) -> None:
        """Intake cancels the ticket."""
        cancelled = TicketCancelled(
            ticket_id=self.ticket_id, reason="customers_wish", is_work_done_owed=False, cancelled_at=START
        )
        await self.service.tell(cancelled)

    async def race(self, path: str, body: Any, role: Role, subject: object) -> int:
        """One of several who ask the same at once; the status of the answer."""
        headers = self.service._headers(role, subject) | {"If-Match": "*", "Idempotency-Key": str(new_id())}
        return (await self.service.client.post(path, json=body, headers=headers)).status_code

    async def shown(self, repair_id: str, **options: Any) -> Any:
        """The item as the register shows it."""
        return await self.service.get(f"/repairs/{repair_id}", **(self.desk | options))


def visit(shop: Shop, *, outcome: str = "fixed", purpose: str = "put_back") -> JobCompleted:
    """The technician's visit on the ticket is over."""
    return JobCompleted(
        job_id=new_id(),
        ticket_id=shop.ticket_id,
        technician_id=shop.technician,
        purpose=purpose,
        outcome=outcome,
        work=(),
        parts=(),
        cable_centimetres=0,
        camera_points=0,
        travel_cost=Money.ZERO,
        minutes_on_site=30,
        has_item_in_repair=False,
        completed_at=START,
    )


def built_in(shop: Shop, part: str, quantity: int) -> PartsUsed:
    """The technician has built something in on a visit."""
    parts = (PartUsed(part=part, quantity=quantity),)
    return PartsUsed(
        job_id=new_id(), ticket_id=shop.ticket_id, technician_id=shop.technician, parts=parts, used_at=START
    )


@pytest.fixture
async def shop(undecided: Shop) -> Shop:
    """Repairs with one open ticket, whose equipment is in warranty until a test says otherwise."""
    await undecided.judge(CoverageVerdict.COVERED, number=0)
    return undecided


@pytest.fixture
async def undecided(running: Running) -> Shop:
    """Repairs with one open ticket, of which nobody has decided yet who pays."""
    service = await running("repairs")
    shop = Shop(service, *(new_id() for _ in range(5)))
    await shop.open_ticket()
    await shop.know_contacts(CONTACT)
    return shop
