"""One transaction of follow-up, and all that a use case may touch in it."""

from functools import cached_property

from services.followup.domain.policy import FollowupPolicy
from services.followup.repository import Calls, Contracts, CustomerCopies, PersonCopies, TicketCopies, TicketsWords
from shared.storage.work import SharedWork


class Work(SharedWork[FollowupPolicy]):
    """What follow-up's use cases work with."""

    @cached_property
    def calls(self) -> Calls:
        """Every call we owe or owed."""
        return Calls(self.reader, self.changes)

    @cached_property
    def contracts(self) -> Contracts:
        """Every contract."""
        return Contracts(self.reader, self.changes)

    @cached_property
    def tickets(self) -> TicketCopies:
        """Our copies of intake's tickets."""
        return TicketCopies(self.reader, self.changes)

    @cached_property
    def customers(self) -> CustomerCopies:
        """Our copies of intake's customers."""
        return CustomerCopies(self.reader, self.changes)

    @cached_property
    def words(self) -> TicketsWords:
        """What was said about tickets."""
        return TicketsWords(self.reader, self.changes)

    @cached_property
    def people(self) -> PersonCopies:
        """Our copies of dispatch's staff directory."""
        return PersonCopies(self.reader, self.changes)
