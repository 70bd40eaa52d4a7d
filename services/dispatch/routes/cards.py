"""What can be asked about service cards."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.dispatch import queries
from services.dispatch.domain.cards.card import Card, FixedAmount
from services.dispatch.domain.cards.seal import Addendum, Signing
from services.dispatch.domain.identifiers import CardId
from services.dispatch.domain.people import staff_id
from services.dispatch.domain.refusals import (
    AmountNotFixed,
    DrawingUnusable,
    NotInTheDirectory,
    TimeInTheFuture,
    TimeOutOfOrder,
    TooManyAddenda,
    WorkNotCompleted,
)
from services.dispatch.domain.states import CardState
from services.dispatch.routes.who_may import AT_WORK, DESK, READERS, SEES_MASKED, origins_seen
from services.dispatch.use_cases import cards as use_cases
from services.dispatch.use_cases.keeping import card_for
from services.dispatch.work import Work
from shared.actor import Actor, Role
from shared.events.intake.decisions import ChargeCategory
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Instant, LongText, ShortText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="cards")
TIMES = (ActionNotAllowed, TimeInTheFuture, TimeOutOfOrder)
Drawing = Annotated[
    str,
    StringConstraints(max_length=200_000, pattern=r"^data:image/(svg\+xml|png);base64,[A-Za-z0-9+/]+={0,2}$"),
]


class Sign(Body):
    """Who signed, when, and the drawn signature as a data address (SVG or PNG, base64)."""

    EXAMPLE: ClassVar = {
        "signed_at": "2026-11-23T15:05:00+08:00",
        "signer_name": "张三",
        "drawing": "data:image/svg+xml;base64,PHN2Zz48cGF0aCBkPSJNMSA1cTMtOSA2IDB0OSAwIi8+PC9zdmc+",
    }

    signed_at: Instant
    signer_name: ShortText
    signer_contact_id: UUID | None = None
    drawing: Drawing
    device: Code | None = None


class RefuseSignature(Body):
    """Why the customer will not sign, what he said, and who saw it."""

    EXAMPLE: ClassVar = {"refused_at": "2026-11-23T15:05:00+08:00", "reason": "price", "witness_name": "李四"}

    refused_at: Instant
    reason: Literal["price", "quality", "absent", "not_authorised", "other"]
    words: LongText | None = None
    witness_name: ShortText
    device: Code | None = None


class Amend(Body):
    """What of a sealed card is corrected."""

    EXAMPLE: ClassVar = {"about": "serial", "words": "The serial of the new part is PS-77, not PS-71."}

    about: Code
    words: LongText


class HandIn(Body):
    """When the specialist had the card again."""

    EXAMPLE: ClassVar = {"returned_at": "2026-11-23T17:30:00+08:00"}

    returned_at: Instant


class CardFilter(Listing):
    """Which cards."""

    state: CardState | None = None
    ticket_id: UUID | None = None
    job_id: UUID | None = None
    technician_id: UUID | None = None


class AddendumView(View):
    """A correction beside the sealed content; without words for those who do not work with the card."""

    addendum: int
    about: str
    words: str | None
    written_by: str
    written_at: datetime
    after_sha256: str
    sha256: str
    is_intact: bool

    @classmethod
    def of(cls, addendum: Addendum) -> "AddendumView":
        """What we show of an addendum."""
        return cls(**{name: getattr(addendum, name) for name in cls.model_fields})


class CardView(View):
    """A service card; `signer_name` only for those who work with it."""

    id: UUID
    number: str
    version: int
    state: CardState
    job_id: UUID
    ticket_id: UUID
    ticket_number: str
    technician_id: UUID | None
    category: ChargeCategory
    charge_clause: str
    opened_at: datetime
    amount: FixedAmount | None
    signed_at: datetime | None
    signer_contact_id: UUID | None
    signer_name: str | None
    refused_at: datetime | None
    refusal_reason: str | None
    addenda: tuple[AddendumView, ...]
    content_sha256: str | None
    content: str | None = Field(description="What was signed, byte by byte: its SHA-256 is `content_sha256`.")
    settled_at: datetime | None
    returned_at: datetime | None
    archived_at: datetime | None

    @classmethod
    def of(cls, card: Card) -> "CardView":
        """What we show of a card to those who work with it."""
        made: dict[str, Any] = {
            "signer_name": card.personal_part.signer_name if card.personal_part else None,
            "addenda": tuple(AddendumView.of(each) for each in card.addenda),
            "content_sha256": card.seal.content_sha256 if card.seal else None,
            "content": card.seal.content if card.seal else None,
        }
        return cls(**made, **{name: getattr(card, name) for name in cls.model_fields if name not in made})

    @classmethod
    def masked(cls, card: Card) -> "CardView":
        """What we show of a card to others: no person."""
        addenda = tuple(AddendumView.of(each.without_words()) for each in card.addenda)
        return cls.of(card).model_copy(update={"signer_name": None, "addenda": addenda})


class DocumentView(View):
    """A card as it is printed: the stored text, byte by byte; the personal part apart, gone after an erasure."""

    id: UUID
    number: str
    version: int
    state: CardState
    is_sealed: bool
    form: int | None
    content: str = Field(description="Canonical JSON; once sealed, its SHA-256 is `content_sha256`.")
    content_sha256: str | None
    is_intact: bool | None
    personal: str | None = Field(description="Canonical JSON; its SHA-256 stands in the content.")
    is_personal_part_proven: bool | None
    addenda: tuple[AddendumView, ...]

    @classmethod
    def of(cls, document: use_cases.CardDocument) -> "DocumentView":
        """What we print for those who work with a card."""
        card = document.card
        proven = card.seal.proves(card.personal_part) if card.seal and card.personal_part else None
        return cls(
            id=card.id,
            number=card.number,
            version=card.version,
            state=card.state,
            is_sealed=card.seal is not None,
            form=card.seal.form if card.seal else None,
            content=document.content,
            content_sha256=card.seal.content_sha256 if card.seal else None,
            is_intact=card.seal.is_intact if card.seal else None,
            personal=card.personal_part.content if card.personal_part else None,
            is_personal_part_proven=proven,
            addenda=tuple(AddendumView.of(each) for each in card.addenda),
        )

    @classmethod
    def masked(cls, document: use_cases.CardDocument) -> "DocumentView":
        """What we print for others: no person, nobody's words."""
        addenda = tuple(AddendumView.of(each.without_words()) for each in document.card.addenda)
        return cls.of(document).model_copy(update={"personal": None, "addenda": addenda})


