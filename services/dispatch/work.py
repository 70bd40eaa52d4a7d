"""One transaction of dispatch, and all that a use case may touch in it."""

from functools import cached_property

from services.dispatch.domain.policy import DispatchPolicy
from services.dispatch.repository import (
    Bags,
    Cards,
    Cases,
    Cash,
    CustomerCopies,
    DayFacts,
    Days,
    Jobs,
    People,
    RecordStreams,
    Technicians,
    TicketsWords,
    Violations,
)
from shared.storage.work import SharedWork


class Work(SharedWork[DispatchPolicy]):
    """What the use cases of dispatch work with."""

    @cached_property
    def people(self) -> People:
        """The staff directory."""
        return People(self.reader, self.changes)

    @cached_property
    def technicians(self) -> Technicians:
        """Who may be sent."""
        return Technicians(self.reader, self.changes)

    @cached_property
    def jobs(self) -> Jobs:
        """Every job."""
        return Jobs(self.reader, self.changes)

    @cached_property
    def cards(self) -> Cards:
        """Every service card."""
        return Cards(self.reader, self.changes)

    @cached_property
    def customers(self) -> CustomerCopies:
        """Where customers are; intake's."""
        return CustomerCopies(self.reader, self.changes)

    @cached_property
    def words(self) -> TicketsWords:
        """What was said about tickets; intake's."""
        return TicketsWords(self.reader, self.changes)

    @cached_property
    def records(self) -> RecordStreams:
        """What phones recorded off line."""
        return RecordStreams(self.reader, self.changes)

    @cached_property
    def bags(self) -> Bags:
        """What technicians carry."""
        return Bags(self.reader, self.changes)

    @cached_property
    def violations(self) -> Violations:
        """Violations of chapter 7, and what points to them."""
        return Violations(self.reader, self.changes)

    @cached_property
    def cases(self) -> Cases:
        """Disciplinary cases."""
        return Cases(self.reader, self.changes)

    @cached_property
    def day_facts(self) -> DayFacts:
        """What happened on each day."""
        return DayFacts(self.reader, self.changes)

    @cached_property
    def days(self) -> Days:
        """Daily reports."""
        return Days(self.reader, self.changes)

    @cached_property
    def cash(self) -> Cash:
        """What members of staff carry of the customers' money."""
        return Cash(self.reader, self.changes)
