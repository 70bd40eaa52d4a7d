"""The call sheet: what the caller has in front of him comes from restricted topics, and an erasure takes it away."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from shared.actor import Role
from shared.events.contract import Event
from shared.events.dispatch.jobs import JobCompleted
from shared.events.dispatch.staff import StaffRecorded
from shared.events.intake.contacts import ContactRecorded, DescriptionRecorded
from shared.events.intake.tickets import Region, TicketKind, TicketOpened
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.running_service import START, RunningService, envelope_of

Running = Callable[..., Awaitable[RunningService]]
TICKET, CUSTOMER, TECHNICIAN = new_id(), new_id(), new_id()

OPENED = TicketOpened(
    ticket_id=TICKET,
    number="SH20261123-0001",
    kind=TicketKind.FAULT,
    customer_id=CUSTOMER,
    region=Region.MAIN_CITY,
    channel="hotline",
    origin="hotline",
    policy_revision="1.0",
    reported_at=START,
    recorded_at=START,
)
COMPLETED = JobCompleted(
    job_id=new_id(),
    ticket_id=TICKET,
    technician_id=TECHNICIAN,
    purpose="service",
    outcome="fixed",
    work=(),
    parts=(),
    cable_centimetres=0,
    camera_points=0,
    travel_cost=Money.ZERO,
    minutes_on_site=30,
    has_item_in_repair=False,
    completed_at=START,
)
CONTACT = ContactRecorded(
    customer_id=CUSTOMER, name="Jialing Hotel", phones=("023-1", "023-2"), sites=(), recorded_at=START
)
WORDS = DescriptionRecorded(
    ticket_id=TICKET,
    customer_id=CUSTOMER,
    symptom="the lobby camera is dark",
    reporter_name="Mr Luo",
    reporter_phone="023-3",
    recorded_at=START,
)
COLLEAGUE = StaffRecorded(
    person_id=TECHNICIAN, number="T-1", name="Chen Gang", role="technician", is_active=True, recorded_at=START
)


@pytest.fixture
async def followup(running: Running) -> RunningService:
    """Follow-up, owing a call-back after a visit."""
    service = await running("followup")
    await service.tell(OPENED, CONTACT, WORDS, COLLEAGUE, COMPLETED)
    return service


async def _sheet(followup: RunningService) -> Any:
    return await followup.get(f"/calls/{await _call_id(followup)}/sheet")


async def _call_id(followup: RunningService) -> UUID:
    [call] = (await followup.get("/calls"))["items"]
    return UUID(call["id"])


async def _erase(followup: RunningService, recorded: Event) -> None:
    failure = await followup.service.handling.handle(replace(envelope_of(recorded), data=None))
    assert failure is None


async def test_the_caller_sees_whom_to_call_what_was_said_and_who_was_there(followup: RunningService) -> None:
    sheet = await _sheet(followup)

    assert sheet == sheet | {
        "purpose": "call_back",
        "ticket_number": "SH20261123-0001",
        "customer_name": "Jialing Hotel",
        "phones": ["023-1", "023-2"],
        "symptom": "the lobby camera is dark",
        "reporter_name": "Mr Luo",
        "reporter_phone": "023-3",
        "technician_name": "Chen Gang",
    }


async def test_what_was_recorded_last_counts(followup: RunningService) -> None:
    await followup.tell(replace(CONTACT, phones=("023-9",)), replace(COLLEAGUE, name="Chen Gang (2)"))

    sheet = await _sheet(followup)

    assert (sheet["phones"], sheet["technician_name"]) == (["023-9"], "Chen Gang (2)")


@pytest.mark.parametrize(
    ("recorded", "field", "table"),
    [
        (CONTACT, "customer_name", "customer_copy"),
        (WORDS, "symptom", "ticket_words"),
        (COLLEAGUE, "technician_name", "person_copy"),
    ],
    ids=["customer", "words", "colleague"],
)
async def test_an_erasure_leaves_nothing_behind_and_may_come_twice(
    recorded: Event, field: str, table: str, followup: RunningService
) -> None:
    await _erase(followup, recorded)
    await _erase(followup, recorded)

    assert (await _sheet(followup))[field] is None
    assert await followup.service.database.value(f"SELECT count(*) FROM {table}") == 0


async def test_nobody_but_callers_reads_a_call_sheet(followup: RunningService) -> None:
    await followup.get(f"/calls/{await _call_id(followup)}/sheet", role=Role.FINANCE, status=403)
