"""Customers, the people who speak for them, and the sites at which we work."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NewType
from uuid import UUID

from services.intake.domain.on_file.phones import key_of
from services.intake.domain.on_file.places import Location, districts_in
from services.intake.domain.on_file.searching import name_key
from services.intake.domain.policy import IntakePolicy
from services.intake.domain.refusals import (
    ContactsMissing,
    CustomerErased,
    DistrictUnknown,
    PersonNotListed,
    ReasonMissing,
    RegionAlreadyDecided,
)
from shared.events.contract import Event
from shared.events.intake.contacts import ContactPerson, ContactRecorded, SiteAddress
from shared.events.intake.tickets import Region

CustomerId = NewType("CustomerId", UUID)
ContactId = NewType("ContactId", UUID)
SiteId = NewType("SiteId", UUID)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Somebody who speaks for the customer; only who may consent can accept a price (reading of 3.7)."""

    id: ContactId
    name: str
    phone: str
    """In the one form of `on_file/phones.py`."""
    may_consent: bool
    is_preferred: bool = False


@dataclass(frozen=True, kw_only=True)
class Site:
    """A place of a customer's where our equipment works or we shall work."""

    id: SiteId
    number: str
    version: int = 0
    customer_id: CustomerId
    address: str
    division_code: str | None
    district: str | None
    region: Region
    region_clause: str
    region_basis: str
    """From what district and region were decided, or why they could not be."""
    contact_name: str | None = None
    contact_phone: str | None = None

    def decide_region(self, region: Region, district: str | None, *, reason: str, policy: IntakePolicy) -> "Site":
        """The specialist says where an undetermined site lies (reading of 3.6); a district by the policy's name."""
        if self.region is not Region.UNDETERMINED:
            raise RegionAlreadyDecided(f"site {self.number} lies in {self.region}", clause=self.region_clause)
        if region is Region.UNDETERMINED or not reason.strip():
            raise ReasonMissing("a decision names a region and a reason", field="reason")
        if district is not None and district not in districts_in(region, policy):
            raise DistrictUnknown(f"no such district in {region}", field="district", clause=self.region_clause)
        return replace(self, region=region, district=district, region_basis="person")

    def erased(self) -> "Site":
        """Only in which district something hung stays."""
        return replace(self, address="", contact_name=None, contact_phone=None)

    @property
    def contact_record(self) -> SiteAddress:
        """The site as the restricted stream shows it."""
        return SiteAddress(
            site_id=self.id,
            address=self.address,
            division_code=self.division_code,
            contact_name=self.contact_name,
            contact_phone=self.contact_phone,
        )


@dataclass(frozen=True, kw_only=True)
class Customer:
    """Who has a contract with us, has bought from us, or asks us."""

    id: CustomerId
    number: str
    version: int = 0
    name: str
    contacts: tuple[Contact, ...]
    name_key: str
    """The name as it is searched."""
    people: tuple[str, ...]
    """The names of those who speak for the customer, as they are searched."""
    phones: tuple[str, ...]
    """All numbers as they are searched."""
    origin: str
    registered_at: datetime
    erased_at: datetime | None = None

    def recorded(self, sites: Sequence[Site], *, now: datetime) -> ContactRecorded:
        """How to reach the customer, in full, for the restricted stream."""
        ordered = sorted(self.contacts, key=lambda contact: not contact.is_preferred)
        return ContactRecorded(
            customer_id=self.id,
            name=self.name,
            phones=tuple(dict.fromkeys(contact.phone for contact in ordered)),
            contacts=tuple(
                ContactPerson(
                    contact_id=contact.id,
                    name=contact.name,
                    phones=(contact.phone,),
                    may_consent=contact.may_consent,
                    is_preferred=contact.is_preferred,
                )
                for contact in ordered
            ),
            sites=tuple(site.contact_record for site in sites),
            recorded_at=now,
        )

    def add_contact(self, contact: Contact, sites: Sequence[Site], *, now: datetime) -> "tuple[Customer, list[Event]]":
        """One more person speaks for the customer."""
        return self._with((*self.contacts, contact), sites, now)

    def change_contact(
        self, contact: Contact, sites: Sequence[Site], *, now: datetime
    ) -> "tuple[Customer, list[Event]]":
        """Another name, number or right to consent of somebody who speaks for the customer."""
        self._check_has(contact.id)
        return self._with(tuple(contact if each.id == contact.id else each for each in self.contacts), sites, now)

    def remove_contact(
        self, contact_id: ContactId, sites: Sequence[Site], *, now: datetime
    ) -> "tuple[Customer, list[Event]]":
        """Somebody speaks for the customer no longer; another one must be left who can be reached."""
        self._check_has(contact_id)
        left = tuple(each for each in self.contacts if each.id != contact_id)
        if not left:
            raise ContactsMissing("name somebody else first", field="contact_id")
        return self._with(left, sites, now)

    def erased(self, *, now: datetime) -> "Customer":
        """Number, origin and times stay: everything that was done goes on pointing here."""
        return replace(self, name="", contacts=(), name_key="", people=(), phones=(), erased_at=now)

    def check_not_erased(self) -> None:
        """Raises CustomerErased."""
        if self.erased_at is not None:
            raise CustomerErased(f"customer {self.number} was erased", clause="5.1")

    def _check_has(self, contact_id: ContactId) -> None:
        if all(each.id != contact_id for each in self.contacts):
            raise PersonNotListed(f"contact {contact_id} is not one of this customer")

    def _with(
        self, contacts: tuple[Contact, ...], sites: Sequence[Site], now: datetime
    ) -> "tuple[Customer, list[Event]]":
        changed = replace(self, contacts=contacts, phones=phones_of(contacts), people=people_of(contacts))
        return changed, [changed.recorded(sites, now=now)]


def new_customer(
    customer_id: CustomerId, number: str, *, name: str, contacts: tuple[Contact, ...], origin: str, now: datetime
) -> tuple[Customer, list[Event]]:
    """A customer is on file as soon as somebody can be reached."""
    if not contacts:
        raise ContactsMissing("name at least one person who can be reached", field="contacts")
    customer = Customer(
        id=customer_id,
        number=number,
        name=name,
        contacts=contacts,
        name_key=name_key(name),
        people=people_of(contacts),
        phones=phones_of(contacts),
        origin=origin,
        registered_at=now,
    )
    return customer, [customer.recorded((), now=now)]


def new_site(site_id: SiteId, number: str, customer_id: CustomerId, address: str, location: Location) -> Site:
    """A site with what was decided about its place."""
    return Site(
        id=site_id,
        number=number,
        customer_id=customer_id,
        address=address,
        division_code=location.division_code,
        district=location.district,
        region=location.region,
        region_clause=location.clause,
        region_basis=location.basis,
    )


def phones_of(contacts: Sequence[Contact]) -> tuple[str, ...]:
    """All numbers of these people, searchable."""
    return tuple(dict.fromkeys(key_of(contact.phone) for contact in contacts))


def people_of(contacts: Sequence[Contact]) -> tuple[str, ...]:
    """All names of these people, searchable."""
    return tuple(dict.fromkeys(name_key(contact.name) for contact in contacts))
