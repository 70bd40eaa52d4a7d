"""Load and save calls, contracts and our copies of others' things."""

from dataclasses import replace
from typing import Any, TypeVar, cast
from uuid import UUID

from services.followup.domain.call import Call
from services.followup.domain.contract import Contract
from services.followup.domain.copies import CustomerCopy, PersonCopy, TicketCopy, TicketWords
from services.followup.domain.refusals import CallNotFound, ContractNotFound
from services.followup.domain.states import CallState
from services.followup.tables import CALL, CONTRACT, CUSTOMER_COPY, PERSON_COPY, TICKET_COPY, TICKET_WORDS
from shared.storage.things import Thing, Things

T = TypeVar("T", bound=Thing)


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


class PersonalCopies(Things[T]):
    """Copies of what was said on a restricted topic: the newest counts, and an erasure takes it away."""

    audited = False

    async def keep(self, copy: T) -> None:
        """Store what is now true, whether or not something was known before."""
        known = await self.find(copy.id)
        self.add(copy) if known is None else self.save(cast(T, replace(cast(Any, copy), version=known.version)))

    async def forget(self, thing_id: UUID) -> None:
        """Delete the copy, if there is one."""
        if await self.find(thing_id) is not None:
            self._changes.delete(self.mapping.table, (thing_id,))


class CustomerCopies(PersonalCopies[CustomerCopy]):
    """Our copies of customers, by the customer's id."""

    mapping = CUSTOMER_COPY


class TicketsWords(PersonalCopies[TicketWords]):
    """What was said about tickets, by the ticket's id."""

    mapping = TICKET_WORDS


class PersonCopies(PersonalCopies[PersonCopy]):
    """Our copies of the staff directory, by the person's id."""

    mapping = PERSON_COPY
