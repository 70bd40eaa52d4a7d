"""Load and save loaner units and loans."""

from uuid import UUID

from services.repairs.domain.lending.life import WITHOUT_END, LoanState
from services.repairs.domain.lending.loan import Loan
from services.repairs.domain.lending.loaner import Loaner
from services.repairs.domain.refusals import LoanerNotFound, LoanNotFound
from services.repairs.tables.lending import LOAN, LOANER
from shared.storage.things import Things

_LENT = sorted(state.value for state in WITHOUT_END | {LoanState.OUT})


class Loaners(Things[Loaner]):
    """Units, by id and by serial number."""

    mapping = LOANER
    not_found = LoanerNotFound

    async def with_serial(self, serial: str) -> Loaner | None:
        """The unit with this serial number."""
        return await self.first("serial = $1", serial)


class Loans(Things[Loan]):
    """Loans, by id and by repair."""

    mapping = LOAN
    not_found = LoanNotFound

    async def lent_for(self, repair_id: UUID) -> Loan | None:
        """The loan of a repair that is asked for, under way or out."""
        return await self.first("repair_id = $1 AND state = ANY($2)", repair_id, _LENT)

    async def carried_by(self, technician_id: UUID, ticket_id: UUID) -> list[Loan]:
        """What a technician brings on a ticket."""
        on_the_way = LoanState.ON_THE_WAY.value
        return await self.select(
            "technician_id = $1 AND ticket_id = $2 AND state = $3", technician_id, ticket_id, on_the_way
        )
