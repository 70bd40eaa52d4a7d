"""Load and save complaints."""

from uuid import UUID

from services.followup.domain.complaints.complaint import Complaint
from services.followup.domain.refusals import ComplaintNotFound
from services.followup.repository.reported import ReportedThings
from services.followup.tables.complaints import COMPLAINT


class Complaints(ReportedThings[Complaint]):
    """Complaints, by id."""

    mapping = COMPLAINT
    not_found = ComplaintNotFound

    async def of(self, customer_id: UUID) -> list[Complaint]:
        """Every complaint of a customer."""
        return await self.select("customer_id = $1", customer_id)
