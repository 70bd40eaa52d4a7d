"""What is proposed for a symptom, and what the customer is told."""

from typing import ClassVar
from uuid import UUID

from services.intake.domain.refusals import (
    CodeUnknown,
    CustomerNotFound,
    DutyUnknown,
    EquipmentNotFound,
    SymptomUnknown,
    TicketNotFound,
)
from services.intake.domain.report import LevelProposal
from services.intake.routes.equipment import Category
from services.intake.routes.roles import DESK, READERS
from services.intake.routes.shown import TicketView, ticket_for
from services.intake.routes.tickets import Word
from services.intake.use_cases import steps
from services.intake.work import Work
from shared.events.intake.tickets import FaultLevel
from shared.policy import NoPolicyInForce
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.routes import Routes

routes = Routes(tag="tickets")


class ProposeLevel(Body):
    """A symptom, and what it is seen on; codes as `GET /policy` lists them under 5.16."""

    EXAMPLE: ClassVar = {"symptom_code": "no_picture", "product_category": "dvr"}

    symptom_code: Word
    product_category: Category | None = None
    equipment_id: UUID | None = None


class LevelProposalView(View):
    """The level that the symptom catalogue proposes, and why."""

    level: FaultLevel
    symptom_code: str
    product_category: str | None
    hits: str
    clause: str

    @classmethod
    def of(cls, proposal: LevelProposal) -> "LevelProposalView":
        """What we show of a proposal."""
        return cls(**{name: getattr(proposal, name) for name in cls.model_fields})


class RecordTold(Body):
    """What was told; for `maker_supports_part` also what the maker answered about which part."""

    EXAMPLE: ClassVar = {"duty": "maker_supports_part", "part": "hard_disk", "answer": True}

    duty: Word
    equipment_id: UUID | None = None
    part: Category | None = None
    answer: bool | None = None

    def read(self) -> steps.NewlyTold:
        """As the use case takes it."""
        return steps.NewlyTold(duty=self.duty, equipment_id=self.equipment_id, part=self.part, answer=self.answer)


@routes.calculates(
    "/level-proposals",
    LevelProposalView,
    may=READERS,
    refuses=(SymptomUnknown, CodeUnknown, EquipmentNotFound, CustomerNotFound, NoPolicyInForce),
)
async def propose_level(order: Sent[ProposeLevel], door: Door[Work]) -> Answer:
    """The level that a symptom proposes on this equipment (5.16); a person decides. Stores nothing."""
    return await door.calculate(
        lambda work: steps.propose(order.symptom_code, order.product_category, order.equipment_id, work),
        show=LevelProposalView.of,
    )


@routes.commands(
    "/tickets/{ticket_id}/told",
    TicketView,
    may=DESK,
    refuses=(TicketNotFound, ActionNotAllowed, DutyUnknown, EquipmentNotFound),
)
async def record_told(ticket_id: UUID, order: Sent[RecordTold], door: Door[Work]) -> Answer:
    """The customer was told, or the maker was asked for him (4.3, 4.4)."""
    told = order.read()
    return await door.change(lambda work: steps.tell(ticket_id, told, work), show=ticket_for(door.actor))
