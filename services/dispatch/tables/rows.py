"""What every table of dispatch begins with; rows never leave the repository."""

from sqlmodel import SQLModel

from shared.storage.rows import row_registry


class Row(SQLModel, registry=row_registry()):
    """What dispatch stores."""
