"""What ends the cover of an item (4.6): found, disputed, decided by the supervisor."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from services.intake.domain.refusals import (
    DecisionNotFound,
    EquipmentNotFound,
    ExclusionNotFound,
    ExclusionUnknown,
    ReasonMissing,
    TicketNotFound,
)
from services.intake.domain.states import ExclusionAction, ExclusionState
from services.intake.domain.verdicts.exclusion import Exclusion, FoundWhere
from services.intake.queries import tickets as queries
from services.intake.routes.roles import ASSESSORS, DESK, FINDERS, MASK, READERS, STAFF_READERS, sees_masked
from services.intake.routes.shown import TicketView, ticket_for
from services.intake.use_cases import access, exclusions
from services.intake.work import Work
from shared.actor import Actor, Role
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import ShortText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes

routes = Routes(tag="verdicts")
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$", max_length=64)]
"""Hash of a photo or paper, which stays where it is."""
_ALWAYS = (TicketNotFound, ActionNotAllowed, DecisionNotFound)


class RecordExclusion(Body):
    """What was found, with evidence."""

    EXAMPLE: ClassVar = {
        "exclusion": "4.6.2",
        "equipment_id": "01936b2e-0000-7000-8000-000000000003",
        "evidence_sha256": ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    }

    exclusion: Annotated[str, StringConstraints(pattern=r"^4\.6\.[1-5]$", max_length=5)]
    equipment_id: UUID | None = None
    evidence_sha256: Annotated[tuple[Sha256, ...], Field(min_length=1, max_length=20)]


class Rule(Body):
    """Whether a disputed exclusion stands, and why."""

    EXAMPLE: ClassVar = {"stands": False, "reason": "the seal is broken by the fall, nobody opened it"}

    stands: bool
    reason: ShortText


class ExclusionFilter(Listing):
    """Which findings."""

    state: ExclusionState | None = None


class ExclusionView(View):
    """A finding of 4.6 with who found it and what became of it."""

    id: UUID
    version: int
    ticket_id: UUID
    equipment_id: UUID | None
    clause: str
    state: ExclusionState
    found_where: FoundWhere
    found_in: UUID | None
    evidence_sha256: tuple[str, ...]
    found_by_role: Role
    found_by: str
    found_at: datetime
    ruled_by: str | None
    ruled_at: datetime | None
    reason: str | None


def _shown_to(actor: Actor) -> Callable[[Exclusion], ExclusionView]:
    masked = sees_masked(actor)

    def show(exclusion: Exclusion) -> ExclusionView:
        values: dict[str, Any] = {name: getattr(exclusion, name) for name in ExclusionView.model_fields}
        if masked and exclusion.reason is not None:
            values["reason"] = MASK
        return ExclusionView(**values)

    return show


@routes.lists("/tickets/{ticket_id}/exclusions", ExclusionView, may=READERS, refuses=(TicketNotFound,))
async def list_exclusions(ticket_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """What was found on a ticket that ends a cover, oldest first."""

    async def of_ticket(work: Work) -> Sequence[Exclusion]:
        ticket = await access.ticket_for_caller(ticket_id, work)
        after = wanted.after(datetime, UUID)
        return await queries.exclusions(work.reader, after, wanted.rows_to_read, ticket_id=ticket.id)

    return await door.page(wanted, of_ticket, show=_shown_to(door.actor), by=queries.EXCLUSIONS_BY)


@routes.lists("/exclusions", ExclusionView, may=STAFF_READERS)
async def list_all_exclusions(wanted: Asked[ExclusionFilter], door: Door[Work]) -> Answer:
    """What was found anywhere, oldest first; those that are disputed wait for the supervisor."""
    return await door.page(
        wanted,
        lambda work: queries.exclusions(
            work.reader, wanted.after(datetime, UUID), wanted.rows_to_read, state=wanted.state
        ),
        show=_shown_to(door.actor),
        by=queries.EXCLUSIONS_BY,
    )


@routes.commands(
    "/tickets/{ticket_id}/exclusions",
    TicketView,
    may=FINDERS,
    refuses=(*_ALWAYS, EquipmentNotFound, ExclusionUnknown),
)
async def record_exclusion(ticket_id: UUID, order: Sent[RecordExclusion], door: Door[Work]) -> Answer:
    """Something that ends the cover was found (4.6): judged anew, open quotes void, chargeable work stops."""
    return await door.change(
        lambda work: exclusions.record_exclusion(
            ticket_id, order.exclusion, order.equipment_id, order.evidence_sha256, work
        ),
        show=ticket_for(door.actor),
    )


@routes.commands(
    "/tickets/{ticket_id}/exclusions/{exclusion_id}/dispute",
    TicketView,
    may=DESK,
    refuses=(*_ALWAYS, ExclusionNotFound),
)
async def dispute_exclusion(ticket_id: UUID, exclusion_id: UUID, door: Door[Work]) -> Answer:
    """The customer says that it is not so: the supervisor decides."""
    return await door.change(
        lambda work: exclusions.dispute_exclusion(ticket_id, exclusion_id, work), show=ticket_for(door.actor)
    )


@routes.commands(
    "/tickets/{ticket_id}/exclusions/{exclusion_id}/ruling",
    TicketView,
    may=ASSESSORS,
    refuses=(*_ALWAYS, ExclusionNotFound, ReasonMissing),
)
async def rule_on_exclusion(ticket_id: UUID, exclusion_id: UUID, order: Sent[Rule], door: Door[Work]) -> Answer:
    """The supervisor decides whether it stands, with a reason; judged anew."""
    action = ExclusionAction.UPHOLD if order.stands else ExclusionAction.DISMISS
    return await door.change(
        lambda work: exclusions.rule_on_exclusion(ticket_id, exclusion_id, action, order.reason, work),
        show=ticket_for(door.actor),
    )
