"""Lists of tickets are narrowed within their index, whatever filters come together; mounted units go home."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_WIDENED = {"state": ["level", "district"], "level": ["state", "district"], "district": ["state", "level"]}
_FACTS = "registered proof_shown owner_changed reported visited part_replaced brought_back in_repair"
_MORE_FACTS = "back_from_factory collected reinstalled swapped returned"


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    facts = ", ".join(f"'{what}'" for what in f"{_FACTS} {_MORE_FACTS}".split())
    op.drop_constraint(op.f("equipment_fact_what_check"), "equipment_fact")
    op.create_check_constraint(op.f("equipment_fact_what_check"), "equipment_fact", f"what IN ({facts})")
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
