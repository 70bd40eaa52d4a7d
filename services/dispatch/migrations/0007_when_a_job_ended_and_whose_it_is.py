"""A job says when it ended; a partner's jobs are found."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    op.add_column("job", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE job SET ended_at = (completion ->> 'completed_at')::timestamptz WHERE completion IS NOT NULL")
    op.create_index("job_origin_id_idx", "job", ["origin", "id"], unique=False)
