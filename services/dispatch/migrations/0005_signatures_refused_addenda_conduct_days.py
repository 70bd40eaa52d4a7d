"""Signatures refused, addenda, conduct, days."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

_SEALED_TEXT = """
    UPDATE card SET personal_part = jsonb_build_object('content',
        '{"device":' || (signature->'device')::text || ',"drawing":' || (signature->'drawing')::text
        || ',"salt":' || (signature->'salt')::text || ',"signer_name":' || (signature->'signer_name')::text || '}')
    WHERE signature IS NOT NULL
"""
"""Who signed, as the exact text whose hash stands in the seal: names in order, no spaces."""


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    op.create_table(
        "cash_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("in_hands", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("handed_in", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("cash_copy_pkey")),
    )
    op.create_table(
        "daily_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("timer_id", sa.Uuid(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.String(), nullable=True),
        sa.Column("content_sha256", sa.String(), nullable=True),
        sa.Column("fact_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_by", sa.String(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_because", sa.String(), nullable=True),
        sa.Column("addenda", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'closed', 'confirmed', 'returned', 'filed')", name=op.f("daily_report_state_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("daily_report_pkey")),
        sa.UniqueConstraint("day", name=op.f("daily_report_day_key")),
        sa.UniqueConstraint("number", name=op.f("daily_report_number_key")),
    )
    op.create_table(
        "day_fact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("technician_id", sa.Uuid(), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("job_number", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("minutes_on_the_road", sa.Integer(), nullable=False),
        sa.Column("minutes_on_site", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('visit', 'remote', 'carried_over')", name=op.f("day_fact_kind_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("day_fact_pkey")),
    )
    op.create_index("day_fact_day_idx", "day_fact", ["day", "id"], unique=False)
    op.create_table(
        "disciplinary_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("violation_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("policy_revision", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'decided', 'lifted')", name=op.f("disciplinary_case_state_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("disciplinary_case_pkey")),
        sa.UniqueConstraint("number", name=op.f("disciplinary_case_number_key")),
    )
    op.create_index("disciplinary_case_person_id_idx", "disciplinary_case", ["person_id", "id"], unique=False)
    op.create_table(
        "violation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("evidence_numbers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("evidence_sha256", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.String(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state IN ('suspected', 'dismissed', 'recorded', 'answered', 'withdrawn')",
            name=op.f("violation_state_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("violation_pkey")),
        sa.UniqueConstraint("number", name=op.f("violation_number_key")),
    )
    op.create_index("violation_person_id_idx", "violation", ["person_id", "id"], unique=False)
    op.create_index("violation_state_idx", "violation", ["state", "id"], unique=False)
    op.add_column("card", sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("card", sa.Column("refusal_reason", sa.String(), nullable=True))
    op.add_column("card", sa.Column("personal_part", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    empty = {"nullable": False, "server_default": sa.text("'[]'::jsonb")}
    op.add_column("card", sa.Column("addenda", postgresql.JSONB(astext_type=sa.Text()), **empty))
    op.alter_column("card", "addenda", server_default=None)
    op.execute(_SEALED_TEXT)
    op.drop_column("card", "signature")
    op.drop_constraint("card_state_check", "card", type_="check")
    op.create_check_constraint(
        "card_state_check",
        "card",
        "card.state IN ('open', 'priced', 'signed', 'signature_refused', 'returned', 'archived', 'void')",
    )
