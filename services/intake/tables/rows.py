"""What all rows of intake have in common."""

from typing import Any

from sqlmodel import SQLModel

from shared.storage.mapping import PERSONAL
from shared.storage.rows import document, row_registry

CALLER_PHONE = "split_part(caller ->> 'phone', ';', 1)"
"""The caller's number without its extension, as it is searched."""


class Row(SQLModel, registry=row_registry()):
    """What intake stores."""


def personal_document() -> Any:
    """A column for JSON that holds personal data."""
    return document(sa_column_kwargs={"info": {PERSONAL: True}})
