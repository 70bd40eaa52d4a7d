"""How contracts, their imports and the tariff behind them are stored."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlmodel import Field

from services.followup.domain.contract import Contract, ContractKind
from services.followup.domain.contract_import import ContractImport
from services.followup.domain.copies import Tariff
from services.followup.domain.states import ContractState
from services.followup.tables.rows import Row
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of, yuan


class ContractRow(Row, table=True):
    """A contract, from its draft to its end, with its expiry notice."""

    __tablename__ = "contract"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: ContractState = one_of(ContractState)
    kind: ContractKind = one_of(ContractKind)
    customer_id: UUID = Field(index=True)
    site_ids: str = document()
    starts_on: date
    terms: str = document()
    are_parts_included: bool
    clause: str
    policy_revision: str
    drafted_by: str
    is_price_agreed: bool
    price_approved_by: str | None
    external_reference: str | None = Field(unique=True)
    renews_contract_id: UUID | None = Field(index=True)
    next_contract_id: UUID | None
    waits_for_payment: bool
    signed_at: datetime | None
    terminated_on: date | None
    given_back: Decimal | None = yuan()
    notice: str | None = document()
    deadline_id: UUID | None


class ContractImportRow(Row, table=True):
    """What became of each row of an import."""

    __tablename__ = "contract_import"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    rows: str = document()
    imported_at: datetime


class TariffRow(Row, table=True):
    """What a device point costs a year."""

    __tablename__ = "tariff"

    id: UUID = Field(primary_key=True)
    version: int
    number: str
    effective_from: date = Field(index=True)
    point_year: Decimal = yuan()
    clause: str


CONTRACT = RowMapping(ContractRow, Contract)
CONTRACT_IMPORT = RowMapping(ContractImportRow, ContractImport)
TARIFF = RowMapping(TariffRow, Tariff)
