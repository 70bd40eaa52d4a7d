"""Where a site lies: old and new names, the same names elsewhere, and what nobody can decide."""

from datetime import date

import pytest

from services.intake.domain.on_file.places import locate
from tests.unit.intake.cases import POLICY

TODAY = date(2026, 11, 23)
BEFORE = date(2025, 11, 5)
SINCE = date(2025, 11, 6)


@pytest.mark.parametrize(
    ("address", "code", "on", "region", "district"),
    [
        ("重庆市渝中区民权路1号", None, TODAY, "main_city", "渝中"),
        ("渝中区民权路1号", None, TODAY, "main_city", "渝中"),
        ("重庆渝中民权路1号", None, TODAY, "main_city", "渝中"),
        ("中国 重庆市，九龙坡区 石桥铺", None, TODAY, "main_city", "九龙坡"),
        ("重庆市江北区观音桥", None, BEFORE, "main_city", "江北"),
        ("重庆市江北区观音桥", None, SINCE, "main_city", "两江新区"),
        ("重庆市渝北区龙溪街道", None, TODAY, "main_city", "两江新区"),
        ("重庆市渝北区统景镇印盒大道", None, BEFORE, "main_city", "渝北"),
        ("重庆市渝北区统景镇印盒大道", None, SINCE, "main_city", "北碚"),
        ("重庆市渝北区大湾镇", None, TODAY, "main_city", "北碚"),
        ("重庆市北碚区统景镇", None, TODAY, "main_city", "北碚"),
        ("重庆市北碚区水土街道", None, BEFORE, "main_city", "北碚"),
        ("重庆市北碚区水土街道", None, SINCE, "main_city", "两江新区"),
        ("重庆市两江新区童家溪镇", None, TODAY, "main_city", "两江新区"),
        ("统景镇印盒大道", "500112", TODAY, "main_city", "北碚"),
        ("重庆市渝北区统景镇", "500109", TODAY, "main_city", "北碚"),
        ("重庆市南岸区复兴街道", None, TODAY, "main_city", "南岸"),
        ("重庆市两江新区金渝大道", None, TODAY, "main_city", "两江新区"),
        ("重庆市渝北区两江新区金渝大道", None, TODAY, "main_city", "两江新区"),
        ("浙江省宁波市江北区人民路", None, TODAY, "outside", None),
        ("宁波江北区人民路", None, TODAY, "outside", None),
        ("江北区观音桥", None, TODAY, "undetermined", None),
        ("四川省成都市武侯区", None, TODAY, "outside", None),
        ("重庆市江津区几江街道", None, TODAY, "suburb", "江津"),
        ("重庆市忠县忠州镇", None, TODAY, "suburb", "忠县"),
        ("重庆市石柱土家族自治县", None, TODAY, "suburb", "石柱"),
        ("重庆市渝中区合川路3号", None, TODAY, "main_city", "渝中"),
        ("重庆合川路3号", None, TODAY, "undetermined", None),
        ("重庆江北机场", None, TODAY, "undetermined", None),
        ("重庆市解放碑", None, TODAY, "undetermined", None),
        ("在火车站对面", None, TODAY, "undetermined", None),
        ("重庆市渝中区或者南岸区", None, TODAY, "undetermined", None),
        ("民权路1号", "500103", TODAY, "main_city", "渝中"),
        ("观音桥步行街", "500105", BEFORE, "main_city", "江北"),
        ("观音桥步行街", "500105003000", TODAY, "main_city", "两江新区"),
        ("重庆市渝中区", "500108", TODAY, "undetermined", None),
        ("某小区", "330205", TODAY, "outside", None),
        ("某小区", "500199", TODAY, "undetermined", None),
        ("重庆市渝中区", "500199", TODAY, "main_city", "渝中"),
        ("浙江省宁波市江北区", "500105", TODAY, "undetermined", None),
    ],
)
def test_a_place_is_decided_from_address_and_code(
    address: str, code: str | None, on: date, region: str, district: str | None
) -> None:
    found = locate(address, code, POLICY, on=on)

    assert (found.region.value, found.district) == (region, district), found.basis


@pytest.mark.parametrize(
    "code", ["500103", "500105", "500108", "500107", "500106", "500104", "500109", "500112", "500113"]
)
def test_each_of_the_nine_main_districts_is_main_city_by_its_code(code: str) -> None:
    found = locate("未知", code, POLICY, on=TODAY)

    assert (found.region.value, found.clause) == ("main_city", "3.6")
