"""Load and save contracts, their imports, and the tariff behind them."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from services.followup.domain.contract import Contract
from services.followup.domain.contract_import import ContractImport
from services.followup.domain.copies import Tariff
from services.followup.domain.refusals import ContractNotFound, ImportNotFound
from services.followup.repository.reported import ReportedThings
from services.followup.tables.contracts import CONTRACT, CONTRACT_IMPORT, TARIFF
from shared.storage.things import Things


class Contracts(ReportedThings[Contract]):
    """Contracts, by id, reference and customer."""

    mapping = CONTRACT
    not_found = ContractNotFound

    async def with_references(self, references: Collection[str]) -> dict[str, Contract]:
        """Contracts that were imported under one of these references."""
        found = await self.select("external_reference = ANY($1::text[])", list(references), limit=len(references) + 1)
        return {each.external_reference: each for each in found if each.external_reference is not None}

    async def of(self, customer_id: UUID) -> list[Contract]:
        """Every contract of a customer."""
        return await self.select("customer_id = $1", customer_id)


class ContractImports(Things[ContractImport]):
    """Reports of imports, by id."""

    mapping = CONTRACT_IMPORT
    not_found = ImportNotFound


class Tariffs(Things[Tariff]):
    """What billing asks for, by the id of the price list."""

    mapping = TARIFF
    audited = False

    async def on(self, day: date) -> Tariff | None:
        """The tariff of a day, or None."""
        return await self.first("effective_from <= $1", day, order_by="effective_from DESC, id DESC")
