"""What all rows of follow-up have in common."""

from sqlmodel import SQLModel

from shared.storage.rows import row_registry


class Row(SQLModel, registry=row_registry()):
    """What follow-up stores."""
