"""What is known of one visit, from the first call to the end of the work; only facts, each with its time."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.dispatch.domain.clocks import Move
from services.dispatch.domain.jobs.visit_facts import PhonesCount, Place, Position, WorkLog
from shared.events.dispatch.jobs import Finding, PartUsed, ResponseEnding, WorkDone
from shared.events.intake.decisions import ChargeCategory
from shared.money import Money

TRAVEL_CLAUSE = "3.6"


class Purpose(StrEnum):
    """What a job is for."""

    SERVICE = "service"
    """What the customer reported."""
    REDO = "redo"
    """The customer says that the same fault is not solved."""
    COLLECT_MONEY = "collect_money"
    """The invoice goes by hand, and the money comes back with him (5.6)."""
    PUT_BACK = "put_back"
    """A repaired item goes home to the system it hung in (6.4)."""
    DELIVER_LOANER = "deliver_loaner"
    """A loaner is brought to the customer (4.5)."""
    RENEWAL = "renewal"
    """The technician wins the renewal of a contract (5.13)."""


class AttemptResult(StrEnum):
    """Why nobody was reached."""

    NO_ANSWER = "no_answer"
    BUSY = "busy"
    SWITCHED_OFF = "switched_off"
    WRONG_NUMBER = "wrong_number"


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A call that reached nobody; it is logged and stops no clock."""

    attempted_at: datetime
    number_index: int
    """Which of the customer's numbers, counted from 1 as they are listed; the number itself stays with intake."""
    result: AttemptResult
    was_by_desk: bool = False  # somebody else than the technician called


@dataclass(frozen=True, kw_only=True)
class Response:
    """Somebody spoke with the customer (5.1)."""

    reached_at: datetime
    ending: ResponseEnding
    solution: str | None = None
    technician_id: UUID
    """The technician of the job; while nobody is sent, whoever spoke with him."""
    recorded_at: datetime
    was_by_desk: bool = False  # somebody else than the technician spoke with him


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """The supervisor's first assessment (5.2): a code of what is probably the matter."""

    judgement: str
    assessed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Visit:
    """The specialist decided that somebody goes (5.3)."""

    decided_at: datetime
    category: ChargeCategory
    charge_clause: str
    clause: str


@dataclass(frozen=True, kw_only=True)
class Charge:
    """Free or paid, by the newest decision of intake."""

    decision_number: int
    category: ChargeCategory
    clause: str


@dataclass(frozen=True, kw_only=True)
class PartsCover:
    """Whether all parts are covered, by the newest decision of intake."""

    decision_number: int
    are_not_covered: bool
    decided_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Wish:
    """The customer himself asked for a later visit: when, and how that is shown."""

    wished_at: datetime
    evidence: str


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """When the technician comes, with whom it was agreed, and what the customer was told."""

    window_from: datetime
    window_until: datetime
    agreed_with_contact_id: UUID | None
    """None where another service agreed it: the visit of a renewal."""
    was_told_visit_fee: bool
    was_told_travel_rule: bool
    wish: Wish | None = None
    must_be_asked_again: bool = False
    """The fault level has changed since: a later time that the customer wished no longer stands by itself."""
    agreed_at: datetime

    @property
    def wished_move(self) -> Move | None:
        """The arrival clocks move to the window, where the customer himself wished it."""
        if self.wish is None:
            return None
        return Move(
            until=self.window_until,
            moved_at=self.agreed_at,
            wished_at=self.wish.wished_at,
            evidence=self.wish.evidence,
        )


