"""What the specialist does with an item at the desk: reception, test, promise, receipt, handover."""

from dataclasses import replace
from typing import ClassVar
from uuid import UUID

from services.repairs.domain.desk import Received, Tested
from services.repairs.domain.entries import BenchFinding
from services.repairs.domain.promises.promise import Way
from services.repairs.domain.refusals import (
    AlreadyCollected,
    AlreadyInRepair,
    ConsentMissing,
    ContactNotListed,
    DataConsentMissing,
    FaultMissing,
    NotForTheFactory,
    NothingPromised,
    NotRegistered,
    PromiseNotAhead,
    ReceiptIsOut,
    RepairNotFound,
    VerdictPending,
    WayMissing,
    WayNotNeeded,
)
from services.repairs.routes.papers import PromiseExplained, ReceiptView
from services.repairs.routes.roles import DESK, READERS, STAFF_READERS
from services.repairs.routes.sent import Accessories, DataSaid, Photos, photos_of
from services.repairs.routes.shown import RepairView, repair_for
from services.repairs.use_cases import access, factory, taking_in
from services.repairs.use_cases.taking_in import Written
from services.repairs.work import Work
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, to_json
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Instant, LongText, ShortText
from shared.web.routes import Routes

routes = Routes(tag="desk")


class Reception(Body):
    """What was handed over; accessories left out are as the technician noted them."""

    EXAMPLE: ClassVar = {"accessories": ["power supply"], "condition": "镜头有裂纹"}

    accessories: Accessories | None = None
    condition: LongText | None = None
    photos: Photos = ()
    data: DataSaid | None = None


class TestResult(Body):
    """What the test has shown, and where the item is repaired; the date follows by rule unless one is said."""

    EXAMPLE: ClassVar = {"finding": "confirmed", "fault": "no_power", "way": "factory"}

    finding: BenchFinding
    fault: Code | None = None
    way: Way | None = None
    ready_until: Instant | None = None


class NewPromise(Body):
    """Another date, and why."""

    EXAMPLE: ClassVar = {"way": "factory", "reason": "part not deliverable before the holidays"}

    way: Way
    reason: ShortText
    ready_until: Instant | None = None


class IssueReceipt(Body):
    """A first receipt needs no reason; another one voids the check code of the first."""

    EXAMPLE: ClassVar = {}

    reason: ShortText | None = None


@routes.commands(
    "/repairs/{repair_id}/reception",
    RepairView,
    may=DESK,
    refuses=(RepairNotFound, ActionNotAllowed, AlreadyInRepair, ContactNotListed),
)
async def receive_item(repair_id: UUID, reception: Sent[Reception], door: Door[Work]) -> Answer:
    """Take an item over: from the technician, from storage, or one that goes back from the warehouse (5.7)."""
    found = Received(
        accessories=reception.accessories,
        condition=reception.condition,
        photos=photos_of(reception.photos),
        data=None if reception.data is None else reception.data.said(),
    )
    return await door.change(lambda work: taking_in.receive(repair_id, found, work), show=repair_for(door.actor))


@routes.commands(
    "/repairs/{repair_id}/test",
    RepairView,
    may=DESK,
    refuses=(
        *(RepairNotFound, ActionNotAllowed, FaultMissing, WayMissing, WayNotNeeded, PromiseNotAhead),
        *(DataConsentMissing, ConsentMissing, VerdictPending),
    ),
)
async def test_item(repair_id: UUID, result: Sent[TestResult], door: Door[Work]) -> Answer:
    """Record the test, enter the item in the register and promise a date (6.2)."""
    tested = Tested(**{name: getattr(result, name) for name in TestResult.model_fields})
    return await door.change(lambda work: taking_in.record_test(repair_id, tested, work), show=repair_for(door.actor))


@routes.commands(
    "/repairs/{repair_id}/promise",
    RepairView,
    may=DESK,
    refuses=(RepairNotFound, ActionNotAllowed, PromiseNotAhead),
)
async def promise_anew(repair_id: UUID, wanted: Sent[NewPromise], door: Door[Work]) -> Answer:
    """Promise another date, with the reason (4.5)."""
    return await door.change(
        lambda work: taking_in.promise(repair_id, wanted.way, wanted.reason, wanted.ready_until, work),
        show=repair_for(door.actor),
    )


@routes.shows("/repairs/{repair_id}/promise", PromiseExplained, may=READERS, refuses=(RepairNotFound, NothingPromised))
async def explain_promise(repair_id: UUID, door: Door[Work]) -> Answer:
    """The promised date, and which time counted on the way to it."""
    sight = access.sight_of(door.actor, door.caller.sources)
    return await door.read(lambda work: taking_in.explain_promise(repair_id, sight, work), show=PromiseExplained.of)


@routes.commands(
    "/repairs/{repair_id}/receipt",
    ReceiptView,
    may=DESK,
    refuses=(RepairNotFound, NotRegistered, AlreadyCollected, ReceiptIsOut),
)
async def issue_receipt(repair_id: UUID, issue: Sent[IssueReceipt], door: Door[Work]) -> Answer:
    """Issue the receipt; its check code is shown now and never again, also not to a repeated request."""
    made: list[Written] = []

    async def issued(work: Work) -> Written:
        made.append(await taking_in.issue_receipt(repair_id, issue.reason, work))
        return replace(made[-1], check_code=None)

    answer = await door.change(issued, show=ReceiptView.of)
    # Remembered answers, of now or of an earlier request, hold no code: the database must not know it.
    if not made or answer.body != to_json(ReceiptView.of(replace(made[-1], check_code=None))):
        return answer
    return Answer(answer.status, to_json(ReceiptView.of(made[-1])), answer.headers)


@routes.shows("/repairs/{repair_id}/receipt", ReceiptView, may=STAFF_READERS, refuses=(RepairNotFound,))
async def show_receipt(repair_id: UUID, door: Door[Work]) -> Answer:
    """The receipt without its check code."""
    return await door.read(lambda work: taking_in.read_receipt(repair_id, work), show=ReceiptView.of)


@routes.commands(
    "/repairs/{repair_id}/warehouse-handover",
    RepairView,
    may=DESK,
    refuses=(RepairNotFound, ActionNotAllowed, NotForTheFactory, ConsentMissing, VerdictPending),
)
async def hand_over_to_warehouse(repair_id: UUID, door: Door[Work]) -> Answer:
    """Hand an item to the warehouse, which sends it to the factory (6.3)."""
    return await door.change(lambda work: factory.hand_over(repair_id, work), show=repair_for(door.actor))
