"""Contracts from a file: all of a row or nothing of it, and nothing twice however often the file is sent."""

from dataclasses import replace

from services.followup.domain.contract import Contract, ContractId, rule_for
from services.followup.domain.contract_import import (
    ContractImport,
    ImportedContract,
    Parsed,
    RowOutcome,
    RowReport,
    parse_contracts,
)
from services.followup.domain.term import Term
from services.followup.use_cases.contracts import put_in_force
from services.followup.work import Work


async def import_contracts(text: str, work: Work) -> ContractImport:
    """Take what can be taken; the report says of each row what became of it and why."""
    rows = parse_contracts(text, work.policy)
    known = await work.contracts.with_references({row.reference for row in rows})
    report = [await _take(row, known.get(row.reference), work) for row in rows]
    imported = ContractImport(
        id=work.new_id(), number=await work.number("DR"), rows=tuple(report), imported_at=work.now
    )
    return work.imports.add(imported)


async def _take(row: Parsed, known: Contract | None, work: Work) -> RowReport:
    wanted = row.contract
    if wanted is None:
        return row.refused()
    if known is not None:
        return _compared(row, wanted, known)
    customer = await work.customers.find(wanted.customer_id)
    if customer is None:
        return replace(row, field="customer_id", reason="customer_not_known").refused()
    if not set(wanted.site_ids) <= {site.site_id for site in customer.sites}:
        return replace(row, field="site_ids", reason="site_not_known").refused()
    contract = await put_in_force(await _contract(wanted, work), work)
    return RowReport(line=row.line, reference=row.reference, outcome=RowOutcome.ACCEPTED, contract_id=contract.id)


def _compared(row: Parsed, wanted: ImportedContract, known: Contract) -> RowReport:
    """The same reference again: the same contract is known, another one is refused."""
    if _content(known) != _wanted_content(wanted):
        return replace(row, field="reference", reason="reference_used").refused()
    return RowReport(line=row.line, reference=row.reference, outcome=RowOutcome.KNOWN, contract_id=known.id)


async def _contract(wanted: ImportedContract, work: Work) -> Contract:
    """What was signed on paper was agreed there: nobody approves its price again."""
    return Contract(
        id=ContractId(work.new_id()),
        number=await work.number("HT"),
        kind=wanted.kind,
        customer_id=wanted.customer_id,
        site_ids=wanted.site_ids,
        starts_on=wanted.starts_on,
        terms=(wanted.term,),
        are_parts_included=wanted.are_parts_included,
        clause=rule_for(wanted.kind, work.policy).clause,
        policy_revision=work.policy.revision.number,
        drafted_by=work.actor.subject,
        external_reference=wanted.reference,
    )


def _content(contract: Contract) -> tuple[object, ...]:
    terms: tuple[Term, ...] = contract.terms
    return (
        *(contract.kind, contract.customer_id, contract.site_ids, contract.starts_on),
        *(terms, contract.are_parts_included),
    )


def _wanted_content(wanted: ImportedContract) -> tuple[object, ...]:
    return (
        *(wanted.kind, wanted.customer_id, wanted.site_ids, wanted.starts_on),
        *((wanted.term,), wanted.are_parts_included),
    )
