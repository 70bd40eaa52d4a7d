"""What can be asked about forgetting a customer."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import StringConstraints

from services.intake.domain.on_file.erasure import Erasure
from services.intake.domain.refusals import (
    CodeUnknown,
    ComplaintAboutYourself,
    ContactNotFound,
    ContactStillOpen,
    CustomerErased,
    CustomerNotFound,
    TicketsStillOpen,
)
from services.intake.routes.register.shown import ContactView, contact_for
from services.intake.routes.roles import ASSESSORS, STAFF_READERS
from services.intake.use_cases import erasure
from services.intake.work import Work
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.routes import Routes

routes = Routes(tag="customers")


class EraseCustomer(Body):
    """Why he is forgotten: a code of the policy."""

    EXAMPLE: ClassVar = {"ground": "customers_request"}

    ground: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$", max_length=40)]


class EraseContact(EraseCustomer):
    """Why an entry is forgotten: a code of the policy."""


class HoldView(View):
    """Something that the law keeps all the same."""

    what: str
    invoice_id: UUID
    number: str
    kept_by: str
    clause: str
    kept_until: date


class ErasureView(View):
    """How far the erasure of a customer is, and what stays."""

    customer_id: UUID
    version: int
    erased_at: datetime | None
    left: int
    """Tickets and contacts whose words are still to go; they go by themselves."""
    holds: tuple[HoldView, ...]

    @classmethod
    def of(cls, one: Erasure) -> "ErasureView":
        """What we show of an erasure."""
        return cls(
            customer_id=one.id,
            version=one.version,
            erased_at=one.erased_at,
            left=one.left,
            holds=tuple(HoldView(**asdict(hold)) for hold in one.holds),
        )


@routes.commands(
    "/customers/{customer_id}/erasure",
    ErasureView,
    may=ASSESSORS,
    refuses=(CustomerNotFound, CustomerErased, TicketsStillOpen, CodeUnknown),
)
async def erase_customer(customer_id: UUID, order: Sent[EraseCustomer], door: Door[Work]) -> Answer:
    """Forget a customer here and in every other service; what the law keeps is named."""
    return await door.change(lambda work: erasure.erase_customer(customer_id, order.ground, work), show=ErasureView.of)


@routes.commands(
    "/contacts/{contact_id}/erasure",
    ContactView,
    may=ASSESSORS,
    refuses=(ContactNotFound, ContactStillOpen, ComplaintAboutYourself, CodeUnknown),
)
async def erase_contact(contact_id: UUID, order: Sent[EraseContact], door: Door[Work]) -> Answer:
    """Forget who stands in an entry of the register, and what he said, here and in every other service."""
    return await door.change(
        lambda work: erasure.erase_contact(contact_id, order.ground, work), show=contact_for(door.actor)
    )


@routes.shows("/customers/{customer_id}/erasure", ErasureView, may=STAFF_READERS, refuses=(CustomerNotFound,))
async def show_erasure(customer_id: UUID, door: Door[Work]) -> Answer:
    """How far an erasure is, and what stays."""
    return await door.read(lambda work: erasure.show_erasure(customer_id, work), show=ErasureView.of)
