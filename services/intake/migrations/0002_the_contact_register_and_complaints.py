"""The contact register and complaints."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    op.create_table(
        "complaint",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("concerns", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("policy_revision", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("complaint_pkey")),
        sa.UniqueConstraint("number", name=op.f("complaint_number_key")),
    )
    op.create_index(op.f("complaint_customer_id_idx"), "complaint", ["customer_id"], unique=False)
    op.create_index("complaint_newest_idx", "complaint", ["reported_at", "id"], unique=False)
    op.create_table(
        "contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("dialled_number", sa.String(), nullable=True),
        sa.Column("caller", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("external_reference", sa.String(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("late_recording_reason", sa.String(), nullable=True),
        sa.Column("policy_revision", sa.String(), nullable=False),
        sa.Column("consultation", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("complaint_id", sa.Uuid(), nullable=True),
        sa.Column("is_confidential", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "medium IN ('call', 'mail', 'letter', 'visit', 'web', 'partner_api')", name=op.f("contact_medium_check")
        ),
        sa.CheckConstraint(
            "outcome IN ('open', 'ticket_opened', 'joined_ticket', 'consultation', 'relayed_refused', 'complaint', 'answered', 'wrong_number')",
            name=op.f("contact_outcome_check"),
        ),
        sa.CheckConstraint("state IN ('open', 'routed', 'ended')", name=op.f("contact_state_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("contact_pkey")),
        sa.UniqueConstraint("number", name=op.f("contact_number_key")),
        sa.UniqueConstraint("origin", "external_reference", name=op.f("contact_origin_external_reference_key")),
    )
    op.create_index("contact_customer_idx", "contact", ["customer_id", "reported_at", "id"], unique=False)
    op.create_index("contact_newest_idx", "contact", ["reported_at", "id"], unique=False)
    op.create_index("contact_state_idx", "contact", ["state", "reported_at", "id"], unique=False)
    op.create_index("contact_ticket_idx", "contact", ["ticket_id"], unique=False)
