"""What a technician's visit means here: parts from his bag, a mounted item at home again, a loaner delivered."""

from services.repairs.domain.states import RepairState
from services.repairs.domain.store.product import Kind, Pieces, ProductKind
from services.repairs.use_cases import leaving, lending, store
from services.repairs.work import Work
from shared.events.dispatch.jobs import JobCompleted
from shared.events.dispatch.visits import PartsUsed

FIXED = "fixed"
"""The outcome of a visit after which things are where they belong."""


async def keep_parts(event: PartsUsed, work: Work) -> None:
    """What he built in leaves his bag; dispatch tells each part once, also of visits that are interrupted."""
    for used in event.parts:
        line = await store.line_of(used.part, ProductKind.PART, work)
        pieces = Pieces(kind=Kind.USED, quantity=used.quantity, technician_id=event.technician_id, job_id=event.job_id)
        await store.book(line, pieces, work)


async def keep_visit(event: JobCompleted, work: Work) -> None:
    """What he carried for this ticket is with the customer; whose item is at home again needs no loaner."""
    if event.outcome != FIXED:
        return
    carried = await work.repairs.carried_by(event.technician_id, event.ticket_id)
    at_home = {repair.id for repair in carried if repair.state in (RepairState.GOING_HOME, RepairState.AT_HOME)}
    for repair in carried:
        if repair.state is RepairState.GOING_HOME:
            await leaving.put_back(repair.id, event.job_id, event.completed_at, work)
    for loan in await work.loans.carried_by(event.technician_id, event.ticket_id):
        if loan.repair_id not in at_home:
            await lending.issue(loan.id, event.completed_at, work)
