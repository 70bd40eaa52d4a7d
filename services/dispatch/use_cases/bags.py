"""What technicians carry, as the main store tells it."""

from services.dispatch.domain.dispatching.bag import Bag
from services.dispatch.domain.identifiers import PersonId
from services.dispatch.work import Work
from shared.events.repairs.stock import StockMoved


async def move_parts(event: StockMoved, work: Work) -> None:
    """The bag of a technician is fuller or emptier."""
    if event.technician_id is None:
        return
    bag = await work.bags.find(event.technician_id)
    if bag is None:
        work.bags.add(Bag(id=PersonId(event.technician_id)).moved(event))
    elif (moved := bag.moved(event)) != bag:
        work.bags.save(moved)
