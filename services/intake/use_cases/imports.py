"""Customers, sites and equipment come in from a sheet, row by row in the background, and go out as one."""

from dataclasses import dataclass
from uuid import UUID

from services.intake.domain.customer import Customer
from services.intake.domain.equipment import Equipment, Project, Proof, ProofKind, Provenance
from services.intake.domain.on_file.importing import BroughtIn, ImportLine, LineOutcome, Progress, SheetImport
from services.intake.domain.on_file.sheet import Cells, check_cells, day_in, number_in, read_sheet
from services.intake.domain.refusals import (
    CellNotValid,
    ImportNotFound,
    ReferenceMissing,
    SheetNotReadable,
    TooManyRows,
)
from services.intake.domain.report import origin_for
from services.intake.use_cases import customers, equipment
from services.intake.use_cases.access import partner_origin
from services.intake.use_cases.customers import NewContact, NewSite
from services.intake.use_cases.equipment import NewEquipment
from services.intake.work import Work
from shared.errors import Refused

BRING_IN = "bring_in_row"


@dataclass
class _Row:
    """A row on its way in: what is there already, and whether anything of it is new."""

    cells: Cells
    origin: str
    is_new: bool = False


async def start_import(content: str, work: Work) -> Progress:
    """Take a sheet; its rows come in one by one, also over a restart."""
    rows = read_sheet(content)
    rule = work.policy.imports
    if not rows:
        raise SheetNotReadable("there is no row below the names of the columns", field="content")
    if len(rows) > rule.most_rows:
        raise TooManyRows(f"{len(rows)} rows, {rule.most_rows} at most", clause=rule.clause, field="content")
    sheet = SheetImport(
        id=work.new_id(),
        number=await work.number("DR"),
        origin=origin_for(None, work.actor),
        rows=len(rows),
        received_at=work.now,
    )
    begun: set[str] = set()
    for row, cells in enumerate(rows, start=1):
        line = work.import_lines.add(ImportLine(id=work.new_id(), import_id=sheet.id, row=row, content=cells))
        if line.customer_reference not in begun:
            begun.add(line.customer_reference)
            _bring_in_soon(line, work)
    counts = dict.fromkeys(LineOutcome, 0) | {LineOutcome.WAITING: len(rows)}
    return Progress(sheet=work.sheet_imports.add(sheet), counts=counts)


async def bring_in(line_id: UUID, work: Work) -> None:
    """One row, as a whole or not at all: what was collected before a refusal is dropped.

    The rows of one customer follow one another, because a later one builds on what an earlier one brought.
    """
    line = await work.import_lines.get(line_id)
    if line.content is None:
        return
    following = await work.import_lines.following(line)
    if following is not None:
        _bring_in_soon(following, work)
    sheet = await work.sheet_imports.get(line.import_id)
    row = _Row(line.content, sheet.origin)
    before = work.changes.mark()
    try:
        things = await _bring_in(row, work)
    except Refused as refused:
        work.changes.back_to(before)
        work.import_lines.save(line.refused(refused))
    else:
        work.import_lines.save(line.brought_in(things, is_new=row.is_new))


async def progress(import_id: UUID, work: Work) -> Progress:
    """How far an import is; raises ImportNotFound, for a partner also for those of others."""
    sheet = await work.sheet_imports.get(import_id)
    if partner_origin(work.actor) not in (None, sheet.origin):
        raise ImportNotFound(f"import {import_id} is not known")
    return Progress(sheet=sheet, counts=await work.import_lines.counts(import_id))


def _bring_in_soon(line: ImportLine, work: Work) -> None:
    work.set_timer(work.new_id(), due_at=work.now, kind=BRING_IN, subject=line.id, urgency=9)


async def _bring_in(row: _Row, work: Work) -> BroughtIn:
    check_cells(row.cells)
    customer = await _customer(row, work)
    site_id = await _site(row, customer, work) if row.cells.get("address") else None
    equipment_id = None
    if row.cells.get("product_model"):
        equipment_id = await _equipment(row, customer, site_id, work)
    return BroughtIn(customer_id=customer.id, site_id=site_id, equipment_id=equipment_id)


async def _customer(row: _Row, work: Work) -> Customer:
    reference = _reference(row, "customer")
    known = await work.references.find(row.origin, "customer", reference)
    if known is not None:
        customer = await work.customers.get(known)
        customer.check_not_erased()
        return customer
    row.is_new = True
    cells = row.cells
    name = cells.get("customer_name", "")
    if not name:
        raise CellNotValid("a new customer has a name", field="customer_name")
    contact = NewContact(
        name=cells.get("contact_name") or name,
        phone=cells.get("contact_phone", ""),
        may_consent=cells.get("may_consent") == "yes",
        is_preferred=True,
    )
    customer = await customers.put_on_file(name, (contact,), row.origin, work)
    work.references.keep(row.origin, "customer", reference, customer.id)
    return customer


async def _site(row: _Row, customer: Customer, work: Work) -> UUID:
    reference = _reference(row, "site")
    known = await work.references.find(row.origin, "site", reference)
    if known is not None:
        return known
    row.is_new = True
    cells = row.cells
    wanted = NewSite(
        address=cells["address"],
        division_code=cells.get("division_code") or None,
        contact_name=None,
        contact_phone=None,
    )
    site = await customers.add_site(customer.id, wanted, work)
    work.references.keep(row.origin, "site", reference, site.id)
    return site.id


async def _equipment(row: _Row, customer: Customer, site_id: UUID | None, work: Work) -> UUID:
    reference = _reference(row, "equipment")
    known = await work.references.find(row.origin, "equipment", reference)
    if known is not None:
        return known
    row.is_new = True
    made: Equipment = await equipment.register_equipment(_new_equipment(row.cells, customer.id, site_id), work)
    work.references.keep(row.origin, "equipment", reference, made.id)
    return made.id


def _new_equipment(cells: Cells, customer_id: UUID, site_id: UUID | None) -> NewEquipment:
    completed_on, dated_on = day_in(cells, "completed_on"), day_in(cells, "proof_dated_on")
    project = proof = None
    if completed_on is not None:
        project = Project(
            contract_number=cells.get("contract_number") or None,
            completed_on=completed_on,
            warranty_months=number_in(cells, "warranty_months"),
        )
    if dated_on is not None:
        kind = ProofKind(cells.get("proof_kind") or ProofKind.INVOICE)
        proof = Proof(kind=kind, number=cells.get("proof_number") or None, dated_on=dated_on)
    return NewEquipment(
        customer_id=customer_id,
        site_id=site_id,
        product_model=cells["product_model"],
        product_category=cells.get("product_category") or "other",
        serial=cells.get("serial") or None,
        provenance=Provenance(cells.get("provenance") or Provenance.FOREIGN),
        project=project,
        proofs=() if proof is None else (proof,),
        card_months=number_in(cells, "card_months"),
    )


def _reference(row: _Row, kind: str) -> str:
    reference = row.cells.get(f"{kind}_reference", "")
    if not reference:
        raise ReferenceMissing(f"a {kind} needs the sender's reference", field=f"{kind}_reference")
    return reference
