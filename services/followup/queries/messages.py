"""Lists of messages and of those who want none."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.followup.domain.message import Audience, Message, Occasion, OptOut
from services.followup.domain.states import MessageState
from services.followup.tables.messages import MESSAGE, OPT_OUT
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader


@dataclass(frozen=True, kw_only=True)
class MessagesWanted:
    """Which messages; None: any."""

    audience: Audience | None = None
    state: MessageState | None = None
    occasion: Occasion | None = None
    customer_id: UUID | None = None
    person_id: UUID | None = None
    ticket_id: UUID | None = None


async def messages(reader: Reader, wanted: MessagesWanted, after: tuple[UUID] | None, limit: int) -> Sequence[Message]:
    """Messages, newest first."""
    query = ListQuery("SELECT * FROM message").equal("audience", wanted.audience).equal("state", wanted.state)
    query = query.equal("occasion", wanted.occasion).equal("customer_id", wanted.customer_id)
    query = query.equal("person_id", wanted.person_id).equal("ticket_id", wanted.ticket_id)
    sql, values = query.page(("id",), after, limit, descending=True)
    return [MESSAGE.from_record(row) for row in await reader.rows(sql, *values)]


async def opt_outs(reader: Reader, after: tuple[UUID] | None, limit: int) -> Sequence[OptOut]:
    """Customers who want no messages now."""
    sql, values = ListQuery("SELECT * FROM opt_out").where("until IS NULL").page(("id",), after, limit)
    return [OPT_OUT.from_record(row) for row in await reader.rows(sql, *values)]
