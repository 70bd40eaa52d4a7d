"""What a technician carries: the parts that the main store has issued to him (7.1)."""

from dataclasses import dataclass, replace

from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.jobs.facts import CarriedPart
from shared.events.repairs.stock import StockMoved

_INTO_THE_BAG = frozenset({"issued"})
_OUT_OF_THE_BAG = frozenset({"used", "returned"})


@dataclass(frozen=True, kw_only=True)
class Bag:
    """The parts that the main store has issued to a technician and that he has not used or given back."""

    id: PersonId
    version: int = 0
    parts: tuple[CarriedPart, ...] = ()

    def moved(self, event: StockMoved) -> "Bag":
        """What the main store says of his parts; movements that are none of his bag change nothing."""
        change = 0
        if event.movement in _INTO_THE_BAG:
            change = event.quantity
        elif event.movement in _OUT_OF_THE_BAG:
            change = -event.quantity
        had = sum(part.quantity for part in self.parts if part.part == event.product)
        others = tuple(part for part in self.parts if part.part != event.product)
        has = had + change
        kept = (*others, CarriedPart(part=event.product, quantity=has)) if has else others
        return replace(self, parts=tuple(sorted(kept, key=lambda part: part.part)))
