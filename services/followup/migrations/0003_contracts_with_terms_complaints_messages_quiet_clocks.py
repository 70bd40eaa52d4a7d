"""Contracts with terms, complaints, messages, quiet clocks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    _complaints_and_messages()
    _clocks_reports_and_copies()
    _calls_and_contracts()
    _wider_copies_and_words()


def _complaints_and_messages() -> None:
    """New tables."""
    op.create_table(
        "complaint",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("handler_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("matter", sa.String(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("links", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("policy_revision", sa.String(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clocks", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("is_overdue", sa.Boolean(), nullable=False),
        sa.Column("severity", sa.String(), nullable=True),
        sa.Column("finding", sa.String(), nullable=True),
        sa.Column("findings_text", sa.String(), nullable=True),
        sa.Column("remedy", sa.String(), nullable=True),
        sa.Column("answer_text", sa.String(), nullable=True),
        sa.Column("ending", sa.String(), nullable=True),
        sa.Column("steps", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("origin", sa.String(), nullable=True),
        sa.CheckConstraint(
            "ending IN ('accepted', 'withdrawn', 'anonymous', 'not_reachable')", name=op.f("complaint_ending_check")
        ),
        sa.CheckConstraint(
            "finding IN ('justified', 'partly_justified', 'not_justified', 'not_provable')",
            name=op.f("complaint_finding_check"),
        ),
        sa.CheckConstraint(
            "level IN ('technician', 'supervisor', 'manager', 'company')", name=op.f("complaint_level_check")
        ),
        sa.CheckConstraint(
            "remedy IN ('apology', 'redo', 'refund', 'discipline', 'explanation', 'none')",
            name=op.f("complaint_remedy_check"),
        ),
        sa.CheckConstraint("severity IN ('minor', 'serious', 'grave')", name=op.f("complaint_severity_check")),
        sa.CheckConstraint(
            "state IN ('received', 'acknowledged', 'assessed', 'investigated', 'answered', 'closed')",
            name=op.f("complaint_state_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("complaint_pkey")),
        sa.UniqueConstraint("number", name=op.f("complaint_number_key")),
    )
    op.create_index(op.f("complaint_customer_id_idx"), "complaint", ["customer_id"], unique=False)
    op.create_index(op.f("complaint_ticket_id_idx"), "complaint", ["ticket_id"], unique=False)
    op.create_table(
        "contract_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rows", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("contract_import_pkey")),
        sa.UniqueConstraint("number", name=op.f("contract_import_number_key")),
    )
    op.create_table(
        "last_visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("technician_id", sa.Uuid(), nullable=False),
        sa.Column("visited_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("last_visit_pkey")),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("occasion_key", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("useless_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sending_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("stands_in_for", sa.Uuid(), nullable=True),
        sa.Column("deadline_id", sa.Uuid(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("origin", sa.String(), nullable=True),
        sa.CheckConstraint("audience IN ('customer', 'staff')", name=op.f("message_audience_check")),
        sa.CheckConstraint(
            "failure IN ('no_address', 'opted_out', 'out_of_tries', 'too_late', 'outcome_unknown')",
            name=op.f("message_failure_check"),
        ),
        sa.CheckConstraint(
            "occasion IN ('ticket_received', 'appointment_agreed', 'technician_departed', 'item_ready', 'expiry_notice', 'deadline_warned', 'deadline_missed', 'escalation_raised', 'remittance_overdue', 'promise_missed', 'charge_overdue', 'low_score', 'complaint_assigned', 'complaint_urgent', 'complaint_late')",
            name=op.f("message_occasion_check"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'failed', 'acknowledged')", name=op.f("message_state_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("message_pkey")),
        sa.UniqueConstraint("number", name=op.f("message_number_key")),
        sa.UniqueConstraint("occasion_key", name=op.f("message_occasion_key_key")),
    )
    op.create_index(op.f("message_customer_id_idx"), "message", ["customer_id"], unique=False)
    op.create_index(op.f("message_person_id_idx"), "message", ["person_id"], unique=False)
    op.create_index("message_state_send_at_idx", "message", ["state", "send_at"], unique=False)
    op.create_index(op.f("message_ticket_id_idx"), "message", ["ticket_id"], unique=False)
    op.create_table(
        "opt_out",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("opt_out_pkey")),
    )


def _clocks_reports_and_copies() -> None:
    """More new tables."""
    op.create_table(
        "quiet_clock",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("quiet_since", sa.Date(), nullable=False),
        sa.Column("call_on", sa.Date(), nullable=False),
        sa.Column("covered_until", sa.Date(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("quiet_clock_pkey")),
    )
    op.create_index(
        "quiet_clock_call_on_id_idx",
        "quiet_clock",
        ["call_on", "id"],
        unique=False,
        postgresql_where=sa.text("call_id IS NULL"),
    )
    op.create_index(op.f("quiet_clock_customer_id_idx"), "quiet_clock", ["customer_id"], unique=False)
    op.create_table(
        "reported",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("technician_id", sa.Uuid(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("reported_pkey")),
    )
    op.create_index(op.f("reported_thing_id_idx"), "reported", ["thing_id"], unique=False)
    op.create_index("reported_type_happened_at_idx", "reported", ["type", "happened_at"], unique=False)
    op.create_table(
        "service_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=True),
        sa.Column("technician_id", sa.Uuid(), nullable=True),
        sa.Column("card_id", sa.Uuid(), nullable=True),
        sa.Column("card_number", sa.String(), nullable=True),
        sa.Column("charge_id", sa.Uuid(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("service_copy_pkey")),
    )
    op.create_index(op.f("service_copy_ticket_id_idx"), "service_copy", ["ticket_id"], unique=False)
    op.create_table(
        "tariff",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("point_year", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("tariff_pkey")),
    )
    op.create_index(op.f("tariff_effective_from_idx"), "tariff", ["effective_from"], unique=False)


def _calls_and_contracts() -> None:
    """What calls and contracts have more."""
    _add("call", "customer_id", sa.Uuid(), "(about ->> 'customer_id')::uuid")
    op.add_column("call", sa.Column("assigned_to", sa.Uuid(), nullable=True))
    op.add_column("call", sa.Column("taken_by", sa.String(), nullable=True))
    op.add_column("call", sa.Column("taken_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("call", sa.Column("not_before", sa.DateTime(timezone=True), nullable=True))
    op.add_column("call", sa.Column("care_answer", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    _add("call", "review", sa.String(), "'none'")
    op.add_column("call", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.alter_column("call", "ticket_id", existing_type=sa.UUID(), nullable=True)
    op.create_index(op.f("call_assigned_to_idx"), "call", ["assigned_to"], unique=False)
    op.create_index(op.f("call_customer_id_idx"), "call", ["customer_id"], unique=False)
    op.create_index("call_state_call_until_id_idx", "call", ["state", "call_until", "id"], unique=False)
    _add(
        "contract",
        "terms",
        postgresql.JSONB(astext_type=sa.Text()),
        "jsonb_build_array(jsonb_build_object('months', months, 'device_points', device_points, 'yearly_price', yearly_price::text))",
    )
    _add("contract", "policy_revision", sa.String(), "'1.0'")
    _add("contract", "drafted_by", sa.String(), "'unknown'")
    _add("contract", "is_price_agreed", sa.Boolean(), "false")
    op.add_column("contract", sa.Column("price_approved_by", sa.String(), nullable=True))
    op.add_column("contract", sa.Column("external_reference", sa.String(), nullable=True))
    op.add_column("contract", sa.Column("renews_contract_id", sa.Uuid(), nullable=True))
    op.add_column("contract", sa.Column("next_contract_id", sa.Uuid(), nullable=True))
    _add("contract", "waits_for_payment", sa.Boolean(), "false")
    op.add_column("contract", sa.Column("terminated_on", sa.Date(), nullable=True))
    op.add_column("contract", sa.Column("given_back", sa.Numeric(precision=12, scale=2), nullable=True))
    op.add_column("contract", sa.Column("notice", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("contract", sa.Column("deadline_id", sa.Uuid(), nullable=True))
    op.create_unique_constraint(op.f("contract_external_reference_key"), "contract", ["external_reference"])
    op.create_index(op.f("contract_renews_contract_id_idx"), "contract", ["renews_contract_id"], unique=False)
    op.drop_column("contract", "device_points")
    op.drop_column("contract", "months")
    op.drop_column("contract", "yearly_price")


def _wider_copies_and_words() -> None:
    """What copies have more, and more words for purposes, kinds and states."""
    _add("customer_copy", "sites", postgresql.JSONB(astext_type=sa.Text()), "'[]'")
    op.add_column("person_copy", sa.Column("phone", sa.String(), nullable=True))
    _add("person_copy", "role", sa.String(), "''")
    op.add_column("person_copy", sa.Column("superior_id", sa.Uuid(), nullable=True))
    op.add_column("person_copy", sa.Column("deputy_id", sa.Uuid(), nullable=True))
    _add("person_copy", "is_active", sa.Boolean(), "true")
    op.add_column("ticket_copy", sa.Column("site_id", sa.Uuid(), nullable=True))
    _add("ticket_copy", "kind", sa.String(), "''")
    op.add_column("ticket_copy", sa.Column("category", sa.String(), nullable=True))
    op.add_column("ticket_copy", sa.Column("category_clause", sa.String(), nullable=True))
    _add("ticket_copy", "decision_number", sa.Integer(), "0")
    op.add_column("ticket_copy", sa.Column("technician_id", sa.Uuid(), nullable=True))
    _add("ticket_copy", "items_away", postgresql.JSONB(astext_type=sa.Text()), "'[]'")
    op.create_index(op.f("ticket_copy_customer_id_idx"), "ticket_copy", ["customer_id"], unique=False)
    op.drop_constraint("call_purpose_check", "call", type_="check")
    op.create_check_constraint(
        "call_purpose_check",
        "call",
        "call.purpose IN ('call_back', 'care', 'renewal', 'item_ready', 'late_promise', 'payment_reminder', 'invoice_to_mail')",
    )
    op.drop_constraint("contract_kind_check", "contract", type_="check")
    op.create_check_constraint(
        "contract_kind_check", "contract", "contract.kind IN ('engineering', 'maintenance', 'special_agreement')"
    )
    op.drop_constraint("contract_state_check", "contract", type_="check")
    op.create_check_constraint(
        "contract_state_check",
        "contract",
        "contract.state IN ('draft', 'signed', 'in_force', 'expiring', 'renewed', 'ended', 'terminated')",
    )


def _add(table: str, column: str, kind: sa.types.TypeEngine, what_rows_had: str) -> None:
    """A column that must be filled: rows that are there already get what they meant."""
    op.add_column(table, sa.Column(column, kind, nullable=True))
    op.execute(f"UPDATE {table} SET {column} = {what_rows_had}")
    op.alter_column(table, column, nullable=False)
