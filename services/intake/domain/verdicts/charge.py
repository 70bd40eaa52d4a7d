"""Is it free? The cases of clause 2 with their reading."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from services.intake.domain.cover import CoverKind
from services.intake.domain.equipment import Provenance
from services.intake.domain.policy import IntakePolicy
from services.intake.domain.verdicts.facts import Case, ServicePlace
from services.intake.domain.verdicts.period import period_of
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import TicketKind


class VisitFeeWaiver(StrEnum):
    """Why no visit fee is due although the visit is paid (reading of clause 2)."""

    SECOND_TRIP = "second_trip"
    """Two trips for one fault cost one fee."""
    FAULT_AFTER_PAID_REPAIR = "fault_after_paid_repair"
    """The same fault soon after a paid repair costs none."""


@dataclass(frozen=True, kw_only=True)
class ChargeCase:
    """Free or paid, by which case, and why."""

    category: ChargeCategory
    clause: str
    because: str
    visit_fee_waiver: VisitFeeWaiver | None = None


_FIRST_DECIDES = (
    ChargeCategory.FREE,
    ChargeCategory.UNDETERMINED,
    ChargeCategory.PAID,
    ChargeCategory.DECLINED,
)


def charge_of_visit(charges: Sequence[ChargeCase]) -> ChargeCase:
    """One visit with free and paid items costs no fee if any item is free; the order of the items never matters."""
    decisive = min(charges, key=lambda each: (_FIRST_DECIDES.index(each.category), each.clause, each.because))
    waivers = {each.visit_fee_waiver for each in charges if each.category is ChargeCategory.PAID}
    is_waived = decisive.category is ChargeCategory.PAID and None not in waivers
    return replace(decisive, visit_fee_waiver=min(filter(None, waivers)) if is_waived else None)


def charge_for(case: Case, policy: IntakePolicy) -> ChargeCase:
    """Free or paid for one item, and whether a visit fee would be due."""
    found = _case_that_applies(case, policy)
    waiver = _waiver(case, policy) if found.category is ChargeCategory.PAID else None
    return replace(found, visit_fee_waiver=waiver)


def _waiver(case: Case, policy: IntakePolicy) -> VisitFeeWaiver | None:
    if case.place is not ServicePlace.ON_SITE or case.kind is not TicketKind.FAULT:
        return None
    if case.visits_before:
        return VisitFeeWaiver.SECOND_TRIP
    days, equipment_id = policy.paid_repairs.same_fault_days, None if case.item is None else case.item.equipment_id
    is_again = any(
        done.is_within(days, case.reported_on)
        and done.is_same_fault(equipment_id=equipment_id, site_id=case.site_id, symptom_code=case.symptom_code)
        for done in case.paid_work
    )
    return VisitFeeWaiver.FAULT_AFTER_PAID_REPAIR if is_again else None


def _case_that_applies(case: Case, policy: IntakePolicy) -> ChargeCase:
    """What makes it free goes before what makes it paid; what is never free goes first."""
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
    if is_in_period and case.exclusions:
        return _paid("2.2.1", f"the warranty does not cover it: 4.6.{min(case.exclusions)}")
    if is_in_period and case.disputed:
        clause = f"4.6.{min(case.disputed)}"
        because = f"the customer disputes {clause}: the supervisor decides"
        return ChargeCase(category=ChargeCategory.UNDETERMINED, clause=clause, because=because)
    if is_in_period:
        return _free("2.1.1", period.because)
    if is_in_period is None:
        return ChargeCase(category=ChargeCategory.UNDETERMINED, clause="5.3", because=period.because)
    return _lapsed(case) or _paid("2.2.1", period.because)


def _of_foreign_equipment(case: Case) -> ChargeCase:
    agreement = case.cover(CoverKind.SPECIAL_AGREEMENT)
    if agreement is not None and agreement.holds_on(case.reported_on):
        return _paid("2.2.3", f"served by special agreement {agreement.number}")
    on_file = None if case.item is None else case.item.agreement
    if on_file is not None and on_file.holds_on(case.reported_on):
        return _paid("2.2.3", f"served by special agreement {on_file.number} of this equipment")
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
