"""One entry of each unit in the house, who speaks for a customer, repairs whose loaner is on its way."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

_OPEN = "state NOT IN ('collected', 'reinstalled', 'exchanged', 'returned_for_refund', 'scrapped', 'lost')"
_IN_THE_HOUSE = f"place IN ('desk', 'warehouse', 'factory') AND {_OPEN}"
_DOUBLED = f"""
UPDATE repair SET serial = repair.serial || '/' || repair.number FROM (
    SELECT id, row_number() OVER (PARTITION BY product_model, serial ORDER BY taken_in_at, id) AS place_in_line
    FROM repair WHERE {_IN_THE_HOUSE} AND serial IS NOT NULL
) entry WHERE entry.id = repair.id AND entry.place_in_line > 1
"""
"""A unit that was entered twice keeps its serial number in the oldest entry; the number tells the others apart."""


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    op.create_table(
        "customer_contacts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contact_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("customer_contacts_pkey")),
    )
    op.execute(_DOUBLED)
    op.create_index(
        "repair_one_of_each_unit",
        "repair",
        ["product_model", "serial"],
        unique=True,
        postgresql_where=sa.text(_IN_THE_HOUSE),
    )
    op.drop_index("repair_one_for_each_unit", "repair")
    op.create_index(
        "repair_one_for_each_unit",
        "repair",
        ["ticket_id", "serial"],
        unique=True,
        postgresql_where=sa.text(f"item_id IS NULL AND place <> 'customer' AND {_OPEN}"),
    )
    op.execute(
        "UPDATE repair SET loan_id = loan.id FROM loan"
        " WHERE loan.repair_id = repair.id AND loan.state = 'on_the_way' AND repair.ended_at IS NULL"
    )
