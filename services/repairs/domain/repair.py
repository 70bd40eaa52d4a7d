"""One item of the repair register 返修登记表: what it is, where it lies, what was promised, and how it moves on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType
from uuid import UUID

from services.repairs.domain.fees import FeeTerms
from services.repairs.domain.policy import RepairsPolicy
from services.repairs.domain.promise import Promise, Way
from services.repairs.domain.receipt import Receipt
from services.repairs.domain.states import (
    ENDED,
    KEEPS_ITS_PROMISE,
    OWED_NOTHING_MORE,
    PLACE_AFTER,
    REPAIR_LIFE,
    Place,
    RepairAction,
    RepairState,
)
from shared.actor import Actor, Role
from shared.events.contract import Event
from shared.events.repairs.items import PromiseMissed

RepairId = NewType("RepairId", UUID)


class BenchFinding(StrEnum):
    """What the test has shown (6.2)."""

    CONFIRMED = "confirmed"
    NOT_REPRODUCED = "not_reproduced"


class Outcome(StrEnum):
    """What became of the item."""

    REPAIRED = "repaired"
    REPLACED = "replaced"
    NOT_REPAIRABLE = "not_repairable"
    NO_FAULT_FOUND = "no_fault_found"


class Means(StrEnum):
    """How the customer was told."""

    PHONE = "phone"
    MESSAGE = "message"
    IN_PERSON = "in_person"


@dataclass(frozen=True, kw_only=True)
class BenchTest:
    """The test at the desk."""

    finding: BenchFinding
    fault: str | None
    tested_at: datetime
    tested_by: str


@dataclass(frozen=True, kw_only=True)
class FactoryLeg:
    """The way to the factory and back."""

    batch_id: UUID
    sent_at: datetime
    serial_in: str | None
    """The unit that we sent."""
    returned_at: datetime | None = None
    outcome: Outcome | None = None
    serial_out: str | None = None
    """The unit that came back."""


@dataclass(frozen=True, kw_only=True)
class Notification:
    """The customer knows that he may collect."""

    means: Means
    notified_at: datetime
    call_id: UUID | None
    """The call of follow-up; None when somebody told him otherwise."""


@dataclass(frozen=True, kw_only=True)
class IdentityCheck:
    """Somebody has compared the customer with the contact on file, because the receipt is lost."""

    role: Role
    subject: str
    contact_id: UUID
    confirmed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Movement:
    """The item came to a place."""

    place: Place
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Repair:
    """One item, from taking it in to handing it out."""

    id: RepairId
    number: str
    """In the register."""
    version: int = 0
    state: RepairState
    place: Place
    in_place_since: datetime
    movements: tuple[Movement, ...] = ()
    ticket_id: UUID
    customer_id: UUID
    origin: str
    item_id: UUID | None = None
    """As dispatch calls the brought-back item; None when the customer brought it himself."""
    job_id: UUID | None = None
    slip_number: str | None = None
    """What the customer got at the site, until he has the receipt."""
    equipment_id: UUID | None
    product_model: str
    serial: str | None
    accessories: tuple[str, ...]
    condition: str | None = None
    """In somebody's own words."""
    reported_fault: str | None = None
    is_part_of_installation: bool
    responsible_id: UUID
    """Who tells the customer and reports a late repair (5.8, 6.4)."""
    taken_in_at: datetime
    fee: FeeTerms
    test: BenchTest | None = None
    receipt: Receipt | None = None
    promise: Promise | None = None
    ready_until: datetime | None = None
    """The last instant at which the promise is kept."""
    is_promise_missed: bool = False
    batch_id: UUID | None = None
    factory: FactoryLeg | None = None
    outcome: Outcome | None = None
    ready_at: datetime | None = None
    notification: Notification | None = None
    identity: tuple[IdentityCheck, ...] = ()
    collected_at: datetime | None = None

    @property
    def new_serial(self) -> str | None:
        """Of the unit that came in place of the customer's, if one did."""
        return self.factory.serial_out if self.factory and self.factory.outcome is Outcome.REPLACED else None

    @property
    def is_over(self) -> bool:
        """Whether the customer has it."""
        return self.state in ENDED

    def moved(self, action: RepairAction, *, now: datetime) -> "Repair":
        """The item after an action; raises ActionNotAllowed."""
        state = REPAIR_LIFE.after(self.state, action)
        place = PLACE_AFTER.get(action, self.place)
        if place is self.place:
            return replace(self, state=state)
        movements = (*self.movements, Movement(place=place, since=now))
        return replace(self, state=state, place=place, in_place_since=now, movements=movements)

    def receive(
        self, accessories: tuple[str, ...] | None, condition: str | None, *, now: datetime
    ) -> tuple["Repair", Sequence[Event]]:
        """The specialist takes it over, from the technician or, when it goes back unrepaired, from the warehouse."""
        after = self.moved(RepairAction.RECEIVE, now=now)
        given = self.accessories if accessories is None else accessories
        return replace(after, accessories=given, condition=condition or self.condition), []

    def judge(self, fee: FeeTerms) -> "Repair":
        """A newer verdict on the item changes the fee terms."""
        return replace(self, fee=fee)

    def cancel(self, *, now: datetime) -> "Repair":
        """The ticket was cancelled: the item goes back, from wherever it is."""
        return self.moved(RepairAction.CANCEL, now=now)

    @property
    def is_promise_open(self) -> bool:
        """Whether the promised date can still be missed."""
        return self.promise is not None and self.state not in KEEPS_ITS_PROMISE | OWED_NOTHING_MORE

    def miss(self, policy: RepairsPolicy) -> tuple["Repair", Sequence[Event]]:
        """The promised time has passed and the item is not ready (4.5, 5.8)."""
        assert self.ready_until is not None
        missed = PromiseMissed(
            **self.facts(),
            responsible_id=self.responsible_id,
            clause=policy.missed_promise.clause,
            missed_at=self.ready_until,
        )
        return replace(self, is_promise_missed=True), [missed]

    def is_visible_to(self, actor: Actor) -> bool:
        """A technician knows of the items he answers for."""
        return actor.role is not Role.TECHNICIAN or actor.subject == str(self.responsible_id)

    def facts(self) -> dict[str, Any]:
        """What every event of a repair says."""
        return {"repair_id": self.id, "ticket_id": self.ticket_id, "customer_id": self.customer_id}

    def is_promised_for(self, way: Way) -> bool:
        """Whether the customer was told that it is repaired there."""
        return self.promise is not None and self.promise.way is way
