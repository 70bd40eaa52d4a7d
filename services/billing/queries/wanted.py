"""What lists of quotes and charges can be narrowed by."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.billing.domain.states import ChargeState, QuoteState
from shared.storage.listing import ListQuery

NEWEST_FIRST = ("id",)
After = tuple[UUID] | None
_SENT = (
    "FROM job_copy j JOIN charge c ON {} = j.occasion_id WHERE j.technician_id = his.id AND j.occasion_id IS NOT NULL"
)
_TO_ITS_TICKET = (
    "FROM job_copy j JOIN charge c USING (ticket_id) WHERE j.technician_id = his.id AND j.is_occasion_unknown"
)
OF_TECHNICIAN = f"""id IN (
    SELECT each.id FROM (SELECT {{}}::uuid AS id) AS his, LATERAL (
        SELECT c.id FROM charge c WHERE c.technician_id = his.id
        UNION ALL SELECT c.id {_SENT.format("c.id")}
        UNION ALL SELECT c.id {_SENT.format("c.repair_id")}
        UNION ALL SELECT c.id {_TO_ITS_TICKET}
    ) AS each
)"""
"""Charges of his own work; where he is sent for the money, or brings home the repair that it is for (5.6)."""


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
