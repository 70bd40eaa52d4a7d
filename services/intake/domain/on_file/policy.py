"""The shape of what policy.toml says of customers and places: numbers, districts, how long what is kept."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Phones:
    """How a number without a country or a city is read."""

    clause: str
    country: str
    area_code: str
    local_number: str
    """A pattern: what a whole number without the area code looks like."""


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """When a customer is forgotten, and what the law keeps all the same."""

    clause: str
    grounds: tuple[str, ...]
    invoice_clause: str
    invoice_kept_years: int


@dataclass(frozen=True, kw_only=True)
class Imports:
    """How much is brought in at once."""

    clause: str
    most_rows: int


@dataclass(frozen=True, kw_only=True)
class District:
    """A district or county of the city, by its name without 区 or 县."""

    name: str
    code: str | None = None
    """National division code; None where none is on file yet."""
    also_in: tuple[str, ...] = ()
    """Other cities with a district of the same name."""


@dataclass(frozen=True, kw_only=True)
class Renaming:
    """A district that goes under another name since a day."""

    name: str
    now: str
    since: date


@dataclass(frozen=True, kw_only=True)
class MovedTowns:
    """Towns and streets of one district that belong to another one since a day."""

    towns: tuple[str, ...]
    of: str
    now: str
    since: date


@dataclass(frozen=True, kw_only=True)
class MainCity:
    """Where travel is free and two hours bind: 市区, 主城区."""

    clause: str
    districts: tuple[District, ...]
    renamed: tuple[Renaming, ...]
    moved: tuple[MovedTowns, ...]


@dataclass(frozen=True, kw_only=True)
class Suburbs:
    """The rest of the service area: 郊区."""

    clause: str
    city: str
    division_code_prefix: str
    districts: tuple[District, ...]
