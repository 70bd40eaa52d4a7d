"""`make adr` takes the next free number and a name that a path can bear."""

from pathlib import Path

import pytest

from tools.new_decision import new_page


def test_the_first_page_is_number_one_and_the_next_one_follows(tmp_path: Path) -> None:
    assert new_page("One project, one lock", tmp_path).name == "0001-one-project-one-lock.md"
    assert new_page("Money is a string", tmp_path).name == "0002-money-is-a-string.md"


def test_a_page_has_the_four_parts_that_every_decision_has(tmp_path: Path) -> None:
    text = new_page("X", tmp_path).read_text(encoding="utf-8")

    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## Context", "## Decision", "## Price", "## The check",
    ]  # fmt: skip


def test_a_decision_without_a_title_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="needs a title"):
        new_page("…", tmp_path)
