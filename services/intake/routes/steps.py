"""What people can do with a ticket."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from services.intake.domain.refusals import (
    BringInNotOffered,
    ChargeUndetermined,
    CodeUnknown,
    DeclinedWithoutGround,
    DutyUnknown,
    EquipmentNotFound,
    ItemAlreadyThere,
    LevelNotUsed,
    NotForThisKind,
    NothingRepeated,
    NothingToDecline,
    RegionUndetermined,
    ServiceDeclined,
    SiteMissing,
    SupervisorNeeded,
    TicketNotFound,
    VisitAlreadyDecided,
)
from services.intake.routes.roles import ASSESSORS, DECIDERS, DESK
from services.intake.routes.shown import TicketView, ticket_for
from services.intake.routes.tickets import Word
from services.intake.use_cases import steps
from services.intake.work import Work
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import FaultLevel
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import ShortText
from shared.web.routes import Routes

routes = Routes(tag="tickets")
Level = Annotated[int, Field(ge=1, le=4)]
Clause = Annotated[str, StringConstraints(pattern=r"^[2-6](\.[0-9]{1,2}){1,2}$", max_length=8)]
"""A clause of the service policy, such as `2.2.1`."""
_ALWAYS = (TicketNotFound, ActionNotAllowed)


class Assess(Body):
    """The supervisor's first judgement; codes as `GET /policy` lists them under 5.2."""

    EXAMPLE: ClassVar = {"judgement": "power_supply", "level": 2}

    judgement: Word
    level: Level | None = None


class ChangeLevel(Body):
    """A new level and why; codes as `GET /policy` lists them under 5.16."""

    EXAMPLE: ClassVar = {"level": 1, "reason": "worse_than_reported"}

    level: Level
    reason: Word


class DecideCharge(Body):
    """Free or paid, by a person."""

    EXAMPLE: ClassVar = {"category": "paid", "clause": "2.2.1", "reason": "no contract on file, project of 2012"}

    category: ChargeCategory
    clause: Clause
    reason: ShortText

    def read(self) -> steps.ChargeByPerson:
        """As the use case takes it."""
        return steps.ChargeByPerson(category=self.category, clause=self.clause, reason=self.reason)


class DecideVisit(Body):
    """A visit; free or paid only where the rules could not decide it."""

    EXAMPLE: ClassVar = {"charge": DecideCharge.EXAMPLE, "told": ["repair_address", "technical_support_offered"]}

    charge: DecideCharge | None = None
    told: Annotated[tuple[Word, ...], Field(max_length=10)] = ()
    """What the customer has been told now; codes as `GET /policy` lists them under 4.4."""


class SolvedRemotely(Body):
    """What helped; codes as `GET /policy` lists them."""

    EXAMPLE: ClassVar = {"solution": "restarted"}

    solution: Word


class WithReason(Body):
    """Why; codes as `GET /policy` lists them."""

    EXAMPLE: ClassVar = {"reason": "same_fault_again"}

    reason: Word


class Cancel(Body):
    """Why it ends; what is owed for work done follows from what was told and took place."""

    EXAMPLE: ClassVar = {"reason": "customer_withdrew"}

    reason: Word


class AddItem(Body):
    """One more item that the report is about."""

    EXAMPLE: ClassVar = {"equipment_id": "01936b2e-0000-7000-8000-000000000004"}

    equipment_id: UUID


@routes.commands(
    "/tickets/{ticket_id}/assessment", TicketView, may=ASSESSORS, refuses=(*_ALWAYS, CodeUnknown, LevelNotUsed)
)
async def assess_ticket(ticket_id: UUID, order: Sent[Assess], door: Door[Work]) -> Answer:
    """The first assessment of the fault (5.2); it holds nothing up."""
    level = None if order.level is None else FaultLevel(order.level)
    return await door.change(
        lambda work: steps.assess(ticket_id, order.judgement, level, work), show=ticket_for(door.actor)
    )


@routes.commands("/tickets/{ticket_id}/level", TicketView, may=DESK, refuses=(*_ALWAYS, CodeUnknown, LevelNotUsed))
async def change_level(ticket_id: UUID, order: Sent[ChangeLevel], door: Door[Work]) -> Answer:
    """The fault is better or worse than it seemed (5.16), or a person stands for the level that was proposed."""
    return await door.change(
        lambda work: steps.change_level(ticket_id, FaultLevel(order.level), order.reason, work),
        show=ticket_for(door.actor),
    )


