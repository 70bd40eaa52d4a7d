"""Sheets: what is written is read back, and no cell is ever taken for a formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.on_file.sheet import COLUMNS, inert, plain, read_sheet, write_sheet

TEXT = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" '=+-@"), min_size=1, max_size=20)


@given(TEXT)
def test_a_mark_is_taken_off_again(cell: str) -> None:
    assert plain(inert(cell)) == cell
    assert not inert(cell).startswith(("=", "+", "-", "@"))


@given(st.lists(st.dictionaries(st.sampled_from(list(COLUMNS)), TEXT.map(str.strip).filter(bool)), max_size=5))
def test_what_is_written_is_read_back(rows: list[dict[str, str]]) -> None:
    written = [row for row in rows if row]
    read = [{name: cell for name, cell in row.items() if cell} for row in read_sheet(write_sheet(rows))]
    assert read == written


@pytest.mark.parametrize("cell", ["=1+1", "+8613800138000", "-1", "@SUM(A1)", "\t=1", "'=1"])
def test_what_a_spreadsheet_would_calculate_is_marked(cell: str) -> None:
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["渝中商场", "K-1", "'tis", "1+1"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert inert(cell) == (f"'{cell}" if cell.startswith("'") else cell)
