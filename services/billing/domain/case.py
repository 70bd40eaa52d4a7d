"""What billing keeps of others' things: the ticket with its verdicts, the job, the repair, the customer's contacts."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.billing.domain.identifiers import JobId, PersonId, RepairId, TicketId
from shared.events.dispatch.jobs import Finding
from shared.events.intake.decisions import ChargeCategory, CoverageVerdict, ItemVerdict
from shared.events.intake.tickets import Region, TicketKind

_LOST = "lost"
"""As repairs names this way of an item in RepairEnded."""


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
    is_repeat_of_paid_repair: bool = False
    """Whether the same fault was repaired and paid for a short time ago (reading of clause 2)."""

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
    is_repeat_of_paid_repair: bool = False
    """Whether the same fault was repaired and paid for a short time ago (reading of clause 2)."""
    quotes_issued: int = 0
    """Counted here, so that a quote and a new verdict at the same time notice each other."""
    amounts_fixed: int = 0
    """Counted here, so that of two visits that end at the same time only one pays the fee."""

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

    def repeats_paid_repair(self) -> "Case":
        """The same fault was repaired and paid for a short time ago: no visit fee."""
        return self if self.is_repeat_of_paid_repair else replace(self, is_repeat_of_paid_repair=True)

    def visit_decided(self, region: Region, category: ChargeCategory, clause: str) -> "Case":
        """With the visit the specialist has decided what was undetermined (5.3)."""
        if self.category in (None, ChargeCategory.UNDETERMINED):
            return replace(self, region=region, category=category, charge_clause=clause)
        return replace(self, region=region)

    def quoted(self) -> "Case":
        """One more quote rests on this case."""
        return replace(self, quotes_issued=self.quotes_issued + 1)

    def billed(self) -> "Case":
        """One more amount rests on this case."""
        return replace(self, amounts_fixed=self.amounts_fixed + 1)

    def cancel(self) -> "Case":
        """Nothing is quoted any more."""
        return replace(self, is_cancelled=True)

    def rests_on_other_verdict_than(self, other: "Case") -> bool:
        """Whether a quote that was right for the other is wrong for this one."""
        return self._verdict != other._verdict

    @property
    def _verdict(self) -> tuple[object, ...]:
        covers = tuple((item.equipment_id, item.parts, item.labour) for item in self.items)
        return (self.category, self.charge_clause, self.is_repeat_of_paid_repair, covers, self.region)

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
            is_repeat_of_paid_repair=self.is_repeat_of_paid_repair,
        )


@dataclass(frozen=True, kw_only=True)
class JobCopy:
    """Dispatch's job: who is responsible, whether he was there, what he found, what the customer was told."""

    id: JobId
    version: int = 0
    ticket_id: TicketId
    occasion_id: UUID | None = None
    """What he is sent for beside the ticket: a charge to collect, a repair to put back."""
    is_occasion_unknown: bool = False
    """Heard of by the first editions, which did not keep what he is sent for: it opens all charges of its ticket."""
    technician_id: PersonId | None = None
    has_departed: bool = False
    has_arrived: bool = False
    is_diagnosed: bool = False
    findings: tuple[Finding, ...] = ()
    was_told_visit_fee: bool = False
    was_told_travel_rule: bool = False
    is_over: bool = False
    is_cancelled: bool = False


@dataclass(frozen=True, kw_only=True)
class RepairCopy:
    """An item in the register of repairs: what was found, and whether the work is over."""

    id: RepairId
    version: int = 0
    ticket_id: TicketId
    customer_id: UUID
    equipment_id: UUID | None = None
    fault: str | None = None
    """A code, once a test has shown the fault (6.2)."""
    is_over: bool = False

    def owes_what_was_done(self, way: str) -> bool:
        """Whether what was agreed and done is owed although it was never ready: not if it was lost in our hands."""
        return way != _LOST

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What quoted parts must match: the confirmed fault."""
        return () if self.fault is None else (Finding(finding=1, equipment_id=self.equipment_id, fault=self.fault),)


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
