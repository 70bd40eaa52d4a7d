"""Today's policy of intake, clause by clause, as its file says it."""

import pytest

from tests.unit.intake.cases import POLICY

TWELVE_MONTHS = [
    *("motherboard", "memory", "cpu", "capture_card", "hard_disk"),
    *("display", "computer_case", "graphics_card", "sound_card", "network_card"),
    *("optical_drive", "power_supply", "dvr", "camera", "anti_jammer"),
    *("video_distributor", "video_splitter", "frequency_divider", "video_converter", "pickup"),
]


@pytest.mark.parametrize(
    ("clause", "what", "says"),
    [
        ("4.1", POLICY.warranty_12_months, 12),
        ("4.2", POLICY.warranty_3_months, 3),
    ],
)
def test_how_long_products_are_in_warranty(clause: str, what: object, says: int) -> None:
    assert (getattr(what, "clause", None), getattr(what, "warranty_months", None)) == (clause, says)


def test_return_within_7_exchange_within_15_and_no_second_fee_within_30_days() -> None:
    assert (POLICY.returns.clause, POLICY.returns.return_days, POLICY.returns.exchange_days) == ("4.4", 7, 15)
    assert POLICY.paid_repairs.same_fault_days == 30
    assert (POLICY.exclusions.clause, POLICY.exclusions.lasting) == ("4.6", (2, 5))


def test_what_a_request_may_be_declined_for_and_what_is_told_each_has_its_clause() -> None:
    declines = {reason.code: reason.clause for reason in POLICY.declines.reasons}
    duties = {duty.code: duty.clause for duty in POLICY.duties.known}

    assert declines == {"not_sold_by_us": "2.2.3", "outside_service_area": "5.11", "not_our_trade": "3.8"}
    assert duties == {
        "repair_address": "4.4",
        "technical_support_offered": "4.4",
        "maker_supports_part": "4.4",
        "differing_periods": "4.3",
    }


def test_which_products_have_twelve_and_which_three_months() -> None:
    assert sorted(POLICY.warranty_12_months.categories) == sorted(TWELVE_MONTHS)
    assert set(POLICY.warranty_3_months.categories) == {
        "remote_control_panel",
        "camera_power_supply",
        "bracket",
        "housing",
    }


def test_the_hotline_is_published_and_back_dating_is_limited() -> None:
    hotline = POLICY.channels.named("hotline")

    assert hotline is not None
    assert "68797190" in hotline.numbers
    assert POLICY.channels.clause == "3.7"
    assert POLICY.reports.back_dating_without_supervisor_hours == 24


def test_the_main_city_has_nine_districts_and_their_successor() -> None:
    names = [district.name for district in POLICY.main_city.districts]

    assert names == ["渝中", "江北", "南岸", "九龙坡", "沙坪坝", "大渡口", "北碚", "渝北", "巴南", "两江新区"]
    assert {each.name for each in POLICY.main_city.renamed} == {"江北", "渝北"}
    assert not {district.code for district in POLICY.suburbs.districts} & {
        district.code for district in POLICY.main_city.districts
    }
