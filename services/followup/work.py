"""One transaction of follow-up, and all that a use case may touch in it."""

from functools import cached_property
from typing import ClassVar

from services.followup.domain.policy import FollowupPolicy
from services.followup.repository.calls import Calls, QuietClocks
from services.followup.repository.complaints import Complaints
from services.followup.repository.contracts import ContractImports, Contracts, Tariffs
from services.followup.repository.copies import (
    CustomerCopies,
    LastVisits,
    PersonCopies,
    ServiceCopies,
    TicketCopies,
    TicketsWords,
)
from services.followup.repository.messages import Messages, OptOuts
from shared.storage.work import SharedWork


class Work(SharedWork[FollowupPolicy]):
    """What follow-up's use cases work with."""

    CONFIDENTIAL: ClassVar[frozenset[str]] = frozenset({"complaint", "message"})

    @cached_property
    def calls(self) -> Calls:
        """Every call we owe or owed."""
        return Calls(self.reader, self.changes)

    @cached_property
    def quiet_clocks(self) -> QuietClocks:
        """Since when nothing was repaired at a customer's."""
        return QuietClocks(self.reader, self.changes)

    @cached_property
    def contracts(self) -> Contracts:
        """Every contract."""
        return Contracts(self.reader, self.changes)

    @cached_property
    def imports(self) -> ContractImports:
        """Every import of contracts."""
        return ContractImports(self.reader, self.changes)

    @cached_property
    def tariffs(self) -> Tariffs:
        """Our copies of billing's prices."""
        return Tariffs(self.reader, self.changes)

    @cached_property
    def complaints(self) -> Complaints:
        """Every complaint."""
        return Complaints(self.reader, self.changes)

    @cached_property
    def messages(self) -> Messages:
        """The outbox."""
        return Messages(self.reader, self.changes)

    @cached_property
    def opt_outs(self) -> OptOuts:
        """Who wants no messages."""
        return OptOuts(self.reader, self.changes)

    @cached_property
    def tickets(self) -> TicketCopies:
        """Our copies of intake's tickets."""
        return TicketCopies(self.reader, self.changes)

    @cached_property
    def services(self) -> ServiceCopies:
        """Our copies of visits and repairs."""
        return ServiceCopies(self.reader, self.changes)

    @cached_property
    def last_visits(self) -> LastVisits:
        """Who was last where."""
        return LastVisits(self.reader, self.changes)

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
