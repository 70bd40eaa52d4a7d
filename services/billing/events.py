"""Door 2: what billing does when another service tells it something."""

from uuid import UUID

from services.billing.use_cases import charges, copies
from services.billing.work import Work
from shared.events.dispatch.cards import CardSigned
from shared.events.dispatch.jobs import (
    AppointmentAgreed,
    DiagnosisRecorded,
    JobCancelled,
    JobCompleted,
    TechnicianArrived,
    TechnicianAssigned,
)
from shared.events.intake.contacts import ContactRecorded
from shared.events.intake.decisions import ChargeDecided, VisitDecided, WarrantyDecided
from shared.events.intake.tickets import TicketCancelled, TicketOpened
from shared.messaging.subscriptions import Listeners

LISTENERS = Listeners[Work]("billing")


@LISTENERS.listens_to(TicketOpened)
async def know_ticket(event: TicketOpened, work: Work) -> None:
    """Keep what prices rest on."""
    await copies.keep_ticket(event, work)


@LISTENERS.listens_to(ChargeDecided)
async def know_whether_free_or_paid(event: ChargeDecided, work: Work) -> None:
    """Keep the case of chapter 2; another one than before voids an open quote."""
    await copies.keep_charge_verdict(event, work)


@LISTENERS.listens_to(WarrantyDecided)
async def know_what_is_covered(event: WarrantyDecided, work: Work) -> None:
    """Keep what the warranty pays; another verdict than before voids an open quote."""
    await copies.keep_warranty_verdict(event, work)


@LISTENERS.listens_to(VisitDecided)
async def know_that_somebody_goes(event: VisitDecided, work: Work) -> None:
    """Keep what was decided with the visit, at the latest."""
    await copies.keep_visit(event, work)


@LISTENERS.listens_to(TicketCancelled)
async def void_quotes(event: TicketCancelled, work: Work) -> None:
    """Nothing that was quoted counts any more."""
    await copies.close_case(event, work)


@LISTENERS.listens_to(ContactRecorded)
async def know_who_may_consent(event: ContactRecorded, work: Work) -> None:
    """Keep the ids of those who may consent to money."""
    await copies.keep_contacts(event, work)


@LISTENERS.forgets(ContactRecorded)
async def forget_who_may_consent(customer_id: str, work: Work) -> None:
    """The customer's data was erased."""
    await copies.forget_contacts(UUID(customer_id), work)


@LISTENERS.listens_to(TechnicianAssigned)
async def know_who_goes(event: TechnicianAssigned, work: Work) -> None:
    """Keep who may quote and collect."""
    await copies.keep_technician(event, work)


@LISTENERS.listens_to(AppointmentAgreed)
async def know_what_was_told(event: AppointmentAgreed, work: Work) -> None:
    """Keep whether the customer was told visit fee and travel rule."""
    await copies.keep_appointment(event, work)


@LISTENERS.listens_to(TechnicianArrived)
async def know_that_a_visit_takes_place(event: TechnicianArrived, work: Work) -> None:
    """Only a visit that takes place costs a fee."""
    await copies.keep_arrival(event, work)


@LISTENERS.listens_to(DiagnosisRecorded)
async def know_what_is_broken(event: DiagnosisRecorded, work: Work) -> None:
    """Keep the findings that quoted parts must match."""
    await copies.keep_diagnosis(event, work)


@LISTENERS.listens_to(JobCancelled)
async def void_quotes_of_job(event: JobCancelled, work: Work) -> None:
    """Nobody goes on with the job: what was quoted for it no longer counts."""
    await copies.end_job(event, work)


@LISTENERS.listens_to(JobCompleted)
async def fix_amount(event: JobCompleted, work: Work) -> None:
    """The work is over: the amount for the card follows from what was done."""
    await charges.fix(event, work)


@LISTENERS.listens_to(CardSigned)
async def raise_charge(event: CardSigned, work: Work) -> None:
    """The customer has signed: he owes the amount."""
    await charges.raise_charge(event, work)
