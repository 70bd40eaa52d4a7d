"""Lists of tickets are narrowed within their index, whatever filters come together."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_WIDENED = {"state": ["level", "district"], "level": ["state", "district"], "district": ["state", "level"]}


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    for column, others in _WIDENED.items():
        op.drop_index(f"ticket_{column}_idx", table_name="ticket")
        op.create_index(f"ticket_{column}_idx", "ticket", [column, "reported_at", "id", *others], unique=False)
    op.create_index(
        "ticket_partner_idx",
        "ticket",
        ["origin", "reported_at", "id"],
        unique=False,
        postgresql_where=sa.text("origin LIKE 'partner:%'"),
    )
