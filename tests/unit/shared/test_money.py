"""Money: exact yuan with two decimals, half up per line, a string on the wire."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shared.money import Money, total

MOST = "9999999999.99"
WIRE = TypeAdapter(Money)
cents = st.integers(-(10**9), 10**9).map(lambda number: Money(Decimal(number) / 100))


@pytest.mark.parametrize(
    ("price", "quantity", "line"),
    [
        ("100.00", 3, "300.00"),
        ("8.50", Decimal("12.5"), "106.25"),  # cable by the metre
        ("0.05", Decimal("0.5"), "0.03"),  # half up: 0.025
        ("0.25", Decimal("0.5"), "0.13"),  # half even would say 0.12
        ("-0.25", Decimal("0.5"), "-0.13"),  # a reversal takes back what was charged
        ("150.00", 0, "0.00"),
    ],
)
def test_a_line_is_price_times_quantity_rounded_half_up(price: str, quantity: int | Decimal, line: str) -> None:
    assert str(Money.of(price) * quantity) == line


@pytest.mark.parametrize(
    ("exact", "rounded"), [("1.005", "1.01"), ("1.0049999", "1.00"), ("-1.005", "-1.01"), ("-0.004", "0.00")]
)
def test_an_exact_amount_is_rounded_half_up(exact: str, rounded: str) -> None:
    assert str(Money.rounded(Decimal(exact))) == rounded


@pytest.mark.parametrize(
    "amount", ["1.005", "NaN", "sNaN", "Infinity", "-Infinity", "10000000000.00", "-10000000000.00", "1E+400", "1E-400"]
)
def test_what_the_column_would_round_or_refuse_is_no_money(amount: str) -> None:
    with pytest.raises(ValueError, match=r"yuan|amount"):
        Money(Decimal(amount))


@pytest.mark.parametrize(
    "text", ["", "1.005", "abc", "1e2", " 1.00", "1_000.00", "-0.00", "01.00", "+1.00", "١.٠٠", "1."]
)
def test_text_that_is_not_plainly_an_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        Money.of(text)


@pytest.mark.parametrize("amount", [1, 1.0, True, "1.00", None])
def test_only_a_decimal_makes_money(amount: Any) -> None:
    with pytest.raises(TypeError):
        Money(amount)


@pytest.mark.parametrize("quantity", [1.5, "2", Money.of("2.00")])
def test_money_is_multiplied_by_numbers_that_are_exact(quantity: Any) -> None:
    with pytest.raises(TypeError):
        Money.of("1.00") * quantity


@pytest.mark.parametrize("text", ["0.00", "0.01", "-0.01", "100.00", "-100.00", MOST, f"-{MOST}"])
def test_money_goes_over_the_wire_as_a_string_with_two_decimals(text: str) -> None:
    money = WIRE.validate_json(f'"{text}"')
    assert money == Money.of(text)
    assert WIRE.dump_json(money) == f'"{text}"'.encode()


@pytest.mark.parametrize(
    "json",
    [
        "100",
        "100.00",
        '"100"',
        '"100.0"',
        '"100.000"',
        '"-0.00"',
        '"01.00"',
        '"1e2"',
        '"10000000000.00"',
        "null",
        "true",
        '" 1.00"',
        '"1.00\\n"',
        '"NaN"',
        '"١.٠٠"',
    ],
)
def test_anything_else_on_the_wire_is_refused(json: str) -> None:
    with pytest.raises(ValidationError):
        WIRE.validate_json(json)


def test_in_python_only_money_passes_for_money() -> None:
    with pytest.raises(ValidationError):
        WIRE.validate_python("1.00")


def test_a_sum_beyond_what_can_be_stored_is_refused() -> None:
    with pytest.raises(ValueError, match="beyond"):
        Money.of(MOST) + Money.of("0.01")


def test_equal_amounts_are_equal_however_they_were_written() -> None:
    assert Money(Decimal("1.5")) == Money.of("1.50")
    assert str(Money(Decimal("1.5"))) == "1.50"
    assert str(-Money.ZERO) == "0.00"
    assert not Money.ZERO


@given(cents, cents)
def test_subtracting_undoes_adding(one: Money, other: Money) -> None:
    assert one + other - other == one
    assert one + -one == Money.ZERO


@given(st.lists(cents, max_size=20))
def test_a_total_does_not_depend_on_the_order_of_its_lines(lines: list[Money]) -> None:
    assert total(lines) == total(reversed(lines)) == Money(sum((line.amount for line in lines), Decimal()))


@given(cents)
def test_text_and_wire_give_the_same_money_back(money: Money) -> None:
    assert Money.of(str(money)) == money
    assert WIRE.validate_json(WIRE.dump_json(money)) == money


@given(cents, cents)
def test_money_is_ordered_like_its_amount(one: Money, other: Money) -> None:
    assert (one < other) == (one.amount < other.amount)


@given(cents, st.decimals(-1000, 1000, places=3))
def test_rounding_a_line_moves_it_by_half_a_cent_at_most(price: Money, quantity: Decimal) -> None:
    assume(abs(price.amount * quantity) < Decimal(MOST))
    assert abs((price * quantity).amount - price.amount * quantity) <= Decimal("0.005")
