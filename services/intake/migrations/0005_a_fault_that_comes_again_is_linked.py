"""A fault that comes again is linked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    op.add_column("ticket", sa.Column("repeat", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.create_index(
        "ticket_equipment_ended_idx",
        "ticket",
        ["equipment_id", "ended_at"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NOT NULL"),
    )
    op.create_index(
        "ticket_site_ended_idx",
        "ticket",
        ["site_id", "ended_at"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NOT NULL"),
    )
