"""What a verdict is judged by, apart from where it was found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from services.intake.domain.cover import Cover, CoverKind, best_of
from services.intake.domain.equipment import Agreement, Equipment, Project, Proof, Provenance
from services.intake.domain.verdicts.paid_work import PaidWork
from shared.events.intake.tickets import Region, TicketKind


class ServicePlace(StrEnum):
    """Where the service is to be given; free or paid hangs on it (2.1.2, 2.2.2)."""

    ON_SITE = "on_site"
    BROUGHT_IN = "brought_in"
    REMOTE = "remote"


@dataclass(frozen=True, kw_only=True)
class ItemPart:
    """A part of a product that has a period of its own (4.3)."""

    part: str
    """A category of 4.1 or 4.2."""
    since: date | None = None
    """The day of the swap; None for a part as old as the product."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One piece of equipment as far as its cover depends on it."""

    equipment_id: UUID | None = None
    product_model: str | None = None
    product_category: str
    provenance: Provenance
    project: Project | None = None
    proofs: tuple[Proof, ...] = ()
    serial: str | None = None
    card_months: int | None = None
    contract_months: int | None = None
    parts: tuple[ItemPart, ...] = ()
    is_supported_by_maker: bool | None = None
    agreement: Agreement | None = None
    """The special agreement by which equipment that we did not sell is served, where it stands on file with it."""

    @property
    def purchased_on(self) -> date | None:
        """The date on the proof; of several valid ones the latest, because one is enough."""
        return max((proof.dated_on for proof in self.proofs), default=None)


@dataclass(frozen=True, kw_only=True)
class Case:
    """All that decides what is covered, what is free, and by which clause."""

    kind: TicketKind
    place: ServicePlace
    region: Region
    reported_on: date
    """Judged at the time of the report (reading of clause 2)."""
    site_id: UUID | None = None
    item: Item | None = None
    exclusions: frozenset[int] = frozenset()
    """Numbers of 4.6 that were found: 1 misuse, 2 opened by others, 3 no proof, 4 force majeure, 5 altered date."""
    disputed: frozenset[int] = frozenset()
    """Numbers of 4.6 that somebody found and the customer disputes: the supervisor decides."""
    symptom_code: str | None = None
    fault_began_on: date | None = None
    """As the customer says; kept as evidence, judged is the day of the report (reading of clause 2)."""
    covers: tuple[Cover, ...] = field(default=())
    paid_work: tuple[PaidWork, ...] = ()
    """Paid repairs of this customer's, of other tickets."""
    visits_before: int = 0
    """Visits that this ticket has had already."""

    def cover(self, kind: CoverKind) -> Cover | None:
        """The customer's contract of a kind that is about this site; for a project the one it names."""
        if kind is CoverKind.ENGINEERING and self.item is not None and self.item.project is not None:
            named = [cover for cover in self.covers if _is_of(cover, self.item.project)]
            if named:
                return best_of(named, kind, None, on=self.reported_on) or named[0]
        return best_of(self.covers, kind, self.site_id, on=self.reported_on)

    @cached_property
    def told(self) -> dict[str, str]:
        """The facts as an explanation lists them; nothing personal. Both verdicts of a case tell them."""
        facts = {
            "kind": self.kind.value,
            "place": self.place.value,
            "region": self.region.value,
            "reported_on": self.reported_on.isoformat(),
        }
        if self.fault_began_on is not None:
            facts["fault_began_on"] = self.fault_began_on.isoformat()
        if self.item is not None:
            facts |= _facts_of(self.item)
        for name, numbers in (("exclusions", self.exclusions), ("disputed", self.disputed)):
            if numbers:
                facts[name] = ", ".join(f"4.6.{number}" for number in sorted(numbers))
        for cover in sorted(self.covers, key=lambda cover: (cover.starts_on, cover.ends_on, str(cover.id))):
            name = f"{cover.kind} contract {cover.number}"
            facts[name] = f"{facts[name]}; {_term_of(cover)}" if name in facts else _term_of(cover)
        if self.visits_before:
            facts["visits_before"] = str(self.visits_before)
        return facts


def told_of(cases: Sequence[Case]) -> dict[str, str]:
    """The facts of a ticket, item by item where there are several."""
    if len(cases) == 1:
        return cases[0].told
    return {f"item {place} {name}": value for place, case in enumerate(cases, 1) for name, value in case.told.items()}


def usual_place(kind: TicketKind, item: Item | None, *, has_site: bool) -> ServicePlace:
    """Where the service is given when nobody says it: a product without a site is brought in."""
    if kind is TicketKind.QUESTION:
        return ServicePlace.REMOTE
    if not has_site and item is not None and item.provenance is Provenance.SOLD:
        return ServicePlace.BROUGHT_IN
    return ServicePlace.ON_SITE


def judged_kind(kind: TicketKind, place: ServicePlace) -> TicketKind:
    """A question that needs somebody to come, or the item to be brought, is judged like a fault."""
    return TicketKind.FAULT if kind is TicketKind.QUESTION and place is not ServicePlace.REMOTE else kind


def item_of(equipment: Equipment) -> Item:
    """The facts of equipment that is on file."""
    return Item(
        equipment_id=equipment.id,
        product_model=equipment.product_model,
        product_category=equipment.product_category,
        provenance=equipment.provenance,
        project=equipment.project,
        proofs=equipment.proofs,
        serial=equipment.serial,
        card_months=equipment.card_months,
        contract_months=equipment.contract_months,
        parts=tuple(ItemPart(part=part.part, since=part.since) for part in equipment.parts),
        agreement=equipment.agreement,
    )


def _is_of(cover: Cover, project: Project) -> bool:
    return cover.kind is CoverKind.ENGINEERING and (
        cover.id == project.contract_id
        or (project.contract_number is not None and cover.number == project.contract_number)
    )


def _term_of(cover: Cover) -> str:
    term = f"{cover.starts_on} to {cover.ends_on}"
    return f"{term}, not paid yet" if cover.waits_for_payment else term


def _facts_of(item: Item) -> dict[str, str]:
    facts = {"provenance": item.provenance.value, "product_category": item.product_category}
    if item.project is not None:
        facts["completed_on"] = item.project.completed_on.isoformat()
    if item.purchased_on is not None:
        facts["purchased_on"] = item.purchased_on.isoformat()
        facts["proofs"] = ", ".join(sorted({proof.kind.value for proof in item.proofs}))
    for name in ("card_months", "contract_months", "is_supported_by_maker"):
        value = getattr(item, name)
        if value is not None:
            facts[name] = str(value).lower()
    return facts
