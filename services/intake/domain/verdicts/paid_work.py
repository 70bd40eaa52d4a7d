"""Paid repairs that intake remembers: the same fault soon after one costs no visit fee (reading of clause 2)."""

from dataclasses import dataclass
from datetime import date
from typing import NewType
from uuid import UUID

PaidWorkId = NewType("PaidWorkId", UUID)


@dataclass(frozen=True, kw_only=True)
class PaidWork:
    """One charge for a fault that was repaired, by the charge's id; what it cost stays with billing."""

    id: PaidWorkId
    version: int = 0
    ticket_id: UUID
    customer_id: UUID
    site_id: UUID | None
    equipment_ids: tuple[UUID, ...]
    symptom_code: str | None
    done_on: date
    """The day from which it was owed: the card was signed, or the item handed out."""

    def is_same_fault(self, *, equipment_id: UUID | None, site_id: UUID | None, symptom_code: str | None) -> bool:
        """The same equipment; where none is known, the same symptom at the same site."""
        if equipment_id is not None or self.equipment_ids:
            return equipment_id in self.equipment_ids
        is_known = site_id is not None and symptom_code is not None
        return is_known and (site_id, symptom_code) == (self.site_id, self.symptom_code)

    def is_within(self, days: int, day: date) -> bool:
        """Whether a day lies at most so many days later; the last day counts."""
        return 0 <= (day - self.done_on).days <= days
