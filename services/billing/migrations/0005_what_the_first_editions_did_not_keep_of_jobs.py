"""Jobs that were heard of before: who was at the site had departed, and what he was sent for is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps.

    The migration before this one took the columns `is_work_done_owed` and `owed` away from `ticket_copy` in one step:
    a program of before it must be stopped first. This one only adds.
    """
    false = sa.text("false")
    op.add_column("job_copy", sa.Column("is_occasion_unknown", sa.Boolean(), nullable=False, server_default=false))
    op.execute("UPDATE job_copy SET is_occasion_unknown = true WHERE occasion_id IS NULL")
    op.execute("UPDATE job_copy SET has_departed = true WHERE has_arrived")
