"""CSV that a spreadsheet opens as text and numbers, and never as a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_STARTS_A_FORMULA = re.compile(r"[\s\x00'\"]*[=+\-@＝＋－＠|%]|[\t\r\n]")
"""What spreadsheets take for a formula or a command, also behind blanks and quotes, also in full width."""
BYTE_ORDER_MARK = "\ufeff"
"""Without it a spreadsheet in China takes the file for GBK."""


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A file with a header; numbers stay numbers, every other cell that could be a formula becomes text."""
    file = StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + file.getvalue()


def inert(cell: str) -> str:
    """The cell, with an apostrophe in front where a spreadsheet would compute it."""
    if _NUMBER.fullmatch(cell) or not _STARTS_A_FORMULA.match(cell):
        return cell
    return f"'{cell}"
