"""What all rows of billing have in common."""

from typing import Any

from sqlalchemy import text
from sqlmodel import SQLModel

from shared.storage.rows import row_registry

NOTHING = {"server_default": text("0")}
"""For amounts that were added later: the rows that were there have none of it."""


class Row(SQLModel, registry=row_registry()):
    """What billing stores."""


def added(default: str) -> dict[str, Any]:
    """The default with which a column was added to rows that were there."""
    return {"server_default": text(default)}
