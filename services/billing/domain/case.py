"""What billing keeps of other services' things: the ticket with its verdicts, the job, the customer's contacts."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.billing.domain.identifiers import JobId, PersonId, TicketId
from shared.events.dispatch.jobs import Finding
from shared.events.intake.decisions import ChargeCategory, CoverageVerdict, ItemVerdict
from shared.events.intake.tickets import Region, TicketKind


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What a price rests on; kept with each quote and charge, so that it explains itself."""

    kind: TicketKind
    category: ChargeCategory
    charge_clause: str
    """The case of chapter 2."""
    region: Region
    is_part_of_installation: bool = False
    items: tuple[ItemVerdict, ...] = ()
    has_paid_visit_fee: bool = False
    """Whether an earlier visit for this fault was paid."""

    def verdict_on(self, equipment_id: UUID | None) -> ItemVerdict | None:
        """The verdict on one piece of equipment; with only one verdict it is about what was reported."""
        named = next((item for item in self.items if item.equipment_id == equipment_id), None)
        if named is None and len(self.items) == 1 and equipment_id is None:
            return self.items[0]
        return named

    @property
    def free_item(self) -> ItemVerdict | None:
        """An item whose labour is covered: then the whole visit costs no fee (reading of clause 2)."""
        return next((item for item in self.items if item.labour.verdict is CoverageVerdict.COVERED), None)


@dataclass(frozen=True, kw_only=True)
class Case:
    """Intake's ticket as far as prices rest on it."""

    id: TicketId
    version: int = 0
    number: str
    kind: TicketKind
    customer_id: UUID
    origin: str
    region: Region
    is_part_of_installation: bool
    reported_at: datetime
    category: ChargeCategory | None = None
    charge_clause: str | None = None
    charge_decision: int = 0
    items: tuple[ItemVerdict, ...] = ()
    warranty_decision: int = 0
    is_cancelled: bool = False
    quotes_issued: int = 0
    """Counted here, so that a quote and a new verdict at the same time notice each other."""

    def charged(self, number: int, category: ChargeCategory, clause: str) -> "Case":
        """A later decision replaces an earlier one; a late copy of an earlier one changes nothing."""
        if number <= self.charge_decision:
            return self
        return replace(self, charge_decision=number, category=category, charge_clause=clause)

    def covered(self, number: int, items: tuple[ItemVerdict, ...]) -> "Case":
        """As for the charge."""
        if number <= self.warranty_decision:
            return self
        return replace(self, warranty_decision=number, items=items)

    def visit_decided(self, region: Region, category: ChargeCategory, clause: str) -> "Case":
        """With the visit the specialist has decided what was undetermined (5.3)."""
        if self.category in (None, ChargeCategory.UNDETERMINED):
            return replace(self, region=region, category=category, charge_clause=clause)
        return replace(self, region=region)

    def quoted(self) -> "Case":
        """One more quote rests on this case."""
        return replace(self, quotes_issued=self.quotes_issued + 1)

    def cancel(self) -> "Case":
        """Nothing is quoted any more."""
        return replace(self, is_cancelled=True)

    def rests_on_other_verdict_than(self, other: "Case") -> bool:
        """Whether a quote that was right for the other is wrong for this one."""
        return (self.category, self.charge_clause, self.items, self.region) != (
            other.category,
            other.charge_clause,
            other.items,
            other.region,
        )

    def circumstances(self, *, has_paid_visit_fee: bool) -> Circumstances | None:
        """What prices rest on; None while nobody has decided free or paid."""
        if self.category is None or self.charge_clause is None:
            return None
        return Circumstances(
            kind=self.kind,
            category=self.category,
            charge_clause=self.charge_clause,
            region=self.region,
            is_part_of_installation=self.is_part_of_installation,
            items=self.items,
            has_paid_visit_fee=has_paid_visit_fee,
        )


@dataclass(frozen=True, kw_only=True)
class JobCopy:
    """Dispatch's job: who is responsible, whether he was there, what he found, what the customer was told."""

    id: JobId
    version: int = 0
    ticket_id: TicketId
    technician_id: PersonId | None = None
    has_arrived: bool = False
    is_diagnosed: bool = False
    findings: tuple[Finding, ...] = ()
    was_told_visit_fee: bool = False
    was_told_travel_rule: bool = False
    is_over: bool = False


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Somebody who speaks for a customer: who he is stays with intake."""

    contact_id: UUID
    may_consent: bool


@dataclass(frozen=True, kw_only=True)
class CustomerContacts:
    """Who may consent to money for a customer; ids only, and gone after an erasure."""

    id: UUID
    version: int = 0
    contacts: tuple[Contact, ...]
