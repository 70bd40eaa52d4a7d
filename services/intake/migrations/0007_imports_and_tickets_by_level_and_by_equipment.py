"""Imports, and tickets by level and by equipment."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    op.create_table(
        "external_reference",
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("origin", "kind", "reference", name=op.f("external_reference_pkey")),
    )
    op.create_index(op.f("external_reference_thing_id_idx"), "external_reference", ["thing_id"], unique=False)
    op.create_table(
        "import_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("field", sa.String(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("equipment_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('waiting', 'accepted', 'unchanged', 'refused')", name=op.f("import_line_outcome_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("import_line_pkey")),
    )
    op.create_index("import_line_import_idx", "import_line", ["import_id", "row"], unique=False)
    op.create_table(
        "sheet_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("sheet_import_pkey")),
        sa.UniqueConstraint("number", name=op.f("sheet_import_number_key")),
    )
    op.create_index("ticket_equipment_idx", "ticket", ["equipment_id", "reported_at"], unique=False)
    op.create_index("ticket_level_idx", "ticket", ["level", "reported_at", "id"], unique=False)
