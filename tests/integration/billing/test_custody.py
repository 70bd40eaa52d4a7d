"""Differences of cash, deposits, and the ledger at zero whatever happens at once."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from shared.actor import Role
from shared.events.billing.cash import CashCollectedApart, CashDifferenceExplained, CashLimitExceeded, CashPaidOut
from shared.events.billing.deposits import DepositReleased, DepositRetained, DepositReturned, DepositTaken
from shared.events.repairs.loans import LoanerReturned, LoanRefused, LoanRequested
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.racing import Asked, at_once
from tests.builders.running_service import START, RunningService
from tests.integration.billing.visits import Visit, open_visit, outcome_of

SPECIALIST, FINANCE = new_id(), new_id()
CLERK: Any = {"role": Role.SPECIALIST, "subject": SPECIALIST}


async def _sums(billing: RunningService) -> dict[str, str]:
    rows = await billing.service.database.rows("SELECT account, sum(amount) AS s FROM cash_entry GROUP BY account")
    assert sum(row["s"] for row in rows) == 0
    wrong = "SELECT count(*) FROM (SELECT FROM cash_entry GROUP BY movement_id HAVING sum(amount) <> 0) AS w"
    assert await billing.service.database.value(wrong) == 0
    return {row["account"]: str(row["s"]) for row in rows if row["s"]}


async def _loan(visit: Visit, deposit: str = "500.00") -> tuple[dict[str, UUID], Any]:
    keys = {
        "loan_id": new_id(),
        "ticket_id": visit.ticket_id,
        "customer_id": visit.customer_id,
        "repair_id": new_id(),
        "loaner_id": new_id(),
    }
    requested = LoanRequested(
        **keys,
        number="JY1",
        reason="promise_missed",
        deposit=Money.of(deposit),
        handover="counter",
        requested_by="s",
        clause="4.5",
        requested_at=START,
    )
    await visit.billing.tell(requested)
    found = await visit.billing.get("/deposits", loan_id=str(keys["loan_id"]))
    return keys, found["items"][0]


async def _back(visit: Visit, keys: dict[str, UUID]) -> None:
    returned = LoanerReturned(
        **keys, condition="good", deposit=Money.of("500.00"), deposit_id=None, clause="4.5", returned_at=START
    )
    await visit.billing.tell(returned)


async def test_a_difference_is_explained_by_finance_and_the_account_is_even(billing: RunningService) -> None:
    visit = await open_visit(billing)
    await visit.pay(await visit.owed(), "152.00")
    remittance = await visit.post("/remittances", {"amount": "152.00"})
    at = f"/remittances/{remittance['id']}"
    counted = await billing.post(f"{at}/count", {"amount": "150.00"}, role=Role.FINANCE)
    assert (counted["state"], counted["difference"]) == ("different", "-2.00")
    hands = await billing.get(f"/cash/{visit.technician_id}", role=Role.FINANCE)
    assert hands["accounts"] == {
        "customers": "-152.00",
        "carried": "0.00",
        "handed_in": "0.00",
        "finance": "150.00",
        "difference": "2.00",
    }

    body = {"cause": "lost", "settlement": "made_good"}
    await visit.post(f"{at}/explanation", body, status=403)
    explained = await billing.post(f"{at}/explanation", body, role=Role.FINANCE)

    assert explained["state"] == "explained"
    assert await _sums(billing) == {"customers": "-152.00", "finance": "152.00"}
    [told] = await billing.announced(CashDifferenceExplained)
    assert isinstance(told, CashDifferenceExplained)
    assert (str(told.difference), told.settlement) == ("-2.00", "made_good")


async def test_too_much_cash_is_a_warning(billing: RunningService) -> None:
    visit = await open_visit(billing)
    lines = ({"kind": "visit_fee"}, {"kind": "travel", "at_most": "6000.00"})
    await visit.consent(await visit.quote(*lines))
    charge = await visit.sign(await visit.complete(travel_cost=Money.of("6000.00"), parts=()))
    await visit.pay(charge, "6100.00", role=Role.SPECIALIST, subject=SPECIALIST)
    [told] = await billing.announced(CashLimitExceeded)
    assert isinstance(told, CashLimitExceeded)
    assert (str(told.in_hands), str(told.limit), told.person_id) == ("6100.00", "5000.00", SPECIALIST)


async def test_a_deposit_is_held_apart_and_kept_in_part(billing: RunningService) -> None:
    visit = await open_visit(billing)
    keys, deposit = await _loan(visit)
    at = f"/deposits/{deposit['id']}"

    taken = await billing.post(f"{at}/payment", {"amount": "500.00", "method": "cash"}, **CLERK)
    assert (taken["state"], taken["clause"]) == ("held", "4.5")
    assert await _sums(billing) == {"carried": "500.00", "deposits": "-500.00"}
    assert (await billing.post(f"{at}/return", {"method": "cash"}, **CLERK, status=409))["code"] == "action_not_allowed"
    await _back(visit, keys)
    await billing.post(f"{at}/retention", {"amount": "80.00", "reason": "damaged"}, **CLERK, status=403)
    await billing.post(f"{at}/retention", {"amount": "80.00", "reason": "damaged"}, role=Role.FINANCE, subject=FINANCE)
    back = await billing.post(f"{at}/return", {"method": "cash"}, **CLERK)

    assert (back["state"], back["returned"], back["retained"]) == ("returned", "420.00", "80.00")
    assert await _sums(billing) == {"carried": "80.00", "retained": "-80.00"}
    told = {type(each) for each in await billing.announced()}
    assert told >= {DepositTaken, CashCollectedApart, DepositReleased, DepositRetained, DepositReturned, CashPaidOut}


async def test_a_refused_loan_gives_the_deposit_back(billing: RunningService) -> None:
    visit = await open_visit(billing)
    keys, deposit = await _loan(visit)
    body = {"amount": "500.00", "method": "transfer", "reference": "TT-9"}
    await billing.post(f"/deposits/{deposit['id']}/payment", body, role=Role.FINANCE, subject=FINANCE)
    refused = LoanRefused(
        **keys,
        step="logistics_director",
        reason="no_need",
        deposit=Money.of("500.00"),
        is_deposit_taken=True,
        clause="4.5",
        refused_at=START,
    )
    await billing.tell(refused)
    found = await billing.get(f"/deposits/{deposit['id']}")
    assert (found["state"], found["released_because"]) == ("to_return", "loan_refused")
    await billing.post(
        f"/deposits/{deposit['id']}/return",
        {"method": "transfer", "reference": "TT-10"},
        role=Role.FINANCE,
        subject=FINANCE,
    )
    assert await _sums(billing) == {}


TREASURER: Any = {"role": Role.FINANCE, "subject": FINANCE}


@pytest.mark.parametrize(("method", "by"), [("cash", CLERK), ("transfer", TREASURER)])
async def test_of_two_takings_and_two_returns_of_a_deposit_at_once_one_wins(
    billing: RunningService, method: str, by: Any
) -> None:
    visit = await open_visit(billing)
    keys, deposit = await _loan(visit)
    both: list[Any] = [{"method": method} if method == "cash" else {"method": method, "reference": n} for n in "12"]

    async def both_ask(command: str, **said: str) -> list[int]:
        one, other = [Asked(path=f"/deposits/{deposit['id']}/{command}", body=said | each, **by) for each in both]
        return await at_once(billing, one, other)

    assert await both_ask("payment", amount="500.00") == [200, 409]
    await _back(visit, keys)
    assert await both_ask("return") == [200, 409]
    assert await _sums(billing) == {}
    assert len(await billing.announced(DepositTaken, DepositReturned)) == 2


async def test_one_transfer_is_no_two_deposits_nor_a_deposit_and_a_payment(billing: RunningService) -> None:
    visits = [await open_visit(billing) for _ in range(3)]
    deposits = [(await _loan(visit))[1] for visit in visits[:2]]
    by_transfer = {"amount": "500.00", "method": "transfer", "reference": "TT-1"}
    one, other = [Asked(path=f"/deposits/{each['id']}/payment", body=by_transfer, **TREASURER) for each in deposits]
    assert await at_once(billing, one, other) == [200, 409]
    charge = await visits[2].owed()
    paid = by_transfer | {"amount": "152.00"}
    problem = await billing.post(f"/charges/{charge['id']}/payments", paid, **TREASURER, status=409)
    assert (problem["code"], problem["field"]) == ("reference_used", "reference")
    await billing.post(f"/charges/{charge['id']}/payments", paid | {"reference": "TT-2"}, **TREASURER)
    for deposit in deposits:
        if (await billing.get(f"/deposits/{deposit['id']}"))["state"] == "due":
            again = by_transfer | {"reference": "TT-2"}
            await billing.post(f"/deposits/{deposit['id']}/payment", again, **TREASURER, status=409)


async def test_of_a_deposit_and_a_payment_with_the_same_transfer_at_once_one_wins(billing: RunningService) -> None:
    visit, other = await open_visit(billing), await open_visit(billing)
    _, deposit = await _loan(visit)
    charge = await other.owed()
    transfer = {"method": "transfer", "reference": "TT-1"}
    left = Asked(path=f"/deposits/{deposit['id']}/payment", body={"amount": "500.00", **transfer}, **TREASURER)
    paid = Asked(path=f"/charges/{charge['id']}/payments", body={"amount": "152.00", **transfer}, **TREASURER)
    assert await at_once(billing, left, paid) == [200, 409]


async def test_a_deposit_is_left_after_the_loaner_was_asked_for_and_its_way_back_is_on_record(
    billing: RunningService,
) -> None:
    visit = await open_visit(billing)
    keys, deposit = await _loan(visit)
    at, body = f"/deposits/{deposit['id']}", {"amount": "500.00", "method": "cash"}
    early = body | {"received_at": "2026-11-22T09:00:00+08:00"}
    problem = await billing.post(f"{at}/payment", early, **CLERK, status=422)
    assert (problem["code"], problem["field"]) == ("time_not_possible", "received_at")
    await billing.post(f"{at}/payment", body, **CLERK)
    await _back(visit, keys)
    back = await billing.post(f"{at}/return", {"method": "wechat", "reference": "WX-9"}, **TREASURER)
    assert (back["method"], back["return_method"], back["return_reference"]) == ("cash", "wechat", "WX-9")


async def test_finance_hands_in_what_it_took_at_the_counter_and_another_counts_it(billing: RunningService) -> None:
    visit = await open_visit(billing)
    charge = await visit.owed()
    await billing.post(f"/charges/{charge['id']}/payments", {"amount": "152.00", "method": "cash"}, **TREASURER)
    handed_in = await billing.post("/remittances", {"amount": "152.00"}, **TREASURER)
    at = f"/remittances/{handed_in['id']}/count"
    assert (await billing.post(at, {"amount": "152.00"}, **TREASURER, status=403))["code"] == "same_person"
    problem = await billing.post(at, {"amount": "-1.00"}, role=Role.FINANCE, subject=new_id(), status=422)
    assert (problem["code"], problem["field"]) == ("amount_not_positive", "amount")
    counted = await billing.post(at, {"amount": "152.00"}, role=Role.FINANCE, subject=new_id())
    assert counted["state"] == "counted"
    assert await _sums(billing) == {"customers": "-152.00", "finance": "152.00"}


async def test_the_ledger_is_at_zero_after_many_things_at_once(billing: RunningService) -> None:
    technician_id = new_id()
    visits = [await open_visit(billing, technician_id=technician_id) for _ in range(4)]
    charges = [await visit.owed() for visit in visits]
    pays = [visit.pay(charge, "76.00") for visit, charge in zip(visits, charges, strict=True) for _ in range(3)]
    hands = [visits[0].post("/remittances", {"amount": "100.00"}) for _ in range(4)]
    outcomes = await asyncio.gather(*(outcome_of(each) for each in (*pays, *hands)))
    assert sum(outcomes[:12]) == 8  # two halves of each charge
    sums = await _sums(billing)
    assert sums["customers"] == "-608.00"
    carried = await billing.get(f"/cash/{technician_id}", role=Role.FINANCE)
    handed_in = Money.of(sums.get("handed_in", "0.00"))
    assert Money.of(carried["carried"]) + handed_in == Money.of("608.00")
