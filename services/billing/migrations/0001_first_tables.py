"""First tables."""

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
        "cash_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("carried", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("holdings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("cash_account_pkey")),
    )
    op.create_table(
        "cash_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("movement_id", sa.Uuid(), nullable=False),
        sa.Column("movement", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("charge_id", sa.Uuid(), nullable=True),
        sa.Column("remittance_id", sa.Uuid(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "account IN ('customers', 'carried', 'own_travel', 'handed_in', 'finance', 'difference')",
            name=op.f("cash_entry_account_check"),
        ),
        sa.CheckConstraint("movement IN ('collected', 'handed_in', 'counted')", name=op.f("cash_entry_movement_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("cash_entry_pkey")),
    )
    op.create_index(op.f("cash_entry_movement_id_idx"), "cash_entry", ["movement_id"], unique=False)
    op.create_index(op.f("cash_entry_person_id_idx"), "cash_entry", ["person_id"], unique=False)
    op.create_table(
        "charge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("technician_id", sa.Uuid(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("quote_id", sa.Uuid(), nullable=True),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("total", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("paid", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("circumstances", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("policy_revision", sa.String(), nullable=False),
        sa.Column("fixed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pay_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('fixed', 'owed', 'settled')", name=op.f("charge_state_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("charge_pkey")),
        sa.UniqueConstraint("job_id", name=op.f("charge_job_id_key")),
        sa.UniqueConstraint("number", name=op.f("charge_number_key")),
    )
    op.create_index(op.f("charge_state_idx"), "charge", ["state"], unique=False)
    op.create_index(op.f("charge_technician_id_idx"), "charge", ["technician_id"], unique=False)
    op.create_index(op.f("charge_ticket_id_idx"), "charge", ["ticket_id"], unique=False)
    op.create_table(
        "customer_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contacts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("customer_copy_pkey")),
    )
    op.create_table(
        "job_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("technician_id", sa.Uuid(), nullable=True),
        sa.Column("has_arrived", sa.Boolean(), nullable=False),
        sa.Column("is_diagnosed", sa.Boolean(), nullable=False),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("was_told_visit_fee", sa.Boolean(), nullable=False),
        sa.Column("was_told_travel_rule", sa.Boolean(), nullable=False),
        sa.Column("is_over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("job_copy_pkey")),
    )
    op.create_index(op.f("job_copy_technician_id_idx"), "job_copy", ["technician_id"], unique=False)
    op.create_index(op.f("job_copy_ticket_id_idx"), "job_copy", ["ticket_id"], unique=False)
    op.create_table(
        "payment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("charge_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("travel", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("received_by_id", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("method IN ('cash', 'transfer', 'wechat', 'alipay')", name=op.f("payment_method_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("payment_pkey")),
        sa.UniqueConstraint("number", name=op.f("payment_number_key")),
    )
    op.create_index(op.f("payment_charge_id_idx"), "payment", ["charge_id"], unique=False)
    op.create_table(
        "price_list",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("prices", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("policy_revision", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("price_list_pkey")),
        sa.UniqueConstraint("number", name=op.f("price_list_number_key")),
    )
    op.create_index(op.f("price_list_effective_from_idx"), "price_list", ["effective_from"], unique=False)
    op.create_table(
        "quote",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("quote_version", sa.Integer(), nullable=False),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("total", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("circumstances", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("policy_revision", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_id", sa.Uuid(), nullable=False),
        sa.Column("consent", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("ended_because", sa.String(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'consented', 'declined', 'lapsed', 'superseded', 'billed')",
            name=op.f("quote_state_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("quote_pkey")),
        sa.UniqueConstraint("job_id", "quote_version", name=op.f("quote_job_id_quote_version_key")),
        sa.UniqueConstraint("number", name=op.f("quote_number_key")),
    )
    op.create_index(op.f("quote_ticket_id_idx"), "quote", ["ticket_id"], unique=False)
    op.create_table(
        "remittance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("charge_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('handed_in', 'counted')", name=op.f("remittance_state_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("remittance_pkey")),
        sa.UniqueConstraint("number", name=op.f("remittance_number_key")),
    )
    op.create_index(op.f("remittance_person_id_idx"), "remittance", ["person_id"], unique=False)
    op.create_index(op.f("remittance_state_idx"), "remittance", ["state"], unique=False)
    op.create_table(
        "ticket_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("is_part_of_installation", sa.Boolean(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("charge_clause", sa.String(), nullable=True),
        sa.Column("charge_decision", sa.Integer(), nullable=False),
        sa.Column("items", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("warranty_decision", sa.Integer(), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("quotes_issued", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "category IN ('free', 'paid', 'declined', 'undetermined')", name=op.f("ticket_copy_category_check")
        ),
        sa.CheckConstraint(
            "kind IN ('fault', 'camera_move', 'installation', 'maintenance', 'question')",
            name=op.f("ticket_copy_kind_check"),
        ),
        sa.CheckConstraint(
            "region IN ('main_city', 'suburb', 'outside', 'undetermined')", name=op.f("ticket_copy_region_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("ticket_copy_pkey")),
    )
