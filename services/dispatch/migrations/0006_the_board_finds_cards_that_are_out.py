"""The board finds cards that are out."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    op.create_index(
        "card_outstanding_idx",
        "card",
        ["job_id"],
        unique=False,
        postgresql_where=sa.text("returned_at IS NULL AND state <> 'void'"),
    )
