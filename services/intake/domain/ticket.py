"""One request of a customer, from the report to its last closing."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NewType
from uuid import UUID

from services.intake.domain.policy import IntakePolicy
from services.intake.domain.refusals import (
    BringInNotOffered,
    ChargeUndetermined,
    LevelNotUsed,
    NotForThisKind,
    NothingRepeated,
    RegionUndetermined,
    ServiceDeclined,
    SiteMissing,
    VisitAlreadyDecided,
)
from services.intake.domain.register.repeat import Repeat
from services.intake.domain.report import HAS_A_LEVEL, Caller, LevelProposal, check_code
from services.intake.domain.service import REMOTELY, Service, Suggestion
from services.intake.domain.states import TICKET_LIFE, TicketAction, TicketState
from services.intake.domain.verdicts.charge import VisitFeeWaiver
from services.intake.domain.verdicts.decisions import Decision, charge_decided, warranty_decided
from services.intake.domain.verdicts.facts import ServicePlace
from shared.events.contract import Event
from shared.events.intake.decisions import ChargeCategory, VisitDecided
from shared.events.intake.tickets import (
    BringInExpected,
    CallerJoined,
    FaultLevel,
    FaultLevelChanged,
    FaultLevelConfirmed,
    Region,
    RemoteSolutionFound,
    TicketAssessed,
    TicketKind,
    TicketResolved,
)

TicketId = NewType("TicketId", UUID)
NEEDS_NO_HAND = frozenset({TicketKind.FAULT, TicketKind.QUESTION})
"""Kinds that can be solved by phone or at the counter; the others are work at a site."""
ASKED_TO_BRING_IT = "2.2.2"
"""The case of a sold product that is visited although the customer is asked to bring it (4.4, 6.1)."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """Something that the customer was told, or that was found out for him, and by whom."""

    duty: str
    clause: str
    equipment_id: UUID | None = None
    part: str | None = None
    """A code, where it is about one part."""
    answer: bool | None = None
    """Yes or no, where the duty asks something: does the maker still support the part?"""
    told_by: str
    told_at: datetime


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """What the customer asked for, where it stands, and what was decided about it."""

    id: TicketId
    number: str
    version: int = 0
    state: TicketState
    kind: TicketKind
    level: FaultLevel | None
    place: ServicePlace
    customer_id: UUID
    site_id: UUID | None
    equipment_id: UUID | None
    further_equipment_ids: tuple[UUID, ...] = ()
    """What the ticket is about beside the first item."""
    product_model: str | None
    product_category: str | None
    symptom_code: str | None
    fault_began_on: date | None = None
    """As the customer says, kept as evidence; the case is judged by the day of the report."""
    region: Region
    district: str | None
    division_code: str | None
    channel: str
    dialled_number: str | None
    origin: str
    external_reference: str | None
    caller: Caller
    description: str
    reported_at: datetime
    recorded_at: datetime
    late_recording_reason: str | None
    policy_revision: str
    judgement: str | None = None
    """The supervisor's first judgement (5.2)."""
    proposal: LevelProposal | None = None
    """What the symptom catalogue proposed for the level (5.16)."""
    is_level_confirmed: bool = True
    """Whether a person stands for the level."""
    suggestion: Suggestion | None = None
    """In what reaching the customer ended; the specialist decides."""
    charge_category: ChargeCategory
    charge_clause: str
    charge_number: int
    warranty_number: int
    visit_fee_waiver: VisitFeeWaiver | None = None
    told: tuple[Told, ...] = ()
    repeat: Repeat | None = None
    """The fault not long ago that it repeats."""
    service: Service = Service()
    closure: int = 0
    """Counts the endings."""
    ended_at: datetime | None = None
    """When it was last resolved, closed or cancelled."""
    ending_reason: str | None = None
    """Why it was declined, cancelled or closed."""

    @property
    def equipment_ids(self) -> tuple[UUID, ...]:
        """Everything on file that the ticket is about, the first item first."""
        return (() if self.equipment_id is None else (self.equipment_id,)) + self.further_equipment_ids

    def check_allows(self, action: TicketAction) -> None:
        """Raises ActionNotAllowed, before anything is looked up for the action."""
        TICKET_LIFE.after(self.state, action)

    def assess(
        self, judgement: str, level: FaultLevel | None, *, now: datetime, policy: IntakePolicy
    ) -> "tuple[Ticket, list[Event]]":
        """The supervisor's first assessment; it may come before or after the customer was reached (5.2)."""
        rule = policy.assessments
        check_code(judgement, rule.judgements, field="judgement", clause=rule.clause)
        self._check_has_level(level, policy)
        state = TICKET_LIFE.after(self.state, TicketAction.ASSESS)
        is_confirmed = self.is_level_confirmed or level is not None
        assessed = replace(self, state=state, judgement=judgement, is_level_confirmed=is_confirmed)
        events: list[Event] = [
            TicketAssessed(
                ticket_id=self.id,
                level=level or self.level,
                judgement=judgement,
                clause=rule.clause,
                assessed_at=now,
            )
        ]
        if level is None or level == self.level:
            return assessed, events
        return assessed._at_level(level, "assessed", rule.clause, now, events)

    def change_level(
        self, level: FaultLevel, reason: str, *, now: datetime, policy: IntakePolicy
    ) -> "tuple[Ticket, list[Event]]":
        """The fault turns out better or worse, or a person stands for what was proposed (5.16)."""
        clause = policy.levels.clause
        check_code(reason, policy.levels.change_reasons, field="reason", clause=clause)
        self._check_has_level(level, policy)
        state = TICKET_LIFE.after(self.state, TicketAction.CHANGE_LEVEL)
        if level != self.level:
            return replace(self, state=state)._at_level(level, reason, clause, now, [])
        if self.is_level_confirmed:
            return self, []
        confirmed = FaultLevelConfirmed(ticket_id=self.id, level=level, reason=reason, clause=clause, confirmed_at=now)
        return replace(self, is_level_confirmed=True), [confirmed]

    def decide_again(self, decision: Decision) -> "tuple[Ticket, list[Event]]":
        """A new verdict replaces the one before, which stays on file."""
        state = TICKET_LIFE.after(self.state, TicketAction.DECIDE_AGAIN)
        return replace(self, state=state)._with(decision)

    def decide_visit(self, *, now: datetime, policy: IntakePolicy) -> "tuple[Ticket, list[Event]]":
        """A visit is needed; free or paid is decided before (5.3)."""
        state = TICKET_LIFE.after(self.state, TicketAction.DECIDE_VISIT)
        if self.service.visit_decided_at is not None:
            raise VisitAlreadyDecided(f"decided at {self.service.visit_decided_at:%Y-%m-%dT%H:%MZ}", clause="5.3")
        if self.site_id is None:
            raise SiteMissing("name the site first", clause="5.3", field="site_id")
        if self.region is Region.UNDETERMINED:
            raise RegionUndetermined("say where the site lies first", clause="3.6")
        if self.charge_category is ChargeCategory.UNDETERMINED:
            raise ChargeUndetermined("decide free or paid first, with a charge decision", clause="5.3")
        if self.charge_category is ChargeCategory.DECLINED:
            raise ServiceDeclined("no visit without a special agreement", clause=self.charge_clause)
        self._check_bring_in_offered(policy)
        service = replace(self.service, visit_decided_at=now, is_visit_awaited=True, is_item_awaited=False)
        visit = VisitDecided(
            ticket_id=self.id,
            kind=self.kind,
            level=self.level,
            region=self.region,
            category=self.charge_category,
            charge_clause=self.charge_clause,
            visit_fee_waiver=self.visit_fee_waiver,
            clause="5.3",
            decided_at=now,
        )
        return replace(self, state=state, place=ServicePlace.ON_SITE, service=service), [visit]

    def expect_item(self, *, now: datetime) -> "tuple[Ticket, list[Event]]":
        """The customer was told the repair address and brings the item (4.4, 6.1)."""
        state = TICKET_LIFE.after(self.state, TicketAction.EXPECT_ITEM)
        self._check_needs_no_hand()
        service = replace(self.service, is_item_awaited=True)
        expected = BringInExpected(ticket_id=self.id, clause="4.4", agreed_at=now)
        return replace(self, state=state, place=ServicePlace.BROUGHT_IN, service=service), [expected]

    def solve_remotely(self, solution: str, *, now: datetime, policy: IntakePolicy) -> "tuple[Ticket, list[Event]]":
        """The specialist confirms that it works again; a call-back is owed all the same (reading of 5.12)."""
        rule = policy.remote_solutions
        check_code(solution, rule.codes, field="solution", clause=rule.clause)
        state = TICKET_LIFE.after(self.state, TicketAction.SOLVE_REMOTELY)
        self._check_needs_no_hand()
        closure = self.closure + 1
        service = self.service.did(self.id, resolution=REMOTELY)
        events: list[Event] = [
            RemoteSolutionFound(ticket_id=self.id, closure=closure, solution=solution, found_at=now),
            TicketResolved(ticket_id=self.id, closure=closure, resolution=REMOTELY, resolved_at=now),
        ]
        return replace(self, state=state, closure=closure, service=service, ended_at=now), events

    def explain_repeat(self, reason: str, policy: IntakePolicy) -> "Ticket":
        """Somebody says why the fault came again."""
        if self.repeat is None:
            raise NothingRepeated(f"{self.number} repeats nothing", clause=policy.repeat_faults.clause)
        return replace(self, repeat=self.repeat.explained(reason, policy))

    def join(self, contact_id: UUID, reported_at: datetime, *, now: datetime) -> "tuple[Ticket, list[Event]]":
        """One more caller reports the same outage; the ticket counts from the earliest report."""
        state = TICKET_LIFE.after(self.state, TicketAction.JOIN)
        earliest = min(self.reported_at, reported_at)
        joined = CallerJoined(
            ticket_id=self.id, contact_id=contact_id, reported_at=reported_at, counts_from=earliest, joined_at=now
        )
        return replace(self, state=state, reported_at=earliest), [joined]

    def _at_level(
        self, level: FaultLevel, reason: str, clause: str, now: datetime, before: list[Event]
    ) -> "tuple[Ticket, list[Event]]":
        changed = FaultLevelChanged(
            ticket_id=self.id,
            level=level,
            previous_level=self.level,
            reason=reason,
            clause=clause,
            changed_at=now,
        )
        return replace(self, level=level, is_level_confirmed=True), [*before, changed]

    def _with(self, decision: Decision) -> "tuple[Ticket, list[Event]]":
        if decision.category is None:
            return replace(self, warranty_number=decision.number), [warranty_decided(decision)]
        changed = replace(
            self,
            charge_category=decision.category,
            charge_clause=decision.clause,
            charge_number=decision.number,
            visit_fee_waiver=decision.visit_fee_waiver,
        )
        return changed, [charge_decided(decision, decision.category)]

    def _check_has_level(self, level: FaultLevel | None, policy: IntakePolicy) -> None:
        if level is not None and self.kind not in HAS_A_LEVEL:
            raise LevelNotUsed(f"a {self.kind} has no level", clause=policy.levels.clause, field="level")

    def _check_needs_no_hand(self) -> None:
        if self.kind not in NEEDS_NO_HAND:
            raise NotForThisKind(f"a {self.kind} is done at the site", clause="3.2", field="kind")

    def _check_bring_in_offered(self, policy: IntakePolicy) -> None:
        """A customer who still wants the visit was told where he could bring it, and offered support (4.4, 6.1)."""
        told = {each.duty for each in self.told}
        missing = [duty for duty in policy.duties.before_a_visit_of_a_sold_product if duty not in told]
        if self.charge_clause == ASKED_TO_BRING_IT and missing:
            raise BringInNotOffered(f"tell the customer first: {', '.join(missing)}", clause="4.4", field="told")
