"""Two indexes said of payments and of deposits what the table of transfers now says of all money."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    op.drop_index("payment_reference_key", table_name="payment")
    op.drop_index("deposit_reference_key", table_name="deposit")
