"""Trips, exclusions, what was done so far, off-line records, bags."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
_NOTHING = '{"work": [], "parts": [], "cable_centimetres": 0, "camera_points": 0}'
_NEW = {"exclusions": "[]", "log": _NOTHING, "trips": "[]"}


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    kind = postgresql.JSONB(astext_type=sa.Text())
    op.create_table(
        "bag",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("parts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("bag_pkey")),
    )
    op.create_table(
        "record_stream",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("waiting", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("answered", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("record_stream_pkey")),
    )
    op.create_index("record_stream_job_id_device_key", "record_stream", ["job_id", "device"], unique=True)
    op.add_column("job", sa.Column("equipment_check", kind, nullable=True))
    for name, empty in _NEW.items():
        op.add_column("job", sa.Column(name, kind, nullable=False, server_default=sa.text(f"'{empty}'::jsonb")))
        op.alter_column("job", name, server_default=None)