@routes.commands(
    "/tickets/{ticket_id}/visit",
    TicketView,
    may=DECIDERS,
    refuses=(
        *_ALWAYS,
        VisitAlreadyDecided,
        SiteMissing,
        RegionUndetermined,
        ChargeUndetermined,
        ServiceDeclined,
        SupervisorNeeded,
        BringInNotOffered,
        DutyUnknown,
    ),
)
async def decide_visit(ticket_id: UUID, order: Sent[DecideVisit], door: Door[Work]) -> Answer:
    """A visit is needed, free or paid (5.3)."""
    charge = None if order.charge is None else order.charge.read()
    return await door.change(
        lambda work: steps.decide_visit(ticket_id, charge, order.told, work), show=ticket_for(door.actor)
    )


@routes.commands(
    "/tickets/{ticket_id}/remote-solution", TicketView, may=DESK, refuses=(*_ALWAYS, CodeUnknown, NotForThisKind)
)
async def solve_remotely(ticket_id: UUID, order: Sent[SolvedRemotely], door: Door[Work]) -> Answer:
    """It works again without a visit: free, and called back all the same."""
    return await door.change(
        lambda work: steps.solve_remotely(ticket_id, order.solution, work), show=ticket_for(door.actor)
    )


@routes.commands("/tickets/{ticket_id}/bring-in", TicketView, may=DESK, refuses=(*_ALWAYS, NotForThisKind))
async def expect_item(ticket_id: UUID, door: Door[Work]) -> Answer:
    """The customer was told the repair address and brings the item (4.4, 6.1)."""
    return await door.change(lambda work: steps.expect_item(ticket_id, work), show=ticket_for(door.actor))


@routes.commands(
    "/tickets/{ticket_id}/decline",
    TicketView,
    may=DESK,
    refuses=(*_ALWAYS, CodeUnknown, NothingToDecline, DeclinedWithoutGround),
)
async def decline_ticket(ticket_id: UUID, order: Sent[WithReason], door: Door[Work]) -> Answer:
    """The company does not serve this; the customer was told why, with the clause."""
    return await door.change(lambda work: steps.decline(ticket_id, order.reason, work), show=ticket_for(door.actor))


@routes.commands("/tickets/{ticket_id}/cancellation", TicketView, may=DESK, refuses=(*_ALWAYS, CodeUnknown))
async def cancel_ticket(ticket_id: UUID, order: Sent[Cancel], door: Door[Work]) -> Answer:
    """It ends without a solution; jobs, quotes and calls end with it, and what is owed for work done is told."""
    return await door.change(lambda work: steps.cancel(ticket_id, order.reason, work), show=ticket_for(door.actor))


@routes.commands("/tickets/{ticket_id}/reopening", TicketView, may=DESK, refuses=(*_ALWAYS, CodeUnknown))
async def reopen_ticket(ticket_id: UUID, order: Sent[WithReason], door: Door[Work]) -> Answer:
    """The same fault is there again: assessed again, history kept."""
    return await door.change(lambda work: steps.reopen(ticket_id, order.reason, work), show=ticket_for(door.actor))


@routes.commands(
    "/tickets/{ticket_id}/repeat-reason", TicketView, may=DESK, refuses=(TicketNotFound, CodeUnknown, NothingRepeated)
)
async def explain_repeat(ticket_id: UUID, order: Sent[WithReason], door: Door[Work]) -> Answer:
    """Why the same item or site has a fault again; codes as `GET /policy` lists them."""
    return await door.change(
        lambda work: steps.explain_repeat(ticket_id, order.reason, work), show=ticket_for(door.actor)
    )


@routes.commands(
    "/tickets/{ticket_id}/items", TicketView, may=DESK, refuses=(*_ALWAYS, EquipmentNotFound, ItemAlreadyThere)
)
async def add_item(ticket_id: UUID, order: Sent[AddItem], door: Door[Work]) -> Answer:
    """The report is about one more item: it is judged with the others."""
    return await door.change(
        lambda work: steps.add_item(ticket_id, order.equipment_id, work), show=ticket_for(door.actor)
    )
