"""Load and save calls, contracts and our copies of others' things."""

from uuid import UUID

from services.followup.domain.call import Call
from services.followup.domain.contract import Contract
from services.followup.domain.copies import CustomerCopy, TicketCopy
from services.followup.domain.refusals import CallNotFound, ContractNotFound
from services.followup.domain.states import CallState
from services.followup.tables import CALL, CONTRACT, CUSTOMER_COPY, TICKET_COPY
from shared.storage.things import Things


class Calls(Things[Call]):
    """Calls, by id and by ticket."""

    mapping = CALL
    not_found = CallNotFound

    async def owed_for(self, ticket_id: UUID) -> list[Call]:
        """Calls about a ticket that nobody has made yet."""
        return await self.select("ticket_id = $1 AND state = $2", ticket_id, CallState.OWED.value)


class Contracts(Things[Contract]):
    """Contracts, by id."""

    mapping = CONTRACT
    not_found = ContractNotFound


class TicketCopies(Things[TicketCopy]):
    """Our copies of tickets, by the ticket's id."""

    mapping = TICKET_COPY
    audited = False


class CustomerCopies(Things[CustomerCopy]):
    """Our copies of customers, by the customer's id."""

    mapping = CUSTOMER_COPY
    audited = False
