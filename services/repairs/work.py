"""One transaction of repairs, and all that a use case may touch in it."""

from functools import cached_property

from services.repairs.domain.policy import RepairsPolicy
from services.repairs.repository.lending import Loaners, Loans
from services.repairs.repository.register import Batches, Customers, Repairs, TicketCopies
from services.repairs.repository.store import Products, StockMovements
from shared.storage.work import SharedWork


class Work(SharedWork[RepairsPolicy]):
    """What the use cases of repairs work with."""

    @cached_property
    def repairs(self) -> Repairs:
        """The register."""
        return Repairs(self.reader, self.changes)

    @cached_property
    def batches(self) -> Batches:
        """What goes to the factory together."""
        return Batches(self.reader, self.changes)

    @cached_property
    def tickets(self) -> TicketCopies:
        """Our copies of intake's tickets."""
        return TicketCopies(self.reader, self.changes)

    @cached_property
    def customers(self) -> Customers:
        """Who speaks for whom."""
        return Customers(self.reader, self.changes)

    @cached_property
    def loaners(self) -> Loaners:
        """The units that are lent."""
        return Loaners(self.reader, self.changes)

    @cached_property
    def loans(self) -> Loans:
        """Who has which of them."""
        return Loans(self.reader, self.changes)

    @cached_property
    def products(self) -> Products:
        """The books of the store."""
        return Products(self.reader, self.changes)

    @cached_property
    def stock_movements(self) -> StockMovements:
        """Why they changed."""
        return StockMovements(self.reader, self.changes)
