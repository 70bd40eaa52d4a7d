"""Repairs contracts refunds deposits invoices closings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    _new_tables()
    _new_columns()
    _new_values()


def _new_tables() -> None:
    op.create_table(
        "closing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("span", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("disagreements", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("span IN ('day', 'month')", name=op.f("closing_span_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("closing_pkey")),
        sa.UniqueConstraint("number", name=op.f("closing_number_key")),
        sa.UniqueConstraint("span", "first_day", name=op.f("closing_span_first_day_key")),
    )
    op.create_table(
        "contract_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("device_points", sa.Integer(), nullable=False),
        sa.Column("yearly_price", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("years_charged", sa.Integer(), nullable=False),
        sa.Column("next_year_id", sa.Uuid(), nullable=True),
        sa.Column("is_over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("contract_copy_pkey")),
    )
    op.create_table(
        "deposit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("loan_id", sa.Uuid(), nullable=False),
        sa.Column("repair_id", sa.Uuid(), nullable=True),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("method", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("received_by_id", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_because", sa.String(), nullable=True),
        sa.Column("retained", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("retained_because", sa.String(), nullable=True),
        sa.Column("returned", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("method IN ('cash', 'transfer', 'wechat', 'alipay')", name=op.f("deposit_method_check")),
        sa.CheckConstraint(
            "released_because IN ('loaner_returned', 'loan_refused')", name=op.f("deposit_released_because_check")
        ),
        sa.CheckConstraint(
            "retained_because IN ('damaged', 'accessories_missing', 'not_returned')",
            name=op.f("deposit_retained_because_check"),
        ),
        sa.CheckConstraint(
            "state IN ('due', 'held', 'to_return', 'returned', 'kept', 'dropped')", name=op.f("deposit_state_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("deposit_pkey")),
        sa.UniqueConstraint("loan_id", name=op.f("deposit_loan_id_key")),
        sa.UniqueConstraint("number", name=op.f("deposit_number_key")),
    )
    op.create_index(op.f("deposit_state_idx"), "deposit", ["state"], unique=False)
    op.create_table(
        "invoice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("buyer", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("tax_number", sa.String(), nullable=True),
        sa.Column("charge_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("credits_id", sa.Uuid(), nullable=True),
        sa.Column("invoice_number", sa.String(), nullable=True),
        sa.Column("invoice_code", sa.String(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("send_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("send_timer_id", sa.Uuid(), nullable=True),
        sa.Column("carrier", sa.String(), nullable=True),
        sa.Column("tracking_number", sa.String(), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.String(), nullable=True),
        sa.CheckConstraint("buyer IN ('organisation', 'person')", name=op.f("invoice_buyer_check")),
        sa.CheckConstraint("delivery IN ('by_mail', 'by_hand')", name=op.f("invoice_delivery_check")),
        sa.CheckConstraint(
            "ended_because IN ('wrong_title', 'wrong_amount', 'not_wanted', 'work_revised', 'returned')",
            name=op.f("invoice_ended_because_check"),
        ),
        sa.CheckConstraint("kind IN ('ordinary', 'special')", name=op.f("invoice_kind_check")),
        sa.CheckConstraint(
            "state IN ('requested', 'issued', 'mailed', 'delivered', 'voided', 'credited')",
            name=op.f("invoice_state_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("invoice_pkey")),
        sa.UniqueConstraint("invoice_number", "invoice_code", name=op.f("invoice_invoice_number_invoice_code_key")),
        sa.UniqueConstraint("number", name=op.f("invoice_number_key")),
    )
    op.create_index(
        "invoice_alone_key",
        "invoice",
        ["invoice_number"],
        unique=True,
        postgresql_where=sa.text("invoice_code IS NULL"),
    )
    op.create_index(op.f("invoice_charge_id_idx"), "invoice", ["charge_id"], unique=False)
    op.create_index(op.f("invoice_customer_id_idx"), "invoice", ["customer_id"], unique=False)
    op.create_index(op.f("invoice_issued_at_idx"), "invoice", ["issued_at"], unique=False)
    op.create_index(op.f("invoice_state_idx"), "invoice", ["state"], unique=False)
    op.create_table(
        "refund",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("charge_id", sa.Uuid(), nullable=True),
        sa.Column("repair_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("method", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("paid_by_id", sa.Uuid(), nullable=True),
        sa.Column("refunded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("method IN ('cash', 'transfer', 'wechat', 'alipay')", name=op.f("refund_method_check")),
        sa.CheckConstraint(
            "reason IN ('overpaid', 'reduced', 'not_done', 'goods_returned')", name=op.f("refund_reason_check")
        ),
        sa.CheckConstraint(
            "state IN ('price_open', 'asked', 'approved', 'paid', 'refused')", name=op.f("refund_state_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("refund_pkey")),
        sa.UniqueConstraint("number", name=op.f("refund_number_key")),
        sa.UniqueConstraint("repair_id", name=op.f("refund_repair_id_key")),
    )
    op.create_index(op.f("refund_charge_id_idx"), "refund", ["charge_id"], unique=False)
    op.create_index(op.f("refund_state_idx"), "refund", ["state"], unique=False)
    op.create_table(
        "repair_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("equipment_id", sa.Uuid(), nullable=True),
        sa.Column("fault", sa.String(), nullable=True),
        sa.Column("is_over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("repair_copy_pkey")),
    )
    op.create_index(op.f("repair_copy_ticket_id_idx"), "repair_copy", ["ticket_id"], unique=False)


def _new_columns() -> None:
    op.add_column("cash_entry", sa.Column("deposit_id", sa.Uuid(), nullable=True))
    op.add_column("cash_entry", sa.Column("refund_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("cash_entry_charge_id_idx"), "cash_entry", ["charge_id"], unique=False)
    op.add_column("charge", sa.Column("repair_id", sa.Uuid(), nullable=True))
    op.add_column("charge", sa.Column("contract_id", sa.Uuid(), nullable=True))
    op.add_column("charge", sa.Column("contract_year", sa.Integer(), nullable=True))
    op.add_column(
        "charge", sa.Column("reduced", sa.Numeric(precision=12, scale=2), server_default=sa.text("0"), nullable=False)
    )
    op.add_column(
        "charge", sa.Column("refunding", sa.Numeric(precision=12, scale=2), server_default=sa.text("0"), nullable=False)
    )
    op.add_column(
        "charge", sa.Column("refunded", sa.Numeric(precision=12, scale=2), server_default=sa.text("0"), nullable=False)
    )
    op.add_column(
        "charge",
        sa.Column("written_off", sa.Numeric(precision=12, scale=2), server_default=sa.text("0"), nullable=False),
    )
    op.add_column("charge", sa.Column("reminders", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("charge", sa.Column("reminder_id", sa.Uuid(), nullable=True))
    op.add_column("charge", sa.Column("write_off_request", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("charge", sa.Column("written_off_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("charge", sa.Column("invoice_id", sa.Uuid(), nullable=True))
    op.alter_column("charge", "ticket_id", existing_type=sa.UUID(), nullable=True)
    op.alter_column("charge", "job_id", existing_type=sa.UUID(), nullable=True)
    op.alter_column("charge", "origin", existing_type=sa.VARCHAR(), nullable=True)
    op.alter_column("charge", "circumstances", existing_type=postgresql.JSONB(astext_type=sa.Text()), nullable=True)
    op.create_unique_constraint(
        op.f("charge_contract_id_contract_year_key"), "charge", ["contract_id", "contract_year"]
    )
    op.create_index(op.f("charge_customer_id_idx"), "charge", ["customer_id"], unique=False)
    op.create_index(op.f("charge_fixed_at_idx"), "charge", ["fixed_at"], unique=False)
    op.create_index(op.f("charge_pay_until_idx"), "charge", ["pay_until"], unique=False)
    op.create_unique_constraint(op.f("charge_repair_id_key"), "charge", ["repair_id"])
    op.add_column("job_copy", sa.Column("is_cancelled", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.alter_column("payment", "ticket_id", existing_type=sa.UUID(), nullable=True)
    op.create_index(op.f("payment_received_at_idx"), "payment", ["received_at"], unique=False)
    op.create_index(
        "payment_reference_key",
        "payment",
        ["method", "reference"],
        unique=True,
        postgresql_where=sa.text("method <> 'cash'"),
    )
    op.add_column("quote", sa.Column("repair_id", sa.Uuid(), nullable=True))
    op.add_column("quote", sa.Column("consent_note", sa.String(), nullable=True))
    op.alter_column("quote", "job_id", existing_type=sa.UUID(), nullable=True)
    op.create_unique_constraint(op.f("quote_repair_id_quote_version_key"), "quote", ["repair_id", "quote_version"])
    op.add_column(
        "remittance",
        sa.Column(
            "deposit_ids",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
    )
    op.add_column("remittance", sa.Column("explanation", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column(
        "ticket_copy", sa.Column("is_work_done_owed", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    )
    op.add_column(
        "ticket_copy",
        sa.Column("is_repeat_of_paid_repair", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("ticket_copy", sa.Column("amounts_fixed", sa.Integer(), server_default=sa.text("0"), nullable=False))


def _new_values() -> None:
    op.drop_constraint("charge_state_check", "charge", type_="check")
    op.create_check_constraint(
        "charge_state_check", "charge", "charge.state IN ('fixed', 'owed', 'write_off_asked', 'settled', 'written_off')"
    )
    op.drop_constraint("cash_entry_movement_check", "cash_entry", type_="check")
    op.create_check_constraint(
        "cash_entry_movement_check",
        "cash_entry",
        "cash_entry.movement IN ('collected', 'handed_in', 'counted', 'explained', 'refunded', 'deposit_taken', 'deposit_returned', 'deposit_retained')",
    )
    op.drop_constraint("cash_entry_account_check", "cash_entry", type_="check")
    op.create_check_constraint(
        "cash_entry_account_check",
        "cash_entry",
        "cash_entry.account IN ('customers', 'carried', 'own_travel', 'handed_in', 'finance', 'difference', 'loss', 'deposits', 'retained', 'bank')",
    )
    op.drop_constraint("remittance_state_check", "remittance", type_="check")
    op.create_check_constraint(
        "remittance_state_check", "remittance", "remittance.state IN ('handed_in', 'counted', 'different', 'explained')"
    )
