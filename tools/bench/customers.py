"""Customers whose cameras fail, so that tickets of a measurement are about many of them."""

import asyncio
from pathlib import Path
from typing import Any

from services.cli.api import Api, open_api

AT_ONCE = 16


async def customers_with_cameras(url: str, folder: Path, count: int) -> list[dict[str, Any]]:
    """Enter so many at intake; returns, for each, the body of a ticket about his camera."""
    room = asyncio.Semaphore(AT_ONCE)
    async with open_api(url, folder) as api, asyncio.TaskGroup() as group:
        entering = [group.create_task(_enter(api, number, room)) for number in range(count)]
    return [task.result() for task in entering]


async def _enter(api: Api, number: int, room: asyncio.Semaphore) -> dict[str, Any]:
    async with room:
        contact = {"name": "张伟", "phone": f"138{number:08}", "may_consent": True, "is_preferred": True}
        customer = await api.post("/customers", {"name": f"渝中商场{number}", "contacts": [contact]})
        address = {"address": f"重庆市渝中区民权路{number + 1}号", "division_code": "500103"}
        site = await api.post(f"/customers/{customer['id']}/sites", address)
        contract = {"contract_number": f"HT20260115-{number:04}", "completed_on": "2026-01-15", "warranty_months": 12}
        camera = {
            "customer_id": customer["id"],
            "site_id": site["id"],
            "product_model": "DS-2CD2043G2-I",
            "product_category": "camera",
            "serial": f"CQ{number:07}",
            "provenance": "installed",
            "project": contract,
        }
        equipment = await api.post("/equipment", camera)
    return {
        "kind": "fault",
        "level": 2,
        "customer_id": customer["id"],
        "site_id": site["id"],
        "equipment_id": equipment["id"],
        "description": "三号门摄像头没有图像",
        "channel": "hotline",
    }
