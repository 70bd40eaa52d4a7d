"""One item of the repair register 返修登记表: what it is, where it lies, what was promised, and how it moves on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NewType
from uuid import UUID

from services.repairs.domain.entries import (
    BenchTest,
    ChargeOfRepair,
    DataHandling,
    Delay,
    Ending,
    Exchange,
    FactoryLeg,
    FoundExclusion,
    IdentityCheck,
    Movement,
    Notification,
    Outcome,
    PartBuilt,
    Photo,
    QuoteCopy,
    TechnicianLeg,
    Waiting,
)
from services.repairs.domain.fees import Fee, FeeTerms
from services.repairs.domain.policy import RepairsPolicy
from services.repairs.domain.promises.promise import Promise, Way
from services.repairs.domain.receipt import Receipt
from services.repairs.domain.refusals import AlreadyInRepair, ConsentMissing, LoanerIsOut, VerdictPending
from services.repairs.domain.states import (
    AS_THE_FACTORY_SAYS,
    ENDED,
    KEEPS_ITS_PROMISE,
    OWED_NOTHING_MORE,
    PLACE_AFTER,
    REPAIR_LIFE,
    WAITS_FOR,
    Place,
    RepairAction,
    RepairState,
)
from shared.actor import Actor, Role
from shared.events.contract import Event
from shared.events.repairs.items import RepairReady

RepairId = NewType("RepairId", UUID)


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
    with_technician: TechnicianLeg | None = None
    equipment_id: UUID | None
    product_model: str
    product_category: str | None = None
    serial: str | None
    new_serial: str | None = None
    """Of the unit that came in place of the customer's, if one did."""
    accessories: tuple[str, ...]
    condition: str | None = None
    """In somebody's own words."""
    photos: tuple[Photo, ...] = ()
    holds_data: bool = False
    data: DataHandling | None = None
    reported_fault: str | None = None
    is_part_of_installation: bool
    responsible_id: UUID
    """Who tells the customer and reports a late repair (5.8, 6.4)."""
    taken_in_at: datetime
    fee: FeeTerms
    test: BenchTest | None = None
    retest: BenchTest | None = None
    """The newest test of what came back from the factory."""
    exclusions: tuple[FoundExclusion, ...] = ()
    quote: QuoteCopy | None = None
    receipt: Receipt | None = None
    promise: Promise | None = None
    ready_until: datetime | None = None
    """The last instant at which the promise is kept."""
    is_promise_missed: bool = False
    delay: Delay | None = None
    batch_id: UUID | None = None
    factory: FactoryLeg | None = None
    parts: tuple[PartBuilt, ...] = ()
    exchange: Exchange | None = None
    outcome: Outcome | None = None
    ready_at: datetime | None = None
    notification: Notification | None = None
    unreached_at: datetime | None = None
    """When follow-up gave up to tell the customer that it is ready."""
    waiting: Waiting | None = None
    identity: tuple[IdentityCheck, ...] = ()
    charge: ChargeOfRepair | None = None
    loan_id: UUID | None = None
    """The loan whose unit the customer has meanwhile, or a technician who brings it to him."""
    carried_by: UUID | None = None
    """The technician who takes it home."""
    home_job_id: UUID | None = None
    """The visit that put it back while the loaner was still out."""
    ending: Ending | None = None
    ended_at: datetime | None = None
    collected_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in ENDED

    @property
    def waits_for(self) -> str | None:
        """Who has to do something next."""
        return WAITS_FOR.get(self.state)

    @property
    def awaits_charge(self) -> bool:
        """Whether billing has still to say what is owed: something was agreed, and was done, though refused since."""
        is_agreed = self.fee.fee is not Fee.FREE and self.quote is not None and self.quote.is_consented
        is_done = bool(self.parts) or (self.factory is not None and bool(self.factory.cost))
        return is_agreed and is_done and self.charge is None

    @property
    def is_promise_open(self) -> bool:
        """Whether the promised date can still be missed."""
        return self.promise is not None and self.state not in KEEPS_ITS_PROMISE | OWED_NOTHING_MORE

    @property
    def is_delay_explained(self) -> bool:
        """Whether the cause is known why the newest promise is not, or will not be, kept (4.5)."""
        newest = None if self.promise is None else self.promise.deadline_id
        return self.delay is not None and self.delay.promise_id in {None, newest}

    @property
    def awaits_cause(self) -> bool:
        """Whether a promise was missed and nobody has said why: of the newest, or of all that were missed."""
        is_newest_missed = self.promise is not None and self.promise.is_missed
        return self.is_promise_missed and not (self.is_delay_explained if is_newest_missed else self.delay)

    @property
    def has_consent(self) -> bool:
        """Whether chargeable work may be done: nothing is charged, or the customer agreed to the price.

        Undecided, it may have to be paid; so it may while an exclusion is not judged.
        """
        is_free = self.fee.fee is Fee.FREE and not self.has_unjudged_exclusion
        return is_free or (self.quote is not None and self.quote.is_consented)

    @property
    def has_unjudged_exclusion(self) -> bool:
        """Whether intake has still to judge what ends the cover; a disputed one the supervisor decides (4.6)."""
        newest = self.fee.warranty_decision
        return any(newest is None or (found.warranty_decision or 0) >= newest for found in self.exclusions)

    @property
    def is_waiting_for_verdict(self) -> bool:
        """Whether intake has still to judge what the bench has found (4.6)."""
        if self.state is RepairState.WAITING_FOR_CONSENT:
            return self.fee.fee is not Fee.PAID
        return self.state in AS_THE_FACTORY_SAYS and not self.has_consent and self.has_unjudged_exclusion

    def moved(self, action: RepairAction, *, now: datetime) -> "Repair":
        """The item after an action; raises ActionNotAllowed."""
        state = REPAIR_LIFE.after(self.state, action)
        place = PLACE_AFTER.get(action, self.place)
        if place is self.place:
            return replace(self, state=state)
        movements = (*self.movements, Movement(place=place, since=now))
        return replace(self, state=state, place=place, in_place_since=now, movements=movements)

    def ended(self, action: RepairAction, *, now: datetime) -> "Repair":
        """The item after its last action; it is not over while a loaner for it is out or on its way."""
        after = self.moved(action, now=now)
        if self.loan_id is not None:
            raise LoanerIsOut("the loaner comes back first", facts={"loan_id": str(self.loan_id)})
        return replace(after, ended_at=now, waiting=None)

    def receive(
        self, accessories: tuple[str, ...] | None, condition: str | None, policy: RepairsPolicy, *, now: datetime
    ) -> tuple["Repair", Sequence[Event]]:
        """The specialist takes it over: from the technician, from storage, or unrepaired from the warehouse."""
        after = self.moved(RepairAction.RECEIVE, now=now)
        given = self.accessories if accessories is None else accessories
        after = replace(after, accessories=given, condition=condition or self.condition, carried_by=None)
        if after.state is RepairState.TO_GIVE_BACK and self.place is not Place.DESK:
            return after.laid_ready(Outcome.GIVEN_BACK, policy, now=now)
        return after, []

    def cancel(self, policy: RepairsPolicy, *, now: datetime) -> tuple["Repair", Sequence[Event]]:
        """The ticket was cancelled: the item goes back, from wherever it is."""
        after = self.moved(RepairAction.CANCEL, now=now)
        if self.state is RepairState.IN_BATCH:
            after = replace(after, batch_id=None)
        if after.state is RepairState.TO_GIVE_BACK and after.place is Place.DESK:
            return after.laid_ready(Outcome.GIVEN_BACK, policy, now=now)
        return after, []

    def laid_ready(self, outcome: Outcome, policy: RepairsPolicy, *, now: datetime) -> tuple["Repair", Sequence[Event]]:
        """The customer can have it: he is told at once (6.4)."""
        told = RepairReady(
            **self.facts(),
            is_part_of_installation=self.is_part_of_installation,
            responsible_id=self.responsible_id,
            clause=policy.telling.clause,
            equipment_id=self.equipment_id,
            job_id=self.job_id,
            outcome=outcome.value,
            fee_terms=self.fee.fee.value,
            parts=tuple(each.announced() for each in self.parts),
            factory_cost=None if self.factory is None else self.factory.cost,
            ready_at=now,
        )
        return replace(self, outcome=outcome, ready_at=now, notification=None), [told]

    def may_be_worked_on(self, policy: RepairsPolicy) -> None:
        """No chargeable work before the customer agreed to its price (5.5). Raises VerdictPending, ConsentMissing."""
        if self.has_consent:
            return
        named = {"number": self.number, "repair_id": str(self.id)}
        if self.fee.fee is Fee.UNDETERMINED or self.has_unjudged_exclusion:
            raise VerdictPending(
                f"{self.number}: nobody has decided yet whether the warranty pays",
                clause=policy.fee.clause,
                facts=named,
            )
        raise ConsentMissing(
            f"{self.number}: the customer has not consented to the price", clause=policy.consent.clause, facts=named
        )

    def must_be_only_one(self, others: Sequence["Repair"], policy: RepairsPolicy) -> None:
        """One unit has one open entry. Raises AlreadyInRepair, which names the other one."""
        for other in others:
            if other.id != self.id:
                raise AlreadyInRepair(
                    f"{self.product_model} {self.serial} is in repair as {other.number};"
                    " where a unit has no serial number of its own, leave it out",
                    clause=policy.receipt.clause,
                    field="serial",
                    facts={"number": other.number, "repair_id": str(other.id)},
                )

    def is_visible_to(self, actor: Actor) -> bool:
        """A technician knows of the items he answers for or carries."""
        return actor.role is not Role.TECHNICIAN or actor.subject in {str(self.responsible_id), str(self.carried_by)}

    def facts(self) -> dict[str, Any]:
        """What every event of a repair says."""
        return {"repair_id": self.id, "ticket_id": self.ticket_id, "customer_id": self.customer_id}

    def is_promised_for(self, way: Way) -> bool:
        """Whether the customer was told that it is repaired there."""
        return self.promise is not None and self.promise.way is way
