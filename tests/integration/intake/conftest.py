"""Intake alone, with customers, sites and equipment to report about."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from tests.builders.running_service import RunningService

Running = Callable[..., Awaitable[RunningService]]
PROJECT = {"contract_number": "HT-1", "completed_on": "2026-01-15", "warranty_months": 12}


@pytest.fixture
async def intake(running: Running) -> RunningService:
    """Intake, alone."""
    return await running("intake")


@dataclass(frozen=True)
class Desk:
    """What a specialist does most."""

    intake: RunningService
    customer_id: UUID
    site_id: UUID

    async def equipment(self, **facts: Any) -> Any:
        """A camera of this customer's, in a project unless told otherwise."""
        body = {
            "customer_id": str(self.customer_id),
            "product_model": "DS-2CD2043",
            "product_category": "camera",
            "provenance": "installed",
            "project": PROJECT,
        }
        return await self.intake.post("/equipment", body | facts)

    def report(self, **facts: Any) -> dict[str, Any]:
        """The body of a ticket."""
        body = {
            "kind": "fault",
            "level": 2,
            "customer_id": str(self.customer_id),
            "site_id": str(self.site_id),
            "description": "三号门摄像头没有图像",
            "channel": "hotline",
            "dialled_number": "68797190",
            "caller": {"name": "李娜", "phone": "13900139000", "relation": "guard"},
        }
        return body | facts

    async def ticket(self, **facts: Any) -> Any:
        """A fault at the site, free or paid already decided: the equipment is in its project's warranty."""
        if "equipment_id" not in facts:
            facts["equipment_id"] = (await self.equipment(site_id=str(self.site_id)))["id"]
        return await self.intake.post("/tickets", self.report(**facts))


@pytest.fixture
async def desk(intake: RunningService) -> Desk:
    """A desk with one customer on file."""
    contact = {"name": "张伟", "phone": "138 0013 8000", "may_consent": True, "is_preferred": True}
    customer = await intake.post("/customers", {"name": "渝中商场", "contacts": [contact]})
    address = {"address": "重庆市渝中区民权路1号", "contact_name": "张伟", "contact_phone": "13800138000"}
    site = await intake.post(f"/customers/{customer['id']}/sites", address)
    return Desk(intake, UUID(customer["id"]), UUID(site["id"]))
