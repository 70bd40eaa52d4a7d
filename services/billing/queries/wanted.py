"""What lists of quotes and charges can be narrowed by."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.billing.domain.states import ChargeState, QuoteState
from shared.storage.listing import ListQuery

NEWEST_FIRST = ("id",)
After = tuple[UUID] | None
_SENT = "SELECT job_copy.technician_id FROM job_copy WHERE job_copy.ticket_id = charge.ticket_id"
OF_TECHNICIAN = f"{{}} IN (SELECT charge.technician_id UNION ALL {_SENT})"
"""Charges of his own work, and those of tickets to which he is sent, to collect the money (5.6)."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which quotes or charges; None: any."""

    state: QuoteState | ChargeState | None = None
    ticket_id: UUID | None = None
    job_id: UUID | None = None
    repair_id: UUID | None = None
    customer_id: UUID | None = None
    technician_id: UUID | None = None
    origins: tuple[str, ...] | None = None
    due_before: datetime | None = None
    """Charges that should be paid by then and are not."""


def narrowed(query: ListQuery, wanted: Wanted) -> ListQuery:
    """Only what was asked for."""
    query = query.equal("state", wanted.state).equal("ticket_id", wanted.ticket_id).equal("job_id", wanted.job_id)
    query = query.equal("repair_id", wanted.repair_id).equal("customer_id", wanted.customer_id)
    return query.when("origin = ANY({}::text[])", wanted.origins)
