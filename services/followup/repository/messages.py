"""Load and save messages, and who wants none."""

from datetime import datetime
from uuid import UUID

from services.followup.domain.message import Message, Occasion, OptOut
from services.followup.domain.refusals import MessageNotFound, OptOutNotFound
from services.followup.domain.states import MessageState
from services.followup.tables.messages import MESSAGE, OPT_OUT
from shared.storage.things import Things

_MOST_OF_A_TICKET = 100


class Messages(Things[Message]):
    """Messages, by id, by occasion and by when they may go."""

    mapping = MESSAGE
    not_found = MessageNotFound

    async def with_key(self, occasion_key: str) -> Message | None:
        """The message of this occasion to this recipient, or None."""
        return await self.first("occasion_key = $1", occasion_key)

    async def waiting_about(self, ticket_id: UUID, occasion: Occasion) -> list[Message]:
        """Messages of one occasion about a ticket that nobody has begun to send."""
        sql = "state = $1 AND ticket_id = $2 AND occasion = $3"
        return await self.select(sql, MessageState.WAITING.value, ticket_id, occasion.value, limit=_MOST_OF_A_TICKET)

    async def due(self, now: datetime, most: int) -> list[Message]:
        """Messages that may go now, the longest waiting first."""
        return await self.select(
            "state = $1 AND send_at <= $2", MessageState.WAITING.value, now, order_by="send_at, id", limit=most
        )

    async def abandoned(self, now: datetime, most: int) -> list[Message]:
        """Messages whose sender has died."""
        return await self.select(
            "state = $1 AND sending_until < $2", MessageState.SENDING.value, now, order_by="send_at, id", limit=most
        )


class OptOuts(Things[OptOut]):
    """Who wants no messages, by the customer's id."""

    mapping = OPT_OUT
    not_found = OptOutNotFound
