"""Customers, the people who speak for them, their sites."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.intake.domain.customer import (
    Contact,
    ContactId,
    Customer,
    CustomerId,
    Site,
    SiteId,
    new_customer,
    new_site,
)
from services.intake.domain.on_file.phones import phone_number
from services.intake.domain.on_file.places import locate
from services.intake.domain.report import origin_for
from services.intake.use_cases.access import customer_for_caller, customer_to_change
from services.intake.work import Work
from shared.events.intake.tickets import Region
from shared.policy import business_day


@dataclass(frozen=True, kw_only=True)
class NewContact:
    """Somebody who can be reached."""

    name: str
    phone: str
    may_consent: bool
    is_preferred: bool


@dataclass(frozen=True, kw_only=True)
class NewSite:
    """A place in the customer's words."""

    address: str
    division_code: str | None
    contact_name: str | None
    contact_phone: str | None


async def register_customer(name: str, contacts: tuple[NewContact, ...], work: Work) -> Customer:
    """Put a customer on file."""
    return await put_on_file(name, contacts, origin_for(None, work.actor), work)


async def put_on_file(name: str, contacts: tuple[NewContact, ...], origin: str, work: Work) -> Customer:
    """Put a customer on file for the source that he came from."""
    customer, events = new_customer(
        CustomerId(work.new_id()),
        await work.number("KH"),
        name=name,
        contacts=tuple(_contact(contact, work) for contact in contacts),
        origin=origin,
        now=work.now,
    )
    return work.customers.add(customer, events, origin=customer.origin)


async def add_contact(customer_id: UUID, contact: NewContact, work: Work) -> Customer:
    """One more person speaks for the customer."""
    customer = await customer_to_change(customer_id, work)
    sites = await work.sites.of(customer_id)
    customer, events = customer.add_contact(_contact(contact, work), sites, now=work.now)
    return work.customers.save(customer, events, origin=customer.origin)


async def change_contact(customer_id: UUID, contact_id: UUID, contact: NewContact, work: Work) -> Customer:
    """Another name, number or right to consent."""
    customer = await customer_to_change(customer_id, work)
    changed = replace(_contact(contact, work), id=ContactId(contact_id))
    customer, events = customer.change_contact(changed, await work.sites.of(customer_id), now=work.now)
    return work.customers.save(customer, events, origin=customer.origin)


async def remove_contact(customer_id: UUID, contact_id: UUID, work: Work) -> Customer:
    """Somebody speaks for the customer no longer."""
    customer = await customer_to_change(customer_id, work)
    sites = await work.sites.of(customer_id)
    customer, events = customer.remove_contact(ContactId(contact_id), sites, now=work.now)
    return work.customers.save(customer, events, origin=customer.origin)


async def add_site(customer_id: UUID, wanted: NewSite, work: Work) -> Site:
    """A new site, with district and region decided from what the customer said (3.6)."""
    customer = await customer_to_change(customer_id, work)
    sites = await work.sites.of(customer_id)
    location = locate(wanted.address, wanted.division_code, work.policy, on=business_day(work.now))
    site = new_site(SiteId(work.new_id()), await work.number("XC"), customer.id, wanted.address, location)
    site = replace(site, contact_name=wanted.contact_name, contact_phone=_site_phone(wanted, work))
    work.customers.save(customer, [customer.recorded((*sites, site), now=work.now)], origin=customer.origin)
    return work.sites.add(site)


async def decide_region(site_id: UUID, region: Region, district: str | None, reason: str, work: Work) -> Site:
    """The specialist says where an undetermined site lies."""
    site = await work.sites.get(site_id)
    work.changes.reason = reason
    return work.sites.save(site.decide_region(region, district, reason=reason, policy=work.policy))


async def site_for_caller(site_id: UUID, work: Work) -> Site:
    """A site whose customer the caller may know of."""
    site = await work.sites.get(site_id)
    await customer_for_caller(site.customer_id, work)
    return site


def _site_phone(wanted: NewSite, work: Work) -> str | None:
    if wanted.contact_phone is None:
        return None
    return phone_number(wanted.contact_phone, work.policy.phones, field="contact_phone")


def _contact(contact: NewContact, work: Work) -> Contact:
    return Contact(
        id=ContactId(work.new_id()),
        name=contact.name,
        phone=phone_number(contact.phone, work.policy.phones),
        may_consent=contact.may_consent,
        is_preferred=contact.is_preferred,
    )
