"""What can be asked about contracts."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from services.followup.domain.contract import ContractId, ContractKind, EndReason
from services.followup.domain.refusals import (
    ApprovedByHimself,
    CustomerNotFound,
    NotBeforeItsFirstDay,
    PriceNotApproved,
    RenewedAlready,
    SiteNotKnown,
    TermsDoNotFollow,
    TermTooLong,
)
from services.followup.domain.states import ContractState
from services.followup.queries.contracts import contracts
from services.followup.routes.contract_views import ContractView, ImportView
from services.followup.use_cases import contracts as use_cases
from services.followup.use_cases import imports
from services.followup.use_cases.contracts import ContractTerms, FollowingContract, WantedTerm
from services.followup.work import Work
from shared.actor import Role
from shared.money import Money
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Count, Day
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="contracts")
OFFICE = (Role.SPECIALIST, Role.SUPERVISOR, Role.MANAGER)
APPROVERS = (Role.SUPERVISOR, Role.MANAGER)
READERS = (*OFFICE, Role.FINANCE, Role.AUDITOR)
Months = Annotated[int, Field(ge=1, le=600)]


class TermBody(Body):
    """A term: how long, how large and for how much; without a price it follows the tariff (3.4)."""

    months: Months
    device_points: Count = 0
    yearly_price: Money | None = None

    def wanted(self) -> WantedTerm:
        """As it is asked for."""
        return WantedTerm(months=self.months, device_points=self.device_points, yearly_price=self.yearly_price)


class Terms(TermBody):
    """The first term, and those that follow it without a gap."""

    further_terms: Annotated[tuple[TermBody, ...], Field(max_length=20)] = ()
    are_parts_included: bool = False
    site_ids: Annotated[tuple[UUID, ...], Field(max_length=200)] = ()

    def terms(self) -> tuple[WantedTerm, ...]:
        """All of them, the first one first."""
        return (self.wanted(), *(each.wanted() for each in self.further_terms))


class DraftContract(Terms):
    """What a new contract says."""

    EXAMPLE: ClassVar = {
        "kind": "engineering",
        "customer_id": "01936b2e-0000-7000-8000-000000000001",
        "starts_on": "2026-03-01",
        "months": 12,
        "device_points": 16,
    }

    kind: ContractKind
    customer_id: UUID
    starts_on: Day


class Renewal(Terms):
    """What the following contract says; customer and sites are those of the old one, it starts the day after."""

    EXAMPLE: ClassVar = {"kind": "maintenance", "months": 12, "device_points": 16}

    kind: ContractKind = ContractKind.MAINTENANCE


class Termination(Body):
    """From when the contract covers no more, and why."""

    EXAMPLE: ClassVar = {"last_day": "2026-11-30", "reason": "customers_wish"}

    last_day: Day
    reason: EndReason


class ContractFile(Body):
    """A CSV file with a heading: reference, kind, customer_id, site_ids, starts_on, months, device_points, …"""

    EXAMPLE: ClassVar = {
        "csv": "reference,kind,customer_id,site_ids,starts_on,months,device_points,yearly_price,are_parts_included\n"
        "HT-2025-17,maintenance,01936b2e-0000-7000-8000-000000000001,,2026-01-15,12,16,2400.00,yes\n"
    }

    csv: Annotated[str, StringConstraints(min_length=1, max_length=500_000, pattern=r"^[^\x00]*$")]


class ContractFilter(Listing):
    """Which contracts."""

    state: ContractState | None = None
    customer_id: UUID | None = None
    reference: Code | None = None


@routes.creates("/contracts", ContractView, may=OFFICE, refuses=(CustomerNotFound, SiteNotKnown, TermTooLong))
async def draft_contract(draft: Sent[DraftContract], door: Door[Work]) -> Answer:
    """Write a contract down; it covers nothing before it is signed."""
    terms = ContractTerms(
        kind=draft.kind,
        customer_id=draft.customer_id,
        site_ids=draft.site_ids,
        starts_on=draft.starts_on,
        terms=draft.terms(),
        are_parts_included=draft.are_parts_included,
    )
    return await door.change(lambda work: use_cases.draft_contract(terms, work), show=ContractView.of)


@routes.commands(
    "/contracts/{contract_id}/price-approval",
    ContractView,
    may=APPROVERS,
    refuses=(ActionNotAllowed, ApprovedByHimself),
)
async def approve_price(contract_id: UUID, door: Door[Work]) -> Answer:
    """Approve a price that was agreed case by case (3.4); not by who wrote the contract down."""
    return await door.change(lambda work: use_cases.agree_price(ContractId(contract_id), work), show=ContractView.of)


@routes.commands(
    "/contracts/{contract_id}/signature",
    ContractView,
    may=OFFICE,
    refuses=(ActionNotAllowed, PriceNotApproved, RenewedAlready, TermsDoNotFollow),
)
async def sign_contract(contract_id: UUID, door: Door[Work]) -> Answer:
    """Both sides have signed: the term counts; a contract that this one follows is renewed."""
    return await door.change(
        lambda work: use_cases.sign_contract(ContractId(contract_id), work), show=ContractView.of, about=contract_id
    )


@routes.creates(
    "/contracts/{contract_id}/renewal",
    ContractView,
    may=OFFICE,
    refuses=(CustomerNotFound, RenewedAlready, SiteNotKnown, TermsDoNotFollow, TermTooLong),
)
async def draft_renewal(contract_id: UUID, renewal: Sent[Renewal], door: Door[Work]) -> Answer:
    """Write down the contract that follows this one; the old one is renewed when it is signed."""
    wanted = FollowingContract(
        kind=renewal.kind,
        site_ids=renewal.site_ids,
        terms=renewal.terms(),
        are_parts_included=renewal.are_parts_included,
    )
    return await door.change(
        lambda work: use_cases.draft_renewal(ContractId(contract_id), wanted, work), show=ContractView.of
    )


@routes.commands(
    "/contracts/{contract_id}/termination", ContractView, may=OFFICE, refuses=(ActionNotAllowed, NotBeforeItsFirstDay)
)
async def terminate_contract(contract_id: UUID, end: Sent[Termination], door: Door[Work]) -> Answer:
    """End a contract early; what the unused days cost goes back by setting."""
    return await door.change(
        lambda work: use_cases.terminate_contract(ContractId(contract_id), end.last_day, end.reason, work),
        show=ContractView.of,
    )


@routes.shows("/contracts/{contract_id}", ContractView, may=READERS)
async def show_contract(contract_id: UUID, door: Door[Work]) -> Answer:
    """One contract."""
    return await door.read(lambda work: work.contracts.get(ContractId(contract_id)), show=ContractView.of)


@routes.lists("/contracts", ContractView, may=READERS)
async def list_contracts(wanted: Asked[ContractFilter], door: Door[Work]) -> Answer:
    """Contracts, newest first."""
    return await door.page(
        wanted,
        lambda work: contracts(
            work.reader,
            wanted.after(UUID),
            wanted.rows_to_read,
            state=wanted.state,
            customer_id=wanted.customer_id,
            reference=wanted.reference,
        ),
        show=ContractView.of,
        by=("id",),
    )


@routes.lists("/contracts/{contract_id}/history", AuditEntry, may=READERS)
async def show_contract_history(contract_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a contract, oldest first."""
    return await history(door, wanted, lambda work: work.contracts.get(ContractId(contract_id)))


@routes.creates("/imports", ImportView, may=OFFICE)
async def import_contracts(file: Sent[ContractFile], door: Door[Work]) -> Answer:
    """Take contracts over from a CSV file; each row as a whole or not at all, and never twice."""
    return await door.change(lambda work: imports.import_contracts(file.csv, work), show=ImportView.of)


@routes.shows("/imports/{import_id}", ImportView, may=READERS)
async def show_import(import_id: UUID, door: Door[Work]) -> Answer:
    """What became of each row of an import."""
    return await door.read(lambda work: work.imports.get(import_id), show=ImportView.of)
