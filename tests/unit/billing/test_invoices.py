"""Invoices: capitals as the central bank writes them, tax numbers that check, and a red letter that makes zero."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain.identifiers import InvoiceId
from services.billing.domain.invoices.capitals import in_capitals
from services.billing.domain.invoices.invoice import (
    Buyer,
    Delivery,
    Invoice,
    InvoiceFor,
    InvoiceKind,
    Numbered,
    VoidReason,
    ask_for_invoice,
)
from services.billing.domain.invoices.tax_number import checked
from services.billing.domain.refusals import (
    AlreadyInvoiced,
    NothingToInvoice,
    OtherDelivery,
    OtherMonth,
    TaxNumberMissing,
    TaxNumberWrong,
)
from services.billing.domain.states import ChargeState, InvoiceState
from shared.errors import Refused
from shared.events.billing.invoices import InvoiceIssued
from shared.identifiers import new_id
from shared.money import Money
from tests.unit.billing.cases import NOW, POLICY, owed

UNIFIED = "91110000600037341L"
AMOUNTS = st.integers(1, 999_999_999_999).map(lambda cents: Money(Decimal(cents) / 100))

CAPITALS = [
    # of the central bank's article 3
    ("1409.50", "壹仟肆佰零玖元伍角"),
    ("6007.14", "陆仟零柒元壹角肆分"),
    ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
    ("107000.53", "壹拾万柒仟元零伍角叁分"),
    ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
    ("325.04", "叁佰贰拾伍元零肆分"),
    # and where the rules go on
    ("0.00", "零元整"),
    ("0.05", "伍分"),
    ("0.50", "伍角"),
    ("10.00", "壹拾元整"),
    ("152.00", "壹佰伍拾贰元整"),
    ("10005.00", "壹万零伍元整"),
    ("100500.00", "壹拾万零伍佰元整"),
    ("1000000.10", "壹佰万元零壹角"),
    ("100000001.00", "壹亿零壹元整"),
    ("100010000.05", "壹亿零壹万元零伍分"),
    ("9999999999.99", "玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ("-152.00", "负壹佰伍拾贰元整"),
]


@pytest.mark.parametrize(("amount", "words"), CAPITALS)
def test_amounts_in_capitals(amount: str, words: str) -> None:
    assert in_capitals(Money.of(amount)) == words


def _read(words: str) -> Decimal:
    """The amount that somebody reads out of capitals."""
    digits = {word: number for number, word in enumerate("零壹贰叁肆伍陆柒捌玖")}
    units = {"拾": 10, "佰": 100, "仟": 1000}
    total, group, digit = Decimal(0), 0, 0
    for word in words.removesuffix("整"):
        if word in digits:
            digit = digits[word]
        elif word in units:
            group, digit = group + digit * units[word], 0
        elif word in "万亿":
            total, group, digit = total + Decimal(group + digit) * {"万": 10**4, "亿": 10**8}[word], 0, 0
        elif word == "元":
            total, group, digit = total + group + digit, 0, 0
        else:
            total, digit = total + Decimal(digit) / {"角": 10, "分": 100}[word], 0
    return total


@given(AMOUNTS)
def test_who_reads_the_capitals_finds_the_amount(amount: Money) -> None:
    words = in_capitals(amount)
    assert _read(words) == amount.amount
    assert "零零" not in words


@pytest.mark.parametrize(
    "number",
    [
        UNIFIED,
        "9111 0000 6000 3734 1L",
        UNIFIED.lower(),
        "110108D2143569X",
        "11010519491231002X",
        "11010519491231002X01",
        "11010190030774112",
    ],
)
def test_numbers_with_right_check_digits(number: str) -> None:
    assert checked(number) == number.replace(" ", "").upper()


@pytest.mark.parametrize(
    "number",
    [
        "",
        "91110000600037341M",
        "9111000060003734",
        "110108D21435690",
        "110105194912310021",
        "11010519491231002101",
        "A1010190030774112",
        "９１１１００００６０００３７３４１Ｌ",
        "=1+1",
    ],
)
def test_numbers_that_nobody_has(number: str) -> None:
    with pytest.raises(TaxNumberWrong):
        checked(number)


@given(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_is_noticed(place: int, other: str) -> None:
    wrong = UNIFIED[:place] + other + UNIFIED[place + 1 :]
    if wrong != UNIFIED:
        with pytest.raises(TaxNumberWrong):
            checked(wrong)


def _wanted(**changed: Any) -> InvoiceFor:
    wanted: dict[str, Any] = {
        "id": new_id(),
        "number": "FP20261123-0001",
        "kind": InvoiceKind.ORDINARY,
        "buyer": Buyer.ORGANISATION,
        "title": "某公司",
        "tax_number": UNIFIED,
        "delivery": Delivery.BY_MAIL,
    }
    return InvoiceFor(**wanted | changed)


def _number(at: datetime = NOW) -> Numbered:
    return Numbered(invoice_number="26502000000012345678", invoice_code=None, issued_at=at)


def _issued(amount: str = "152.00", **changed: Any) -> Invoice:
    charge = owed(amount)
    invoice, charge, _ = ask_for_invoice(_wanted(**changed), charge, POLICY, NOW)
    invoice, _ = invoice.issue(_number(), charge, NOW + timedelta(days=2), new_id(), POLICY)
    return invoice


@pytest.mark.parametrize(
    ("charge", "wanted", "refused"),
    [
        (replace(owed("152.00"), state=ChargeState.FIXED), {}, NothingToInvoice),
        (replace(owed("152.00"), reduced=Money.of("152.00")), {}, NothingToInvoice),
        (replace(owed("152.00"), invoice_id=InvoiceId(new_id())), {}, AlreadyInvoiced),
        (owed("152.00"), {"tax_number": None}, TaxNumberMissing),
        (owed("152.00"), {"tax_number": None, "buyer": Buyer.PERSON, "kind": InvoiceKind.SPECIAL}, TaxNumberMissing),
        (owed("152.00"), {"tax_number": "91110000600037341M"}, TaxNumberWrong),
    ],
)
def test_an_invoice_that_cannot_be_is_refused(charge: Any, wanted: dict[str, Any], refused: type[Refused]) -> None:
    with pytest.raises(refused):
        ask_for_invoice(_wanted(**wanted), charge, POLICY, NOW)


def test_a_person_needs_no_tax_number_and_the_invoice_is_for_what_is_asked() -> None:
    charge = replace(owed("152.00"), reduced=Money.of("52.00"))
    invoice, charge, _ = ask_for_invoice(_wanted(buyer=Buyer.PERSON, tax_number=None), charge, POLICY, NOW)
    assert (str(invoice.amount), charge.invoice_id) == ("100.00", invoice.id)


def test_it_says_how_it_goes_out_and_what_is_still_to_be_collected() -> None:
    charge = replace(owed("152.00"), paid=Money.of("52.00"))
    invoice, charge, _ = ask_for_invoice(_wanted(delivery=Delivery.BY_HAND), charge, POLICY, NOW)
    invoice, [told] = invoice.issue(_number(), charge, NOW + timedelta(days=2), new_id(), POLICY)
    assert isinstance(told, InvoiceIssued)
    assert (told.delivery, str(told.outstanding), told.send_until) == ("by_hand", "100.00", NOW + timedelta(days=2))
    with pytest.raises(OtherDelivery):
        invoice.mail("SF", "SF1", NOW)
    assert invoice.deliver(NOW)[0].state is InvoiceState.DELIVERED


def test_one_for_the_mail_is_mailed_before_it_arrives() -> None:
    invoice = _issued()
    with pytest.raises(OtherDelivery):
        invoice.deliver(NOW)
    mailed, _ = invoice.mail("SF", "SF1", NOW)
    assert mailed.send_timer_id is None
    assert mailed.deliver(NOW)[0].state is InvoiceState.DELIVERED


def test_it_is_voided_in_the_month_of_its_issue_and_credited_later() -> None:
    invoice = _issued()
    last_of_november = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
    assert invoice.void(VoidReason.WRONG_TITLE, POLICY, last_of_november)[0].state is InvoiceState.VOIDED
    with pytest.raises(OtherMonth):
        invoice.void(VoidReason.WRONG_TITLE, POLICY, last_of_november + timedelta(minutes=1))
    any_time = replace(POLICY, invoice=replace(POLICY.invoice, voided_only_in_month_of_issue=False))
    assert invoice.void(VoidReason.WRONG_TITLE, any_time, NOW + timedelta(days=60))


@given(st.integers(1, 99_999_999).map(lambda cents: str(Money(Decimal(cents) / 100))))
def test_an_invoice_and_its_red_letter_are_exactly_zero(amount: str) -> None:
    invoice = _issued(amount)
    credited, red, [told] = invoice.credit(new_id(), "FP20261123-0002", _number(), VoidReason.WRONG_AMOUNT)
    assert credited.amount + red.amount == Money.ZERO
    assert (red.credits_id, credited.counts, red.counts) == (invoice.id, False, False)
    assert told.subject() == str(invoice.id)
    with pytest.raises(OtherDelivery):
        red.credit(new_id(), "FP", _number(), VoidReason.WRONG_AMOUNT)
