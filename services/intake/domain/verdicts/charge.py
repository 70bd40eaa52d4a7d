"""Is it free? The cases of clause 2 with their reading."""

from dataclasses import dataclass

from services.intake.domain.cover import CoverKind
from services.intake.domain.equipment import Provenance
from services.intake.domain.policy import IntakePolicy
from services.intake.domain.verdicts.facts import Case, ServicePlace
from services.intake.domain.verdicts.period import period_of
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import TicketKind


@dataclass(frozen=True, kw_only=True)
class ChargeCase:
    """Free or paid, by which case, and why."""

    category: ChargeCategory
    clause: str
    because: str


def charge_for(case: Case, policy: IntakePolicy) -> ChargeCase:
    """The case that applies: what makes it free goes before what makes it paid; what is never free goes first."""
    if case.place is ServicePlace.REMOTE:
        return _free("5.16", "a remote solution is free")
    if case.kind is TicketKind.CAMERA_MOVE:
        return _paid("3.3", "moving cameras is always paid")
    if case.kind is TicketKind.INSTALLATION:
        return _paid("3.2", "new installation work is no warranty case")
    return _by_maintenance_contract(case) or _by_provenance(case, policy)


def _by_maintenance_contract(case: Case) -> ChargeCase | None:
    cover = case.cover(CoverKind.MAINTENANCE)
    if cover is None or not cover.holds_on(case.reported_on):
        return None
    return _free("2.1.3", f"maintenance contract {cover.number} runs from {cover.starts_on} to {cover.ends_on}")


def _by_provenance(case: Case, policy: IntakePolicy) -> ChargeCase:
    if case.item is None:
        return _of_a_site(case)
    if case.item.provenance is Provenance.INSTALLED:
        return _of_a_project(case, policy)
    if case.item.provenance is Provenance.SOLD:
        if case.place is ServicePlace.BROUGHT_IN:
            return _free("2.1.2", "sold by the company and brought in by the customer")
        return _paid("2.2.2", "sold by the company and visited on site")
    return _of_foreign_equipment(case)


def _of_a_site(case: Case) -> ChargeCase:
    """Without a known item only the site's contracts speak."""
    project = case.cover(CoverKind.ENGINEERING)
    if project is not None:
        if project.holds_on(case.reported_on):
            return _free("2.1.1", f"project contract {project.number} covers until {project.ends_on}")
        return _lapsed(case) or _paid("2.2.1", f"project contract {project.number} covered until {project.ends_on}")
    lapsed = _lapsed(case)
    if lapsed is not None:
        return lapsed
    because = "neither equipment nor contract is known"
    return ChargeCase(category=ChargeCategory.UNDETERMINED, clause="5.3", because=because)


def _of_a_project(case: Case, policy: IntakePolicy) -> ChargeCase:
    if case.item is None:
        raise ValueError("a project is judged by its item")
    period = period_of(case.item, case, policy)
    is_in_period = period.covers(case.reported_on)
    if is_in_period and case.item.exclusions:
        return _paid("2.2.1", f"the warranty does not cover it: 4.6.{min(case.item.exclusions)}")
    if is_in_period:
        return _free("2.1.1", period.because)
    if is_in_period is None:
        return ChargeCase(category=ChargeCategory.UNDETERMINED, clause="5.3", because=period.because)
    return _lapsed(case) or _paid("2.2.1", period.because)


def _of_foreign_equipment(case: Case) -> ChargeCase:
    agreement = case.cover(CoverKind.SPECIAL_AGREEMENT)
    if agreement is not None and agreement.holds_on(case.reported_on):
        return _paid("2.2.3", f"served by special agreement {agreement.number}")
    because = "the company did not sell it and there is no special agreement"
    return ChargeCase(category=ChargeCategory.DECLINED, clause="2.2.3", because=because)


def _lapsed(case: Case) -> ChargeCase | None:
    cover = case.cover(CoverKind.MAINTENANCE)
    if cover is None:
        return None
    return _paid("2.2.4", f"maintenance contract {cover.number} runs from {cover.starts_on} to {cover.ends_on}")


def _free(clause: str, because: str) -> ChargeCase:
    return ChargeCase(category=ChargeCategory.FREE, clause=clause, because=because)


def _paid(clause: str, because: str) -> ChargeCase:
    return ChargeCase(category=ChargeCategory.PAID, clause=clause, because=because)
