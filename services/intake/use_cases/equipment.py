"""Equipment at the customers', and the contracts that cover it."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.intake.domain.cover import Cover, CoverId, cover_of
from services.intake.domain.equipment import (
    Agreement,
    Equipment,
    EquipmentId,
    Part,
    Project,
    Proof,
    Provenance,
    check_proofs,
)
from services.intake.domain.on_file.history import FactKind
from services.intake.domain.refusals import SiteNotFound
from services.intake.use_cases.access import customer_to_change, equipment_for_caller
from services.intake.use_cases.history import Occurrence, keep_fact
from services.intake.work import Work
from shared.errors import NotYetKnown
from shared.events.followup.contracts import ContractCover, ContractEnded, ContractRenewed, ContractTerminated
from shared.policy import business_day


@dataclass(frozen=True, kw_only=True)
class NewEquipment:
    """Equipment as it is put on file."""

    customer_id: UUID
    site_id: UUID | None
    product_model: str
    product_category: str
    serial: str | None
    provenance: Provenance
    project: Project | None
    proofs: tuple[Proof, ...]
    card_months: int | None
    contract_months: int | None = None
    card_number: str | None = None
    agreement: Agreement | None = None
    parts: tuple[Part, ...] = ()


async def register_equipment(wanted: NewEquipment, work: Work) -> Equipment:
    """Put equipment on file."""
    customer = await customer_to_change(wanted.customer_id, work)
    await _check_site(wanted.site_id, wanted.customer_id, work)
    check_proofs(wanted.proofs, today=business_day(work.now))
    equipment = Equipment(
        id=EquipmentId(work.new_id()),
        number=await work.number("SB"),
        registered_at=work.now,
        **{name: getattr(wanted, name) for name in NewEquipment.__dataclass_fields__},
    ).found_by_its_serials()
    return work.equipment.add(equipment, equipment.registered, origin=customer.origin)


async def add_proof(equipment_id: UUID, proof: Proof, work: Work) -> Equipment:
    """A proof of purchase was shown (4.5); open tickets are judged anew when somebody decides again."""
    equipment = await equipment_for_caller(equipment_id, work)
    check_proofs((proof,), today=business_day(work.now))
    saved = work.equipment.save(equipment.add_proof(proof))
    shown = {"kind": proof.kind, "dated_on": proof.dated_on, "number": proof.number}
    keep_fact(saved, Occurrence(what=FactKind.PROOF_SHOWN, at=work.now), shown, work)
    return saved


async def change_owner(equipment_id: UUID, customer_id: UUID, site_id: UUID | None, work: Work) -> Equipment:
    """Another customer owns it; the cover follows it with its proof."""
    equipment = await equipment_for_caller(equipment_id, work)
    owner = await customer_to_change(customer_id, work)
    await _check_site(site_id, owner.id, work)
    changed, events = equipment.handed_to(owner.id, site_id, now=work.now)
    saved = work.equipment.save(changed, events)
    owners = {"from": equipment.customer_id, "to": owner.id}
    keep_fact(saved, Occurrence(what=FactKind.OWNER_CHANGED, at=work.now), owners, work)
    return saved


async def _check_site(site_id: UUID | None, customer_id: UUID, work: Work) -> None:
    site = None if site_id is None else await work.sites.get(site_id)
    if site is not None and site.customer_id != customer_id:
        raise SiteNotFound(f"site {site.id} is not one of this customer")


async def keep_cover(signed: ContractCover, work: Work) -> None:
    """Know what a contract covers, signed or, where it had to be paid first, in effect."""
    cover = cover_of(signed)
    known = await work.covers.find(cover.id)
    if known is None:
        work.covers.add(cover)
    else:
        work.covers.save(replace(cover, version=known.version))


async def cover_was_renewed(event: ContractRenewed, work: Work) -> None:
    """Know which contract follows; what that one covers it tells itself."""
    cover = await _known_cover(event.contract_id, work)
    work.covers.save(replace(cover, renewed_by=event.next_contract_id))


async def cover_ended(event: ContractEnded, work: Work) -> None:
    """Know the last day as followup counts it; what was reported until then stays covered."""
    cover = await _known_cover(event.contract_id, work)
    work.covers.save(replace(cover, ends_on=event.ends_on))


async def cover_was_terminated(event: ContractTerminated, work: Work) -> None:
    """Know the last day of a contract that ends before its term."""
    cover = await _known_cover(event.contract_id, work)
    work.covers.save(replace(cover, ends_on=event.last_day))


async def _known_cover(contract_id: UUID, work: Work) -> Cover:
    cover = await work.covers.find(CoverId(contract_id))
    if cover is None:
        raise NotYetKnown(f"contract {contract_id}")
    return cover
