"""The people of the story and one customer: what a service department has before the first call."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.cli.api import Api, Document
from shared.actor import Role
from shared.calendar import WEEKDAYS
from shared.policy import business_day

MANY_JOBS = 100
_NAMES = {
    Role.MANAGER: "赵敏",
    Role.SUPERVISOR: "钱进",
    Role.SPECIALIST: "孙丽",
    Role.TECHNICIAN: "李强",
    Role.FINANCE: "周芳",
    Role.WAREHOUSE: "吴刚",
}


@dataclass(frozen=True)
class Department:
    """Ids in the staff directory, by role."""

    ids: dict[Role, str]

    @property
    def technician_id(self) -> str:
        """The technician who is sent."""
        return self.ids[Role.TECHNICIAN]


@dataclass(frozen=True)
class Customer:
    """A customer of the story with one site."""

    id: str
    contact_id: str
    site_id: str


async def staff_department(api: Api, now: datetime) -> Department:
    """A manager, who is over the supervisor, who is over everybody else; one certified technician (5.15)."""
    ids: dict[Role, str] = {}
    for role, name in _NAMES.items():
        superior = ids.get(Role.SUPERVISOR) or ids.get(Role.MANAGER)
        entry = {"name": name, "phone": "13800000001", "role": role, "superior_id": superior}
        person = await api.post("/dispatch/staff", entry, role=Role.MANAGER)
        ids[role] = person["id"]
    technician_id = ids[Role.TECHNICIAN]
    await api.post("/dispatch/technicians", {"person_id": technician_id}, role=Role.MANAGER)
    valid_until = business_day(now + timedelta(days=700)).isoformat()
    certificate = {"certificate": "cctv", "valid_until": valid_until}
    await api.post(f"/dispatch/technicians/{technician_id}/certificates", certificate, role=Role.MANAGER)
    await keep_ready(api, technician_id)
    return Department(ids)


async def keep_ready(api: Api, technician_id: str) -> None:
    """He works around the clock, can do whatever a ticket asks for, and may have as many open jobs as anybody can."""
    at = f"/dispatch/technicians/{technician_id}"
    profile = {"skills": ["installation", "cabling"], "most_open_jobs": MANY_JOBS}
    await api.post(f"{at}/profile", profile, role=Role.MANAGER)
    shifts = [{"day": day, "opens": "00:00", "closes": "24:00"} for day in WEEKDAYS]
    await api.post(f"{at}/shifts", {"shifts": shifts}, role=Role.MANAGER)


async def win_customer(api: Api) -> Customer:
    """A shopping centre in 渝中, whose manager may consent to money."""
    contact = {"name": "张伟", "phone": "13800138000", "may_consent": True, "is_preferred": True}
    customer = await api.post("/intake/customers", {"name": "渝中商场", "contacts": [contact]})
    address = {"address": "重庆市渝中区民权路1号", "division_code": "500103"}
    site = await api.post(f"/intake/customers/{customer['id']}/sites", address)
    return Customer(customer["id"], customer["contacts"][0]["id"], site["id"])


async def install_camera(api: Api, customer: Customer, *, serial: str, completed_on: str) -> Document:
    """A camera of a project with twelve months of warranty from its completion (2.1.1)."""
    camera = {
        "customer_id": customer.id,
        "site_id": customer.site_id,
        "product_model": "DS-2CD2043G2-I",
        "product_category": "camera",
        "serial": serial,
        "provenance": "installed",
        "project": {"contract_number": f"HT-{serial}", "completed_on": completed_on, "warranty_months": 12},
    }
    return await api.post("/intake/equipment", camera)
