"""Items, level proposals, exclusions, paid repairs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

_FILLED = (
    ("cover", "waits_for_payment"),
    ("decision", "charges"),
    ("decision", "cause"),
    ("ticket", "further_equipment_ids"),
    ("ticket", "is_level_confirmed"),
    ("ticket", "told"),
)
_WAIVERS = "'second_trip', 'fault_after_paid_repair'"
_CAUSES = "'report', 'place_changed', 'new_facts', 'exclusion_found', 'ruling', 'person'"
_ONE_OF = (
    ("decision", "visit_fee_waiver", _WAIVERS),
    ("decision", "cause", _CAUSES),
    ("ticket", "visit_fee_waiver", _WAIVERS),
)


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    op.create_table(
        "exclusion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("equipment_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("found_where", sa.String(), nullable=False),
        sa.Column("found_in", sa.Uuid(), nullable=True),
        sa.Column("evidence_sha256", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("found_by_role", sa.String(), nullable=False),
        sa.Column("found_by", sa.String(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ruled_by", sa.String(), nullable=True),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "found_by_role IN ('specialist', 'technician', 'supervisor', 'manager', 'logistics_director', 'finance', 'warehouse', 'customer', 'partner', 'auditor', 'service', 'operator')",
            name=op.f("exclusion_found_by_role_check"),
        ),
        sa.CheckConstraint("found_where IN ('site', 'bench', 'desk')", name=op.f("exclusion_found_where_check")),
        sa.CheckConstraint("state IN ('found', 'disputed', 'upheld', 'dismissed')", name=op.f("exclusion_state_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("exclusion_pkey")),
    )
    op.create_index(op.f("exclusion_equipment_id_idx"), "exclusion", ["equipment_id"], unique=False)
    op.create_index(op.f("exclusion_ticket_id_idx"), "exclusion", ["ticket_id"], unique=False)
    op.create_table(
        "paid_work",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("equipment_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("symptom_code", sa.String(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("paid_work_pkey")),
    )
    op.create_index("paid_work_customer_idx", "paid_work", ["customer_id", "done_on"], unique=False)
    op.add_column("cover", sa.Column("waits_for_payment", sa.Boolean(), nullable=False, server_default="false"))
    op.add_column("cover", sa.Column("renewed_by", sa.Uuid(), nullable=True))
    op.add_column(
        "decision", sa.Column("charges", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="[]")
    )
    op.add_column("decision", sa.Column("visit_fee_waiver", sa.String(), nullable=True))
    op.add_column("decision", sa.Column("cause", sa.String(), nullable=False, server_default="report"))
    op.add_column("equipment", sa.Column("contract_months", sa.Integer(), nullable=True))
    op.add_column(
        "ticket",
        sa.Column(
            "further_equipment_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="[]"
        ),
    )
    op.add_column("ticket", sa.Column("proposal", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("ticket", sa.Column("is_level_confirmed", sa.Boolean(), nullable=False, server_default="true"))
    op.add_column("ticket", sa.Column("visit_fee_waiver", sa.String(), nullable=True))
    op.add_column(
        "ticket", sa.Column("told", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="[]")
    )
    op.add_column("ticket", sa.Column("ending_reason", sa.String(), nullable=True))
    for table, column in _FILLED:
        op.alter_column(table, column, server_default=None)
    for table, column, values in _ONE_OF:
        op.create_check_constraint(op.f(f"{table}_{column}_check"), table, f"{column} IN ({values})")
