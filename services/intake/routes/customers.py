"""What can be asked about customers, and the people who speak for them."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from services.intake.domain.customer import Contact, Customer
from services.intake.domain.on_file.phones import search_key
from services.intake.domain.on_file.searching import name_key
from services.intake.domain.refusals import (
    ContactsMissing,
    CustomerErased,
    CustomerNotFound,
    PersonNotListed,
    PhoneNotValid,
)
from services.intake.queries import customers as queries
from services.intake.routes.roles import DESK, MASK, READERS, RECORDERS, STAFF_READERS, masked_phone, sees_masked
from services.intake.routes.tickets import AnyPhone
from services.intake.use_cases import access, customers
from services.intake.work import Work
from shared.actor import Actor, Role
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import ShortText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="customers")


class ContactGiven(Body):
    """Somebody who speaks for the customer."""

    EXAMPLE: ClassVar = {"name": "张伟", "phone": "023-68797190转801", "may_consent": True, "is_preferred": True}

    name: ShortText
    phone: AnyPhone
    may_consent: bool = False
    is_preferred: bool = False

    def read(self) -> customers.NewContact:
        """As the use case takes it."""
        return customers.NewContact(**dict(self))


class RegisterCustomer(Body):
    """A customer and who can be reached."""

    EXAMPLE: ClassVar = {"name": "渝中商场", "contacts": [ContactGiven.EXAMPLE]}

    name: ShortText
    contacts: Annotated[tuple[ContactGiven, ...], Field(max_length=20)]


class CustomerFilter(Listing):
    """Which customers: a whole telephone number in any spelling, the beginning of a name, or a contact's name."""

    phone: AnyPhone | None = None
    name: ShortText | None = None
    contact_name: ShortText | None = None


class ContactView(View):
    """Somebody who speaks for the customer."""

    id: UUID
    name: str
    phone: str
    may_consent: bool
    is_preferred: bool

    @classmethod
    def of(cls, contact: Contact, *, masked: bool) -> "ContactView":
        """What this caller may see of a contact."""
        return cls(
            id=contact.id,
            name=MASK if masked else contact.name,
            phone=masked_phone(contact.phone) if masked else contact.phone,
            may_consent=contact.may_consent,
            is_preferred=contact.is_preferred,
        )


class CustomerView(View):
    """A customer."""

    id: UUID
    number: str
    version: int
    name: str
    contacts: tuple[ContactView, ...]
    origin: str
    registered_at: datetime
    erased_at: datetime | None


@routes.creates("/customers", CustomerView, may=RECORDERS, refuses=(ContactsMissing, PhoneNotValid))
async def register_customer(order: Sent[RegisterCustomer], door: Door[Work]) -> Answer:
    """Put a customer on file."""
    contacts = tuple(contact.read() for contact in order.contacts)
    return await door.change(
        lambda work: customers.register_customer(order.name, contacts, work), show=_customer_for(door.actor)
    )


@routes.commands(
    "/customers/{customer_id}/contacts",
    CustomerView,
    may=DESK,
    refuses=(CustomerNotFound, CustomerErased, PhoneNotValid),
)
async def add_contact(customer_id: UUID, order: Sent[ContactGiven], door: Door[Work]) -> Answer:
    """One more person speaks for the customer."""
    return await door.change(
        lambda work: customers.add_contact(customer_id, order.read(), work), show=_customer_for(door.actor)
    )


@routes.commands(
    "/customers/{customer_id}/contacts/{contact_id}",
    CustomerView,
    may=DESK,
    refuses=(CustomerNotFound, CustomerErased, PersonNotListed, PhoneNotValid),
)
async def change_contact(customer_id: UUID, contact_id: UUID, order: Sent[ContactGiven], door: Door[Work]) -> Answer:
    """Another name, number or right to consent of somebody who speaks for the customer."""
    return await door.change(
        lambda work: customers.change_contact(customer_id, contact_id, order.read(), work),
        show=_customer_for(door.actor),
    )


@routes.commands(
    "/customers/{customer_id}/contacts/{contact_id}/removal",
    CustomerView,
    may=DESK,
    refuses=(CustomerNotFound, CustomerErased, PersonNotListed, ContactsMissing),
)
async def remove_contact(customer_id: UUID, contact_id: UUID, door: Door[Work]) -> Answer:
    """Somebody speaks for the customer no longer; another one must be left who can be reached."""
    return await door.change(
        lambda work: customers.remove_contact(customer_id, contact_id, work), show=_customer_for(door.actor)
    )


@routes.shows("/customers/{customer_id}", CustomerView, may=READERS, refuses=(CustomerNotFound,))
async def show_customer(customer_id: UUID, door: Door[Work]) -> Answer:
    """One customer."""
    return await door.read(lambda work: access.customer_for_caller(customer_id, work), show=_customer_for(door.actor))


@routes.lists("/customers", CustomerView, may=READERS)
async def list_customers(wanted: Asked[CustomerFilter], door: Door[Work]) -> Answer:
    """Customers by telephone number or contact, newest first, or by name in the order of names."""

    def narrowed(work: Work) -> queries.CustomersWanted:
        return queries.CustomersWanted(
            phone=None if wanted.phone is None else search_key(wanted.phone, work.policy.phones),
            name=None if wanted.name is None else name_key(wanted.name),
            contact_name=None if wanted.contact_name is None else name_key(wanted.contact_name),
            origin=access.partner_origin(door.actor),
        )

    after = wanted.after(UUID) if wanted.name is None else wanted.after(str, UUID)
    return await door.page(
        wanted,
        lambda work: queries.customers(work.reader, narrowed(work), after, wanted.rows_to_read),
        show=_customer_for(door.actor),
        by=("id",) if wanted.name is None else ("name_key", "id"),
    )


@routes.lists("/customers/{customer_id}/history", AuditEntry, may=STAFF_READERS, refuses=(CustomerNotFound,))
async def show_customer_history(customer_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a customer, oldest first."""
    return await history(door, wanted, lambda work: work.customers.get(customer_id))


def _customer_for(actor: Actor) -> Callable[[Customer], CustomerView]:
    """How customers look to this caller."""
    masked = sees_masked(actor)

    def show(customer: Customer) -> CustomerView:
        return CustomerView(
            id=customer.id,
            number=customer.number,
            version=customer.version,
            name=customer.name if not masked or actor.role is Role.PARTNER else MASK,
            contacts=tuple(ContactView.of(contact, masked=masked) for contact in customer.contacts),
            origin=customer.origin,
            registered_at=customer.registered_at,
            erased_at=customer.erased_at,
        )

    return show
