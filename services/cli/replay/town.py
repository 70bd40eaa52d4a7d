"""Who lives in the replay: technicians, and customers with cameras at addresses in Chongqing, from fixed seeds."""

from dataclasses import dataclass
from random import Random

from services.cli.api import Api, Document
from services.cli.story.department import keep_ready
from shared.actor import Role

CUSTOMERS = 120
TECHNICIANS = 12
_SEED = 20090310
_DISTRICTS = {
    "500103": ("渝中区", "民权路"),
    "500105": ("江北区", "观音桥步行街"),
    "500108": ("南岸区", "南坪西路"),
    "500107": ("九龙坡区", "杨家坪正街"),
    "500106": ("沙坪坝区", "小龙坎新街"),
    "500104": ("大渡口区", "文体路"),
    "500109": ("北碚区", "云清路"),
    "500112": ("渝北区", "双龙大道"),
    "500113": ("巴南区", "龙洲大道"),
    "500115": ("长寿区", "桃源大道"),
    "500118": ("永川区", "人民大道"),
}
_KINDS = ("商场", "小区", "学校", "酒店", "停车场", "银行网点", "工厂", "医院")
_PART_OF_PAGE = 200


@dataclass(frozen=True)
class Place:
    """A customer's site with one camera."""

    customer_id: str
    contact_id: str
    site_id: str
    equipment_id: str


@dataclass(frozen=True)
class Town:
    """Everybody a replay needs."""

    technicians: tuple[str, ...]
    places: tuple[Place, ...]


async def settle_town(api: Api, prefix: str, *, customers: int = CUSTOMERS, technicians: int = TECHNICIANS) -> Town:
    """The town of this prefix; whoever is there from an earlier run is found again by name."""
    staff = await _technicians(api, prefix, technicians)
    random = Random(_SEED)  # the same town every time; nothing secret is drawn
    places = [await _place(api, f"{prefix}{number:04d}", random) for number in range(customers)]
    return Town(tuple(staff), tuple(places))


async def _technicians(api: Api, prefix: str, wanted: int) -> list[str]:
    known = await api.get("/dispatch/staff", role=Role.SUPERVISOR, limit=_PART_OF_PAGE)
    by_name = {person["name"]: person["id"] for person in known["items"]}
    supervisor = by_name.get(f"{prefix}主管") or await _person(api, f"{prefix}主管", Role.SUPERVISOR, None)
    found = []
    for number in range(wanted):
        name = f"{prefix}技师{number:02d}"
        technician = by_name.get(name) or await _person(api, name, Role.TECHNICIAN, supervisor)
        if name not in by_name:
            await api.post("/dispatch/technicians", {"person_id": technician}, role=Role.MANAGER)
            certificate = {"certificate": "cctv", "valid_until": "2099-12-31"}
            await api.post(f"/dispatch/technicians/{technician}/certificates", certificate, role=Role.MANAGER)
        await keep_ready(api, technician)
        found.append(technician)
    return found


async def _person(api: Api, name: str, role: Role, superior_id: str | None) -> str:
    entry = {"name": name, "phone": "13800000000", "role": role, "superior_id": superior_id}
    person = await api.post("/dispatch/staff", entry, role=Role.MANAGER)
    return str(person["id"])


async def _place(api: Api, number: str, random: Random) -> Place:
    code, (district, street) = random.choice(list(_DISTRICTS.items()))
    kind, phone = random.choice(_KINDS), f"138{random.randrange(10**8):08d}"
    completed_on = f"{random.randrange(2014, 2016)}-{random.randrange(1, 13):02d}-15"
    name = f"{district}{kind}{number}"
    customer = await _customer(api, name, phone)
    sites = await api.get(f"/intake/customers/{customer['id']}/sites", role=Role.SPECIALIST)
    site = sites["items"][0] if sites["items"] else await _site(api, customer["id"], code, f"{district}{street}")
    known = await api.get("/intake/equipment", role=Role.SPECIALIST, customer_id=customer["id"])
    if known["items"]:
        camera = known["items"][0]
    else:
        camera = await _camera(api, customer["id"], site["id"], f"CQ{number}", completed_on)
    return Place(customer["id"], customer["contacts"][0]["id"], site["id"], camera["id"])


async def _customer(api: Api, name: str, phone: str) -> Document:
    found = await api.get("/intake/customers", role=Role.SPECIALIST, name=name)
    if found["items"]:
        return dict(found["items"][0])
    contact = {"name": "值班经理", "phone": phone, "may_consent": True, "is_preferred": True}
    return await api.post("/intake/customers", {"name": name, "contacts": [contact]})


async def _site(api: Api, customer_id: str, code: str, street: str) -> Document:
    address = {"address": f"重庆市{street}1号", "division_code": code}
    return await api.post(f"/intake/customers/{customer_id}/sites", address)


async def _camera(api: Api, customer_id: str, site_id: str, serial: str, completed_on: str) -> Document:
    camera = {
        "customer_id": customer_id,
        "site_id": site_id,
        "product_model": "DS-2CD2043G2-I",
        "product_category": "camera",
        "serial": serial,
        "provenance": "installed",
        "project": {"contract_number": f"HT-{serial}", "completed_on": completed_on, "warranty_months": 36},
    }
    return await api.post("/intake/equipment", camera)
