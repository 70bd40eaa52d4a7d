"""From when until when an item is in warranty: project by its contract, sold product by 4.1, 4.2 or its card."""

from dataclasses import dataclass
from datetime import date

from services.intake.domain.cover import CoverKind
from services.intake.domain.equipment import Project, Provenance
from services.intake.domain.policy import IntakePolicy
from services.intake.domain.verdicts.facts import Case, Item
from shared.calendar import add_months


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
    """A card or contract may lengthen the table's period, never shorten it."""
    table = policy.warranty_of(item.product_category)
    listed_months = 0 if table is None else table.warranty_months
    months = max(listed_months, item.card_months or 0)
    clause = table.clause if table is not None and months == listed_months else "4.3"
    if item.purchased_on is None:
        return Period(clause="4.5", ends_on=None, because="no proof of purchase was shown yet")
    if not months:
        return Period(clause="4.3", ends_on=None, because=f"{item.product_category} is not listed and has no card")
    ends_on = add_months(item.purchased_on, months)
    because = f"{months} months of {item.product_category} from the proof of {item.purchased_on} end on {ends_on}"
    return Period(clause=clause, ends_on=ends_on, because=because)
