"""How customers and equipment are found, and what happened to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"


_DEFAULTS = (
    ("customer", "name_key"),
    ("customer", "people"),
    ("equipment", "parts"),
    ("equipment", "former_serials"),
    ("equipment", "serial_keys"),
)
_KEY = "lower(regexp_replace({}, '[[:space:][:punct:]]', '', 'g'))"
_SERIAL = "upper(regexp_replace(serial, '[^A-Za-z0-9]', '', 'g'))"
_PHONE = "CASE WHEN digits LIKE '86%' THEN digits ELSE '86' || ltrim(digits, '0') END"
_BACKFILLS = (
    f"""UPDATE customer SET name_key = {_KEY.format("name")}, people = (
        SELECT coalesce(jsonb_agg({_KEY.format("contact ->> 'name'")}), '[]') FROM jsonb_array_elements(contacts) contact
    ), phones = (SELECT coalesce(jsonb_agg({_PHONE}), '[]') FROM jsonb_array_elements_text(phones) digits)""",
    f"UPDATE equipment SET serial_key = {_SERIAL}, serial_keys = jsonb_build_array({_SERIAL}) WHERE serial IS NOT NULL",
)
"""Rows that were there are found as new ones are."""


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    op.create_table(
        "equipment_fact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("equipment_id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.String(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("repair_id", sa.Uuid(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "what IN ('registered', 'proof_shown', 'owner_changed', 'reported', 'visited', 'part_replaced', 'brought_back', 'in_repair', 'back_from_factory', 'collected', 'swapped', 'returned')",
            name=op.f("equipment_fact_what_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("equipment_fact_pkey")),
    )
    op.create_index(op.f("equipment_fact_equipment_id_idx"), "equipment_fact", ["equipment_id"], unique=False)
    op.create_index(op.f("equipment_fact_repair_id_idx"), "equipment_fact", ["repair_id"], unique=False)
    op.create_table(
        "heard_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("heard_event_pkey")),
    )
    op.create_index("heard_event_ticket_idx", "heard_event", ["ticket_id", "happened_at", "id"], unique=False)
    op.create_table(
        "invoice_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("invoice_number", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("invoice_hold_pkey")),
    )
    op.create_index(op.f("invoice_hold_customer_id_idx"), "invoice_hold", ["customer_id"], unique=False)
    op.add_column("customer", sa.Column("name_key", sa.String(collation="C"), nullable=False, server_default=""))
    op.add_column(
        "customer", sa.Column("people", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="[]")
    )
    op.add_column("customer", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index(op.f("customer_name_idx"), table_name="customer")
    op.create_index("customer_name_key_idx", "customer", ["name_key", "id"], unique=False)
    op.create_index("customer_origin_idx", "customer", ["origin", "id"], unique=False)
    op.create_index("customer_people_idx", "customer", ["people"], unique=False, postgresql_using="gin")
    op.add_column("equipment", sa.Column("card_number", sa.String(), nullable=True))
    op.add_column("equipment", sa.Column("agreement", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column(
        "equipment", sa.Column("parts", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="[]")
    )
    op.add_column(
        "equipment",
        sa.Column("former_serials", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="[]"),
    )
    op.add_column("equipment", sa.Column("serial_key", sa.String(collation="C"), nullable=True))
    op.add_column(
        "equipment",
        sa.Column("serial_keys", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="[]"),
    )
    op.drop_index(op.f("equipment_serial_idx"), table_name="equipment")
    op.create_index("equipment_serial_key_idx", "equipment", ["serial_key", "id"], unique=False)
    op.create_index("equipment_serial_keys_idx", "equipment", ["serial_keys"], unique=False, postgresql_using="gin")
    for backfill in _BACKFILLS:
        op.execute(backfill)
    for table, column in _DEFAULTS:
        op.alter_column(table, column, server_default=None)
