"""What people ask of a service card: signature, return, archive."""

import secrets
from datetime import datetime
from uuid import UUID

from services.dispatch.domain.cards.card import Card
from services.dispatch.domain.cards.seal import Signature
from services.dispatch.domain.identifiers import CardId
from services.dispatch.domain.jobs.site_work import card_back
from services.dispatch.use_cases.keeping import card_for, moment_for, store
from services.dispatch.work import Work

_SALT_BYTES = 16


def new_salt() -> str:
    """What keeps a signer from being found again by trying names."""
    return secrets.token_hex(_SALT_BYTES)


async def sign_card(
    card_id: CardId, signature: Signature, signed_at: datetime, contact_id: UUID | None, work: Work
) -> Card:
    """The customer signs what was done and what it costs."""
    card = await card_for(card_id, work)
    job = await work.jobs.get(card.job_id)
    card, events = card.signed(job, signature, signed_at, contact_id, await moment_for(job, work))
    return work.cards.save(card, events, origin=job.origin)


async def return_card(card_id: CardId, returned_at: datetime, work: Work) -> Card:
    """The technician hands the card to the specialist."""
    card = await card_for(card_id, work)
    job = await work.jobs.get(card.job_id)
    moment = await moment_for(job, work, happened_at=returned_at)
    card, events = card.returned(job, returned_at, moment)
    job, kept = card_back(job, returned_at, moment)
    store(job, kept, work)
    return work.cards.save(card, events, origin=job.origin)


async def archive_card(card_id: CardId, work: Work) -> Card:
    """The specialist archives the card."""
    card = await card_for(card_id, work)
    job = await work.jobs.get(card.job_id)
    card, events = card.archived(work.now)
    return work.cards.save(card, events, origin=job.origin)
