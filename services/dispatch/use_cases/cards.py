"""What people ask of a service card: signature or its refusal, return, archive, addenda, the document."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.dispatch.domain.cards.card import Card, SignatureGiven
from services.dispatch.domain.cards.drawing import checked_drawing
from services.dispatch.domain.cards.seal import Holder, Note, PersonalPart, Signing, canonical
from services.dispatch.domain.dispatching.customers import Whereabouts
from services.dispatch.domain.dispatching.words import without_words
from services.dispatch.domain.identifiers import CardId
from services.dispatch.domain.jobs.job import Job
from services.dispatch.domain.jobs.site_work import card_back
from services.dispatch.use_cases.keeping import Origins, card_for, moment_for, store
from services.dispatch.work import Work

_SALT_BYTES = 16


@dataclass(frozen=True, kw_only=True)
class CardDocument:
    """A card with the exact text that it says."""

    card: Card
    content: str

    @property
    def version(self) -> int:
        """The card's."""
        return self.card.version


def new_salt() -> str:
    """What keeps a signer from being found again by trying names."""
    return secrets.token_hex(_SALT_BYTES)


async def sign_card(
    card_id: CardId, signing: Signing, signed_at: datetime, contact_id: UUID | None, work: Work
) -> Card:
    """The customer signs what was done and what it costs."""
    checked_drawing(signing.drawing or "")
    card = await card_for(card_id, work)
    job = await work.jobs.get(card.job_id)
    given = SignatureGiven(given_at=signed_at, personal=await _personal(job, signing, work), contact_id=contact_id)
    card, events = card.signed(job, given, await moment_for(job, work))
    return work.cards.save(card, events, origin=job.origin)


async def refuse_signature(card_id: CardId, reason: str, signing: Signing, refused_at: datetime, work: Work) -> Card:
    """The customer will not sign; a witness may have seen it."""
    card = await card_for(card_id, work)
    job = await work.jobs.get(card.job_id)
    given = SignatureGiven(
        given_at=refused_at,
        personal=await _personal(job, signing, work),
        has_witness=signing.witness_name is not None,
    )
    card, events = card.refused(job, reason, given, await moment_for(job, work))
    return work.cards.save(card, events, origin=job.origin)


async def amend_card(card_id: CardId, about: str, words: str, work: Work) -> Card:
    """Correct a sealed card beside its content."""
    card = await card_for(card_id, work)
    job = await work.jobs.get(card.job_id)
    note = Note(about=about, words=words, salt=new_salt())
    card, events = card.amended(note, work.actor, work.now)
    return work.cards.save(card, events, origin=job.origin)


async def card_document(card_id: CardId, origins: Origins, work: Work) -> CardDocument:
    """What a card says: the sealed bytes, or what it would say by now."""
    card = await card_for(card_id, work, origins)
    draft = None if card.seal else canonical(card.content(await work.jobs.get(card.job_id)))
    return CardDocument(card=card, content=card.seal.content if card.seal else draft or "")


async def forget_persons(customer_id: UUID, work: Work) -> None:
    """A customer was erased: nobody stands on his cards, and no words about him on his jobs."""
    for card in await work.cards.with_persons_of(customer_id):
        work.cards.save(card.without_person())
    for job in await work.jobs.of_customer(customer_id):
        if (bare := without_words(job)) is not job:
            work.jobs.save(bare)
    for stream in await work.records.with_words_of(customer_id):
        work.records.save(stream.without_words())


async def _personal(job: Job, signing: Signing, work: Work) -> PersonalPart:
    """The persons of a card as it is printed: the customer as he is known now, and who signed."""
    customer = await work.customers.find(job.customer_id)
    site = Whereabouts(customer=customer).site_of(job)
    holder = Holder(
        customer=customer.name if customer else None,
        address=site.address if site else None,
        phone=customer.phones[0] if customer and customer.phones else None,
    )
    return PersonalPart.of(signing, holder, new_salt())


async def return_card(card_id: CardId, returned_at: datetime, work: Work) -> Card:
    """The specialist has the card again."""
    card = await card_for(card_id, work)
    job = await work.jobs.get(card.job_id)
    moment = await moment_for(job, work, happened_at=returned_at)
    card, events = card.returned(job, returned_at, moment, await _personal(job, Signing(), work))
    job, kept = card_back(job, returned_at, moment)
    store(job, kept, work)
    return work.cards.save(card, events, origin=job.origin)


async def archive_card(card_id: CardId, work: Work) -> Card:
    """The specialist archives the card."""
    card = await card_for(card_id, work)
    job = await work.jobs.get(card.job_id)
    card, events = card.archived(work.now)
    return work.cards.save(card, events, origin=job.origin)
