"""What becomes of an item beside its repair, clocks, loaners, and the books of the store."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    op.create_table(
        "loan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("loaner_id", sa.Uuid(), nullable=False),
        sa.Column("repair_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("handover", sa.String(), nullable=False),
        sa.Column("deposit_wanted", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deposit", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("agreement", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("approvals", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("refusal_reason", sa.String(), nullable=True),
        sa.Column("technician_id", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline_id", sa.Uuid(), nullable=True),
        sa.Column("reminder_id", sa.Uuid(), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_reminded", sa.Boolean(), nullable=False),
        sa.Column("is_overdue", sa.Boolean(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("condition", sa.String(), nullable=True),
        sa.CheckConstraint("condition IN ('good', 'damaged', 'incomplete', 'lost')", name=op.f("loan_condition_check")),
        sa.CheckConstraint("handover IN ('counter', 'visit')", name=op.f("loan_handover_check")),
        sa.CheckConstraint(
            "reason IN ('promise_missed', 'promise_cannot_be_kept', 'managers_reason')", name=op.f("loan_reason_check")
        ),
        sa.CheckConstraint(
            "state IN ('requested', 'approved_once', 'approved', 'on_the_way', 'out', 'returned', 'refused', 'closed')",
            name=op.f("loan_state_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("loan_pkey")),
        sa.UniqueConstraint("number", name=op.f("loan_number_key")),
    )
    op.create_index(op.f("loan_due_until_idx"), "loan", ["due_until"], unique=False)
    op.create_index(op.f("loan_loaner_id_idx"), "loan", ["loaner_id"], unique=False)
    op.create_index(
        "loan_one_for_each_repair",
        "loan",
        ["repair_id"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('refused', 'returned', 'closed')"),
    )
    op.create_index(op.f("loan_repair_id_idx"), "loan", ["repair_id"], unique=False)
    op.create_index(op.f("loan_state_idx"), "loan", ["state"], unique=False)
    op.create_index(op.f("loan_technician_id_idx"), "loan", ["technician_id"], unique=False)
    op.create_index(op.f("loan_ticket_id_idx"), "loan", ["ticket_id"], unique=False)
    op.create_table(
        "loaner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("product_model", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("accessories", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("deposit", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("loan_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state IN ('available', 'reserved', 'out', 'in_check', 'withdrawn')", name=op.f("loaner_state_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("loaner_pkey")),
        sa.UniqueConstraint("number", name=op.f("loaner_number_key")),
        sa.UniqueConstraint("serial", name=op.f("loaner_serial_key")),
    )
    op.create_index(op.f("loaner_state_idx"), "loaner", ["state"], unique=False)
    op.create_table(
        "product",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("in_store", sa.Integer(), nullable=False),
        sa.Column("old_in_store", sa.Integer(), nullable=False),
        sa.Column("bags", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("is_low", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('product', 'part')", name=op.f("product_kind_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("product_pkey")),
        sa.UniqueConstraint("code", name=op.f("product_code_key")),
    )
    op.create_index(op.f("product_is_low_idx"), "product", ["is_low"], unique=False)
    op.create_table(
        "stock_movement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_account", sa.String(), nullable=False),
        sa.Column("to_account", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("technician_id", sa.Uuid(), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("repair_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("moved_by", sa.String(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "from_account IN ('store', 'technicians', 'old', 'outside')", name=op.f("stock_movement_from_account_check")
        ),
        sa.CheckConstraint(
            "kind IN ('received', 'issued', 'used', 'returned', 'old_part', 'counted', 'exchanged_out', 'goods_returned')",
            name=op.f("stock_movement_kind_check"),
        ),
        sa.CheckConstraint(
            "to_account IN ('store', 'technicians', 'old', 'outside')", name=op.f("stock_movement_to_account_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("stock_movement_pkey")),
    )
    op.create_index(op.f("stock_movement_job_id_idx"), "stock_movement", ["job_id"], unique=False)
    op.create_index(op.f("stock_movement_moved_at_idx"), "stock_movement", ["moved_at"], unique=False)
    op.create_index(op.f("stock_movement_product_id_idx"), "stock_movement", ["product_id"], unique=False)
    op.create_index(op.f("stock_movement_repair_id_idx"), "stock_movement", ["repair_id"], unique=False)
    op.create_index(op.f("stock_movement_technician_id_idx"), "stock_movement", ["technician_id"], unique=False)
    _extend_the_register()


def _extend_the_register() -> None:
    op.add_column(
        "batch", sa.Column("late_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="[]")
    )
    op.add_column(
        "batch", sa.Column("lost_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="[]")
    )
    op.add_column("repair", sa.Column("with_technician", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("repair", sa.Column("product_category", sa.String(), nullable=True))
    op.add_column("repair", sa.Column("new_serial", sa.String(), nullable=True))
    op.add_column(
        "repair", sa.Column("photos", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="[]")
    )
    op.add_column("repair", sa.Column("holds_data", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("repair", sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("repair", sa.Column("retest", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column(
        "repair", sa.Column("exclusions", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="[]")
    )
    op.add_column("repair", sa.Column("quote", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("repair", sa.Column("delay", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column(
        "repair", sa.Column("parts", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="[]")
    )
    op.add_column("repair", sa.Column("exchange", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("repair", sa.Column("waiting", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("repair", sa.Column("charge", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("repair", sa.Column("loan_id", sa.Uuid(), nullable=True))
    op.add_column("repair", sa.Column("carried_by", sa.Uuid(), nullable=True))
    op.add_column("repair", sa.Column("home_job_id", sa.Uuid(), nullable=True))
    op.add_column("repair", sa.Column("ending", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("repair", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("repair_carried_by_idx"), "repair", ["carried_by"], unique=False)
    op.create_index(op.f("repair_new_serial_idx"), "repair", ["new_serial"], unique=False)
    op.add_column("ticket_copy", sa.Column("product_category", sa.String(), nullable=True))
    op.drop_constraint("repair_place_check", "repair", type_="check")
    op.create_check_constraint(
        "repair_place_check",
        "repair",
        "repair.place IN ('technician', 'desk', 'warehouse', 'factory', 'customer', 'scrap', 'unknown')",
    )
    op.drop_constraint("repair_state_check", "repair", type_="check")
    op.create_check_constraint(
        "repair_state_check",
        "repair",
        "repair.state IN ('with_technician', 'received', 'tested', 'waiting_for_consent', 'with_us', 'with_warehouse', 'in_batch', 'at_factory', 'back', 'tested_again', 'not_repairable', 'to_exchange', 'new_unit', 'refused', 'ready', 'stored', 'going_home', 'at_home', 'recalled', 'to_give_back', 'collected', 'reinstalled', 'exchanged', 'returned_for_refund', 'scrapped', 'lost')",
    )
    op.drop_constraint("repair_outcome_check", "repair", type_="check")
    op.create_check_constraint(
        "repair_outcome_check",
        "repair",
        "repair.outcome IN ('repaired', 'replaced', 'not_repairable', 'rejected', 'no_fault_found', 'fixed_at_counter', 'exchanged', 'refused', 'given_back')",
    )
    op.execute("UPDATE repair SET ended_at = collected_at WHERE state = 'collected'")
    op.execute("UPDATE repair SET new_serial = factory ->> 'serial_out' WHERE factory ->> 'outcome' = 'replaced'")
