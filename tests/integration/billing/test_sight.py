"""Which charges a technician sees: of his own jobs, and those to which he is sent; not all of their tickets."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.actor import Role
from shared.events.dispatch.jobs import JobOpened, TechnicianAssigned
from shared.events.repairs.items import FaultConfirmed, PartBuiltIn
from shared.identifiers import new_id
from tests.builders.running_service import START, RunningService
from tests.integration.billing.test_repairs import PART, at_the_bench, ready
from tests.integration.billing.visits import PSU, Visit, open_visit


@dataclass(frozen=True, kw_only=True)
class Errand:
    """A job of another technician on the same ticket."""

    visit: Visit
    job_id: UUID
    technician_id: UUID

    @classmethod
    async def open(cls, visit: Visit, purpose: str, occasion_id: UUID | None) -> "Errand":
        errand = cls(visit=visit, job_id=new_id(), technician_id=new_id())
        job: dict[str, Any] = {"job_id": errand.job_id, "ticket_id": visit.ticket_id}
        opened = JobOpened(**job, number="PG1", purpose=purpose, occasion_id=occasion_id, opened_at=START)
        assigned = TechnicianAssigned(**job, technician_id=errand.technician_id, assigned_at=START)
        await visit.billing.tell(opened, assigned)
        return errand

    async def sees(self) -> list[str]:
        """The charges that he is shown; each must be shown alone as well, and no other."""
        billing = self.visit.billing
        theirs: dict[str, Any] = {"role": Role.TECHNICIAN, "subject": self.technician_id}
        listed = [charge["id"] for charge in (await billing.get("/charges", **theirs))["items"]]
        for charge in (await billing.get("/charges", role=Role.FINANCE))["items"]:
            status = 200 if charge["id"] in listed else 404
            await billing.get(f"/charges/{charge['id']}", status=status, **theirs)
            await billing.get(f"/charges/{charge['id']}/payments", status=status, **theirs)
        return listed


async def _repaired(visit: Visit) -> tuple[UUID, str]:
    """A repair of the same ticket, and its charge."""
    keys = await at_the_bench(visit)
    await visit.billing.tell(FaultConfirmed(**keys, fault="no_power", clause="6.2", confirmed_at=START))
    quote = await visit.billing.post("/quotes", {"repair_id": str(keys["repair_id"]), "lines": [PART]})
    body = {"contact_id": str(visit.owner_id), "method": "signature", "quote_version": 1}
    await visit.billing.post(f"/quotes/{quote['id']}/consent", body)
    await visit.billing.tell(ready(keys, parts=(PartBuiltIn(part=PSU, quantity=1),)))
    [charge] = (await visit.billing.get("/charges", repair_id=str(keys["repair_id"])))["items"]
    return keys["repair_id"], charge["id"]


async def test_a_technician_sees_what_he_is_sent_for_and_not_all_of_the_ticket(billing: RunningService) -> None:
    visit = await open_visit(billing)
    charge = await visit.owed()
    repair_id, of_repair = await _repaired(visit)
    first = Errand(visit=visit, job_id=visit.job_id, technician_id=visit.technician_id)

    collector = await Errand.open(visit, "collect_money", UUID(charge["id"]))
    brings_home = await Errand.open(visit, "put_back", repair_id)
    redo = await Errand.open(visit, "redo", None)

    assert await first.sees() == [charge["id"]]
    assert await collector.sees() == [charge["id"]]
    assert await brings_home.sees() == [of_repair]
    assert await redo.sees() == []
    paid = {"amount": "52.00", "method": "cash"}
    await visit.pay(charge, "52.00", subject=redo.technician_id, status=404)
    await visit.post(f"/charges/{of_repair}/payments", paid, subject=collector.technician_id, status=404)
    await visit.post(f"/charges/{of_repair}/payments", paid, subject=brings_home.technician_id)
    await visit.pay(charge, "152.00", subject=collector.technician_id)
