"""Years of maintenance contracts: owed when they begin, ended early, taken over from elsewhere."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from shared.actor import Role
from shared.events.billing.charges import ContractCharged, ContractChargeSettled, ContractPaymentReceived
from shared.events.followup.contracts import ContractEnded, ContractSigned, ContractTerm, ContractTerminated
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.running_service import START, RunningService


def _contract(**changed: Any) -> ContractSigned:
    signed = ContractSigned(
        contract_id=new_id(),
        number="HT1",
        customer_id=new_id(),
        site_ids=(),
        kind="maintenance",
        starts_on=date(2026, 12, 1),
        ends_on=date(2028, 12, 1),
        are_parts_included=False,
        device_points=12,
        yearly_price=Money.of("1500.00"),
        clause="3.4",
        signed_at=START,
    )
    return replace(signed, **changed)


def _terminated(contract: ContractSigned, given_back: str) -> ContractTerminated:
    return ContractTerminated(
        contract_id=contract.contract_id,
        number="HT1",
        customer_id=contract.customer_id,
        last_day=date(2027, 2, 28),
        reason="customers_wish",
        unused_days=640,
        given_back=Money.of(given_back),
        clause="3.4",
        terminated_at=START,
    )


async def test_each_year_of_a_maintenance_contract_is_owed_when_it_begins(billing: RunningService) -> None:
    contract = _contract()
    await billing.tell(contract, contract)
    [charge] = (await billing.get("/charges", customer_id=str(contract.customer_id)))["items"]
    assert (charge["total"], charge["contract_year"], charge["lines"][0]["because"]) == ("1500.00", 1, "agreed")
    await billing.post(
        f"/charges/{charge['id']}/payments",
        {"amount": "1500.00", "method": "transfer", "reference": "TT-1"},
        role=Role.FINANCE,
    )
    await billing.pass_time_to(START + timedelta(days=400))
    charged = [each for each in await billing.announced(ContractCharged) if isinstance(each, ContractCharged)]
    assert [(each.year, each.clause) for each in charged] == [(1, "3.4"), (2, "3.4")]
    assert len(await billing.announced(ContractPaymentReceived, ContractChargeSettled)) == 2
    await billing.pass_time_to(START + timedelta(days=1200))
    assert len(await billing.announced(ContractCharged)) == 2


async def test_other_contracts_cost_nothing_here_and_by_the_tariff_says_so(billing: RunningService) -> None:
    await billing.tell(_contract(kind="engineering"), _contract(yearly_price=Money.of("1800.00")))
    [charge] = (await billing.get("/charges"))["items"]
    assert charge["lines"][0]["because"] == "tariff"


async def test_a_contract_that_ends_early_gives_the_rest_back(billing: RunningService) -> None:
    contract = _contract()
    await billing.tell(contract)
    [charge] = (await billing.get("/charges"))["items"]
    await billing.post(
        f"/charges/{charge['id']}/payments",
        {"amount": "1500.00", "method": "transfer", "reference": "TT-1"},
        role=Role.FINANCE,
    )
    await billing.tell(_terminated(contract, "2630.14"))
    charge = await billing.get(f"/charges/{charge['id']}")
    assert (charge["due"], charge["overpaid"]) == ("369.86", "1130.14")
    assert not await billing.service.database.value("SELECT count(*) FROM timer WHERE kind = 'contract_year_begins'")


@pytest.mark.parametrize(
    ("is_approved", "state", "written_off"), [(False, "write_off_asked", "0.00"), (True, "written_off", "369.86")]
)
async def test_a_contract_ends_also_while_its_year_is_written_off(
    billing: RunningService, state: str, written_off: str, *, is_approved: bool
) -> None:
    contract = _contract()
    await billing.tell(contract)
    [charge] = (await billing.get("/charges"))["items"]
    at = f"/charges/{charge['id']}"
    await billing.post(f"{at}/write-off", {"reason": "disputed"}, role=Role.FINANCE)
    if is_approved:
        await billing.post(f"{at}/write-off-approval", role=Role.MANAGER, subject=new_id())
    await billing.tell(_terminated(contract, "2630.14"))
    charge = await billing.get(at)
    assert (charge["state"], charge["due"], charge["written_off"]) == (state, "369.86", written_off)
    await billing.pass_time_to(START + timedelta(days=400))
    assert len(await billing.announced(ContractCharged)) == 1


async def test_each_term_is_charged_at_its_own_price(billing: RunningService) -> None:
    terms = (
        ContractTerm(
            starts_on=date(2026, 12, 1), ends_on=date(2027, 12, 1), device_points=12, yearly_price=Money.of("1800.00")
        ),
        ContractTerm(
            starts_on=date(2027, 12, 2), ends_on=date(2028, 6, 2), device_points=20, yearly_price=Money.of("3000.00")
        ),
    )
    contract = _contract(ends_on=date(2028, 6, 2), yearly_price=Money.of("1800.00"), terms=terms)
    await billing.tell(contract)
    await billing.pass_time_to(START + timedelta(days=1200))
    charges = (await billing.get("/charges", customer_id=str(contract.customer_id)))["items"]
    lines = [(each["contract_year"], each["total"], each["lines"][0]["because"]) for each in charges]
    assert sorted(lines) == [(1, "1800.00", "tariff"), (2, "1500.00", "tariff")]


@pytest.mark.parametrize(
    ("starts_on", "years"),
    [
        (date(2026, 12, 1), [2]),  # the first year in any case
        (date(2026, 3, 1), [2]),
        (date(2025, 3, 1), []),  # both have begun
    ],
)
async def test_a_contract_taken_over_from_elsewhere_is_not_charged_again(
    billing: RunningService, starts_on: date, years: list[int]
) -> None:
    contract = _contract(starts_on=starts_on, ends_on=starts_on.replace(year=starts_on.year + 2), is_imported=True)
    await billing.tell(contract)
    assert not await billing.announced(ContractCharged)
    await billing.pass_time_to(START + timedelta(days=1200))
    told = [each for each in await billing.announced(ContractCharged) if isinstance(each, ContractCharged)]
    assert [each.year for each in told] == years


async def test_what_was_never_charged_here_is_not_given_back(billing: RunningService) -> None:
    imported, warranty = _contract(is_imported=True), _contract(kind="engineering")
    await billing.tell(imported, _terminated(imported, "2630.14"), warranty, _terminated(warranty, "0.00"))
    await billing.pass_time_to(START + timedelta(days=400))
    assert (await billing.get("/charges"))["items"] == []


@pytest.mark.parametrize("way", ["ended", "terminated"])
@pytest.mark.parametrize("paid", [None, "500.00"])
async def test_of_a_contract_that_waited_for_its_payment_until_the_end_nothing_is_owed(
    billing: RunningService, way: str, paid: str | None
) -> None:
    contract = _contract(waits_for_payment=True)
    await billing.tell(contract)
    [charge] = (await billing.get("/charges", customer_id=str(contract.customer_id)))["items"]
    if paid:
        payment = {"amount": paid, "method": "transfer", "reference": "TT-1"}
        await billing.post(f"/charges/{charge['id']}/payments", payment, role=Role.FINANCE)
    ended = ContractEnded(
        contract_id=contract.contract_id,
        number="HT1",
        customer_id=contract.customer_id,
        kind="maintenance",
        ends_on=contract.ends_on,
        has_covered=False,
        clause="3.4",
        ended_at=START,
    )
    await billing.tell(ended if way == "ended" else replace(_terminated(contract, "0.00"), has_covered=False))
    charge = await billing.get(f"/charges/{charge['id']}")
    assert charge["outstanding"] == "0.00"
