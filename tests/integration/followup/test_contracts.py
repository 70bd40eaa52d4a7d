"""Contracts through the real doors: drafted, signed, near their end, renewed, ended; each step by time once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.followup.domain.contract import day_begins
from shared.actor import Role
from shared.events.billing.prices import PriceListPublished
from shared.events.contract import Event
from shared.events.dispatch.jobs import TechnicianArrived
from shared.events.followup.contracts import (
    ContractEnded,
    ContractRenewed,
    ContractSigned,
    ContractTerminated,
    ExpiryNoticeSent,
    RenewalLost,
    RenewalPostponed,
    RenewalVisitAgreed,
)
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.followup import POLICY, customer, person, recorded, ticket
from tests.builders.running_service import START, RunningService

CUSTOMER, SITE = new_id(), new_id()
ENDING = {"kind": "engineering", "customer_id": str(CUSTOMER), "site_ids": [str(SITE)], "device_points": 16}
TARIFF = PriceListPublished(
    price_list_id=new_id(),
    number="JG-1",
    effective_from=date(2009, 3, 10),
    prices=0,
    maintenance_point_year=Money.of("150.00"),
    clause="3.4",
    policy_revision="1.0",
    published_at=START,
)


async def _signed(followup: RunningService, starts_on: str, months: int = 12, **more: Any) -> Any:
    await followup.tell(customer(CUSTOMER, SITE))
    draft = await followup.post("/contracts", ENDING | {"starts_on": starts_on, "months": months} | more)
    return await followup.post(f"/contracts/{draft['id']}/signature")


async def _contract(followup: RunningService, contract: Any) -> Any:
    return await followup.get(f"/contracts/{contract['id']}")


async def _only(followup: RunningService, event_class: type[Event]) -> Any:
    [event] = await followup.announced(event_class)
    return event


async def test_a_contract_takes_effect_nears_its_end_and_is_over_each_once_after_a_long_stop(
    followup: RunningService,
) -> None:
    """Signed in November for 1 December, two months; each time nobody has looked for 72 hours."""
    signed = await _signed(followup, "2026-12-01", months=2)
    assert signed["state"] == "signed"

    await followup.pass_time_to(day_begins(date(2026, 12, 1)))
    assert (await _contract(followup, signed))["state"] == "in_force"
    await followup.pass_time_to(day_begins(date(2027, 1, 1)) + timedelta(hours=72))
    await followup.pass_time_to(day_begins(date(2027, 2, 2)) + timedelta(hours=72))

    after = await _contract(followup, signed)
    assert (after["state"], after["ends_on"]) == ("ended", "2027-02-01")
    assert after["notice"]["ends_on"] == "2027-02-01"
    assert (await _only(followup, ContractEnded)).ended_at == day_begins(date(2027, 2, 2))
    assert len(await followup.announced(ContractSigned)) == 1


async def test_the_notice_is_made_a_month_before_with_price_and_a_call_by_who_was_there_last(
    followup: RunningService,
) -> None:
    technician, opened = new_id(), ticket(customer_id=CUSTOMER, site_id=SITE)
    arrived = TechnicianArrived(job_id=new_id(), ticket_id=opened.ticket_id, technician_id=technician, arrived_at=START)
    await followup.tell(TARIFF, opened, arrived)
    signed = await _signed(followup, "2026-01-31")  # until 31 January 2027
    await followup.pass_time_to(day_begins(date(2026, 12, 31)) - timedelta(seconds=1))
    assert (await _contract(followup, signed))["notice"] is None

    await followup.pass_time_to(day_begins(date(2026, 12, 31)))

    notice = (await _contract(followup, signed))["notice"]
    assert (notice["renewal_price"], notice["price_list"], notice["clause"]) == ("2400.00", "JG-1", "5.13")
    [call] = (await followup.get("/calls", purpose="renewal"))["items"]
    assert (call["assigned_to"], call["contract_id"], call["amount"]) == (str(technician), signed["id"], "2400.00")


async def test_a_contract_with_less_than_a_month_left_gets_its_notice_at_once(followup: RunningService) -> None:
    signed = await _signed(followup, "2025-12-10")
    await followup.pass_time_to(START + timedelta(seconds=1))
    after = await _contract(followup, signed)
    assert (after["state"], after["notice"]["state"]) == ("expiring", "made")


async def _expiring(followup: RunningService) -> Any:
    signed = await _signed(followup, "2025-12-10")
    await followup.pass_time_to(START + timedelta(hours=1))
    return signed


async def test_a_mailed_notice_is_tracked_and_told(followup: RunningService) -> None:
    contract = await _expiring(followup)
    made_at = datetime.fromisoformat((await _contract(followup, contract))["notice"]["made_at"])
    earliest = made_at - timedelta(minutes=POLICY.expiry_notice.clock_behind_minutes)
    at, sent = f"/contracts/{contract['id']}/notice", {"means": "post", "tracking_number": "SF-1"}
    for sent_at, code in (
        (earliest - timedelta(seconds=1), "sent_before_it_was_made"),
        (followup.clock.now() + timedelta(seconds=1), "time_in_the_future"),
    ):
        problem = await followup.post(at, sent | {"sent_at": sent_at.isoformat()}, status=422)
        assert (problem["code"], problem["field"]) == (code, "sent_at")
    after = await followup.post(at, sent | {"sent_at": earliest.isoformat()})
    assert (after["notice"]["state"], after["notice"]["sendings"][0]["tracking_number"]) == ("sent", "SF-1")
    assert (await _only(followup, ExpiryNoticeSent)).means == "post"


async def test_an_agreed_visit_is_told_with_whom_the_customer_knows(followup: RunningService) -> None:
    contract, technician = await _expiring(followup), new_id()
    visit = {
        "outcome": "visit",
        "at": "2026-11-23T09:30:00+08:00",
        "window_from": "2026-11-25T09:00:00+08:00",
        "window_until": "2026-11-25T10:00:00+08:00",
        "technician_id": str(technician),
    }
    outcome = f"/contracts/{contract['id']}/notice-outcome"
    await followup.post(outcome, visit | {"window_until": None}, status=400)
    for wrong, field in (
        ({"window_from": "2026-11-23T09:29:00+08:00"}, "window_from"),
        (
            {
                "at": "2026-11-23T09:05:00+08:00",
                "window_from": "2026-11-23T09:10:00+08:00",
                "window_until": "2026-11-23T10:00:00+08:00",
            },
            "window_until",
        ),
    ):
        problem = await followup.post(outcome, visit | wrong, status=422)
        assert (problem["code"], problem["field"], problem["clause"]) == ("visit_in_the_past", field, "5.13")
    await followup.post(f"/contracts/{contract['id']}/notice-outcome", visit)

    agreed = await _only(followup, RenewalVisitAgreed)
    assert (agreed.technician_id, agreed.site_id, agreed.clause) == (technician, SITE, "5.13")
    assert (await followup.get("/calls", state="owed"))["items"] == []


async def test_a_call_that_nobody_was_there_for_is_given_to_whom_the_specialist_names(
    followup: RunningService,
) -> None:
    contract, technician = await _expiring(followup), person("technician")
    [call] = (await followup.get("/calls", purpose="renewal"))["items"]
    at, named = f"/calls/{call['id']}/assignment", {"person_id": str(technician.id)}
    assert (call["assigned_to"], (await followup.post(at, named, status=422))["code"]) == (None, "person_not_known")
    await followup.tell(recorded(technician))
    await followup.post(at, named, role=Role.TECHNICIAN, subject=technician.id, status=403)
    await followup.post(at, named)

    lost = {"outcome": "lost", "at": "2026-11-23T10:00:00+08:00", "reason": "price"}
    outcome = f"/contracts/{contract['id']}/notice-outcome"
    await followup.post(outcome, lost, role=Role.TECHNICIAN, subject=new_id(), status=404)
    his = await followup.post(outcome, lost, role=Role.TECHNICIAN, subject=technician.id)
    assert his["notice"]["state"] == "lost"


async def test_a_postponed_renewal_is_asked_again_on_the_day_and_a_lost_one_never(followup: RunningService) -> None:
    contract = await _expiring(followup)
    outcome = f"/contracts/{contract['id']}/notice-outcome"
    later = {"outcome": "later", "at": "2026-11-23T10:00:00+08:00", "ask_again_on": "2026-12-01"}
    await followup.post(outcome, later)
    assert (await followup.get("/calls", state="owed"))["items"] == []
    await followup.pass_time_to(datetime(2026, 12, 1, 0, 30, tzinfo=UTC))

    [call] = (await followup.get("/calls", state="owed", purpose="renewal"))["items"]
    assert (call["purpose"], call["owed_since"]) == ("renewal", "2026-12-01T00:30:00Z")
    await followup.post(outcome, {"outcome": "lost", "at": "2026-12-01T08:30:00+08:00", "reason": "price"})
    await followup.pass_time_to(datetime(2026, 12, 5, tzinfo=UTC))
    assert (await followup.get("/calls", state="owed", purpose="renewal"))["items"] == []
    assert (await _only(followup, RenewalPostponed)).ask_again_on == date(2026, 12, 1)
    assert (await _only(followup, RenewalLost)).reason == "price"


async def test_a_renewal_is_a_linked_contract_that_starts_the_day_after(followup: RunningService) -> None:
    await followup.tell(TARIFF)
    old = await _expiring(followup)
    draft = await followup.post(f"/contracts/{old['id']}/renewal", {"months": 12, "device_points": 16})
    assert (draft["starts_on"], draft["yearly_price"], draft["is_price_agreed"]) == ("2026-12-11", "2400.00", False)

    following = await followup.post(f"/contracts/{draft['id']}/signature")

    after = await _contract(followup, old)
    assert (after["state"], after["notice"]["state"], after["next_contract_id"]) == ("renewed", "won", following["id"])
    renewed = await _only(followup, ContractRenewed)
    assert (renewed.contract_id, renewed.next_starts_on) == (UUID(old["id"]), date(2026, 12, 11))
    signed = [event for event in await followup.announced(ContractSigned) if isinstance(event, ContractSigned)]
    assert [event.renews_contract_id for event in signed] == [None, UUID(old["id"])]
    await followup.post(f"/contracts/{old['id']}/renewal", {"months": 12}, status=409)
    assert (await followup.get("/calls", state="owed"))["items"] == []


async def test_another_price_than_the_tariffs_is_signed_after_somebody_else_approved_it(
    followup: RunningService,
) -> None:
    await followup.tell(TARIFF, customer(CUSTOMER, SITE))
    author, approver = new_id(), new_id()
    agreed = ENDING | {"kind": "maintenance", "starts_on": "2026-12-01", "months": 12, "yearly_price": "2000.00"}
    draft = await followup.post("/contracts", agreed, role=Role.SUPERVISOR, subject=author)
    at = f"/contracts/{draft['id']}"

    problem = await followup.post(f"{at}/signature", status=422)
    assert (problem["code"], problem["clause"]) == ("price_not_approved", "3.4")
    await followup.post(f"{at}/price-approval", status=403)
    await followup.post(f"{at}/price-approval", role=Role.SUPERVISOR, subject=author, status=422)
    await followup.post(f"{at}/price-approval", role=Role.MANAGER, subject=approver)
    assert (await followup.post(f"{at}/signature"))["state"] == "signed"


async def test_an_early_end_stops_the_clocks(followup: RunningService) -> None:
    contract = await _expiring(followup)
    end = {"last_day": "2026-11-30", "reason": "customers_wish"}
    ended = await followup.post(f"/contracts/{contract['id']}/termination", end)
    assert (ended["state"], ended["ends_on"], ended["given_back"]) == ("terminated", "2026-11-30", "0.00")
    assert (await _only(followup, ContractTerminated)).unused_days == 10
    await followup.pass_time_to(START + timedelta(days=60))
    assert await followup.announced(ContractEnded) == []


async def test_a_contract_is_for_a_customer_and_sites_that_we_know(followup: RunningService) -> None:
    draft = ENDING | {"starts_on": "2026-12-01", "months": 12}
    problem = await followup.post("/contracts", draft, status=404)
    assert (problem["code"], problem["field"]) == ("customer_not_found", "customer_id")
    await followup.tell(customer(CUSTOMER))
    problem = await followup.post("/contracts", draft, status=422)
    assert (problem["code"], problem["field"]) == ("site_not_known", "site_ids")
    await followup.tell(customer(CUSTOMER, SITE))
    await followup.post("/contracts", draft)


async def test_contracts_are_not_for_the_warehouse(followup: RunningService) -> None:
    await followup.get("/contracts", role=Role.WAREHOUSE, status=403)
    await followup.post("/contracts", ENDING, role=Role.FINANCE, status=403)
