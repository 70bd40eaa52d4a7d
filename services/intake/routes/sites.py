"""What can be asked about sites: where they lie, and from what that was decided."""

from collections.abc import Callable
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import StringConstraints

from services.intake.domain.customer import Site
from services.intake.domain.refusals import (
    CustomerErased,
    CustomerNotFound,
    DistrictUnknown,
    PhoneNotValid,
    ReasonMissing,
    RegionAlreadyDecided,
    SiteNotFound,
)
from services.intake.queries import customers as queries
from services.intake.routes.roles import DESK, MASK, READERS, RECORDERS, STAFF_READERS, sees_masked
from services.intake.routes.tickets import AnyPhone
from services.intake.use_cases import access, customers
from services.intake.work import Work
from shared.actor import Actor
from shared.events.intake.tickets import Region
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import ShortText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="customers")
DivisionCode = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{5}([0-9]{3}|[0-9]{6})?$", max_length=12)]
"""National code of a district, town or street."""


class AddSite(Body):
    """A place in the customer's words; the code goes before the text."""

    EXAMPLE: ClassVar = {"address": "重庆市渝中区民权路1号", "division_code": "500103"}

    address: ShortText
    division_code: DivisionCode | None = None
    contact_name: ShortText | None = None
    contact_phone: AnyPhone | None = None


class DecideRegion(Body):
    """Where an undetermined site lies."""

    EXAMPLE: ClassVar = {"region": "main_city", "district": "两江新区", "reason": "the customer named the next station"}

    region: Region
    district: ShortText | None = None
    reason: ShortText


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


@routes.creates(
    "/customers/{customer_id}/sites",
    SiteView,
    may=RECORDERS,
    refuses=(CustomerNotFound, CustomerErased, PhoneNotValid),
)
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


@routes.lists("/sites/{site_id}/history", AuditEntry, may=STAFF_READERS, refuses=(SiteNotFound,))
async def show_site_history(site_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a site, oldest first."""
    return await history(door, wanted, lambda work: work.sites.get(site_id))


def _site_for(actor: Actor) -> Callable[[Site], SiteView]:
    """How sites look to this caller."""
    hidden = ("address", "contact_name", "contact_phone") if sees_masked(actor) else ()

    def show(site: Site) -> SiteView:
        values: dict[str, Any] = {name: getattr(site, name) for name in SiteView.model_fields}
        return SiteView(**(values | dict.fromkeys(hidden, MASK)))

    return show
