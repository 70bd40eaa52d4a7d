"""Travel that is entered after a cancellation; what a technician is sent for; billing itself knows what is owed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    false = sa.text("false")
    op.add_column("charge", sa.Column("is_travel_alone", sa.Boolean(), nullable=False, server_default=false))
    op.drop_constraint("charge_job_id_key", "charge", type_="unique")
    op.create_unique_constraint("charge_job_id_is_travel_alone_key", "charge", ["job_id", "is_travel_alone"])
    op.add_column("job_copy", sa.Column("has_departed", sa.Boolean(), nullable=False, server_default=false))
    op.add_column("job_copy", sa.Column("occasion_id", sa.Uuid(), nullable=True))
    op.drop_index("charge_technician_id_idx", "charge")
    op.create_index("charge_of_technician", "charge", ["technician_id", "id"])
    errands = sa.text("occasion_id IS NOT NULL")
    op.create_index("job_copy_errand", "job_copy", ["technician_id", "occasion_id"], postgresql_where=errands)
    op.drop_column("ticket_copy", "is_work_done_owed")
    op.drop_column("ticket_copy", "owed")
