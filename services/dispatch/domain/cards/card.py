"""The service card 售后服务联系卡: opened with the visit, priced, signed, returned, archived."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.dispatch.domain.cards.seal import Seal, Signature, instant, sealed
from services.dispatch.domain.identifiers import CardId, JobId, PersonId
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.jobs.purposes import terms_of
from services.dispatch.domain.refusals import AmountNotFixed, WorkNotCompleted
from services.dispatch.domain.states import CARD_LIFE, VISITED, CardAction, CardState, JobState
from shared.actor import Actor, Role
from shared.events.billing.charges import AmountFixed, ChargeSettled
from shared.events.billing.quotes import PricedLine
from shared.events.dispatch.cards import CardArchived, CardOpened, CardReturned, CardSigned
from shared.events.intake.decisions import ChargeCategory, VisitDecided
from shared.money import Money

SIGNATURE_CLAUSE = "5.4"
AMOUNT_CLAUSE = "5.5"


@dataclass(frozen=True, kw_only=True)
class FixedAmount:
    """What the service costs, from billing; it stands on the card before the customer signs (5.5)."""

    charge_id: UUID
    total: Money
    lines: tuple[PricedLine, ...]
    policy_revision: str
    fixed_at: datetime


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
    signature: Signature | None = None
    seal: Seal | None = None
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
        if self.signed_at is not None:
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

    def signed(
        self, job: Job, signature: Signature, signed_at: datetime, contact_id: UUID | None, moment: Moment
    ) -> tuple["Card", Events]:
        """The customer signs what was done and what it costs; what he signed never changes again."""
        if job.state is not JobState.DONE or job.completion is None:
            raise WorkNotCompleted("the work on this card is not completed", clause=SIGNATURE_CLAUSE)
        if self.state is CardState.OPEN:
            raise AmountNotFixed("the amount is not on the card yet", clause=AMOUNT_CLAUSE)
        state = CARD_LIFE.after(self.state, CardAction.SIGN)
        job.must_have_happened(signed_at, moment, after=job.completion.completed_at, field="signed_at")
        assert self.amount is not None
        card = replace(
            self,
            state=state,
            technician_id=job.technician_id,
            signed_at=signed_at,
            signer_contact_id=contact_id,
            signature=signature,
        )
        seal = sealed(card.content(job))
        card = replace(card, seal=seal)
        event = CardSigned(
            **card._keys,
            technician_id=card._holder,
            charge_id=self.amount.charge_id,
            amount=self.amount.total,
            content_sha256=seal.content_sha256,
            signed_at=signed_at,
        )
        return card, [event]

    def returned(self, job: Job, returned_at: datetime, moment: Moment) -> tuple["Card", Events]:
        """The technician has handed it to the specialist (5.12)."""
        state = CARD_LIFE.after(self.state, CardAction.RETURN)
        job.must_have_happened(returned_at, moment, after=self.signed_at, field="returned_at")
        card = replace(self, state=state, returned_at=returned_at)
        return card, [CardReturned(**card._keys, technician_id=card._holder, returned_at=returned_at)]

    def archived(self, now: datetime) -> tuple["Card", Events]:
        """The specialist has archived it (5.4)."""
        card = replace(self, state=CARD_LIFE.after(self.state, CardAction.ARCHIVE), archived_at=now)
        content = card.seal.content_sha256 if card.seal else ""
        return card, [CardArchived(**card._keys, content_sha256=content, archived_at=now)]

    def settled(self, event: ChargeSettled) -> "Card":
        """The money is on the card."""
        return replace(self, settled_at=event.settled_at)

    def without_visit(self, job: Job) -> "Card":
        """The job ended before anybody went: the card is void. After a visit it still shows what is owed."""
        if job.state in VISITED or not CARD_LIFE.allows(self.state, CardAction.MAKE_VOID):
            return self
        return replace(self, state=CARD_LIFE.after(self.state, CardAction.MAKE_VOID))

    def content(self, job: Job) -> dict[str, Any]:
        """What the card says, without the person: JSON values only."""
        completion, amount = job.completion, self.amount
        return {
            "card": self.number,
            "ticket": self.ticket_number,
            "job": job.number,
            "technician": str(self.technician_id),
            "customer": str(job.customer_id),
            "product_model": job.product_model,
            "serial": job.serial,
            "symptom": job.symptom_code,
            "category": self.category.value,
            "clause": self.charge_clause,
            "appointment": None if job.appointment is None else [
                instant(job.appointment.window_from), instant(job.appointment.window_until)
            ],
            "arrived_at": instant(job.arrival.arrived_at) if job.arrival else None,
            "diagnosis": [[each.finding, each.fault, each.faulty_part] for each in _findings(job)],
            "outcome": completion.outcome.value if completion else None,
            "work": [[each.work, each.finding, each.outcome] for each in completion.work] if completion else [],
            "parts": [
                [each.part, each.quantity, each.finding, each.old_serial, each.new_serial] for each in completion.parts
            ] if completion else [],
            "items_taken": [[each.slip_number, each.product_model, each.serial] for each in job.items_taken],
            "completed_at": instant(completion.completed_at) if completion else None,
            "lines": [
                [line.line, line.tariff, line.part, line.quantity, line.unit, str(line.amount), line.clause]
                for line in amount.lines
            ] if amount else [],
            "amount": str(amount.total) if amount else None,
            "consent": str(job.consent.quote_id) if job.consent else None,
            "signed_at": instant(self.signed_at),
            "signer_contact": str(self.signer_contact_id) if self.signer_contact_id else None,
            "signature_sha256": self.signature.sha256 if self.signature else None,
        }  # fmt: skip

    @property
    def _keys(self) -> dict[str, UUID]:
        return {"card_id": self.id, "job_id": self.job_id, "ticket_id": self.ticket_id}

    @property
    def _holder(self) -> PersonId:
        assert self.technician_id is not None
        return self.technician_id


def _findings(job: Job) -> tuple[Any, ...]:
    return job.diagnosis.findings if job.diagnosis else ()
