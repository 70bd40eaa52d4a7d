"""Register, batches and copies of tickets."""

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
        "batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("factory", sa.String(), nullable=False),
        sa.Column("repair_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("returned_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("carrier", sa.String(), nullable=True),
        sa.Column("waybill", sa.String(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'sent', 'returned')", name=op.f("batch_state_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("batch_pkey")),
        sa.UniqueConstraint("number", name=op.f("batch_number_key")),
    )
    op.create_index(op.f("batch_state_idx"), "batch", ["state"], unique=False)
    op.create_table(
        "repair",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("in_place_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("movements", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("slip_number", sa.String(), nullable=True),
        sa.Column("equipment_id", sa.Uuid(), nullable=True),
        sa.Column("product_model", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=True),
        sa.Column("accessories", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("condition", sa.String(), nullable=True),
        sa.Column("reported_fault", sa.String(), nullable=True),
        sa.Column("is_part_of_installation", sa.Boolean(), nullable=False),
        sa.Column("responsible_id", sa.Uuid(), nullable=False),
        sa.Column("taken_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fee", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("test", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("receipt", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("promise", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("ready_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_promise_missed", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("factory", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notification", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("identity", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('repaired', 'replaced', 'not_repairable', 'no_fault_found')", name=op.f("repair_outcome_check")
        ),
        sa.CheckConstraint(
            "place IN ('technician', 'desk', 'warehouse', 'factory', 'customer')", name=op.f("repair_place_check")
        ),
        sa.CheckConstraint(
            "state IN ('with_technician', 'received', 'tested', 'with_warehouse', 'in_batch', 'at_factory', 'back', 'ready', 'recalled', 'to_give_back', 'collected')",
            name=op.f("repair_state_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("repair_pkey")),
        sa.UniqueConstraint("number", name=op.f("repair_number_key")),
    )
    op.create_index(op.f("repair_batch_id_idx"), "repair", ["batch_id"], unique=False)
    op.create_index(op.f("repair_customer_id_idx"), "repair", ["customer_id"], unique=False)
    op.create_index(op.f("repair_in_place_since_idx"), "repair", ["in_place_since"], unique=False)
    op.create_index(op.f("repair_ready_until_idx"), "repair", ["ready_until"], unique=False)
    op.create_index(op.f("repair_responsible_id_idx"), "repair", ["responsible_id"], unique=False)
    op.create_index(op.f("repair_serial_idx"), "repair", ["serial"], unique=False)
    op.create_index(op.f("repair_state_idx"), "repair", ["state"], unique=False)
    op.create_index(op.f("repair_ticket_id_idx"), "repair", ["ticket_id"], unique=False)
    op.create_table(
        "ticket_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("equipment_id", sa.Uuid(), nullable=True),
        sa.Column("product_model", sa.String(), nullable=True),
        sa.Column("serial", sa.String(), nullable=True),
        sa.Column("is_part_of_installation", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("warranty", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("charge", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("ticket_copy_pkey")),
    )
