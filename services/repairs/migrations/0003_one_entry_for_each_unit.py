"""One entry for each unit."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    op.add_column("repair", sa.Column("unreached_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "repair_one_for_each_unit",
        "repair",
        ["ticket_id", "serial"],
        unique=True,
        postgresql_where=sa.text(
            "item_id IS NULL AND state NOT IN ('collected', 'reinstalled', 'exchanged', 'returned_for_refund', 'scrapped', 'lost')"
        ),
    )
