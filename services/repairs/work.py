"""One transaction of repairs, and all that a use case may touch in it."""

from functools import cached_property

from services.repairs.domain.policy import RepairsPolicy
from services.repairs.repository import Batches, Repairs, TicketCopies
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
