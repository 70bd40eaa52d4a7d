"""From when until when an item is in warranty: project by its contract, sold product by 4.1, 4.2 or its card."""

from dataclasses import dataclass
from datetime import date

from services.intake.domain.cover import CoverKind
from services.intake.domain.equipment import Project, Provenance
from services.intake.domain.policy import IntakePolicy
from services.intake.domain.verdicts.facts import Case, Item, ItemPart
from shared.calendar import add_months
from shared.events.intake.decisions import CoverageVerdict, PartPeriod

WHAT_NO_TABLE_LISTS = "4.3"


@dataclass(frozen=True, kw_only=True)
class Period:
    """A warranty period, or why none could be found."""

    clause: str
    ends_on: date | None
    """The last day, that day included; None when it is not known."""
    because: str

    def covers(self, day: date) -> bool | None:
        """The last day still counts; None when nothing is known."""
        return None if self.ends_on is None else day <= self.ends_on


def period_of(item: Item, case: Case, policy: IntakePolicy) -> Period:
    """The warranty period of an item as far as it is known."""
    if item.provenance is Provenance.FOREIGN:
        return Period(clause="2.2.3", ends_on=date.min, because="the company did not sell it")
    if item.project is not None:
        return _of_project(item.project, case)
    return _of_purchase(item, policy)


def part_periods_of(item: Item, whole: Period, case: Case, policy: IntakePolicy) -> tuple[PartPeriod, ...]:
    """Parts whose period differs from the product's, `whole`: the customer is told (4.3)."""
    if whole.ends_on is None or item.provenance is Provenance.FOREIGN:
        return ()
    found = {part.part: _of_part(part, item, whole, policy) for part in sorted(item.parts, key=_newest_last)}
    return tuple(
        PartPeriod(
            part=name,
            covered_until=period.ends_on,
            clause=period.clause,
            verdict=CoverageVerdict.COVERED if period.covers(case.reported_on) else CoverageVerdict.NOT_COVERED,
        )
        for name, period in sorted(found.items())
        if period.ends_on is not None and period.ends_on != whole.ends_on
    )


def _of_project(project: Project, case: Case) -> Period:
    cover = case.cover(CoverKind.ENGINEERING)
    if cover is not None:
        because = f"project contract {cover.number} covers from {cover.starts_on} to {cover.ends_on}"
        return Period(clause="2.1.1", ends_on=cover.ends_on, because=because)
    if project.warranty_months is None:
        return Period(clause="2.1.1", ends_on=None, because="the project's contract is not on file")
    ends_on = add_months(project.completed_on, project.warranty_months)
    because = f"{project.warranty_months} months from completion on {project.completed_on} end on {ends_on}"
    return Period(clause="2.1.1", ends_on=ends_on, because=because)


def _of_purchase(item: Item, policy: IntakePolicy) -> Period:
    clause, months = _longest(item.product_category, item, policy)
    if item.purchased_on is None:
        return Period(clause="4.5", ends_on=None, because="no proof of purchase was shown yet")
    if not months:
        return Period(clause=clause, ends_on=None, because=f"{item.product_category} is not listed and has no card")
    ends_on = add_months(item.purchased_on, months)
    because = f"{months} months of {item.product_category} from the proof of {item.purchased_on} end on {ends_on}"
    return Period(clause=clause, ends_on=ends_on, because=because)


def _longest(category: str, item: Item, policy: IntakePolicy) -> tuple[str, int]:
    """A card or contract may lengthen the table's period, never shorten it: clause and months of the longest."""
    table = policy.warranty_of(category)
    clause, listed = (WHAT_NO_TABLE_LISTS, 0) if table is None else (table.clause, table.warranty_months)
    given = max(item.card_months or 0, item.contract_months or 0)
    return (WHAT_NO_TABLE_LISTS, given) if given > listed else (clause, listed)


def _of_part(part: ItemPart, item: Item, whole: Period, policy: IntakePolicy) -> Period:
    """A part of a sold product by its own line of the table; a swapped one anew from the swap, never shorter."""
    original = whole if item.project is not None else _of_purchase(_as_part(item, part.part), policy)
    table = policy.warranty_of(part.part)
    if part.since is None or table is None:
        return original if original.ends_on is not None else whole
    ends_on = add_months(part.since, table.warranty_months)
    if original.ends_on is not None and original.ends_on >= ends_on:
        return original
    return Period(clause=table.clause, ends_on=ends_on, because=f"swapped on {part.since}")


def _as_part(item: Item, category: str) -> Item:
    return Item(
        product_category=category,
        provenance=item.provenance,
        proofs=item.proofs,
        card_months=item.card_months,
        contract_months=item.contract_months,
    )


def _newest_last(part: ItemPart) -> tuple[str, date]:
    return part.part, part.since or date.min
