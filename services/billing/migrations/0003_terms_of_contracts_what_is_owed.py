"""Terms of contracts; what a cancelled ticket owes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    for table, name in (("contract_copy", "terms"), ("ticket_copy", "owed")):
        kind = postgresql.JSONB(astext_type=sa.Text())
        op.add_column(table, sa.Column(name, kind, nullable=False, server_default=sa.text("'[]'::jsonb")))
