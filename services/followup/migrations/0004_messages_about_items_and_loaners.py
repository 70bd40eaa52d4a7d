"""Messages about items in repair and loaners."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    op.drop_constraint("message_occasion_check", "message", type_="check")
    op.create_check_constraint(
        op.f("message_occasion_check"),
        "message",
        "occasion IN ('ticket_received', 'appointment_agreed', 'technician_departed', 'item_ready', 'item_uncollected', 'loaner_due', 'loaner_late', 'expiry_notice', 'deadline_warned', 'deadline_missed', 'escalation_raised', 'remittance_overdue', 'promise_at_risk', 'promise_missed', 'handover_missed', 'factory_late', 'loaner_overdue', 'charge_overdue', 'low_score', 'complaint_assigned', 'complaint_urgent', 'complaint_late')",
    )
