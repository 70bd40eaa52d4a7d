"""How a deposit went back; of deposits too a transfer is recorded once."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_DOUBLED = """
UPDATE deposit SET reference = reference || '/' || number
WHERE method <> 'cash' AND EXISTS (
    SELECT FROM deposit d WHERE d.method = deposit.method AND d.reference = deposit.reference AND d.id < deposit.id
)
"""
"""A transfer that was recorded for two deposits keeps its reference at the first; the number tells the other apart."""


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    op.add_column("deposit", sa.Column("return_method", sa.String(), nullable=True))
    op.add_column("deposit", sa.Column("return_reference", sa.String(), nullable=True))
    ways = "deposit.return_method IN ('cash', 'transfer', 'wechat', 'alipay')"
    op.create_check_constraint("deposit_return_method_check", "deposit", ways)
    op.execute(_DOUBLED)
    not_cash = sa.text("method <> 'cash'")
    op.create_index("deposit_reference_key", "deposit", ["method", "reference"], unique=True, postgresql_where=not_cash)
