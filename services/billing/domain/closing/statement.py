"""A closing as a file: one row for each figure."""

from collections.abc import Iterator

from services.billing.domain.closing.figures import Closing, Figures
from services.billing.domain.closing.spreadsheet import as_csv

_HEADER = ("closing", "first_day", "last_day", "figure", "person", "case", "category", "count", "amount")
_SUMS = (
    "charged_total",
    "received_total",
    "refunded",
    "reduced",
    "written_off",
    "handed_in",
    "counted",
    "invoiced",
    "deposits_taken",
    "deposits_returned",
    "deposits_retained",
)


def statement(closing: Closing) -> str:
    """CSV of the figures and of what did not agree."""
    about = (closing.number, closing.first_day.isoformat(), closing.last_day.isoformat())
    disagreed = [
        ("disagreement", each.about, "", each.check.value, str(each.expected), str(each.found))
        for each in closing.disagreements
    ]
    return as_csv(_HEADER, [(*about, *row) for row in (*_rows(closing.figures), *disagreed)])


def _rows(figures: Figures) -> Iterator[tuple[str, ...]]:
    for charged in figures.charged:
        who = "" if charged.technician_id is None else str(charged.technician_id)
        yield "charged", who, charged.case_clause or "", charged.category, str(charged.lines), str(charged.amount)
    for received in figures.received:
        who = "" if received.person_id is None else str(received.person_id)
        yield "received", who, "", received.method, str(received.payments), str(received.amount)
        if received.travel:
            yield "travel_money", who, "", received.method, "", str(received.travel)
    for name in _SUMS:
        yield name, "", "", "", "", str(getattr(figures, name))
