"""Absences, duty roster, what technicians can."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
_NEW = {"person": ("absences", "duties"), "technician": ("profile", "shifts", "trainings")}


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    for table, columns in _NEW.items():
        for name in columns:
            empty = "{}" if name == "profile" else "[]"
            kind = postgresql.JSONB(astext_type=sa.Text())
            op.add_column(table, sa.Column(name, kind, nullable=False, server_default=sa.text(f"'{empty}'::jsonb")))
            op.alter_column(table, name, server_default=None)
