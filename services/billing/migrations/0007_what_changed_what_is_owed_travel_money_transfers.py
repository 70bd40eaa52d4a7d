"""When less was asked for or written off, travel money that is owed to technicians, each transfer once for everything."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_MOVEMENTS = (
    "'collected', 'handed_in', 'counted', 'explained', 'refunded', 'deposit_taken', 'deposit_returned', "
    "'deposit_retained', 'travel_owed', 'travel_paid'"
)
_ACCOUNTS = (
    "'customers', 'carried', 'own_travel', 'handed_in', 'finance', 'difference', 'loss', 'deposits', 'retained', "
    "'bank', 'travel_received', 'travel_owed'"
)
_CHANGED = """
INSERT INTO adjustment (id, version, charge_id, kind, amount, made_at)
SELECT gen_random_uuid(), 1, id, 'reduced', reduced, COALESCE(settled_at, raised_at, fixed_at) FROM charge
WHERE reduced <> 0
UNION ALL
SELECT gen_random_uuid(), 1, id, 'written_off', written_off, COALESCE(written_off_at, fixed_at) FROM charge
WHERE written_off <> 0
"""
"""When something was taken off was not kept: it counts when the charge was settled, or raised."""
_TRANSFERS = """
INSERT INTO transfer (id, version, way, method, reference)
SELECT gen_random_uuid(), 1, way, method, reference FROM (
    SELECT 'in' AS way, method, reference FROM payment
    UNION ALL SELECT 'in', method, reference FROM deposit
    UNION ALL SELECT 'out', method, reference FROM refund
    UNION ALL SELECT 'out', return_method, return_reference FROM deposit
) AS known
WHERE method <> 'cash' AND reference IS NOT NULL
ON CONFLICT DO NOTHING
"""
_OWED = """
WITH owed AS MATERIALIZED (
    SELECT gen_random_uuid() AS movement_id, c.technician_id, p.charge_id, p.travel, p.received_at
    FROM payment p JOIN charge c ON c.id = p.charge_id
    WHERE p.travel > 0 AND c.technician_id IS NOT NULL
      AND (p.method <> 'cash' OR p.received_by_id IS DISTINCT FROM c.technician_id)
), written AS (
    INSERT INTO cash_entry (id, version, movement_id, movement, person_id, account, amount, charge_id, moved_at)
    SELECT gen_random_uuid(), 1, movement_id, 'travel_owed', technician_id, account, sign * travel, charge_id,
           received_at
    FROM owed CROSS JOIN (VALUES ('travel_received', 1), ('travel_owed', -1)) AS side (account, sign)
)
INSERT INTO cash_account (id, version, carried, holdings, travel_owed)
SELECT technician_id, 1, 0, '[]'::jsonb, sum(travel) FROM owed GROUP BY technician_id
ON CONFLICT (id) DO UPDATE SET travel_owed = excluded.travel_owed, version = cash_account.version + 1
"""


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    _new_tables()
    op.add_column("payment", sa.Column("booked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("payment_booked_at_idx"), "payment", ["booked_at"], unique=False)
    op.add_column("charge", sa.Column("booked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("charge_booked_at_idx"), "charge", ["booked_at"], unique=False)
    op.add_column("refund", sa.Column("decided_by", sa.String(), nullable=True))
    yuan = sa.Numeric(precision=12, scale=2)
    op.add_column("cash_account", sa.Column("travel_owed", yuan, nullable=False, server_default=sa.text("0")))
    for column, values in (("movement", _MOVEMENTS), ("account", _ACCOUNTS)):
        name = f"cash_entry_{column}_check"
        op.drop_constraint(name, "cash_entry", type_="check")
        op.create_check_constraint(name, "cash_entry", f"cash_entry.{column} IN ({values})")
    for sql in (_CHANGED, _TRANSFERS, _OWED):
        op.execute(sql)


def _new_tables() -> None:
    op.create_table(
        "adjustment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("charge_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('reduced', 'written_off')", name=op.f("adjustment_kind_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("adjustment_pkey")),
    )
    op.create_index(op.f("adjustment_charge_id_idx"), "adjustment", ["charge_id"], unique=False)
    op.create_index(op.f("adjustment_made_at_idx"), "adjustment", ["made_at"], unique=False)
    op.create_table(
        "transfer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.CheckConstraint("way IN ('in', 'out')", name=op.f("transfer_way_check")),
        sa.CheckConstraint("method IN ('cash', 'transfer', 'wechat', 'alipay')", name=op.f("transfer_method_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("transfer_pkey")),
        sa.UniqueConstraint("way", "method", "reference", name=op.f("transfer_way_method_reference_key")),
    )
