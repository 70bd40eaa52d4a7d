"""Equipment at the customers': installed by us, sold by us, or by somebody else."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.intake.domain.on_file.searching import serial_key
from services.intake.domain.policy import IntakePolicy
from services.intake.domain.refusals import AgreementNotUsed, ProofFromTheFuture, ProvenanceIncomplete, SameOwner
from shared.calendar import add_months
from shared.events.contract import Event
from shared.events.intake.equipment import (
    EquipmentOwnerChanged,
    EquipmentRegistered,
    EquipmentReplaced,
    PartReplaced,
)

EquipmentId = NewType("EquipmentId", UUID)


class Provenance(StrEnum):
    """How it came to the customer."""

    INSTALLED = "installed"
    """Part of a project of ours (2.1.1, 2.2.1)."""
    SOLD = "sold"
    """Sold over the counter (2.1.2, 2.2.2)."""
    FOREIGN = "foreign"
    """Not sold by us (2.2.3)."""


class ProofKind(StrEnum):
    """What proves the purchase; one valid proof is enough (4.6.3)."""

    INVOICE = "invoice"
    RECEIPT = "receipt"
    CONTRACT = "contract"
    LABEL = "label"
    """易碎标签 with its date."""
    EXCHANGE = "exchange"
    """What the customer holds for a unit that was exchanged: its cover begins anew."""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A proof of purchase that was seen."""

    kind: ProofKind
    number: str | None = None
    dated_on: date


@dataclass(frozen=True, kw_only=True)
class Project:
    """The installation it belongs to."""

    contract_id: UUID | None = None
    contract_number: str | None = None
    completed_on: date
    warranty_months: int | None = None
    """As the project's contract says; None when it has to be looked up there."""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """The special agreement by which equipment that we did not sell is served (2.2.3)."""

    number: str
    agreed_on: date
    ends_on: date | None = None
    """The last day, that day included; None: until it is ended."""

    def holds_on(self, day: date) -> bool:
        """First and last day belong to the term."""
        return self.agreed_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, kw_only=True)
class Part:
    """What the equipment is made of, as far as it has a period of its own (4.1, 4.2)."""

    part: str
    model: str | None = None
    serial: str | None = None
    since: date | None = None
    """The day of the swap; None for a part as old as the equipment."""


