"""Offers, holds, carry over, errands and copies of intake."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    op.create_table(
        "customer_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phones", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("contacts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sites", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("customer_copy_pkey")),
    )
    op.create_table(
        "ticket_words",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("symptom", sa.String(), nullable=False),
        sa.Column("reporter_name", sa.String(), nullable=True),
        sa.Column("reporter_phone", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("ticket_words_pkey")),
    )
    op.add_column("job", sa.Column("occasion_id", sa.Uuid(), nullable=True))
    op.add_column(
        "job", sa.Column("offers", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="[]")
    )
    op.add_column(
        "job", sa.Column("holds", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="[]")
    )
    op.add_column("job", sa.Column("cut_off_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("job", sa.Column("carried_over_to", sa.Date(), nullable=True))
    op.add_column("job", sa.Column("carried_over_times", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("job", sa.Column("rank", sa.Integer(), nullable=True))
    op.add_column("job", sa.Column("duty", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("job", sa.Column("work_order", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("job", sa.Column("nearest_warn_at", sa.DateTime(timezone=True), nullable=True))
    for name in ("offers", "holds", "carried_over_times"):  # the rows that are there have none
        op.alter_column("job", name, server_default=None)
    op.create_index("job_carried_over_to_idx", "job", ["carried_over_to", "rank"], unique=False)
    op.create_index("job_customer_id_idx", "job", ["customer_id"], unique=False)
    op.create_index("job_occasion_id_idx", "job", ["occasion_id"], unique=False)
    op.create_index(
        "job_open_idx",
        "job",
        ["state", "nearest_due_at"],
        unique=False,
        postgresql_where=sa.text("state NOT IN ('done', 'not_needed', 'cancelled')"),
    )
    op.drop_constraint("job_state_check", "job", type_="check")
    op.create_check_constraint(
        "job_state_check",
        "job",
        "job.state IN ('waiting', 'assigned', 'appointed', 'held', 'on_the_road', 'on_site', 'diagnosed', 'done', 'not_needed', 'cancelled')",
    )
    op.drop_constraint("job_purpose_check", "job", type_="check")
    op.create_check_constraint(
        "job_purpose_check",
        "job",
        "job.purpose IN ('service', 'redo', 'collect_money', 'put_back', 'deliver_loaner', 'renewal')",
    )
