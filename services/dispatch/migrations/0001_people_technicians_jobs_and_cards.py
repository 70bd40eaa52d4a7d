"""People, technicians, jobs and cards."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.migration import create_plumbing

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    create_plumbing()
    op.create_table(
        "card",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_number", sa.String(), nullable=False),
        sa.Column("technician_id", sa.Uuid(), nullable=True),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("charge_clause", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("amount", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signer_contact_id", sa.Uuid(), nullable=True),
        sa.Column("signature", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("seal", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'priced', 'signed', 'returned', 'archived', 'void')", name=op.f("card_state_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("card_pkey")),
        sa.UniqueConstraint("job_id", name=op.f("card_job_id_key")),
        sa.UniqueConstraint("number", name=op.f("card_number_key")),
    )
    op.create_index("card_state_id_idx", "card", ["state", "id"], unique=False)
    op.create_index("card_technician_id_idx", "card", ["technician_id", "id"], unique=False)
    op.create_index(op.f("card_ticket_id_idx"), "card", ["ticket_id"], unique=False)
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("policy_revision", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_number", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("district", sa.String(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("equipment_id", sa.Uuid(), nullable=True),
        sa.Column("product_model", sa.String(), nullable=True),
        sa.Column("serial", sa.String(), nullable=True),
        sa.Column("is_part_of_installation", sa.Boolean(), nullable=False),
        sa.Column("symptom_code", sa.String(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("technician_id", sa.Uuid(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assessment", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("visit", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("charge", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("parts_cover", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("consent", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("attempts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("response", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("appointment", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("work_order_number", sa.String(), nullable=True),
        sa.Column("departed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrival", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("diagnosis", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("notes", sa.String(), nullable=True),
        sa.Column("items_taken", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("completion", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("customer_withdrew_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.String(), nullable=True),
        sa.Column("clocks", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("nearest_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('service', 'redo')", name=op.f("job_purpose_check")),
        sa.CheckConstraint(
            "state IN ('waiting', 'assigned', 'appointed', 'on_the_road', 'on_site', 'diagnosed', 'done', 'not_needed', 'cancelled')",
            name=op.f("job_state_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("job_pkey")),
        sa.UniqueConstraint("number", name=op.f("job_number_key")),
    )
    op.create_index("job_nearest_due_at_idx", "job", ["nearest_due_at"], unique=False)
    op.create_index("job_state_id_idx", "job", ["state", "id"], unique=False)
    op.create_index("job_technician_id_idx", "job", ["technician_id", "id"], unique=False)
    op.create_index(op.f("job_ticket_id_idx"), "job", ["ticket_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("superior_id", sa.Uuid(), nullable=True),
        sa.Column("deputy_id", sa.Uuid(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("person_pkey")),
        sa.UniqueConstraint("number", name=op.f("person_number_key")),
    )
    op.create_index(op.f("person_role_idx"), "person", ["role"], unique=False)
    op.create_table(
        "technician",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("certificates", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("certified_until", sa.Date(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("technician_pkey")),
        sa.UniqueConstraint("number", name=op.f("technician_number_key")),
    )
    op.create_index(op.f("technician_certified_until_idx"), "technician", ["certified_until"], unique=False)
