"""What the customer is told (4.3, 4.4), what is found out for him, and what else his ticket is about."""

from dataclasses import replace
from datetime import datetime

from services.intake.domain.equipment import Equipment
from services.intake.domain.policy import IntakePolicy
from services.intake.domain.refusals import DutyUnknown, ItemAlreadyThere
from services.intake.domain.states import TICKET_LIFE, TicketAction
from services.intake.domain.ticket import Ticket, Told
from shared.events.contract import Event
from shared.events.intake.tickets import TicketItem, TicketItemAdded

MAKER_SUPPORTS_PART = "maker_supports_part"


def clause_of(duty: str, policy: IntakePolicy) -> str:
    """The clause that asks for it; raises DutyUnknown."""
    known = policy.duties.named(duty)
    if known is None:
        raise DutyUnknown(f"{duty} is not on the list", clause=policy.duties.clause, field="duty")
    return known.clause


def tell(ticket: Ticket, told: Told) -> Ticket:
    """Recorded as told: each thing once, the newest word stands."""
    state = TICKET_LIFE.after(ticket.state, TicketAction.TELL)
    others = tuple(each for each in ticket.told if _about(each) != _about(told))
    return replace(ticket, state=state, told=(*others, told))


def is_supported_by_maker(ticket: Ticket, equipment_id: object) -> bool | None:
    """Whether the maker still supports what is faulty in this item (4.4); None while nobody has asked."""
    answers = [
        each.answer
        for each in ticket.told
        if each.duty == MAKER_SUPPORTS_PART and each.equipment_id in (None, equipment_id)
    ]
    return answers[-1] if answers else None


def add_item(ticket: Ticket, equipment: Equipment, *, added_at: datetime) -> tuple[Ticket, list[Event]]:
    """One more item of the same report; its verdicts follow."""
    state = TICKET_LIFE.after(ticket.state, TicketAction.ADD_ITEM)
    if equipment.id in ticket.equipment_ids:
        raise ItemAlreadyThere(f"{equipment.number} is one of its items", field="equipment_id")
    added = TicketItemAdded(ticket_id=ticket.id, item=item_told(equipment), added_at=added_at)
    if ticket.equipment_id is None:
        return replace(ticket, state=state, equipment_id=equipment.id), [added]
    further = (*ticket.further_equipment_ids, equipment.id)
    return replace(ticket, state=state, further_equipment_ids=further), [added]


def item_told(equipment: Equipment) -> TicketItem:
    """What events say of an item."""
    return TicketItem(
        equipment_id=equipment.id,
        product_model=equipment.product_model,
        product_category=equipment.product_category,
        serial=equipment.serial,
        is_part_of_installation=equipment.is_part_of_installation,
    )


def _about(told: Told) -> tuple[object, ...]:
    return told.duty, told.equipment_id, told.part
