"""What billing keeps of what intake and dispatch tell."""

from dataclasses import replace
from uuid import UUID

from services.billing.domain.case import Case, Contact, CustomerContacts, JobCopy
from services.billing.domain.identifiers import JobId, PersonId, TicketId
from services.billing.domain.quote import LapseReason
from services.billing.use_cases.cases import known_case
from services.billing.use_cases.quotes import close_open_quotes, void_quotes
from services.billing.work import Work
from shared.events.dispatch.jobs import (
    AppointmentAgreed,
    DiagnosisRecorded,
    JobEvent,
    JobOpened,
    TechnicianArrived,
    TechnicianAssigned,
)
from shared.events.intake.contacts import ContactRecorded
from shared.events.intake.decisions import ChargeDecided, VisitDecided, WarrantyDecided
from shared.events.intake.tickets import RepeatFaultDetected, TicketCancelled, TicketOpened

_AFTER_PAID_REPAIR = "fault_after_paid_repair"
_SAME_FAULT = frozenset({"serial", "equipment"})
"""Another piece of equipment at the same site is another fault."""


async def keep_ticket(event: TicketOpened, work: Work) -> None:
    """Know the ticket before anything about it is priced."""
    if await work.cases.find(event.ticket_id) is None:
        case = Case(
            id=TicketId(event.ticket_id),
            number=event.number,
            kind=event.kind,
            customer_id=event.customer_id,
            origin=event.origin,
            region=event.region,
            is_part_of_installation=event.is_part_of_installation,
            reported_at=event.reported_at,
        )
        work.cases.add(case)


async def keep_charge_verdict(event: ChargeDecided, work: Work) -> None:
    """Free or paid: another verdict than before voids what was quoted by it."""
    case = await known_case(event.ticket_id, work)
    after = case.charged(event.decision_number, event.category, event.clause)
    if after is not case and event.visit_fee_waiver == _AFTER_PAID_REPAIR:
        after = after.repeats_paid_repair()
    await _keep(case, after, work)


async def keep_repeat(event: RepeatFaultDetected, work: Work) -> None:
    """The same fault soon after a paid repair costs no visit fee (reading of clause 2)."""
    case = await known_case(event.ticket_id, work)
    window = work.policy_at(case.reported_at).fee_once_per_fault.repeat_window_days
    if event.is_earlier_work_paid and event.days_since <= window and event.matched_by in _SAME_FAULT:
        await _keep(case, case.repeats_paid_repair(), work)


async def keep_warranty_verdict(event: WarrantyDecided, work: Work) -> None:
    """What is covered: another verdict than before voids what was quoted by it."""
    case = await known_case(event.ticket_id, work)
    await _keep(case, case.covered(event.decision_number, event.items), work)


async def keep_visit(event: VisitDecided, work: Work) -> None:
    """With the visit, region and charge are decided at the latest."""
    case = await known_case(event.ticket_id, work)
    await _keep(case, case.visit_decided(event.region, event.category, event.charge_clause), work)


async def close_case(event: TicketCancelled, work: Work) -> None:
    """Nothing is quoted any more. What was agreed may be under way at the site or at the bench.

    Its consent counts until the job or the repair ends: only then is known what of it was done, and is owed.
    """
    case = await known_case(event.ticket_id, work)
    work.cases.save(case.cancel())
    await close_open_quotes(await work.quotes.still_counting(case.id), LapseReason.CANCELLED, work)


async def keep_occasion(event: JobOpened, work: Work) -> None:
    """Know what somebody is sent for."""
    if event.has_ticket and event.occasion_id is not None:
        work.jobs.save(replace(await known_job(event, work), occasion_id=event.occasion_id))


async def keep_contacts(event: ContactRecorded, work: Work) -> None:
    """Know who may consent: ids and the permission, no person."""
    contacts = tuple(Contact(contact_id=each.contact_id, may_consent=each.may_consent) for each in event.contacts)
    await _keep_contacts(event.customer_id, contacts, work)


async def forget_contacts(customer_id: UUID, work: Work) -> None:
    """The customer's data was erased."""
    if await work.customers.find(customer_id) is not None:
        await _keep_contacts(customer_id, (), work)


async def keep_technician(event: TechnicianAssigned, work: Work) -> None:
    """Know who may quote and collect."""
    job = await known_job(event, work)
    work.jobs.save(replace(job, technician_id=PersonId(event.technician_id)))


async def keep_appointment(event: AppointmentAgreed, work: Work) -> None:
    """Know what the customer was told about the cost of coming; what was told once stays told."""
    job = await known_job(event, work)
    told = replace(
        job,
        was_told_visit_fee=job.was_told_visit_fee or event.was_told_visit_fee,
        was_told_travel_rule=job.was_told_travel_rule or event.was_told_travel_rule,
    )
    work.jobs.save(told)


async def keep_arrival(event: TechnicianArrived, work: Work) -> None:
    """A visit takes place."""
    work.jobs.save(replace(await known_job(event, work), has_arrived=True))


async def keep_diagnosis(event: DiagnosisRecorded, work: Work) -> None:
    """Know what is broken: only that may be replaced (5.5)."""
    work.jobs.save(replace(await known_job(event, work), is_diagnosed=True, findings=event.findings))


async def _keep(before: Case, after: Case, work: Work) -> None:
    if after is before:
        return
    work.cases.save(after)
    if after.rests_on_other_verdict_than(before):
        await void_quotes(after.id, LapseReason.VERDICT_CHANGED, work)


async def _keep_contacts(customer_id: UUID, contacts: tuple[Contact, ...], work: Work) -> None:
    known = await work.customers.find(customer_id)
    work.customers.save(CustomerContacts(id=customer_id, version=known.version if known else 0, contacts=contacts))


async def known_job(event: JobEvent, work: Work) -> JobCopy:
    """Whichever event of a job comes first makes the copy."""
    known = await work.jobs.find(event.job_id)
    return known or JobCopy(id=JobId(event.job_id), ticket_id=TicketId(event.ticket_id))
