"""The service card 售后服务联系卡: opened with the visit, priced, signed or refused, returned, archived, amended."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.dispatch.domain.cards.content import priced, said_of
from services.dispatch.domain.cards.seal import Addendum, Note, PersonalPart, Seal, instant, sealed
from services.dispatch.domain.identifiers import CardId, JobId, PersonId
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.jobs.purposes import terms_of
from services.dispatch.domain.refusals import AmountNotFixed, TooManyAddenda, WorkNotCompleted
from services.dispatch.domain.states import CARD_LIFE, CardAction, CardState, JobState
from shared.actor import Actor, Role
from shared.events.billing.charges import AmountFixed, ChargeSettled
from shared.events.billing.quotes import PricedLine
from shared.events.dispatch.cards import (
    CardAmended,
    CardArchived,
    CardOpened,
    CardReturned,
    CardSigned,
    SignatureRefused,
)
from shared.events.intake.decisions import ChargeCategory, VisitDecided
from shared.money import Money

SIGNATURE_CLAUSE = "5.4"
AMOUNT_CLAUSE = "5.5"
MOST_ADDENDA = 50


@dataclass(frozen=True, kw_only=True)
class FixedAmount:
    """What the service costs, from billing; it stands on the card before the customer signs (5.5)."""

    charge_id: UUID
    total: Money
    lines: tuple[PricedLine, ...]
    policy_revision: str
    fixed_at: datetime


@dataclass(frozen=True, kw_only=True)
class SignatureGiven:
    """Who signed or would not, when, and which listed contact that is."""

    given_at: datetime
    personal: PersonalPart
    contact_id: UUID | None = None
    has_witness: bool = False


@dataclass(frozen=True, kw_only=True)
class Card:
    """One visit on one card, as the customer signs it."""

    id: CardId
    number: str
    version: int = 0
    state: CardState = CARD_LIFE.initial
    job_id: JobId
    ticket_id: UUID
    ticket_number: str
    technician_id: PersonId | None = None
    """Who holds it."""
    category: ChargeCategory
    charge_clause: str
    opened_at: datetime
    amount: FixedAmount | None = None
    signed_at: datetime | None = None
    signer_contact_id: UUID | None = None
    refused_at: datetime | None = None
    refusal_reason: str | None = None
    personal_part: PersonalPart | None = None
    """Who it is for and who signed; None before the signature, and after an erasure."""
    seal: Seal | None = None
    addenda: tuple[Addendum, ...] = ()
    settled_at: datetime | None = None
    returned_at: datetime | None = None
    archived_at: datetime | None = None

    @classmethod
    def opened(cls, job: Job, event: VisitDecided, card_id: UUID, number: str) -> tuple["Card", Events]:
        """A card is opened when the visit is decided (5.3)."""
        return cls._opened(job, card_id, number, (event.category, event.charge_clause), event.decided_at)

    @classmethod
    def opened_for_errand(cls, job: Job, card_id: UUID, number: str) -> tuple["Card", Events]:
        """A visit that nobody has to decide, as putting a repaired item back: the way there costs nothing."""
        free = (ChargeCategory.FREE, terms_of(job.purpose).clause)
        return cls._opened(job, card_id, number, free, job.reported_at)

    @classmethod
    def _opened(
        cls, job: Job, card_id: UUID, number: str, charge: tuple[ChargeCategory, str], opened_at: datetime
    ) -> tuple["Card", Events]:
        card = cls(
            id=CardId(card_id),
            number=number,
            job_id=job.id,
            ticket_id=job.ticket_id,
            ticket_number=job.ticket_number,
            technician_id=job.technician_id,
            category=charge[0],
            charge_clause=charge[1],
            opened_at=opened_at,
        )
        opened = CardOpened(
            **card._keys, number=number, category=charge[0].value, clause=charge[1], opened_at=opened_at
        )
        return card, [opened]

    def is_open_to(self, actor: Actor) -> bool:
        """A technician sees and handles only the cards of his own jobs."""
        return actor.role is not Role.TECHNICIAN or actor.subject == str(self.technician_id)

    def held_by(self, technician_id: PersonId | None) -> "Card":
        """Whoever the job is assigned to takes the card along; None: it waits at the desk."""
        return replace(self, technician_id=technician_id)

    def decided(self, category: ChargeCategory, clause: str) -> "Card":
        """A newer decision, free or paid, changes a card that is not signed yet."""
        if self.seal is not None:
            return self
        return replace(self, category=category, charge_clause=clause)

    def priced(self, event: AmountFixed) -> "Card":
        """The final amount is on the card: from now on it may be signed. After the signature nothing changes it."""
        if not CARD_LIFE.allows(self.state, CardAction.FIX_AMOUNT):
            return self
        amount = FixedAmount(
            charge_id=event.charge_id,
            total=event.total,
            lines=event.lines,
            policy_revision=event.policy_revision,
            fixed_at=event.fixed_at,
        )
        return replace(self, state=CARD_LIFE.after(self.state, CardAction.FIX_AMOUNT), amount=amount)

    def signed(self, job: Job, signature: SignatureGiven, moment: Moment) -> tuple["Card", Events]:
        """The customer signs what was done and what it costs; what he signed never changes again."""
        given_at, personal = signature.given_at, signature.personal
        card = self._closing(job, CardAction.SIGN, given_at, "signed_at", moment)
        card = replace(card, signed_at=given_at, signer_contact_id=signature.contact_id, personal_part=personal)
        card = card._sealed(job)
        event = CardSigned(
            **card._keys, **card._owed, technician_id=card._holder, content_sha256=card._hash, signed_at=given_at
        )
        return card, [event]

    def refused(self, job: Job, reason: str, signature: SignatureGiven, moment: Moment) -> tuple["Card", Events]:
        """The customer will not sign: sealed with the reason, and owed like a signed card."""
        given_at, personal = signature.given_at, signature.personal
        card = self._closing(job, CardAction.REFUSE_SIGNATURE, given_at, "refused_at", moment)
        card = replace(card, refused_at=given_at, refusal_reason=reason, personal_part=personal)
        card = card._sealed(job)
        event = SignatureRefused(
            **card._keys,
            **card._owed,
            technician_id=card._holder,
            reason=reason,
            has_witness=signature.has_witness,
            content_sha256=card._hash,
            refused_at=given_at,
        )
        return card, [event]

    def amended(self, note: Note, actor: Actor, now: datetime) -> tuple["Card", Events]:
        """A correction stands beside what was sealed, chained to it."""
        state = CARD_LIFE.after(self.state, CardAction.AMEND)
        if len(self.addenda) >= MOST_ADDENDA:
            raise TooManyAddenda(f"a card has at most {MOST_ADDENDA} addenda", clause=SIGNATURE_CLAUSE)
        after = self.addenda[-1].sha256 if self.addenda else self._hash
        addendum = Addendum.written(len(self.addenda) + 1, note, written_by=actor.subject, written_at=now, after=after)
        event = CardAmended(
            **self._keys,
            addendum=addendum.addendum,
            about=addendum.about,
            addendum_sha256=addendum.sha256,
            amended_at=now,
        )
        return replace(self, state=state, addenda=(*self.addenda, addendum)), [event]

    def without_person(self) -> "Card":
        """The customer was erased: nobody stands on the card any more, and seal and chain are provable still."""
        return replace(self, personal_part=None, addenda=tuple(each.without_words() for each in self.addenda))

    def returned(
        self, job: Job, returned_at: datetime, moment: Moment, unsigned: PersonalPart | None = None
    ) -> tuple["Card", Events]:
        """The specialist has it again (5.12); after a trip in vain nobody has signed it: it is sealed as it stands.

        `unsigned`: the persons on such a card.
        """
        is_in_vain = job.is_over and job.completion is None and bool(job.trips)
        action = CardAction.RETURN_UNSIGNED if is_in_vain else CardAction.RETURN
        state = CARD_LIFE.after(self.state, action)
        after = job.trips[-1].ended_at if is_in_vain else self.signed_at or self.refused_at
        job.must_have_happened(returned_at, moment, after=after, field="returned_at")
        card = replace(self, state=state, returned_at=returned_at)
        if is_in_vain:
            holder = job.technician_id or PersonId(job.trips[-1].technician_id)
            card = replace(card, technician_id=holder, personal_part=unsigned)._sealed(job)
        return card, [CardReturned(**card._keys, technician_id=card._holder, returned_at=returned_at)]

    def archived(self, now: datetime) -> tuple["Card", Events]:
        """The specialist has archived it (5.4)."""
        card = replace(self, state=CARD_LIFE.after(self.state, CardAction.ARCHIVE), archived_at=now)
        return card, [CardArchived(**card._keys, content_sha256=card._hash, archived_at=now)]

    def settled(self, event: ChargeSettled) -> "Card":
        """The money is on the card."""
        return replace(self, settled_at=event.settled_at)

    def without_visit(self, job: Job) -> "Card":
        """The job ended before anybody went: the card is void. After a trip it shows what is owed, and comes back."""
        if job.was_visited or not CARD_LIFE.allows(self.state, CardAction.MAKE_VOID):
            return self
        return replace(self, state=CARD_LIFE.after(self.state, CardAction.MAKE_VOID))

    def content(self, job: Job) -> dict[str, Any]:
        """What the card says, without the person: JSON values only."""
        amount = priced(self.amount.lines, self.amount.total) if self.amount else {"lines": [], "amount": None}
        return {
            **said_of(job),
            **amount,
            "card": self.number,
            "card_version": self.version,
            "technician": None if self.technician_id is None else str(self.technician_id),
            "category": self.category.value,
            "clause": self.charge_clause,
            "signed_at": instant(self.signed_at),
            "refused_at": instant(self.refused_at),
            "refusal_reason": self.refusal_reason,
            "signer_contact": str(self.signer_contact_id) if self.signer_contact_id else None,
            "personal_sha256": self.personal_part.sha256 if self.personal_part else None,
        }

    def _closing(self, job: Job, action: CardAction, at: datetime, field: str, moment: Moment) -> "Card":
        """What must be true before the customer has the last word: the work is done, the amount is on the card."""
        if job.state is not JobState.DONE or job.completion is None:
            raise WorkNotCompleted("the work on this card is not completed", clause=SIGNATURE_CLAUSE)
        if self.state is CardState.OPEN:
            raise AmountNotFixed("the amount is not on the card yet", clause=AMOUNT_CLAUSE)
        state = CARD_LIFE.after(self.state, action)
        job.must_have_happened(at, moment, after=job.completion.completed_at, field=field)
        return replace(self, state=state, technician_id=job.technician_id)

    def _sealed(self, job: Job) -> "Card":
        return replace(self, seal=sealed(self.content(job)))

    @property
    def _hash(self) -> str:
        return self.seal.content_sha256 if self.seal else ""

    @property
    def _owed(self) -> dict[str, Any]:
        assert self.amount is not None
        return {"charge_id": self.amount.charge_id, "amount": self.amount.total}

    @property
    def _keys(self) -> dict[str, Any]:
        return {"card_id": self.id, "job_id": self.job_id, "ticket_id": self.ticket_id}

    @property
    def _holder(self) -> PersonId:
        assert self.technician_id is not None
        return self.technician_id
