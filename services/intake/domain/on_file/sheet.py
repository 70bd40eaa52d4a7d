"""Sheets of customers, sites and equipment as CSV: read cell by cell, written so that none is taken for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from datetime import date

from services.intake.domain.refusals import CellNotValid, SheetNotReadable

_TEXT = r"[^\x00-\x1f\x7f]{1,200}"
_CODE = r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}"
_WORD = r"[a-z][a-z0-9_]{0,39}"
_DAY = r"\d{4}-\d{2}-\d{2}"
_MONTHS = r"[1-9][0-9]{0,2}"
COLUMNS: Mapping[str, str] = {
    "customer_reference": _CODE,
    "customer_name": _TEXT,
    "contact_name": _TEXT,
    "contact_phone": _TEXT,
    "may_consent": "yes|no",
    "site_reference": _CODE,
    "address": _TEXT,
    "division_code": r"[1-9][0-9]{5}([0-9]{3}|[0-9]{6})?",
    "equipment_reference": _CODE,
    "product_model": r"[A-Za-z0-9][A-Za-z0-9 ._:/+()-]{0,63}",
    "product_category": _WORD,
    "serial": _CODE,
    "provenance": "installed|sold|foreign",
    "contract_number": _CODE,
    "completed_on": _DAY,
    "warranty_months": _MONTHS,
    "proof_kind": "invoice|receipt|contract|label",
    "proof_number": _CODE,
    "proof_dated_on": _DAY,
    "card_months": _MONTHS,
}
"""Every column with what a cell of it may hold; an empty cell says nothing."""
Cells = Mapping[str, str]
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MARK = "'"


def read_sheet(text: str) -> list[Cells]:
    """The rows by column; raises SheetNotReadable when the first line does not name columns that we know."""
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        names, *rows = [row for row in lines if any(cell.strip() for cell in row)] or [[]]
    except csv.Error:
        raise SheetNotReadable("quotes and commas do not match", field="content") from None
    unknown = [name for name in names if name not in COLUMNS]
    if unknown or len(set(names)) != len(names) or "customer_reference" not in names:
        raise SheetNotReadable(f"the first line names columns of {', '.join(COLUMNS)}", field="content")
    return [_cells(names, row) for row in rows]


def write_sheet(rows: Iterable[Cells]) -> str:
    """Rows as CSV with all columns; what a spreadsheet would calculate is marked as text."""
    out = io.StringIO(newline="")
    sheet = csv.writer(out, lineterminator="\r\n")
    sheet.writerow(COLUMNS)
    for row in rows:
        sheet.writerow([inert(row.get(name, "")) for name in COLUMNS])
    return out.getvalue()


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; reading takes the mark off again."""
    return _MARK + cell if cell.startswith((*_BEGINS_A_FORMULA, _MARK)) else cell


def plain(cell: str) -> str:
    """A cell without the mark that `inert` puts before it."""
    is_marked = cell.startswith(_MARK) and cell[1:].startswith((*_BEGINS_A_FORMULA, _MARK))
    return cell[1:] if is_marked else cell


def check_cells(cells: Cells) -> None:
    """Raises CellNotValid with the column; never with what stands in the cell."""
    if "" in cells:
        raise CellNotValid("the row has more cells than the sheet has columns", field="row")
    for name, cell in cells.items():
        if cell and not re.fullmatch(COLUMNS[name], cell):
            raise CellNotValid(f"{name} is not as it should be", field=name)


def day_in(cells: Cells, name: str) -> date | None:
    """The date in a cell; raises CellNotValid for a day that no month has."""
    cell = cells.get(name, "")
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError:
        raise CellNotValid(f"{name} is no day", field=name) from None


def number_in(cells: Cells, name: str) -> int | None:
    """The number in a cell."""
    cell = cells.get(name, "")
    return int(cell) if cell else None


def _cells(names: list[str], row: list[str]) -> Cells:
    cells = {name: plain(cell.strip()) for name, cell in zip(names, row, strict=False)}
    too_many = [cell for cell in row[len(names) :] if cell.strip()]
    return cells | ({"": ""} if too_many else {})
