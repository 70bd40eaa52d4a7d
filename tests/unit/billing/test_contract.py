"""Which years a maintenance contract has, and what each of them costs."""

from datetime import date

import pytest

from services.billing.domain.charges.contract import ContractCopy
from services.billing.domain.identifiers import ContractId
from shared.events.followup.contracts import ContractTerm
from shared.identifiers import new_id
from shared.money import Money

YEARLY = Money.of("1500.00")
START = date(2026, 12, 1)


def _contract(ends_on: date, *, starts_on: date = START, terms: tuple[ContractTerm, ...] = ()) -> ContractCopy:
    return ContractCopy(
        id=ContractId(new_id()),
        number="HT1",
        customer_id=new_id(),
        starts_on=starts_on,
        ends_on=ends_on,
        device_points=10,
        yearly_price=YEARLY,
        terms=terms,
    )


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "years"),
    [
        (START, date(2027, 12, 1), [(START, "1500.00")]),  # the last day is included and begins no year
        (START, date(2027, 11, 30), [(START, "1500.00")]),
        (START, date(2028, 12, 1), [(START, "1500.00"), (date(2027, 12, 1), "1500.00")]),
        (START, date(2028, 6, 1), [(START, "1500.00"), (date(2027, 12, 1), "750.00")]),
        (START, date(2027, 5, 1), [(START, "625.00")]),
        (date(2028, 2, 29), date(2029, 2, 28), [(date(2028, 2, 29), "1500.00")]),
        (date(2026, 11, 30), date(2027, 2, 28), [(date(2026, 11, 30), "375.00")]),
    ],
)
def test_years_and_prices(starts_on: date, ends_on: date, years: list[tuple[date, str]]) -> None:
    found = _contract(ends_on, starts_on=starts_on).years
    assert [(each.starts_on, str(each.price)) for each in found] == years


def test_each_term_begins_a_year_of_its_own() -> None:
    first = ContractTerm(starts_on=START, ends_on=date(2027, 6, 1), device_points=10, yearly_price=YEARLY)
    second = ContractTerm(
        starts_on=date(2027, 6, 2), ends_on=date(2028, 6, 2), device_points=4, yearly_price=Money.of("600.00")
    )
    contract = _contract(date(2028, 6, 2), terms=(first, second))
    assert [(each.starts_on, str(each.price)) for each in contract.years] == [
        (START, "750.00"),
        (date(2027, 6, 2), "600.00"),
    ]
    assert str(contract.charged().not_charged) == "600.00"


@pytest.mark.parametrize(("on", "charged"), [(date(2026, 1, 1), 1), (START, 1), (date(2027, 12, 1), 2)])
def test_of_a_contract_taken_over_what_has_begun_is_charged_elsewhere(on: date, charged: int) -> None:
    assert _contract(date(2029, 12, 1)).taken_over(on).years_charged == charged
