"""A price list as a file: CSV as a spreadsheet writes it, read row by row; the first wrong row is named."""

import csv
import re
from io import StringIO

from services.billing.domain.prices.price_list import Price, Ware
from services.billing.domain.refusals import PriceImportWrong
from shared.money import Money

COLUMNS = ("code", "name", "ware", "unit", "unit_price", "cost")
MOST_ROWS = 2000
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}")


def prices_in(text: str) -> tuple[Price, ...]:
    """The prices of a file whose first row names the columns; raises PriceImportWrong with row and column."""
    rows = csv.DictReader(StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        header = tuple(rows.fieldnames or ())
        if header != COLUMNS:
            raise PriceImportWrong(f"the first row is {','.join(COLUMNS)}", field="csv")
        prices = tuple(_price(number, row) for number, row in enumerate(rows, start=2))
    except csv.Error as error:
        raise PriceImportWrong(f"row {rows.line_num}: {error}", field="csv") from None
    if len(prices) > MOST_ROWS:
        raise PriceImportWrong(f"at most {MOST_ROWS} rows at once", field="csv")
    return prices


def _price(number: int, row: dict[str, str | None]) -> Price:
    if None in row or None in row.values():
        raise _wrong(number, "row", f"it has not {len(COLUMNS)} cells")
    cells = {name: (row[name] or "").strip() for name in COLUMNS}
    for name in ("code", "unit"):
        if not _CODE.fullmatch(cells[name]):
            raise _wrong(number, name, "letters, digits and . _ : / -, up to 64 of them")
    if cells["ware"] not in tuple(Ware):
        raise _wrong(number, "ware", " or ".join(Ware))
    return Price(
        code=cells["code"],
        name=cells["name"][:200] or None,
        ware=Ware(cells["ware"]),
        unit=cells["unit"],
        unit_price=_money(number, "unit_price", cells["unit_price"]),
        cost=_money(number, "cost", cells["cost"]),
    )


def _money(number: int, column: str, text: str) -> Money:
    try:
        return Money.of(text)
    except ValueError:
        raise _wrong(number, column, "yuan with at most two decimals, such as 52.00") from None


def _wrong(number: int, column: str, want: str) -> PriceImportWrong:
    return PriceImportWrong(
        f"row {number}, {column}: {want}", field="csv", facts={"row": str(number), "column": column}
    )
