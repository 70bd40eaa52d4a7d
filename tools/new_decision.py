"""Writes the empty page of a new decision record: `make adr title="…"`."""

import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "adr"
_PAGE = """# {number}. {title}

Status: proposed

## Context

What makes a decision necessary, with figures where there are any.

## Decision

What we do.

## Price

What it costs, and when it is to be thought over again.

## The check

What fails when somebody does otherwise.
"""


def new_page(title: str, folder: Path) -> Path:
    """Create the page under the next free number and return its path; ValueError for a title without a letter."""
    slug = "-".join(re.findall(r"[a-z0-9]+", title.lower()))
    if not slug:
        raise ValueError("a decision needs a title")
    number = max((int(path.name[:4]) for path in folder.glob("[0-9][0-9][0-9][0-9]-*.md")), default=0) + 1
    page = folder / f"{number:04}-{slug}.md"
    page.write_text(_PAGE.format(number=number, title=title), encoding="utf-8")
    return page


if __name__ == "__main__":
    try:
        print(new_page(sys.argv[1] if len(sys.argv) > 1 else "", FOLDER))
    except ValueError as wrong:
        sys.exit(f'{wrong}: make adr title="…"')
