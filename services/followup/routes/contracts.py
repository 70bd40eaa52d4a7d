"""What can be asked about contracts."""

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from services.followup import queries, use_cases
from services.followup.domain.contract import Contract, ContractId, ContractKind
from services.followup.domain.refusals import TermTooLong
from services.followup.domain.states import ContractState
from services.followup.work import Work
from shared.actor import Role
from shared.money import Money
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Count, Day
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="contracts")
OFFICE = (Role.SPECIALIST, Role.SUPERVISOR, Role.MANAGER)
READERS = (*OFFICE, Role.FINANCE, Role.AUDITOR)


class DraftContract(Body):
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
    site_ids: Annotated[tuple[UUID, ...], Field(max_length=200)] = ()
    starts_on: Day
    months: Annotated[int, Field(ge=1, le=600)]
    are_parts_included: bool = False
    device_points: Count = 0
    yearly_price: Money = Money.ZERO


class ContractFilter(Listing):
    """Which contracts."""

    state: ContractState | None = None
    customer_id: UUID | None = None


class ContractView(View):
    """A contract."""

    id: UUID
    number: str
    version: int
    state: ContractState
    kind: ContractKind
    customer_id: UUID
    site_ids: tuple[UUID, ...]
    starts_on: date
    ends_on: date
    are_parts_included: bool
    device_points: int
    yearly_price: Money
    clause: str
    signed_at: datetime | None

    @classmethod
    def of(cls, contract: Contract) -> "ContractView":
        """What we show of a contract."""
        return cls(**{name: getattr(contract, name) for name in cls.model_fields})


@routes.creates("/contracts", ContractView, may=OFFICE, refuses=(TermTooLong,))
async def draft_contract(draft: Sent[DraftContract], door: Door[Work]) -> Answer:
    """Write a contract down; it covers nothing before it is signed."""
    terms = use_cases.ContractTerms(**{name: getattr(draft, name) for name in DraftContract.model_fields})
    return await door.change(lambda work: use_cases.draft_contract(terms, work), show=ContractView.of)


@routes.commands("/contracts/{contract_id}/signature", ContractView, may=OFFICE, refuses=(ActionNotAllowed,))
async def sign_contract(contract_id: UUID, door: Door[Work]) -> Answer:
    """Put a contract in force: its term counts."""
    return await door.change(lambda work: use_cases.sign_contract(ContractId(contract_id), work), show=ContractView.of)


@routes.shows("/contracts/{contract_id}", ContractView, may=READERS)
async def show_contract(contract_id: UUID, door: Door[Work]) -> Answer:
    """One contract."""
    return await door.read(lambda work: work.contracts.get(ContractId(contract_id)), show=ContractView.of)


@routes.lists("/contracts", ContractView, may=READERS)
async def list_contracts(wanted: Asked[ContractFilter], door: Door[Work]) -> Answer:
    """Contracts, newest first."""
    return await door.page(
        wanted,
        lambda work: queries.contracts(
            work.reader,
            wanted.after(UUID),
            wanted.rows_to_read,
            state=wanted.state,
            customer_id=wanted.customer_id,
        ),
        show=ContractView.of,
        by=("id",),
    )


@routes.lists("/contracts/{contract_id}/history", AuditEntry, may=READERS)
async def show_contract_history(contract_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a contract, oldest first."""
    return await history(door, wanted, lambda work: work.contracts.get(ContractId(contract_id)))