@dataclass(frozen=True, kw_only=True)
class CarriedPart:
    """Pieces of one kind in the bag of a technician."""

    part: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class EquipmentCheck:
    """What the technician has with him when he leaves (7.1)."""

    badge: bool
    tools: bool
    parts: bool
    carried: tuple[CarriedPart, ...] = ()
    """What the main store had issued to him by then, as far as it had told us."""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """The technician stood at the site."""

    arrived_at: datetime
    recorded_at: datetime
    was_off_line: bool = False
    """Recorded by a phone without a connection; the policy says which of the two times then stops the clock."""
    position: Position | None = None
    place: Place = Place.NO_FIX


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """What was found; without findings there is no fault."""

    findings: tuple[Finding, ...]
    diagnosed_at: datetime
    counted: PhonesCount | None = None  # by the phone that was off line

    def behind(self, earlier: "Diagnosis | None") -> "Diagnosis":
        """Numbered on after what was found before, so that every part keeps the finding it was built in for."""
        known = earlier.findings if earlier else ()
        new = [each for each in self.findings if not any(replace(each, finding=old.finding) == old for old in known)]
        numbered = (replace(found, finding=number) for number, found in enumerate(new, start=len(known) + 1))
        counted = self.counted or (earlier.counted if earlier else None)
        return replace(self, findings=(*known, *numbered), counted=counted)


@dataclass(frozen=True, kw_only=True)
class ItemTaken:
    """An item that was brought back against a slip (5.7)."""

    item_id: UUID
    slip_number: str
    equipment_id: UUID | None
    product_model: str
    serial: str | None
    fault: str
    accessories: tuple[str, ...]
    is_part_of_installation: bool
    brought_back_at: datetime


class CompletionOutcome(StrEnum):
    """How the work at the site ended."""

    FIXED = "fixed"
    NO_FAULT_FOUND = "no_fault_found"
    BROUGHT_BACK = "brought_back"
    NOT_FIXED = "not_fixed"
    DECLINED_BY_CUSTOMER = "declined_by_customer"


@dataclass(frozen=True, kw_only=True)
class Travel:
    """What a technician has paid for his way; the customer pays it outside the main city, by receipt (3.6)."""

    cost: Money
    receipt: str | None


@dataclass(frozen=True, kw_only=True)
class Completion:
    """The end of the work: what was done and used."""

    outcome: CompletionOutcome
    completed_at: datetime
    work: tuple[WorkDone, ...] = ()
    parts: tuple[PartUsed, ...] = ()
    cable_centimetres: int = 0
    camera_points: int = 0
    travel_cost: Money = Money.ZERO
    travel_receipt: str | None = None

    @property
    def did_work(self) -> bool:
        """Whether anything was done that could be charged."""
        return self.log.is_work

    @property
    def log(self) -> WorkLog:
        """What was done and used, as far as it was not recorded before."""
        return WorkLog(
            work=self.work,
            parts=self.parts,
            cable_centimetres=self.cable_centimetres,
            camera_points=self.camera_points,
        )

    def after(self, log: WorkLog) -> "Completion":
        """The completion with all that was recorded before it."""
        return self.saying(log.and_then(self.log))

    def saying(self, log: WorkLog) -> "Completion":
        """The completion with this done and used."""
        return replace(self, **{each.name: getattr(log, each.name) for each in fields(log)})


class ConsentState(StrEnum):
    """Whether the customer agrees to the price."""

    GIVEN = "given"
    DECLINED = "declined"
    LAPSED = "lapsed"


@dataclass(frozen=True, kw_only=True)
class PriceWord:
    """What was said about the price of one quote, from billing."""

    quote_id: UUID
    state: ConsentState
    total: Money | None = None
    said_at: datetime


@dataclass(frozen=True, kw_only=True)
class Consent(PriceWord):
    """The word on the price that counts now, and all others, so that work is judged by the word of its own time."""

    others: tuple[PriceWord, ...] = ()

    @property
    def words(self) -> tuple[PriceWord, ...]:
        """Everything that was said, the newest last."""
        return tuple(sorted((*self.others, self), key=lambda word: word.said_at))

    def at(self, instant: datetime) -> PriceWord | None:
        """The word that counted then; the moment in which it was said belongs to it."""
        return counting([word for word in self.words if word.said_at <= instant])


def counting(words: Sequence[PriceWord]) -> PriceWord | None:
    """Of words in their order: the newest answer, or its lapse; the lapse of another quote takes nothing from it."""
    answers = [word for word in words if word.state is not ConsentState.LAPSED]
    if not answers:
        return words[-1] if words else None
    answer = answers[-1]
    return next((word for word in words[words.index(answer) + 1 :] if word.quote_id == answer.quote_id), answer)
