"""Items and loaners that are late, may be late, or wait for their customer: who is told (chapter 6, 4.5, 5.8)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.actor import Role
from shared.events.contract import Event
from shared.events.intake.tickets import TicketCancelled
from shared.events.repairs.batches import FactoryPromiseMissed
from shared.events.repairs.items import RepairReady, RepairReturned
from shared.events.repairs.loans import LoanOverdue, LoanReminded
from shared.events.repairs.promises import HandoverMissed, PromiseAtRisk, UncollectedItemReminded
from shared.events.repairs.stock import StockLow
from shared.identifiers import new_id
from tests.builders.followup import customer, person, recorded, ticket
from tests.builders.running_service import START, RunningService
from tests.integration.waiting import until

SUPERVISOR = person("supervisor")
TECHNICIAN = person("technician", SUPERVISOR.id)
WAREHOUSE = person("warehouse")
OPENED = ticket()
ITEM: dict[str, Any] = {"repair_id": new_id(), "ticket_id": OPENED.ticket_id, "customer_id": OPENED.customer_id}
LOAN = {**ITEM, "loan_id": new_id(), "loaner_id": new_id()}

AT_RISK = PromiseAtRisk(
    **ITEM,
    responsible_id=TECHNICIAN.id,
    way="own_bench",
    state="with_us",
    ready_until=START + timedelta(days=1),
    clause="5.8",
    at_risk_at=START,
)
NOT_HANDED_OVER = HandoverMissed(**ITEM, technician_id=TECHNICIAN.id, clause="5.7", missed_at=START)
FACTORY_LATE = FactoryPromiseMissed(
    batch_id=new_id(),
    factory="hikvision",
    repair_id=ITEM["repair_id"],
    ticket_id=OPENED.ticket_id,
    clause="6.3",
    missed_at=START,
)
UNCOLLECTED = UncollectedItemReminded(
    **ITEM,
    reminder=1,
    days_waiting=7,
    is_stored_from_now=False,
    responsible_id=TECHNICIAN.id,
    clause="6.4",
    reminded_at=START,
)
LOANER_DUE = LoanReminded(**LOAN, due_until=START + timedelta(days=3), clause="4.5", reminded_at=START)
LOANER_OVERDUE = LoanOverdue(**LOAN, clause="4.5", overdue_at=START)
STOCK_LOW = StockLow(product_id=new_id(), product="power-supply-12v", in_store=2, least=5, clause="6.3", low_at=START)


def _returned(at: datetime = START, **more: Any) -> RepairReturned:
    given: dict[str, Any] = {"batch_id": new_id(), "is_part_of_installation": False, "outcome": "repaired"}
    return RepairReturned(**(ITEM | given | more), responsible_id=TECHNICIAN.id, returned_at=at)


def _ready(at: datetime = START) -> RepairReady:
    return RepairReady(**ITEM, is_part_of_installation=False, responsible_id=TECHNICIAN.id, clause="6.4", ready_at=at)


@pytest.fixture
async def office(followup: RunningService) -> RunningService:
    """Follow-up, with people, a customer and his ticket."""
    people = [recorded(each) for each in (SUPERVISOR, TECHNICIAN, WAREHOUSE)]
    await followup.tell(*people, customer(OPENED.customer_id), OPENED)
    return followup


@pytest.mark.parametrize(
    ("event", "occasion", "people"),
    [
        (AT_RISK, "promise_at_risk", {TECHNICIAN.id, SUPERVISOR.id}),
        (NOT_HANDED_OVER, "handover_missed", {TECHNICIAN.id, SUPERVISOR.id}),
        (FACTORY_LATE, "factory_late", {WAREHOUSE.id, SUPERVISOR.id}),
        (LOANER_OVERDUE, "loaner_overdue", {SUPERVISOR.id}),
        (STOCK_LOW, "stock_low", {WAREHOUSE.id}),
    ],
)
async def test_our_own_people_hear_once_of_what_is_or_may_be_late(
    office: RunningService, event: Event, occasion: str, people: set[Any]
) -> None:
    for _ in range(2):
        await office.tell(event)
    told = [
        each.id
        for each in (SUPERVISOR, TECHNICIAN, WAREHOUSE)
        for _ in (await office.get("/my-messages", role=Role(each.role), subject=each.id, occasion=occasion))["items"]
    ]
    assert sorted(told) == sorted(people)


@pytest.mark.parametrize(
    ("event", "occasion"),
    [
        (_returned(), "item_returned"),
        (_ready(), "item_ready"),
        (UNCOLLECTED, "item_uncollected"),
        (LOANER_DUE, "loaner_due"),
        (LOANER_OVERDUE, "loaner_late"),
    ],
)
async def test_the_customer_is_reminded_of_what_he_has_to_fetch_or_to_bring_back_even_on_a_cancelled_ticket(
    office: RunningService, event: Event, occasion: str
) -> None:
    await office.tell(
        TicketCancelled(
            ticket_id=OPENED.ticket_id,
            reason="customer_withdrew",
            is_work_done_owed=False,
            cancelled_at=START,
        )
    )
    for _ in range(2):
        await office.tell(event)
    found = (await office.get("/messages", ticket_id=OPENED.ticket_id, occasion=occasion))["items"]
    assert [each["customer_id"] for each in found] == [str(OPENED.customer_id)]


async def _told(office: RunningService) -> list[tuple[str, str, str | None]]:
    found = (await office.get("/messages", ticket_id=OPENED.ticket_id))["items"]
    told = [(each["occasion"], each["state"], each["failure"]) for each in reversed(found)]
    return [each for each in told if each[0].startswith("item_")]


async def _sent(office: RunningService, occasion: str) -> None:
    async def is_sent() -> bool:
        return (occasion, "sent", None) in await _told(office)

    await until(is_sent)


async def test_the_customer_knows_at_once_that_his_item_is_back_and_is_called_when_he_can_have_it(
    office: RunningService,
) -> None:
    await office.tell(_returned())
    await _sent(office, "item_returned")
    assert (await office.get("/calls", purpose="item_ready"))["items"] == []
    await office.tell(_ready(START + timedelta(hours=1)))
    await _sent(office, "item_ready")
    assert await _told(office) == [("item_returned", "sent", None), ("item_ready", "sent", None)]
    assert len((await office.get("/calls", purpose="item_ready"))["items"]) == 1


async def test_that_an_item_is_being_tested_is_not_told_any_more_once_it_can_be_collected(
    office: RunningService,
) -> None:
    night = START + timedelta(hours=13)  # 22:00 in Chongqing: it waits for the morning
    await office.pass_time_to(night)
    await office.tell(_returned(night), _ready(night + timedelta(minutes=30)))
    assert await _told(office) == [("item_returned", "failed", "overtaken"), ("item_ready", "waiting", None)]


async def test_each_way_to_the_factory_is_told_of_by_itself(office: RunningService) -> None:
    await office.tell(_returned(), _returned(START + timedelta(days=20)))
    assert [occasion for occasion, _, _ in await _told(office)] == ["item_returned", "item_returned"]
