"""What dispatch does when billing tells it something: consent on the job, amount and payment on the card."""

from uuid import UUID

from services.dispatch.domain.cards.card import Card
from services.dispatch.domain.identifiers import JobId
from services.dispatch.domain.jobs.deciding import hear_consent
from services.dispatch.domain.jobs.facts import ConsentState, PriceWord
from services.dispatch.use_cases.keeping import store
from services.dispatch.work import Work
from shared.errors import NotYetKnown
from shared.events.billing.charges import AmountFixed, ChargeSettled
from shared.events.billing.quotes import ConsentDeclined, ConsentGiven, ConsentLapsed


async def allow_paid_work(event: ConsentGiven, work: Work) -> None:
    """The customer agreed: chargeable work may be done."""
    said = PriceWord(quote_id=event.quote_id, state=ConsentState.GIVEN, total=event.total, said_at=event.consented_at)
    await _hear(event.job_id, said, work)


async def refuse_paid_work(event: ConsentDeclined | ConsentLapsed, work: Work) -> None:
    """The customer did not agree, or what he agreed to no longer counts."""
    if isinstance(event, ConsentDeclined):
        said = PriceWord(quote_id=event.quote_id, state=ConsentState.DECLINED, said_at=event.declined_at)
    else:
        said = PriceWord(quote_id=event.quote_id, state=ConsentState.LAPSED, said_at=event.lapsed_at)
    await _hear(event.job_id, said, work)


async def put_amount_on_card(event: AmountFixed, work: Work) -> None:
    """The final amount is known: the card may be signed."""
    card = await _card_of(event.job_id, work)
    if card is not None and (priced := card.priced(event)) is not card:
        work.cards.save(priced)


async def settle_card(event: ChargeSettled, work: Work) -> None:
    """The money is on the card."""
    if (card := await _card_of(event.job_id, work)) is not None:
        work.cards.save(card.settled(event))


async def _hear(job_id: UUID | None, said: PriceWord, work: Work) -> None:
    if job_id is None:
        return
    job = await work.jobs.find(job_id)
    if job is None:
        raise NotYetKnown(f"job {job_id} is not known yet")
    if (changed := hear_consent(job, said)) is not job:
        store(changed, [], work)


async def _card_of(job_id: UUID | None, work: Work) -> Card | None:
    """None where there will never be one: an errand, or a job that ended before its visit was decided."""
    if job_id is None:
        return None
    card = await work.cards.of_job(JobId(job_id))
    if card is None:
        job = await work.jobs.find(job_id)
        if job is None or not job.is_over:
            raise NotYetKnown(f"no card of job {job_id} yet")
    return card
