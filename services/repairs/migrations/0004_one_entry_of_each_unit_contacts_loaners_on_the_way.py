"""One entry of each unit in the house, who speaks for a customer, repairs whose loaner is on its way."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    op.create_table(
        "customer_contacts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contact_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("customer_contacts_pkey")),
    )
    op.create_index(
        "repair_one_of_each_unit",
        "repair",
        ["product_model", "serial"],
        unique=True,
        postgresql_where=sa.text(
            "place IN ('desk', 'warehouse', 'factory') AND state NOT IN ('collected', 'reinstalled', 'exchanged', 'returned_for_refund', 'scrapped', 'lost')"
        ),
    )
    op.execute(
        "UPDATE repair SET loan_id = loan.id FROM loan"
        " WHERE loan.repair_id = repair.id AND loan.state = 'on_the_way' AND repair.ended_at IS NULL"
    )
