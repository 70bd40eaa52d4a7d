"""Load and save complaints."""

from services.followup.domain.complaint import Complaint
from services.followup.domain.refusals import ComplaintNotFound
from services.followup.repository.reported import ReportedThings
from services.followup.tables.complaints import COMPLAINT


class Complaints(ReportedThings[Complaint]):
    """Complaints, by id."""

    mapping = COMPLAINT
    not_found = ComplaintNotFound
