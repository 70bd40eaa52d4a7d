"""Equipment at the customers': installed by us, sold by us, or by somebody else."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.intake.domain.refusals import ProofFromTheFuture, ProvenanceIncomplete
from shared.events.contract import Event
from shared.events.intake.equipment import EquipmentRegistered

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
    registered_at: datetime

    def __post_init__(self) -> None:
        if (self.project is not None) is not (self.provenance is Provenance.INSTALLED):
            raise ProvenanceIncomplete("installed equipment has a project, other equipment none", field="project")

    @property
    def is_part_of_installation(self) -> bool:
        """Whether it hangs in a system that we mounted."""
        return self.provenance is Provenance.INSTALLED

    def add_proof(self, proof: Proof) -> "Equipment":
        """One more proof of purchase was shown (4.5)."""
        return replace(self, proofs=(*self.proofs, proof))

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


def check_proofs(proofs: tuple[Proof, ...], *, today: date) -> None:
    """Nothing was bought later than today."""
    for proof in proofs:
        if proof.dated_on > today:
            raise ProofFromTheFuture(f"a {proof.kind} of {proof.dated_on}", clause="4.6.5", field="dated_on")
