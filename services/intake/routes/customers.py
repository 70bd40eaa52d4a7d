"""What can be asked about customers, the people who speak for them, and their sites."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from services.intake.domain.customer import Contact, Customer, Site, digits_of
from services.intake.domain.refusals import (
    ContactsMissing,
    CustomerNotFound,
    DistrictUnknown,
    ReasonMissing,
    RegionAlreadyDecided,
    SiteNotFound,
)
from services.intake.queries import customers as queries
from services.intake.routes.roles import DESK, MASK, READERS, RECORDERS, STAFF_READERS, masked_phone, sees_masked
from services.intake.use_cases import access, customers
from services.intake.work import Work
from shared.actor import Actor, Role
from shared.events.intake.tickets import Region
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Phone, ShortText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="customers")
DivisionCode = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{5}([0-9]{3}|[0-9]{6})?$", max_length=12)]
"""National code of a district, town or street."""


class ContactGiven(Body):
    """Somebody who speaks for the customer."""

    EXAMPLE: ClassVar = {"name": "张伟", "phone": "13800138000", "may_consent": True, "is_preferred": True}

    name: ShortText
    phone: Phone
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


class AddSite(Body):
    """A place in the customer's words; the code goes before the text."""

    EXAMPLE: ClassVar = {"address": "重庆市渝中区民权路1号", "division_code": "500103"}

    address: ShortText
    division_code: DivisionCode | None = None
    contact_name: ShortText | None = None
    contact_phone: Phone | None = None


class DecideRegion(Body):
    """Where an undetermined site lies."""

    EXAMPLE: ClassVar = {"region": "main_city", "district": "两江新区", "reason": "the customer named the next station"}

    region: Region
    district: ShortText | None = None
    reason: ShortText


class CustomerFilter(Listing):
    """Which customers: a whole telephone number, or the beginning of a name."""

    phone: Phone | None = None
    name: ShortText | None = None


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


class SiteView(View):
    """A site, and from what its region was decided."""

    id: UUID
    number: str
    version: int
    customer_id: UUID
    address: str
    division_code: str | None
    district: str | None
    region: Region
    region_clause: str
    region_basis: str
    contact_name: str | None
    contact_phone: str | None


@routes.creates("/customers", CustomerView, may=RECORDERS, refuses=(ContactsMissing,))
async def register_customer(order: Sent[RegisterCustomer], door: Door[Work]) -> Answer:
    """Put a customer on file."""
    contacts = tuple(contact.read() for contact in order.contacts)
    return await door.change(
        lambda work: customers.register_customer(order.name, contacts, work), show=_customer_for(door.actor)
    )


@routes.commands("/customers/{customer_id}/contacts", CustomerView, may=DESK, refuses=(CustomerNotFound,))
async def add_contact(customer_id: UUID, order: Sent[ContactGiven], door: Door[Work]) -> Answer:
    """One more person speaks for the customer."""
    return await door.change(
        lambda work: customers.add_contact(customer_id, order.read(), work), show=_customer_for(door.actor)
    )


@routes.creates("/customers/{customer_id}/sites", SiteView, may=RECORDERS, refuses=(CustomerNotFound,))
async def add_site(customer_id: UUID, order: Sent[AddSite], door: Door[Work]) -> Answer:
    """A new site; district and region are decided from code and address (3.6)."""
    wanted = customers.NewSite(**dict(order))
    return await door.change(lambda work: customers.add_site(customer_id, wanted, work), show=_site_for(door.actor))


@routes.commands(
    "/sites/{site_id}/region",
    SiteView,
    may=DESK,
    refuses=(SiteNotFound, RegionAlreadyDecided, ReasonMissing, DistrictUnknown),
)
async def decide_region(site_id: UUID, order: Sent[DecideRegion], door: Door[Work]) -> Answer:
    """Say where an undetermined site lies (reading of 3.6)."""
    return await door.change(
        lambda work: customers.decide_region(site_id, order.region, order.district, order.reason, work),
        show=_site_for(door.actor),
    )


@routes.shows("/customers/{customer_id}", CustomerView, may=READERS, refuses=(CustomerNotFound,))
async def show_customer(customer_id: UUID, door: Door[Work]) -> Answer:
    """One customer."""
    return await door.read(lambda work: access.customer_for_caller(customer_id, work), show=_customer_for(door.actor))


@routes.lists("/customers", CustomerView, may=READERS)
async def list_customers(wanted: Asked[CustomerFilter], door: Door[Work]) -> Answer:
    """Customers by telephone number or name, newest first."""
    narrowed = queries.CustomersWanted(
        phone=None if wanted.phone is None else digits_of(wanted.phone),
        name=wanted.name,
        origin=access.partner_origin(door.actor),
    )
    return await door.page(
        wanted,
        lambda work: queries.customers(work.reader, narrowed, wanted.after(UUID), wanted.rows_to_read),
        show=_customer_for(door.actor),
        by=("id",),
    )


@routes.lists("/customers/{customer_id}/sites", SiteView, may=READERS, refuses=(CustomerNotFound,))
async def list_sites(customer_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """The sites of a customer."""

    async def of_customer(work: Work) -> Any:
        customer = await access.customer_for_caller(customer_id, work)
        return await queries.sites(work.reader, customer.id, wanted.after(UUID), wanted.rows_to_read)

    return await door.page(wanted, of_customer, show=_site_for(door.actor), by=("id",))


@routes.shows("/sites/{site_id}", SiteView, may=READERS, refuses=(SiteNotFound, CustomerNotFound))
async def show_site(site_id: UUID, door: Door[Work]) -> Answer:
    """One site."""
    return await door.read(lambda work: customers.site_for_caller(site_id, work), show=_site_for(door.actor))


@routes.lists("/customers/{customer_id}/history", AuditEntry, may=STAFF_READERS, refuses=(CustomerNotFound,))
async def show_customer_history(customer_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a customer, oldest first."""
    return await history(door, wanted, lambda work: work.customers.get(customer_id))


@routes.lists("/sites/{site_id}/history", AuditEntry, may=STAFF_READERS, refuses=(SiteNotFound,))
async def show_site_history(site_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a site, oldest first."""
    return await history(door, wanted, lambda work: work.sites.get(site_id))


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
        )

    return show


def _site_for(actor: Actor) -> Callable[[Site], SiteView]:
    """How sites look to this caller."""
    hidden = ("address", "contact_name", "contact_phone") if sees_masked(actor) else ()

    def show(site: Site) -> SiteView:
        values: dict[str, Any] = {name: getattr(site, name) for name in SiteView.model_fields}
        return SiteView(**(values | dict.fromkeys(hidden, MASK)))

    return show
