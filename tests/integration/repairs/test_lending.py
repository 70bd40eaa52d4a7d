"""A loaner from the request to the settled deposit, through the real doors, and the races about one unit (4.5)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.actor import Role
from shared.events.billing.deposits import DepositRetained, DepositReturned, DepositTaken
from shared.events.repairs.endings import RepairEnded
from shared.events.repairs.items import RepairCollected
from shared.events.repairs.loans import LoanApproved, LoanClosed, LoanerIssued, LoanOverdue, LoanRefused, LoanReminded
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.racing import Asked, at_once
from tests.builders.running_service import START
from tests.integration.repairs.conftest import CONTACT, Shop, visit

MANAGER, DIRECTOR = new_id(), new_id()
FIVE_HUNDRED = Money.of("500.00")
SIGNED = {"contact_id": CONTACT, "reference": "agreements/1", "sha256": "0" * 64}


async def _unit(shop: Shop, serial: str = "DYJ-7") -> Any:
    body = {"product_model": "DS-7816N-K2", "serial": serial, "deposit": "500.00"}
    return await shop.service.post("/loaners", body, role=Role.WAREHOUSE)


async def _late(shop: Shop, **item: Any) -> str:
    """An item whose promised date cannot be kept."""
    repair_id = await shop.registered("own_bench", **item)
    await shop.ask(repair_id, "delay", {"cause": "part_not_available"})
    return repair_id


async def _asked(shop: Shop, repair_id: str, unit: Any, **options: Any) -> Any:
    body = {"repair_id": repair_id, "loaner_id": unit["id"], "reason": "promise_cannot_be_kept"}
    body["handover"] = options.pop("handover", "counter")
    return await shop.service.post("/loans", body, **(shop.desk | options))


async def _do(
    shop: Shop, loan: Any, command: str, body: Any = None, role: Role = Role.SPECIALIST, **options: Any
) -> Any:
    bodiless = {"issue", "homecoming"}
    sent = None if command in bodiless else (body or {})
    return await shop.service.post(f"/loans/{loan['id']}/{command}", sent, role=role, **options)


async def _deposit(shop: Shop, loan: Any) -> UUID:
    deposit_id = new_id()
    taken = DepositTaken(
        deposit_id=deposit_id,
        loan_id=UUID(loan["id"]),
        number="YJ20261123-0001",
        amount=FIVE_HUNDRED,
        method="cash",
        clause="4.5",
        taken_at=START,
    )
    await shop.service.tell(taken)
    return deposit_id


async def _returned(shop: Shop, loan: Any, deposit_id: UUID) -> None:
    back = DepositReturned(
        deposit_id=deposit_id,
        loan_id=UUID(loan["id"]),
        amount=FIVE_HUNDRED,
        method="cash",
        clause="4.5",
        returned_at=START,
    )
    await shop.service.tell(back)


async def _approved(shop: Shop, loan: Any) -> UUID:
    """Deposit, agreement and both approvals."""
    deposit_id = await _deposit(shop, loan)
    await _do(shop, loan, "agreement", SIGNED)
    await _do(shop, loan, "approvals", role=Role.MANAGER, subject=MANAGER)
    await _do(shop, loan, "approvals", role=Role.LOGISTICS_DIRECTOR, subject=DIRECTOR)
    return deposit_id


async def test_a_loaner_is_lent_reminded_of_brought_back_and_its_repair_collected_only_then(shop: Shop) -> None:
    repair_id, unit = await _late(shop), await _unit(shop)
    receipt = await shop.ask(repair_id, "receipt")
    loan = await _asked(shop, repair_id, unit)
    assert (loan["state"], loan["deposit_wanted"]) == ("requested", "500.00")
    assert (await _do(shop, loan, "issue", role=Role.WAREHOUSE, status=409))["code"] == "action_not_allowed"
    deposit_id = await _approved(shop, loan)
    out = await _do(shop, loan, "issue", role=Role.WAREHOUSE)
    assert (out["state"], out["due_until"]) == ("out", "2026-12-23T01:00:00Z")
    assert (await shop.service.get(f"/loaners/{unit['id']}"))["state"] == "out"

    await shop.ask(repair_id, "work")
    await shop.ask(repair_id, "ready", {"outcome": "repaired"})
    code = {"check_code": receipt["check_code"]}
    assert (await shop.ask(repair_id, "collection", code, status=409))["code"] == "loaner_is_out"
    await shop.service.pass_time_to(START + timedelta(days=27))
    [reminded] = await shop.service.announced(LoanReminded)
    assert isinstance(reminded, LoanReminded)
    assert (reminded.reminded_at, reminded.clause) == (START + timedelta(days=27), "4.5")
    assert not await shop.service.announced(LoanOverdue)

    back = await _do(shop, loan, "return", {"condition": "good"})
    assert back["state"] == "returned"
    await shop.ask(repair_id, "collection", code)
    assert len(await shop.service.announced(RepairCollected)) == 1
    await _returned(shop, loan, deposit_id)
    assert (await shop.service.get(f"/loans/{loan['id']}"))["state"] == "closed"
    assert (await shop.service.get(f"/loaners/{unit['id']}"))["state"] == "available"
    assert not await shop.service.service.database.value("SELECT count(*) FROM timer")


async def test_a_loaner_that_stays_away_is_overdue_once_with_the_time_at_which_it_was_due(shop: Shop) -> None:
    loan = await _asked(shop, await _late(shop), await _unit(shop))
    await _approved(shop, loan)
    await _do(shop, loan, "issue")
    await shop.service.pass_time_to(START + timedelta(days=31))
    [overdue] = await shop.service.announced(LoanOverdue)
    assert isinstance(overdue, LoanOverdue)
    assert overdue.overdue_at == START + timedelta(days=30)
    assert [each["id"] for each in (await shop.service.get("/loans", is_overdue=True))["items"]] == [loan["id"]]


async def test_the_loan_is_closed_when_all_of_the_deposit_is_kept_but_not_when_a_rest_goes_back(shop: Shop) -> None:
    loan = await _asked(shop, await _late(shop), await _unit(shop))
    deposit_id = await _approved(shop, loan)
    await _do(shop, loan, "issue")
    await _do(shop, loan, "return", {"condition": "damaged"})
    for kept, rest, state in (("200.00", "300.00", "returned"), ("500.00", "0.00", "closed")):
        retained = DepositRetained(
            deposit_id=deposit_id,
            loan_id=UUID(loan["id"]),
            amount=Money.of(kept),
            to_return=Money.of(rest),
            reason="damaged",
            clause="4.5",
            retained_at=START,
        )
        await shop.service.tell(retained)
        assert (await shop.service.get(f"/loans/{loan['id']}"))["state"] == state
    unit = await shop.service.get(f"/loaners/{loan['loaner_id']}")
    assert unit["state"] == "in_check"
    checked = await shop.service.post(f"/loaners/{unit['id']}/check", role=Role.WAREHOUSE)
    assert checked["state"] == "available"


async def test_a_refused_loan_frees_the_unit_and_is_closed_when_the_deposit_is_back(shop: Shop) -> None:
    repair_id, unit = await _late(shop), await _unit(shop)
    loan = await _asked(shop, repair_id, unit)
    deposit_id = await _deposit(shop, loan)
    refused = await _do(shop, loan, "refusal", {"reason": "no_need_shown"}, role=Role.MANAGER, subject=MANAGER)
    assert refused["state"] == "refused"
    [told] = await shop.service.announced(LoanRefused)
    assert isinstance(told, LoanRefused)
    assert (told.is_deposit_taken, told.deposit_id, told.step) == (True, deposit_id, "manager")
    await _returned(shop, loan, deposit_id)
    assert len(await shop.service.announced(LoanClosed)) == 1
    again = await _asked(shop, repair_id, unit)
    withdrawn = await _do(shop, again, "refusal", {"reason": "customer_withdrew"})
    assert withdrawn["state"] == "closed", "no deposit was taken: nothing has to go back"


async def test_a_deposit_that_crosses_the_refusal_is_billings_to_give_back(shop: Shop) -> None:
    loan = await _asked(shop, await _late(shop), await _unit(shop))
    await _do(shop, loan, "refusal", {"reason": "repair_ready"})
    deposit_id = await _deposit(shop, loan)
    await _returned(shop, loan, deposit_id)
    assert (await shop.service.get(f"/loans/{loan['id']}"))["state"] == "closed"
    assert len(await shop.service.announced(LoanClosed)) == 1


async def test_a_loaner_is_brought_by_a_visit_or_comes_back_with_the_technician(shop: Shop) -> None:
    loan = await _asked(shop, await _late(shop), await _unit(shop), handover="visit")
    await _approved(shop, loan)
    bringer = {"technician_id": str(shop.technician)}
    assert (await _do(shop, loan, "delivery", bringer))["state"] == "on_the_way"
    mine: dict[str, Any] = {"role": Role.TECHNICIAN, "subject": shop.technician}
    assert [each["id"] for each in (await shop.service.get("/loans", **mine))["items"]] == [loan["id"]]
    await shop.service.get(f"/loans/{loan['id']}", role=Role.TECHNICIAN, subject=new_id(), status=404)
    await shop.service.tell(visit(shop, outcome="not_fixed", purpose="deliver_loaner"))
    assert (await _do(shop, loan, "homecoming"))["state"] == "approved"
    await _do(shop, loan, "delivery", bringer)
    await shop.service.tell(visit(shop, purpose="deliver_loaner"))
    [issued] = await shop.service.announced(LoanerIssued)
    assert isinstance(issued, LoanerIssued)
    assert (issued.handover, issued.technician_id) == ("visit", shop.technician)


async def test_one_person_in_two_roles_approves_once(shop: Shop) -> None:
    loan = await _asked(shop, await _late(shop), await _unit(shop))
    await _do(shop, loan, "approvals", role=Role.MANAGER, subject=MANAGER)
    twice = await _do(shop, loan, "approvals", role=Role.LOGISTICS_DIRECTOR, subject=MANAGER, status=422)
    assert (twice["code"], twice["clause"]) == ("approved_twice", "4.5")
    for role in (Role.SPECIALIST, Role.SUPERVISOR, Role.WAREHOUSE, Role.FINANCE):
        await _do(shop, loan, "approvals", role=role, status=403)


async def test_two_approvals_by_one_person_at_once_count_as_one(shop: Shop) -> None:
    loan = await _asked(shop, await _late(shop), await _unit(shop))
    path = f"/loans/{loan['id']}/approvals"
    for role, person, status in ((Role.MANAGER, MANAGER, 422), (Role.LOGISTICS_DIRECTOR, DIRECTOR, 409)):
        approving = Asked(path=path, body={}, role=role, subject=person)
        assert await at_once(shop.service, approving, approving) == [200, status]
    found = await shop.service.get(f"/loans/{loan['id']}")
    assert [each["role"] for each in found["approvals"]] == ["manager", "logistics_director"]
    assert len(await shop.service.announced(LoanApproved)) == 2


def _asking(shop: Shop, repair_id: str, unit: Any) -> Asked:
    body = {"repair_id": repair_id, "loaner_id": unit["id"], "reason": "promise_cannot_be_kept"}
    return Asked(path="/loans", body=body, **shop.desk)


async def test_one_unit_is_not_promised_to_two_customers_at_once(shop: Shop) -> None:
    unit = await _unit(shop)
    one, other = [_asking(shop, await _late(shop, serial=f"SN-{number}"), unit) for number in (1, 2)]
    assert await at_once(shop.service, one, other) == [201, 409]


async def test_one_customer_is_not_lent_two_units_at_once(shop: Shop) -> None:
    repair_id = await _late(shop)
    one, other = [_asking(shop, repair_id, await _unit(shop, f"DYJ-{number}")) for number in (1, 2)]
    assert await at_once(shop.service, one, other) == [201, 409]


async def test_a_loaner_that_two_issue_at_once_is_issued_once(shop: Shop) -> None:
    loan = await _asked(shop, await _late(shop), await _unit(shop))
    await _approved(shop, loan)
    path = f"/loans/{loan['id']}/issue"
    one, other = [Asked(path=path, role=role, subject=new_id()) for role in (Role.WAREHOUSE, Role.SPECIALIST)]
    assert await at_once(shop.service, one, other) == [200, 409]
    assert len(await shop.service.announced(LoanerIssued)) == 1


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"reason": "promise_missed"}, 422, "no_reason_for_loan"),
        ({"repair_id": str(new_id())}, 404, "repair_not_found"),
        ({"loaner_id": str(new_id())}, 404, "loaner_not_found"),
    ],
)
async def test_what_cannot_be_lent_is_refused_by_name(
    shop: Shop, changes: dict[str, str], status: int, code: str
) -> None:
    body = {"repair_id": await _late(shop), "loaner_id": (await _unit(shop))["id"], "reason": "promise_cannot_be_kept"}
    problem = await shop.service.post("/loans", body | changes, status=status, **shop.desk)
    assert problem["code"] == code


async def test_a_cancelled_ticket_frees_the_unit_that_was_only_asked_for(shop: Shop) -> None:
    unit = await _unit(shop)
    loan = await _asked(shop, await _late(shop), unit)
    await shop.cancel_ticket()
    assert (await shop.service.get(f"/loans/{loan['id']}"))["state"] == "closed"
    assert (await shop.service.get(f"/loaners/{unit['id']}"))["state"] == "available"


async def test_a_loaner_that_was_on_its_way_when_the_ticket_was_cancelled_is_free_when_it_comes_home(
    shop: Shop,
) -> None:
    unit = await _unit(shop)
    loan = await _asked(shop, await _late(shop), unit, handover="visit")
    await _approved(shop, loan)
    await _do(shop, loan, "delivery", {"technician_id": str(shop.technician)})
    await shop.cancel_ticket()
    assert (await shop.service.get(f"/loans/{loan['id']}"))["state"] == "on_the_way"
    home = await _do(shop, loan, "homecoming")
    assert (home["state"], home["refusal_reason"]) == ("refused", "customer_withdrew")
    assert (await shop.service.get(f"/loaners/{unit['id']}"))["state"] == "available"


async def test_a_loaner_that_is_only_asked_for_is_dropped_when_its_repair_is_over(shop: Shop) -> None:
    repair_id, unit = await _late(shop), await _unit(shop)
    receipt = await shop.ask(repair_id, "receipt")
    loan = await _asked(shop, repair_id, unit)
    deposit_id = await _approved(shop, loan)
    await shop.ask(repair_id, "work")
    await shop.ask(repair_id, "ready", {"outcome": "repaired"})
    await shop.ask(repair_id, "collection", {"check_code": receipt["check_code"]})
    [told] = await shop.service.announced(LoanRefused)
    assert isinstance(told, LoanRefused)
    assert (told.step, told.reason, told.deposit_id) == ("repair", "repair_ready", deposit_id)
    assert (await shop.service.get(f"/loaners/{unit['id']}"))["state"] == "available"
    assert (await _do(shop, loan, "issue", status=409))["code"] == "action_not_allowed"
    problem = await _asked(shop, repair_id, unit, status=409)
    assert problem["code"] == "repair_is_over"


async def test_a_repair_is_not_over_while_its_loaner_is_on_the_way(shop: Shop) -> None:
    repair_id, unit = await _late(shop), await _unit(shop)
    receipt = await shop.ask(repair_id, "receipt")
    loan = await _asked(shop, repair_id, unit, handover="visit")
    await _approved(shop, loan)
    await _do(shop, loan, "delivery", {"technician_id": str(shop.technician)})
    await shop.ask(repair_id, "work")
    await shop.ask(repair_id, "ready", {"outcome": "repaired"})
    code = {"check_code": receipt["check_code"]}
    assert (await shop.ask(repair_id, "collection", code, status=409))["code"] == "loaner_is_out"
    await _do(shop, loan, "homecoming")
    await shop.ask(repair_id, "collection", code)
    assert (await shop.service.get(f"/loans/{loan['id']}"))["state"] == "refused"
    assert (await shop.service.get(f"/loaners/{unit['id']}"))["state"] == "available"


@pytest.mark.parametrize("is_in_one_van", [False, True])
async def test_a_loaner_that_comes_home_ends_the_repair_of_an_item_that_hangs_again(
    shop: Shop, *, is_in_one_van: bool
) -> None:
    repair_id, unit = await shop.brought_back(is_mounted=True), await _unit(shop)
    await shop.ask(repair_id, "reception")
    await shop.ask(repair_id, "test", {"finding": "confirmed", "fault": "no_power", "way": "own_bench"})
    await shop.ask(repair_id, "delay", {"cause": "part_not_available"})
    loan = await _asked(shop, repair_id, unit, handover="visit")
    await _approved(shop, loan)
    bringer = {"technician_id": str(shop.technician)}
    await shop.ask(repair_id, "work")
    await shop.ask(repair_id, "ready", {"outcome": "repaired"})
    await shop.ask(repair_id, "ride-home", bringer)
    await _do(shop, loan, "delivery", bringer if is_in_one_van else {"technician_id": str(new_id())})
    for _ in range(2):
        await shop.service.tell(visit(shop))
    assert (await shop.shown(repair_id))["state"] == "at_home"
    await _do(shop, loan, "homecoming")
    assert (await shop.shown(repair_id))["state"] == "reinstalled"
    assert (await shop.service.get(f"/loans/{loan['id']}"))["state"] == "refused"
    assert (await shop.service.get(f"/loaners/{unit['id']}"))["state"] == "available"


async def test_a_lost_item_is_written_off_when_its_loaner_is_back_or_written_off_too(shop: Shop) -> None:
    repair_id, unit = await _late(shop), await _unit(shop)
    loan = await _asked(shop, repair_id, unit)
    await _approved(shop, loan)
    await _do(shop, loan, "issue")
    problem = await shop.ask(repair_id, "loss", {"reason": "stolen"}, status=409)
    assert (problem["code"], problem["facts"]) == ("loaner_is_out", {"loan_id": loan["id"]})
    assert not await shop.service.announced(RepairEnded)
    await _do(shop, loan, "return", {"condition": "lost"})
    assert (await shop.ask(repair_id, "loss", {"reason": "stolen"}))["state"] == "lost"


async def test_an_item_is_not_handed_out_while_somebody_asks_for_its_loaner(shop: Shop) -> None:
    repair_id, unit = await _late(shop), await _unit(shop)
    receipt = await shop.ask(repair_id, "receipt")
    await shop.ask(repair_id, "work")
    await shop.ask(repair_id, "ready", {"outcome": "repaired"})
    code = {"check_code": receipt["check_code"]}
    collecting = Asked(path=f"/repairs/{repair_id}/collection", body=code, **shop.desk)
    answers = await at_once(shop.service, collecting, _asking(shop, repair_id, unit))
    assert answers[0] == 200
    assert (await shop.service.get(f"/loaners/{unit['id']}"))["state"] == "available", answers