def shown_to(actor: Actor) -> Callable[[Card], CardView]:
    """Those who do not work with a card do not read who signed it."""
    return CardView.masked if actor.role in SEES_MASKED else CardView.of


@routes.lists("/cards", CardView, may=READERS, refuses=(NotInTheDirectory,))
async def list_cards(wanted: Asked[CardFilter], door: Door[Work]) -> Answer:
    """Service cards, newest first; a technician sees his own, a partner those of its sources."""
    asked: dict[str, Any] = {name: getattr(wanted, name) for name in CardFilter.__annotations__}
    asked["origins"] = origins_seen(door.actor, door.caller.sources)
    if door.actor.role is Role.TECHNICIAN:
        asked["technician_id"] = staff_id(door.actor)
    which = queries.CardsWanted(**asked)
    return await door.page(
        wanted,
        lambda work: queries.cards(work.reader, which, wanted.after(UUID), wanted.rows_to_read),
        show=shown_to(door.actor),
        by=("id",),
    )


@routes.shows("/cards/{card_id}", CardView, may=READERS)
async def show_card(card_id: UUID, door: Door[Work]) -> Answer:
    """One service card; a technician sees his own, a partner those of its sources."""
    origins = origins_seen(door.actor, door.caller.sources)
    return await door.read(lambda work: card_for(CardId(card_id), work, origins), show=shown_to(door.actor))


@routes.lists("/cards/{card_id}/history", AuditEntry, may=(*DESK, Role.AUDITOR))
async def show_card_history(card_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a service card."""
    return await history(door, wanted, lambda work: card_for(CardId(card_id), work))


@routes.shows("/cards/{card_id}/document", DocumentView, may=READERS)
async def print_card(card_id: UUID, door: Door[Work]) -> Answer:
    """The card as it is printed: once sealed always the same bytes; before, what it would say by now."""
    show = DocumentView.masked if door.actor.role in SEES_MASKED else DocumentView.of
    origins = origins_seen(door.actor, door.caller.sources)
    return await door.read(lambda work: use_cases.card_document(CardId(card_id), origins, work), show=show)


@routes.commands(
    "/cards/{card_id}/signature",
    CardView,
    may=AT_WORK,
    refuses=(*TIMES, AmountNotFixed, DrawingUnusable, WorkNotCompleted),
)
async def sign_card(card_id: UUID, sign: Sent[Sign], door: Door[Work]) -> Answer:
    """Record the customer's signature; not before the final amount is on the card (5.4, 5.5)."""
    signing = Signing(signer_name=sign.signer_name, drawing=sign.drawing, device=sign.device)
    return await door.change(
        lambda work: use_cases.sign_card(CardId(card_id), signing, sign.signed_at, sign.signer_contact_id, work),
        show=CardView.of,
    )


@routes.commands(
    "/cards/{card_id}/signature-refusal", CardView, may=AT_WORK, refuses=(*TIMES, AmountNotFixed, WorkNotCompleted)
)
async def refuse_signature(card_id: UUID, refusal: Sent[RefuseSignature], door: Door[Work]) -> Answer:
    """Record that the customer will not sign: sealed with the reason, and owed like a signed card (5.4, 5.5)."""
    signing = Signing(witness_name=refusal.witness_name, words=refusal.words, device=refusal.device)
    return await door.change(
        lambda work: use_cases.refuse_signature(CardId(card_id), refusal.reason, signing, refusal.refused_at, work),
        show=CardView.of,
    )


@routes.commands("/cards/{card_id}/addenda", CardView, may=DESK, refuses=(ActionNotAllowed, TooManyAddenda))
async def amend_card(card_id: UUID, amend: Sent[Amend], door: Door[Work]) -> Answer:
    """Correct a sealed card by an addendum: what was signed stays as it is."""
    return await door.change(
        lambda work: use_cases.amend_card(CardId(card_id), amend.about, amend.words, work), show=CardView.of
    )


@routes.commands("/cards/{card_id}/return", CardView, may=DESK, refuses=TIMES)
async def return_card(card_id: UUID, hand_in: Sent[HandIn], door: Door[Work]) -> Answer:
    """Record when the specialist had the card again (5.12)."""
    return await door.change(
        lambda work: use_cases.return_card(CardId(card_id), hand_in.returned_at, work), show=CardView.of
    )


@routes.commands("/cards/{card_id}/archive", CardView, may=DESK, refuses=(ActionNotAllowed,))
async def archive_card(card_id: UUID, door: Door[Work]) -> Answer:
    """Archive a card that is back (5.4); it can no longer change."""
    return await door.change(lambda work: use_cases.archive_card(CardId(card_id), work), show=CardView.of)
