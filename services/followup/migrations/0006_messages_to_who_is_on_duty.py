"""Messages to whoever is on duty."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
    op.drop_constraint("message_occasion_check", "message", type_="check")
    op.create_check_constraint(
        op.f("message_occasion_check"),
        "message",
        "occasion IN ('ticket_received', 'appointment_agreed', 'technician_departed', 'item_returned', 'item_ready', 'item_uncollected', 'loaner_due', 'loaner_late', 'expiry_notice', 'deadline_warned', 'deadline_missed', 'escalation_raised', 'duty_called', 'remittance_overdue', 'cash_limit_exceeded', 'invoice_overdue', 'stock_low', 'promise_at_risk', 'promise_missed', 'handover_missed', 'factory_late', 'loaner_overdue', 'charge_overdue', 'low_score', 'complaint_assigned', 'complaint_urgent', 'complaint_late')",
    )
