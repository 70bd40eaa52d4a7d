"""Items of work and parts while the work goes on, and what needs the customer's consent first (4.6, 5.5)."""

from collections.abc import Iterable
from datetime import datetime

from services.dispatch.domain.jobs.facts import ConsentState
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.jobs.visit_facts import Exclusion, WorkLog
from services.dispatch.domain.refusals import ConsentMissing, EvidenceMissing, PartNotBroken
from services.dispatch.domain.states import JobAction
from shared.events.dispatch.jobs import ExclusionFound, PartUsed
from shared.events.dispatch.visits import PartsUsed
from shared.events.intake.decisions import ChargeCategory

CONSENT_CLAUSE = "5.5"
EXCLUSION_CLAUSE = "4.6"


def record_items(job: Job, log: WorkLog, done_at: datetime, moment: Moment) -> tuple[Job, Events]:
    """Something was done or built in: after the diagnosis, and with consent where it is chargeable."""
    after = job.diagnosis.diagnosed_at if job.diagnosis else None
    job.must_have_happened(done_at, moment, after=after, field="done_at")
    moved = job.moving(JobAction.RECORD_ITEMS, log=job.log.and_then(log))
    must_be_allowed(job, log, done_at, is_work=log.is_work)
    return moved, parts_used(moved, log.parts, done_at)


def find_exclusion(job: Job, found: Exclusion, moment: Moment) -> tuple[Job, Events]:
    """What ends the cover is found where the item is opened: chargeable work waits for a new consent."""
    after = job.arrival.arrived_at if job.arrival else None
    job.must_have_happened(found.found_at, moment, after=after, field="found_at")
    job.must_have_ticket(EXCLUSION_CLAUSE)
    moved = job.moving(JobAction.FIND_EXCLUSION, exclusions=(*job.exclusions, found))
    if not found.evidence_sha256:
        raise EvidenceMissing("an exclusion needs evidence", clause=EXCLUSION_CLAUSE, field="evidence_sha256")
    event = ExclusionFound(
        **job.keys,
        exclusion=found.exclusion,
        equipment_id=found.equipment_id or job.equipment_id,
        technician_id=job.traveller,
        evidence_sha256=found.evidence_sha256,
        is_disputed=found.is_disputed,
        clause=found.exclusion,
        found_at=found.found_at,
    )
    return moved, [event]


def parts_used(job: Job, parts: tuple[PartUsed, ...], used_at: datetime) -> Events:
    """Told once for each part, so that the stock of the technician is right."""
    if not parts:
        return []
    return [PartsUsed(**job.keys, technician_id=job.traveller, parts=parts, used_at=used_at)]


def must_be_allowed(job: Job, log: WorkLog, done_at: datetime, *, is_work: bool) -> None:
    """No part that is not broken, and nothing chargeable before the consent; material needs no diagnosis (5.5).

    Raises PartNotBroken, ConsentMissing.
    """
    _check_parts(job, log.parts)
    _check_consent(job, log, done_at, is_work=is_work)


def _check_parts(job: Job, parts: Iterable[PartUsed]) -> None:
    found = {finding.finding for finding in job.diagnosis.findings} if job.diagnosis else set()
    for part in parts:
        needs_none = part.is_material and part.finding is None
        if not needs_none and part.finding not in found:
            raise PartNotBroken(
                f"no finding of the diagnosis says that {part.part} is broken", clause=CONSENT_CLAUSE, field="parts"
            )


def _check_consent(job: Job, log: WorkLog, done_at: datetime, *, is_work: bool) -> None:
    """Free work needs no consent; parts that are not covered, camera points and cable need one on a free visit too.

    After an exclusion nothing goes on before intake has judged anew, and what was agreed before no longer counts.
    What counts is what was said and found when the work was done, however late it is recorded.
    """
    is_paid = job.charge is not None and job.charge.category is ChargeCategory.PAID
    has_paid_parts = bool(log.parts) and job.parts_cover is not None and job.parts_cover.are_not_covered
    found = [each for each in job.exclusions if each.found_at <= done_at]
    waits_for_verdict = _awaits_verdict(job, found) and (is_work or bool(log.parts))
    if not ((is_paid and is_work) or has_paid_parts or log.moves_cameras or waits_for_verdict):
        return
    said = job.consent.at(done_at) if job.consent else None
    if said is None or said.state is not ConsentState.GIVEN or any(each.found_at > said.said_at for each in found):
        raise ConsentMissing(
            "the customer has not agreed to the price of this work",
            clause=CONSENT_CLAUSE,
            facts={
                "consent": said.state.value if said else "nothing",
                "done_at": done_at.isoformat(),
                "charge_clause": job.charge.clause if job.charge else "unknown",
                "exclusions": ", ".join(each.exclusion for each in found) or "none",
            },
        )


def _awaits_verdict(job: Job, found: Iterable[Exclusion]) -> bool:
    judged_at = job.parts_cover.decided_at if job.parts_cover else None
    return any(judged_at is None or each.found_at > judged_at for each in found)
