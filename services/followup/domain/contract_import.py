"""Contracts from a CSV file: each row is taken or refused as a whole, with its reason."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.followup.domain.contract import ContractKind, rule_for
from services.followup.domain.policy import FollowupPolicy
from services.followup.domain.term import Term
from shared.money import Money

COLUMNS = (
    *("reference", "kind", "customer_id", "site_ids", "starts_on", "months"),
    *("device_points", "yearly_price", "are_parts_included"),
)
_YES_OR_NO = {"yes": True, "no": False, "": False}
_MOST_POINTS = 1_000_000
_MOST_SITES = 200
_LONGEST_REFERENCE = 64
_CENTURY = (date(2000, 1, 1), date(2099, 12, 31))


class RowOutcome(StrEnum):
    """What became of a row."""

    ACCEPTED = "accepted"
    KNOWN = "known"
    """The same contract was imported before."""
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class RowReport:
    """One line of the report."""

    line: int
    """Of the file; the heading is line 1."""
    reference: str
    outcome: RowOutcome
    contract_id: UUID | None = None
    field: str | None = None
    reason: str | None = None
    """A code: `missing_column`, `malformed`, `too_long`, `twice_in_the_file`, `customer_not_known` …"""


@dataclass(frozen=True, kw_only=True)
class ContractImport:
    """One run: the report is kept, the file is not."""

    id: UUID
    number: str
    version: int = 0
    rows: tuple[RowReport, ...]
    imported_at: datetime


@dataclass(frozen=True, kw_only=True)
class ImportedContract:
    """What a row says."""

    reference: str
    kind: ContractKind
    customer_id: UUID
    site_ids: tuple[UUID, ...]
    starts_on: date
    term: Term
    are_parts_included: bool


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """A row as it was understood, or what is wrong with it."""

    line: int
    reference: str
    contract: ImportedContract | None = None
    field: str | None = None
    reason: str | None = None

    def refused(self) -> RowReport:
        """Its line in the report."""
        return RowReport(
            line=self.line,
            reference=self.reference,
            outcome=RowOutcome.REFUSED,
            field=self.field,
            reason=self.reason,
        )


class _Wrong(ValueError):
    def __init__(self, field: str, reason: str = "malformed") -> None:
        super().__init__(field)
        self.field = field
        self.reason = reason


def parse_contracts(text: str, policy: FollowupPolicy) -> Sequence[Parsed]:
    """Every row of the file; a wrong heading refuses each of them."""
    lines = io.StringIO(text.removeprefix("\ufeff"), newline=None)
    reader = csv.DictReader(lines, restkey="too_many", strict=False)
    found: list[Parsed] = []
    try:
        found.extend(_parsed(reader, policy))
    except csv.Error:
        found.append(Parsed(line=reader.line_num, reference="", field="row", reason="too_long"))
    return found


def _parsed(reader: "csv.DictReader[str]", policy: FollowupPolicy) -> Iterator[Parsed]:
    """Row by row; raises csv.Error where a cell never ends."""
    seen: set[str] = set()
    for row in reader:
        line = reader.line_num
        reference = (row.get("reference") or "").strip()[:_LONGEST_REFERENCE]
        try:
            contract = _contract(row, policy)
            if reference in seen:
                raise _Wrong("reference", "twice_in_the_file")
        except _Wrong as wrong:
            yield Parsed(line=line, reference=reference, field=wrong.field, reason=wrong.reason)
        else:
            seen.add(reference)
            yield Parsed(line=line, reference=reference, contract=contract)


def _contract(row: Mapping[str, object], policy: FollowupPolicy) -> ImportedContract:
    cells = {name: _cell(row, name) for name in COLUMNS}
    if "too_many" in row:
        raise _Wrong("row", "too_many_columns")
    reference = cells["reference"]
    if not reference.isprintable() or not 0 < len(reference) <= _LONGEST_REFERENCE:
        raise _Wrong("reference")
    kind = _kind(cells["kind"])
    months = _number(cells["months"], "months", least=1, most=rule_for(kind, policy).longest_months)
    points = _number(cells["device_points"] or "0", "device_points", least=0, most=_MOST_POINTS)
    return ImportedContract(
        reference=reference,
        kind=kind,
        customer_id=_id(cells["customer_id"], "customer_id"),
        site_ids=_sites(cells["site_ids"]),
        starts_on=_day(cells["starts_on"]),
        term=Term(months=months, device_points=points, yearly_price=_price(cells["yearly_price"] or "0.00")),
        are_parts_included=_yes_or_no(cells["are_parts_included"]),
    )


def _cell(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise _Wrong(name, "missing_column")
    return value.strip()


def _kind(text: str) -> ContractKind:
    if text not in {kind.value for kind in ContractKind}:
        raise _Wrong("kind")
    return ContractKind(text)


def _id(text: str, field: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise _Wrong(field) from None


def _sites(text: str) -> tuple[UUID, ...]:
    sites = text.split()
    if len(sites) > _MOST_SITES:
        raise _Wrong("site_ids", "too_long")
    return tuple(_id(site, "site_ids") for site in sites)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _Wrong("starts_on") from None
    if not _CENTURY[0] <= day <= _CENTURY[1]:
        raise _Wrong("starts_on")
    return day


def _number(text: str, field: str, *, least: int, most: int) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > len(str(most)):
        raise _Wrong(field, "too_long" if text.isdigit() else "malformed")
    number = int(text)
    if not least <= number <= most:
        raise _Wrong(field, "too_long" if number > most else "malformed")
    return number


def _price(text: str) -> Money:
    try:
        price = Money.of(text)
    except ValueError:
        raise _Wrong("yearly_price") from None
    if price < Money.ZERO:
        raise _Wrong("yearly_price")
    return price


def _yes_or_no(text: str) -> bool:
    if text not in _YES_OR_NO:
        raise _Wrong("are_parts_included")
    return _YES_OR_NO[text]
