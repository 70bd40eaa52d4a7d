"""Customers equipment tickets and decisions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.migration import create_plumbing

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    create_plumbing()
    op.create_table(
        "cover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("site_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("are_parts_included", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('engineering', 'maintenance', 'special_agreement')", name=op.f("cover_kind_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cover_pkey")),
    )
    op.create_index(op.f("cover_customer_id_idx"), "cover", ["customer_id"], unique=False)
    op.create_table(
        "customer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(collation="C"), nullable=False),
        sa.Column("contacts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("phones", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("customer_pkey")),
        sa.UniqueConstraint("number", name=op.f("customer_number_key")),
    )
    op.create_index(op.f("customer_name_idx"), "customer", ["name"], unique=False)
    op.create_index("customer_phones_idx", "customer", ["phones"], unique=False, postgresql_using="gin")
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("items", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("policy_revision", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_role", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("is_by_person", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "category IN ('free', 'paid', 'declined', 'undetermined')", name=op.f("decision_category_check")
        ),
        sa.CheckConstraint(
            "decided_by_role IN ('specialist', 'technician', 'supervisor', 'manager', 'logistics_director', 'finance', 'warehouse', 'customer', 'partner', 'auditor', 'service', 'operator')",
            name=op.f("decision_decided_by_role_check"),
        ),
        sa.CheckConstraint("subject IN ('warranty', 'charge')", name=op.f("decision_subject_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("decision_pkey")),
        sa.UniqueConstraint("ticket_id", "subject", "number", name=op.f("decision_ticket_id_subject_number_key")),
    )
    op.create_table(
        "equipment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("product_model", sa.String(), nullable=False),
        sa.Column("product_category", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=True),
        sa.Column("provenance", sa.String(), nullable=False),
        sa.Column("project", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("proofs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("card_months", sa.Integer(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("provenance IN ('installed', 'sold', 'foreign')", name=op.f("equipment_provenance_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("equipment_pkey")),
        sa.UniqueConstraint("number", name=op.f("equipment_number_key")),
    )
    op.create_index(op.f("equipment_customer_id_idx"), "equipment", ["customer_id"], unique=False)
    op.create_index(op.f("equipment_serial_idx"), "equipment", ["serial"], unique=False)
    op.create_index(op.f("equipment_site_id_idx"), "equipment", ["site_id"], unique=False)
    op.create_table(
        "site",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("division_code", sa.String(), nullable=True),
        sa.Column("district", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("region_clause", sa.String(), nullable=False),
        sa.Column("region_basis", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=True),
        sa.Column("contact_phone", sa.String(), nullable=True),
        sa.CheckConstraint(
            "region IN ('main_city', 'suburb', 'outside', 'undetermined')", name=op.f("site_region_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("site_pkey")),
        sa.UniqueConstraint("number", name=op.f("site_number_key")),
    )
    op.create_index(op.f("site_customer_id_idx"), "site", ["customer_id"], unique=False)
    op.create_table(
        "ticket",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("equipment_id", sa.Uuid(), nullable=True),
        sa.Column("product_model", sa.String(), nullable=True),
        sa.Column("product_category", sa.String(), nullable=True),
        sa.Column("symptom_code", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("district", sa.String(), nullable=True),
        sa.Column("division_code", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("dialled_number", sa.String(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("external_reference", sa.String(), nullable=True),
        sa.Column("caller", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late_recording_reason", sa.String(), nullable=True),
        sa.Column("policy_revision", sa.String(), nullable=False),
        sa.Column("judgement", sa.String(), nullable=True),
        sa.Column("suggestion", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("charge_category", sa.String(), nullable=False),
        sa.Column("charge_clause", sa.String(), nullable=False),
        sa.Column("charge_number", sa.Integer(), nullable=False),
        sa.Column("warranty_number", sa.Integer(), nullable=False),
        sa.Column("service", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("closure", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "charge_category IN ('free', 'paid', 'declined', 'undetermined')", name=op.f("ticket_charge_category_check")
        ),
        sa.CheckConstraint(
            "kind IN ('fault', 'camera_move', 'installation', 'maintenance', 'question')",
            name=op.f("ticket_kind_check"),
        ),
        sa.CheckConstraint("place IN ('on_site', 'brought_in', 'remote')", name=op.f("ticket_place_check")),
        sa.CheckConstraint(
            "region IN ('main_city', 'suburb', 'outside', 'undetermined')", name=op.f("ticket_region_check")
        ),
        sa.CheckConstraint(
            "state IN ('opened', 'assessed', 'in_service', 'resolved', 'closed', 'cancelled')",
            name=op.f("ticket_state_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("ticket_pkey")),
        sa.UniqueConstraint("number", name=op.f("ticket_number_key")),
        sa.UniqueConstraint("origin", "external_reference", name=op.f("ticket_origin_external_reference_key")),
    )
    op.create_index("ticket_customer_idx", "ticket", ["customer_id", "reported_at", "id"], unique=False)
    op.create_index("ticket_district_idx", "ticket", ["district", "reported_at", "id"], unique=False)
    op.create_index("ticket_newest_idx", "ticket", ["reported_at", "id"], unique=False)
    op.create_index("ticket_state_idx", "ticket", ["state", "reported_at", "id"], unique=False)
