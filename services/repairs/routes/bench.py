"""What is found and decided at the bench: work, exclusions, a second test, refusal, causes of delay."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from services.repairs.domain.bench import Exclusion
from services.repairs.domain.entries import BenchFinding
from services.repairs.domain.refusals import (
    ConsentMissing,
    ContactNotListed,
    DelayNotThere,
    ReasonUnknown,
    RepairNotFound,
    VerdictPending,
)
from services.repairs.routes.roles import DESK, TELLERS
from services.repairs.routes.sent import CustomersWord, PhotoReference, photos_of
from services.repairs.routes.shown import RepairView, repair_for
from services.repairs.use_cases import bench
from services.repairs.use_cases.access import sight_of
from services.repairs.work import Work
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Instant
from shared.web.routes import Routes

routes = Routes(tag="bench")


class ExclusionSeen(Body):
    """What ends the cover (4.6), with the photographs that show it."""

    EXAMPLE: ClassVar = {"exclusion": "4.6.2", "evidence": [PhotoReference.EXAMPLE]}

    exclusion: Code
    evidence: Annotated[tuple[PhotoReference, ...], Field(min_length=1, max_length=20)]
    is_disputed: bool = False


class SecondTest(Body):
    """Whether what came back from the factory works."""

    EXAMPLE: ClassVar = {"finding": "not_reproduced"}

    finding: BenchFinding
    fault: Code | None = None


class Cause(Body):
    """Why the promised date is not kept, and when the customer was told, if he was."""

    EXAMPLE: ClassVar = {"cause": "part_not_available", "told_at": "2026-12-14T10:05:00+08:00"}

    cause: Code
    told_at: Instant | None = None


@routes.commands(
    "/repairs/{repair_id}/work",
    RepairView,
    may=DESK,
    refuses=(RepairNotFound, ActionNotAllowed, ConsentMissing, VerdictPending),
)
async def start_work(repair_id: UUID, door: Door[Work]) -> Answer:
    """Begin to repair an item at our own bench; what is to be paid needs the customer's consent first (5.5)."""
    return await door.change(lambda work: bench.start_work(repair_id, work), show=repair_for(door.actor))


@routes.commands(
    "/repairs/{repair_id}/exclusions", RepairView, may=DESK, refuses=(RepairNotFound, ActionNotAllowed, ReasonUnknown)
)
async def record_exclusion(repair_id: UUID, seen: Sent[ExclusionSeen], door: Door[Work]) -> Answer:
    """Say what ends the cover: intake judges anew, chargeable work waits for a new consent (4.6)."""
    exclusion = Exclusion(exclusion=seen.exclusion, evidence=photos_of(seen.evidence), is_disputed=seen.is_disputed)
    return await door.change(lambda work: bench.find_exclusion(repair_id, exclusion, work), show=repair_for(door.actor))


@routes.commands("/repairs/{repair_id}/second-test", RepairView, may=DESK, refuses=(RepairNotFound, ActionNotAllowed))
async def test_item_again(repair_id: UUID, shown: Sent[SecondTest], door: Door[Work]) -> Answer:
    """Test what came back from the factory; while it shows the fault it is not repaired."""
    return await door.change(
        lambda work: bench.test_again(repair_id, shown.finding, shown.fault, work), show=repair_for(door.actor)
    )


@routes.commands("/repairs/{repair_id}/condemnation", RepairView, may=DESK, refuses=(RepairNotFound, ActionNotAllowed))
async def condemn_item(repair_id: UUID, door: Door[Work]) -> Answer:
    """Say that nobody can repair an item: the customer takes it as it is, or agrees that it is scrapped."""
    return await door.change(lambda work: bench.condemn(repair_id, work), show=repair_for(door.actor))


@routes.commands(
    "/repairs/{repair_id}/refusal",
    RepairView,
    may=DESK,
    refuses=(RepairNotFound, ActionNotAllowed, ReasonUnknown, ContactNotListed),
)
async def refuse_repair(repair_id: UUID, word: Sent[CustomersWord], door: Door[Work]) -> Answer:
    """The customer does not want the repair: the item goes back as it is (6.5)."""
    return await door.change(lambda work: bench.refuse(repair_id, word.agreed(), work), show=repair_for(door.actor))


@routes.commands(
    "/repairs/{repair_id}/delay", RepairView, may=TELLERS, refuses=(RepairNotFound, ReasonUnknown, DelayNotThere)
)
async def explain_delay(repair_id: UUID, cause: Sent[Cause], door: Door[Work]) -> Answer:
    """Say why the promised date is not kept (4.5); before it has passed the supervisor hears of it at once (5.8)."""
    sight = sight_of(door.actor, door.caller.sources)
    return await door.change(
        lambda work: bench.explain_delay(repair_id, cause.cause, cause.told_at, sight, work),
        show=repair_for(door.actor),
    )
