"""Callers are found by their number, and who wrote a complaint down is kept with the call."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_DIGITS = "regexp_replace(caller ->> 'phone', '[^0-9]', '', 'g')"
_IN_ONE_FORM = f"""CASE
    WHEN {_DIGITS} ~ '^1[3-9][0-9]{{9}}$' THEN '+86' || {_DIGITS}
    WHEN {_DIGITS} ~ '^0[1-9][0-9]{{8,10}}$' THEN '+86' || ltrim({_DIGITS}, '0')
    WHEN {_DIGITS} ~ '^[2-8][0-9]{{7}}$' THEN '+8623' || {_DIGITS}
    ELSE caller ->> 'phone' END"""
"""Numbers that were there are found as new ones are; what is none of these stays as it was typed."""


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    op.add_column("contact", sa.Column("complaint_recorded_by", sa.String(), nullable=True))
    op.execute(
        "UPDATE contact SET complaint_recorded_by = contact.recorded_by FROM complaint"
        " WHERE complaint.id = contact.complaint_id"
        " AND complaint.concerns ->> 'person_id' IS DISTINCT FROM contact.recorded_by"
    )
    for table in ("contact", "ticket"):
        op.execute(
            f"UPDATE {table} SET caller = jsonb_set(caller, '{{phone}}', to_jsonb({_IN_ONE_FORM}))"
            " WHERE caller ->> 'phone' IS NOT NULL AND caller ->> 'phone' NOT LIKE '+%'"
        )
        op.create_index(
            f"{table}_caller_phone_idx", table, [sa.text("split_part(caller ->> 'phone', ';', 1)")], unique=False
        )
