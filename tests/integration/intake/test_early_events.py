"""What is told about a ticket that intake does not know waits for it (ADR 15); what belongs to no ticket passes by."""

from typing import Any
from uuid import UUID

import pytest

from shared.events.contract import Event
from shared.events.dispatch.jobs import (
    CustomerReached,
    ItemBroughtBack,
    JobCancelled,
    JobOpened,
    ResponseEnding,
    TechnicianAssigned,
)
from shared.events.repairs.items import FaultNotReproduced
from shared.identifiers import new_id
from tests.builders.running_service import START, RunningService, envelope_of
from tests.integration.intake import heard

UNKNOWN: dict[str, Any] = {
    "id": str(new_id()),
    "customer_id": str(new_id()),
    "equipment_id": str(new_id()),
}
JOB, REPAIR = new_id(), new_id()
TICKET = UUID(UNKNOWN["id"])


def of_jobs(**facts: Any) -> list[Event]:
    """One of everything that dispatch tells about a job."""
    of: dict[str, Any] = {"job_id": JOB, "ticket_id": TICKET} | facts
    item: dict[str, Any] = {"product_model": "DS-2CD2043", "fault": "no_picture", "is_part_of_installation": True}
    return [
        JobOpened(**of, number="PG1", purpose="service", opened_at=START),
        TechnicianAssigned(**of, technician_id=heard.TECHNICIAN, assigned_at=START),
        CustomerReached(
            **of, technician_id=heard.TECHNICIAN, ending=ResponseEnding.VISIT_NEEDED, attempts=1, reached_at=START
        ),
        JobCancelled(**of, reason="duplicate", has_visit_taken_place=False, cancelled_at=START),
        ItemBroughtBack(
            **of,
            **item,
            item_id=new_id(),
            slip_number="DT1",
            technician_id=heard.TECHNICIAN,
            clause="5.7",
            brought_back_at=START,
        ),
    ]


def told_too_early() -> list[Event]:
    """Everything that intake hears about a ticket."""
    of_repair: dict[str, Any] = {"repair_id": REPAIR, "ticket_id": TICKET, "customer_id": new_id()}
    return [
        *of_jobs(),
        heard.agreed(UNKNOWN, JOB),
        heard.arrived(UNKNOWN, JOB),
        heard.completed(UNKNOWN, JOB),
        heard.excluded(UNKNOWN, equipment_id=None),
        heard.excluded_at_bench(UNKNOWN),
        heard.registered(UNKNOWN, REPAIR),
        FaultNotReproduced(**of_repair, clause="6.2", tested_at=START),
        *heard.endings(UNKNOWN, REPAIR).values(),
        heard.charged(UNKNOWN),
        heard.answered(UNKNOWN, solved=True),
    ]


@pytest.mark.parametrize("event", told_too_early(), ids=lambda event: type(event).__name__)
async def test_what_is_told_of_an_unknown_ticket_waits(intake: RunningService, event: Event) -> None:
    failure = await intake.service.handling.handle(envelope_of(event, None))
    assert failure is not None, "it is not dropped"
    assert failure.retry_seconds is not None, "it waits for no person"


async def test_what_is_told_of_a_job_without_a_ticket_passes_by(intake: RunningService) -> None:
    await intake.tell(*of_jobs(ticket_id=JOB, has_ticket=False))
    assert await intake.service.database.value("SELECT count(*) FROM heard_event") == 0
