"""Is it under warranty? Clause 4 with its reading: parts, labour and travel, each with its clause."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.intake.domain.cover import CoverKind
from services.intake.domain.equipment import Provenance
from services.intake.domain.policy import IntakePolicy
from services.intake.domain.verdicts.charge import ChargeCase
from services.intake.domain.verdicts.facts import Case, Item, ServicePlace
from services.intake.domain.verdicts.period import Period, part_periods_of, period_of
from shared.events.intake.decisions import ChargeCategory, Coverage, CoverageVerdict, ItemVerdict
from shared.events.intake.tickets import Region

_OF_LABOUR = {
    ChargeCategory.FREE: CoverageVerdict.COVERED,
    ChargeCategory.PAID: CoverageVerdict.NOT_COVERED,
    ChargeCategory.DECLINED: CoverageVerdict.NOT_COVERED,
    ChargeCategory.UNDETERMINED: CoverageVerdict.UNDETERMINED,
}
_OF_TRAVEL = {
    Region.MAIN_CITY: CoverageVerdict.COVERED,
    Region.SUBURB: CoverageVerdict.NOT_COVERED,
    Region.OUTSIDE: CoverageVerdict.NOT_COVERED,
    Region.UNDETERMINED: CoverageVerdict.UNDETERMINED,
}


@dataclass(frozen=True, kw_only=True)
class WarrantyCase:
    """What is covered for one item, and why."""

    verdict: ItemVerdict
    because: str


def warranty_for(case: Case, charge: ChargeCase, policy: IntakePolicy) -> WarrantyCase:
    """What warranty or contract pay; `charge` is the case of clause 2, which decides the labour."""
    period = None if case.item is None else period_of(case.item, case, policy)
    parts, because = _parts(case, period)
    item = case.item
    labour = Coverage(verdict=_OF_LABOUR[charge.category], clause=charge.clause)
    travel = _travel(case, policy)
    verdict = ItemVerdict(
        parts=parts,
        labour=labour,
        travel=travel,
        exclusions=tuple(f"4.6.{number}" for number in sorted(case.exclusions | case.disputed)),
        is_disputed=bool(case.disputed) and not case.exclusions,
    )
    if item is not None and period is not None:
        verdict = _of_item(verdict, item, period, case, policy)
    return WarrantyCase(verdict=verdict, because=because)


def _of_item(verdict: ItemVerdict, item: Item, period: Period, case: Case, policy: IntakePolicy) -> ItemVerdict:
    """The days that matter for a known item, beside its coverage."""
    is_ours = item.provenance is not Provenance.FOREIGN
    return replace(
        verdict,
        equipment_id=item.equipment_id,
        product_model=item.product_model,
        product_category=item.product_category,
        serial=item.serial,
        covered_until=period.ends_on if is_ours else None,
        return_until=_last_day_of_standard(case, policy.returns.return_days),
        exchange_until=_last_day_of_standard(case, policy.returns.exchange_days),
        part_periods=part_periods_of(item, period, case, policy),
        is_supported_by_maker=item.is_supported_by_maker,
    )


def _last_day_of_standard(case: Case, days: int) -> date | None:
    """The last day of the national return-or-exchange standard, counted from the proof, that day included (4.4)."""
    item = case.item
    if item is None or item.provenance is not Provenance.SOLD or item.purchased_on is None or case.exclusions:
        return None
    return item.purchased_on + timedelta(days=days)


def _parts(case: Case, period: Period | None) -> tuple[Coverage, str]:
    """Exclusions beat the period and the contract; a contract with parts beats a period that is over."""
    if case.exclusions:
        clause = f"4.6.{min(case.exclusions)}"
        return Coverage(verdict=CoverageVerdict.NOT_COVERED, clause=clause), f"not covered by {clause}"
    if case.disputed:
        clause = f"4.6.{min(case.disputed)}"
        because = f"the customer disputes {clause}: the supervisor decides"
        return Coverage(verdict=CoverageVerdict.UNDETERMINED, clause=clause), because
    is_in_period = None if period is None else period.covers(case.reported_on)
    if period is not None and is_in_period:
        return Coverage(verdict=CoverageVerdict.COVERED, clause=period.clause), period.because
    contract = _contract_with_parts(case)
    if contract is not None:
        return Coverage(verdict=CoverageVerdict.COVERED, clause=contract[0]), contract[1]
    if period is None:
        return Coverage(verdict=CoverageVerdict.UNDETERMINED, clause="4.5"), "the item is not known"
    if is_in_period is None:
        return Coverage(verdict=CoverageVerdict.UNDETERMINED, clause=period.clause), period.because
    clause = "2.2.1" if case.item is not None and case.item.project is not None else period.clause
    return Coverage(verdict=CoverageVerdict.NOT_COVERED, clause=clause), period.because


def _contract_with_parts(case: Case) -> tuple[str, str] | None:
    """A maintenance contract pays parts only where it says so; a project's contract pays those of its site."""
    maintenance = case.cover(CoverKind.MAINTENANCE)
    if maintenance is not None and maintenance.holds_on(case.reported_on) and maintenance.are_parts_included:
        return "2.1.3", f"maintenance contract {maintenance.number} includes parts until {maintenance.ends_on}"
    project = case.cover(CoverKind.ENGINEERING) if case.item is None else None
    if project is not None and project.holds_on(case.reported_on):
        return "2.1.1", f"project contract {project.number} covers until {project.ends_on}"
    return None


def _travel(case: Case, policy: IntakePolicy) -> Coverage:
    """Travel outside the main city is due on free visits too (reading of 3.6)."""
    is_needed = case.place is ServicePlace.ON_SITE
    verdict = _OF_TRAVEL[case.region] if is_needed else CoverageVerdict.COVERED
    return Coverage(verdict=verdict, clause=policy.main_city.clause)