@dataclass(frozen=True, kw_only=True)
class Swap:
    """Another unit came in place of this one."""

    serial: str
    product_model: str | None
    because: str
    """`exchanged`, `factory_replaced` or `found_on_site`."""
    is_cover_anew: bool
    cover_from: date
    ticket_id: UUID
    repair_id: UUID
    clause: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Equipment:
    """One piece of equipment; the cover follows it with its proof, whoever owns it."""

    id: EquipmentId
    number: str
    version: int = 0
    customer_id: UUID
    site_id: UUID | None
    product_model: str
    product_category: str
    serial: str | None
    provenance: Provenance
    project: Project | None = None
    proofs: tuple[Proof, ...] = ()
    card_months: int | None = None
    """Months that its 三包 card gives (4.3)."""
    contract_months: int | None = None
    """Months that the contract gives by which it was bought (4.3)."""
    card_number: str | None = None
    agreement: Agreement | None = None
    parts: tuple[Part, ...] = ()
    former_serials: tuple[str, ...] = ()
    """Of units that hung here before, the oldest first."""
    serial_key: str | None = None
    """The serial as it is searched."""
    serial_keys: tuple[str, ...] = ()
    """Every serial that was ever seen here, of units and parts, as they are searched."""
    registered_at: datetime

    def __post_init__(self) -> None:
        if self.agreement is not None and self.provenance is not Provenance.FOREIGN:
            raise AgreementNotUsed("we sold it: it needs no agreement", clause="2.2.3", field="agreement")
        if (self.project is not None) is not (self.provenance is Provenance.INSTALLED):
            raise ProvenanceIncomplete("installed equipment has a project, other equipment none", field="project")

    @property
    def is_part_of_installation(self) -> bool:
        """Whether it hangs in a system that we mounted."""
        return self.provenance is Provenance.INSTALLED

    def add_proof(self, proof: Proof) -> "Equipment":
        """One more proof of purchase was shown (4.5)."""
        return replace(self, proofs=(*self.proofs, proof))

    def found_by_its_serials(self) -> "Equipment":
        """With what the search finds it by."""
        seen = (self.serial, *self.former_serials, *(part.serial for part in self.parts))
        return replace(
            self,
            serial_key=None if self.serial is None else serial_key(self.serial),
            serial_keys=tuple(dict.fromkeys(serial_key(each) for each in seen if each is not None)),
        )

    def swapped(self, swap: Swap) -> "tuple[Equipment, list[Event]]":
        """Another unit hangs here; where its cover begins anew, the swap is its proof (4.4)."""
        if swap.serial == self.serial:
            return self, []
        proof = Proof(kind=ProofKind.EXCHANGE, number=swap.serial, dated_on=swap.cover_from)
        unit = Part(part=self.product_category, serial=swap.serial, since=swap.cover_from)
        anew = swap.is_cover_anew
        changed = replace(
            self,
            serial=swap.serial,
            product_model=swap.product_model or self.product_model,
            former_serials=self.former_serials if self.serial is None else (*self.former_serials, self.serial),
            proofs=(*self.proofs, proof) if anew else self.proofs,
            parts=(*self.parts, unit) if anew else self.parts,
        ).found_by_its_serials()
        replaced = EquipmentReplaced(
            equipment_id=self.id,
            customer_id=self.customer_id,
            ticket_id=swap.ticket_id,
            repair_id=swap.repair_id,
            previous_serial=self.serial,
            serial=swap.serial,
            because=swap.because,
            cover_starts_on=swap.cover_from,
            clause=swap.clause,
            replaced_at=swap.at,
        )
        return changed, [replaced]

    def had(self, serial: str) -> "Equipment":
        """A unit hung here for a while, and was replaced before we heard of it."""
        return replace(self, former_serials=(*self.former_serials, serial)).found_by_its_serials()

    def with_part(self, new: "NewPart", policy: IntakePolicy) -> "tuple[Equipment, list[Event]]":
        """A part is a new one, with its own period by 4.1 or 4.2 from the swap (reading of 4.4)."""
        period = policy.warranty_of(new.part)
        fitted = Part(part=new.part, serial=new.serial, since=new.fitted_on)
        kept = tuple(each for each in self.parts if not _is_replaced(each, new))
        replaced = PartReplaced(
            equipment_id=self.id,
            ticket_id=new.ticket_id,
            job_id=new.job_id,
            part=new.part,
            quantity=new.quantity,
            previous_serial=new.previous_serial,
            serial=new.serial,
            cover_starts_on=new.fitted_on,
            covered_until=None if period is None else add_months(new.fitted_on, period.warranty_months),
            clause="4.3" if period is None else period.clause,
            replaced_at=new.at,
        )
        return replace(self, parts=(*kept, fitted)).found_by_its_serials(), [replaced]

    def handed_to(self, customer_id: UUID, site_id: UUID | None, *, now: datetime) -> "tuple[Equipment, list[Event]]":
        """Another customer owns it; proofs, project and parts stay with it, and with them the cover."""
        if customer_id == self.customer_id:
            raise SameOwner("it belongs to this customer already", field="customer_id")
        changed = EquipmentOwnerChanged(
            equipment_id=self.id,
            previous_customer_id=self.customer_id,
            customer_id=customer_id,
            site_id=site_id,
            changed_at=now,
        )
        return replace(self, customer_id=customer_id, site_id=site_id), [changed]

    @property
    def registered(self) -> list[Event]:
        """What is announced when it comes on file."""
        return [
            EquipmentRegistered(
                equipment_id=self.id,
                number=self.number,
                customer_id=self.customer_id,
                site_id=self.site_id,
                product_model=self.product_model,
                product_category=self.product_category,
                serial=self.serial,
                is_part_of_installation=self.is_part_of_installation,
                registered_at=self.registered_at,
            )
        ]


@dataclass(frozen=True, kw_only=True)
class NewPart:
    """A part that was built in on a visit."""

    part: str
    quantity: int
    previous_serial: str | None
    serial: str | None
    fitted_on: date
    ticket_id: UUID
    job_id: UUID
    at: datetime


def _is_replaced(part: Part, new: NewPart) -> bool:
    """The one with the old serial; without serials, the one of the same kind that has none."""
    if new.previous_serial is not None:
        return part.serial == new.previous_serial
    return part.part == new.part and part.serial is None


def check_proofs(proofs: tuple[Proof, ...], *, today: date) -> None:
    """Nothing was bought later than today."""
    for proof in proofs:
        if proof.dated_on > today:
            raise ProofFromTheFuture(f"a {proof.kind} of {proof.dated_on}", clause="4.6.5", field="dated_on")
