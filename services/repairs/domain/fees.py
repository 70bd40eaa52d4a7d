"""The fee terms on the receipt: they follow the warranty verdict, and out of warranty no result is promised (6.5)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.repairs.domain.copies import TicketCopy
from services.repairs.domain.policy import RepairsPolicy
from shared.events.intake.decisions import ChargeCategory, CoverageVerdict


class Fee(StrEnum):
    """Who pays for the parts of a repair."""

    FREE = "free"
    PAID = "paid"
    UNDETERMINED = "undetermined"
    """The verdict is pending, and the receipt says so."""


_FEE_BY_VERDICT = {
    CoverageVerdict.COVERED: Fee.FREE,
    CoverageVerdict.NOT_COVERED: Fee.PAID,
    CoverageVerdict.UNDETERMINED: Fee.UNDETERMINED,
}


@dataclass(frozen=True, kw_only=True)
class FeeTerms:
    """What the customer is told about the fee, and why."""

    fee: Fee
    is_result_promised: bool
    clause: str
    verdict_clause: str | None
    """The clause of the warranty verdict it follows."""
    warranty_decision: int | None
    covered_until: date | None
    exclusions: tuple[str, ...]
    service: ChargeCategory | None
    """Whether the service itself is free or paid, by chapter 2; None while nothing is decided."""
    service_clause: str | None
    policy_revision: str


def fee_terms(ticket: TicketCopy, equipment_id: UUID | None, policy: RepairsPolicy) -> FeeTerms:
    """By the newest verdict on this item; an undecided verdict promises nothing."""
    verdict = None if ticket.warranty is None else ticket.warranty.of(equipment_id)
    fee = Fee.UNDETERMINED if verdict is None else _FEE_BY_VERDICT[verdict.parts.verdict]
    return FeeTerms(
        fee=fee,
        is_result_promised=fee is Fee.FREE or policy.fee.is_result_promised_out_of_warranty,
        clause=policy.fee.clause,
        verdict_clause=None if verdict is None else verdict.parts.clause,
        warranty_decision=None if ticket.warranty is None else ticket.warranty.decision_number,
        covered_until=None if verdict is None else verdict.covered_until,
        exclusions=() if verdict is None else verdict.exclusions,
        service=None if ticket.charge is None else ticket.charge.category,
        service_clause=None if ticket.charge is None else ticket.charge.case,
        policy_revision=policy.revision.number,
    )
