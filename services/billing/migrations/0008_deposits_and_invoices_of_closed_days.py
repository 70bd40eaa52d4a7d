"""When deposits and invoices count in the books, where their day was closed when they were recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    for table in ("deposit", "invoice"):
        op.add_column(table, sa.Column("booked_at", sa.DateTime(timezone=True), nullable=True))
        op.create_index(op.f(f"{table}_booked_at_idx"), table, ["booked_at"], unique=False)
