"""Lists of tickets, of the verdicts on them and of what was announced."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.intake.domain.states import ExclusionState
from services.intake.domain.verdicts.decisions import Decision
from services.intake.domain.verdicts.exclusion import Exclusion
from services.intake.tables.tickets import DECISION
from services.intake.tables.verdicts import EXCLUSION
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader

DECISIONS_BY = ("decided_at", "id")
EXCLUSIONS_BY = ("found_at", "id")


async def decisions(
    reader: Reader, ticket_id: UUID, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Decision]:
    """All verdicts on a ticket, oldest first."""
    sql, values = ListQuery("SELECT * FROM decision").equal("ticket_id", ticket_id).page(DECISIONS_BY, after, limit)
    return [DECISION.from_record(row) for row in await reader.rows(sql, *values)]


async def exclusions(
    reader: Reader,
    after: tuple[datetime, UUID] | None,
    limit: int,
    *,
    ticket_id: UUID | None = None,
    state: ExclusionState | None = None,
) -> Sequence[Exclusion]:
    """What was found that ends a cover, on a ticket or anywhere, oldest first."""
    query = ListQuery("SELECT * FROM exclusion").equal("ticket_id", ticket_id).equal("state", state)
    sql, values = query.page(EXCLUSIONS_BY, after, limit)
    return [EXCLUSION.from_record(row) for row in await reader.rows(sql, *values)]
