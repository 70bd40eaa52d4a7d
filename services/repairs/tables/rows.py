"""What all tables of repairs have in common, and the metadata that holds them."""

from sqlmodel import SQLModel

from shared.storage.rows import row_registry


class Row(SQLModel, registry=row_registry()):
    """What repairs store."""
