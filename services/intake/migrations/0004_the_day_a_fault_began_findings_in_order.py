"""The day a fault began, findings in order."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    op.create_index("exclusion_newest_idx", "exclusion", ["found_at", "id"], unique=False)
    op.create_index("exclusion_state_idx", "exclusion", ["state", "found_at", "id"], unique=False)
    op.add_column("ticket", sa.Column("fault_began_on", sa.Date(), nullable=True))
