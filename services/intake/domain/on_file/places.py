"""Where a site lies: district and region from what the customer says, or `undetermined`, which asks the specialist."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.intake.domain.on_file.policy import District
from services.intake.domain.policy import IntakePolicy
from shared.events.intake.tickets import Region

_BETWEEN = re.compile(r"[\s,，。.、;；:：()（）\-—]+")
_COUNTRY = re.compile(r"^(中国|中华人民共和国)")
_WITH_TITLE = "(?:新区|区|县|土家族自治县|土家族苗族自治县|苗族土家族自治县)"
_NAMES_A_STREET = re.compile(r"^(路|街|大道|巷|支路|横街|正街|步行街|机场|站|大厦|广场|小区|花园|酒店|村|桥)")
_ANOTHER_PLACE = re.compile(r"[^市省]{1,7}(省|市|自治区)|^(北京|上海|天津|香港|澳门|台湾)")


@dataclass(frozen=True, kw_only=True)
class Location:
    """What was decided about a place, and from what."""

    region: Region
    district: str | None = None
    division_code: str | None = None
    clause: str
    basis: str
    """`division_code`, `address`, `person`, or why it stays undetermined."""


@dataclass(frozen=True)
class _Known:
    district: District
    region: Region


def locate(address: str, division_code: str | None, policy: IntakePolicy, *, on: date) -> Location:
    """Decide district and region from address and code; a contradiction between them decides nothing."""
    by_text = _from_text(address, policy, on)
    if division_code is None:
        return by_text
    by_code = _from_code(division_code, address, policy, on)
    if Region.UNDETERMINED in (by_text.region, by_code.region):
        return by_text if by_code.region is Region.UNDETERMINED else by_code
    if (by_text.region, by_text.district) != (by_code.region, by_code.district):
        return _undetermined(policy, "code_and_address_contradict")
    return by_code


def district_now(name: str, policy: IntakePolicy, on: date) -> str:
    """The name under which a district goes on a day."""
    for renaming in policy.main_city.renamed:
        if renaming.name == name and on >= renaming.since:
            return renaming.now
    return name


def _district_of(known: "_Known", text: str, policy: IntakePolicy, on: date) -> str:
    """The district to which a place in an old or new one belongs on a day: some towns went to a neighbour."""
    for moved in policy.main_city.moved:
        if moved.of == known.district.name and on >= moved.since and any(town in text for town in moved.towns):
            return moved.now
    return district_now(known.district.name, policy, on)


def districts_in(region: Region, policy: IntakePolicy) -> frozenset[str]:
    """The names of the districts of a region; none outside the service area."""
    return frozenset(known.district.name for known in _known(policy) if known.region is region)


def _from_code(code: str, address: str, policy: IntakePolicy, on: date) -> Location:
    if not code.startswith(policy.suburbs.division_code_prefix):
        return Location(region=Region.OUTSIDE, division_code=code, clause=policy.suburbs.clause, basis="division_code")
    for known in _known(policy):
        if known.district.code == code[:6]:
            return _decided(known, address, policy, on, basis="division_code")
    return _undetermined(policy, "division_code_not_on_the_list")


def _from_text(address: str, policy: IntakePolicy, on: date) -> Location:
    text = _COUNTRY.sub("", _BETWEEN.sub("", address))
    city = policy.suburbs.city
    hits = sorted(_hits(text, policy, city), key=lambda hit: hit[0])
    if not hits:
        elsewhere = city not in text and _ANOTHER_PLACE.search(text) is not None
        return _outside(policy) if elsewhere else _undetermined(policy, "no_district_in_address")
    before = text[: hits[0][0]]
    if city not in before and before:
        return _in_another_city(before, hits[0][1].district, policy)
    if not before and hits[0][1].district.also_in:
        return _undetermined(policy, "same_name_in_other_cities")
    named = {_district_of(known, text, policy, on) for _, known in hits}
    if len(named) > 1:
        return _undetermined(policy, "several_districts_in_address")
    return _decided(hits[0][1], text, policy, on, basis="address")


def _hits(text: str, policy: IntakePolicy, city: str) -> Iterator[tuple[int, _Known]]:
    """Every district with its title (江北区); a bare name only where a district must stand, behind the city."""
    for known in _known(policy):
        name = known.district.name
        title = "" if name.endswith(("区", "县")) else _WITH_TITLE
        if (found := re.search(f"{name}{title}", text)) is not None:
            yield found.start(), known
            continue
        bare = re.match(f"(?:{city}市?)?{name}", text)
        if bare is not None and not _NAMES_A_STREET.match(text[bare.end() :]):
            yield bare.end() - len(name), known


def _in_another_city(before: str, district: District, policy: IntakePolicy) -> Location:
    if _ANOTHER_PLACE.search(before) or any(city in before for city in district.also_in):
        return _outside(policy)
    return _undetermined(policy, "what_stands_before_the_district_is_not_clear")


def _known(policy: IntakePolicy) -> Iterator[_Known]:
    for district in policy.main_city.districts:
        yield _Known(district, Region.MAIN_CITY)
    for district in policy.suburbs.districts:
        yield _Known(district, Region.SUBURB)


def _decided(known: _Known, text: str, policy: IntakePolicy, on: date, *, basis: str) -> Location:
    is_main_city = known.region is Region.MAIN_CITY
    return Location(
        region=known.region,
        district=_district_of(known, text, policy, on),
        division_code=known.district.code,
        clause=policy.main_city.clause if is_main_city else policy.suburbs.clause,
        basis=basis,
    )


def _outside(policy: IntakePolicy) -> Location:
    return Location(region=Region.OUTSIDE, clause=policy.suburbs.clause, basis="address")


def _undetermined(policy: IntakePolicy, why: str) -> Location:
    return Location(region=Region.UNDETERMINED, clause=policy.main_city.clause, basis=why)
