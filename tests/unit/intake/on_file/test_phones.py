"""Telephone numbers: one form for all spellings, found by any of them, and what cannot be dialled is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.on_file.phones import key_of, phone_number, search_key
from services.intake.domain.on_file.searching import name_key, serial_key
from services.intake.domain.refusals import PhoneNotValid
from tests.unit.intake.cases import POLICY

PHONES = POLICY.phones


@pytest.mark.parametrize(
    ("spelling", "stored"),
    [
        ("023-68797190", "+862368797190"),
        ("02368797190", "+862368797190"),
        ("023 6879 7190", "+862368797190"),
        ("（023）6879-7190", "+862368797190"),
        ("68797190", "+862368797190"),
        ("+86 23 6879 7190", "+862368797190"),
        ("0086-23-68797190", "+862368797190"),
        ("０２３－６８７９７１９０", "+862368797190"),
        ("023-68797190转801", "+862368797190;ext=801"),
        ("023-68797190-801", "+862368797190;ext=801"),
        ("68797190-801", "+862368797190;ext=801"),
        ("023-68797190分机801", "+862368797190;ext=801"),
        ("023-68797190 ext. 801", "+862368797190;ext=801"),
        ("+862368797190;ext=801", "+862368797190;ext=801"),
        ("13800138000", "+8613800138000"),
        ("138 0013 8000", "+8613800138000"),
        ("+86 138-0013-8000", "+8613800138000"),
        ("010-12345678", "+861012345678"),
        ("400-800-1234", "+864008001234"),
        ("+852 2345 6789", "+85223456789"),
    ],
)
def test_every_spelling_of_a_number_is_stored_in_one_form(spelling: str, stored: str) -> None:
    assert phone_number(spelling, PHONES) == stored


@pytest.mark.parametrize("text", ["12345", "99999999999", "1380013800", "023-0000", "00000000", "12345678-9012345"])
def test_what_cannot_be_dialled_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(PhoneNotValid) as refused:
        phone_number(text, PHONES, field="contact_phone")
    assert refused.value.field == "contact_phone"
    assert text not in refused.value.message


@pytest.mark.parametrize("typed", ["023-68797190", "68797190", "+86 23 6879 7190", "023-68797190转801"])
def test_a_number_is_found_by_any_spelling_with_or_without_its_extension(typed: str) -> None:
    assert search_key(typed, PHONES) == "862368797190"


def test_what_is_no_number_finds_nothing_but_does_not_fail() -> None:
    assert search_key("12-34", PHONES) == "1234"


@given(st.sampled_from(["130", "138", "159", "186", "199"]), st.integers(0, 99_999_999), st.integers(0, 9_999))
def test_the_one_form_is_read_back_as_itself(prefix: str, rest: int, extension: int) -> None:
    number = phone_number(f"{prefix}{rest:08d}" + (f" ext {extension}" if extension else ""), PHONES)
    assert phone_number(number, PHONES) == number
    assert search_key(number, PHONES) == key_of(number) == f"86{prefix}{rest:08d}"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("渝中商场", "渝中商场"),
        ("渝中 商场（南岸店）", "渝中商场南岸店"),
        ("ＡＢＣ Security Ltd.", "abcsecurityltd"),
    ],
)
def test_a_name_is_searched_in_one_width_and_case_without_what_separates(name: str, key: str) -> None:
    assert name_key(name) == key


@pytest.mark.parametrize("serial", ["CQ-000 1234", "cq0001234", "CQ/000.1234"])
def test_a_serial_is_found_however_it_is_separated(serial: str) -> None:
    assert serial_key(serial) == "CQ0001234"
