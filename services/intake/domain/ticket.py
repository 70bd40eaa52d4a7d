"""One request of a customer, from the report to its last closing."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NewType
from uuid import UUID

from services.intake.domain.policy import IntakePolicy
from services.intake.domain.refusals import (
    ChargeUndetermined,
    LevelNotUsed,
    NothingToDecline,
    RegionUndetermined,
    ServiceDeclined,
    SiteMissing,
    VisitAlreadyDecided,
)
from services.intake.domain.report import HAS_A_LEVEL, Caller, check_code
from services.intake.domain.service import Service, Suggestion
from services.intake.domain.states import TICKET_LIFE, TicketAction, TicketState
from services.intake.domain.verdicts.decisions import Decision
from services.intake.domain.verdicts.facts import ServicePlace
from shared.events.contract import Event
from shared.events.intake.decisions import ChargeCategory, ChargeDecided, VisitDecided, WarrantyDecided
from shared.events.intake.tickets import (
    BringInExpected,
    CallerJoined,
    FaultLevel,
    FaultLevelChanged,
    Region,
    RemoteSolutionFound,
    TicketAssessed,
    TicketCancelled,
    TicketClosed,
    TicketKind,
    TicketReopened,
    TicketResolved,
)

TicketId = NewType("TicketId", UUID)


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
    product_model: str | None
    product_category: str | None
    symptom_code: str | None
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
    suggestion: Suggestion | None = None
    """In what reaching the customer ended; the specialist decides."""
    charge_category: ChargeCategory
    charge_clause: str
    charge_number: int
    warranty_number: int
    service: Service = Service()
    closure: int = 0
    """Counts the endings."""
    ended_at: datetime | None = None
    """When it was last resolved, closed or cancelled."""

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
        assessed = replace(self, state=TICKET_LIFE.after(self.state, TicketAction.ASSESS), judgement=judgement)
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
        """The fault turns out better or worse; dispatch sets its clocks anew (5.16)."""
        check_code(reason, policy.levels.change_reasons, field="reason", clause=policy.levels.clause)
        self._check_has_level(level, policy)
        state = TICKET_LIFE.after(self.state, TicketAction.CHANGE_LEVEL)
        if level == self.level:
            return self, []
        return replace(self, state=state)._at_level(level, reason, policy.levels.clause, now, [])

    def decide_again(self, decision: Decision) -> "tuple[Ticket, list[Event]]":
        """A new verdict replaces the one before, which stays on file."""
        state = TICKET_LIFE.after(self.state, TicketAction.DECIDE_AGAIN)
        return replace(self, state=state)._with(decision)

    def decide_visit(self, *, now: datetime) -> "tuple[Ticket, list[Event]]":
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
        service = replace(self.service, visit_decided_at=now, is_visit_awaited=True, is_item_awaited=False)
        visit = VisitDecided(
            ticket_id=self.id,
            kind=self.kind,
            level=self.level,
            region=self.region,
            category=self.charge_category,
            charge_clause=self.charge_clause,
            clause="5.3",
            decided_at=now,
        )
        return replace(self, state=state, place=ServicePlace.ON_SITE, service=service), [visit]

    def expect_item(self, *, now: datetime) -> "tuple[Ticket, list[Event]]":
        """The customer was told the repair address and brings the item (4.4, 6.1)."""
        state = TICKET_LIFE.after(self.state, TicketAction.EXPECT_ITEM)
        service = replace(self.service, is_item_awaited=True)
        expected = BringInExpected(ticket_id=self.id, clause="4.4", agreed_at=now)
        return replace(self, state=state, place=ServicePlace.BROUGHT_IN, service=service), [expected]

    def solve_remotely(self, solution: str, *, now: datetime, policy: IntakePolicy) -> "tuple[Ticket, list[Event]]":
        """The specialist confirms that it works again; a call-back is owed all the same (reading of 5.12)."""
        rule = policy.remote_solutions
        check_code(solution, rule.codes, field="solution", clause=rule.clause)
        state = TICKET_LIFE.after(self.state, TicketAction.SOLVE_REMOTELY)
        closure = self.closure + 1
        service = self.service.did(self.id, resolution="remote")
        events: list[Event] = [
            RemoteSolutionFound(ticket_id=self.id, closure=closure, solution=solution, found_at=now),
            TicketResolved(ticket_id=self.id, closure=closure, resolution="remote", resolved_at=now),
        ]
        return replace(self, state=state, closure=closure, service=service, ended_at=now), events

    def decline(self, reason: str, *, now: datetime, policy: IntakePolicy) -> "tuple[Ticket, list[Event]]":
        """The company does not serve this; the customer is told why (2.2.3)."""
        rule = policy.declines
        check_code(reason, rule.reasons, field="reason", clause=rule.clause)
        state = TICKET_LIFE.after(self.state, TicketAction.DECLINE)
        if self.charge_category is ChargeCategory.FREE:
            raise NothingToDecline(f"it is free by {self.charge_clause}", clause=self.charge_clause)
        closure = self.closure + 1
        closed = TicketClosed(ticket_id=self.id, closure=closure, reason="declined", clause=rule.clause, closed_at=now)
        return replace(self, state=state, closure=closure, ended_at=now), [closed]

    def cancel(
        self, reason: str, *, is_work_done_owed: bool, now: datetime, policy: IntakePolicy
    ) -> "tuple[Ticket, list[Event]]":
        """It ends without a solution; what was done may be owed."""
        rule = policy.endings
        check_code(reason, rule.cancellation_reasons, field="reason", clause=rule.clause)
        state = TICKET_LIFE.after(self.state, TicketAction.CANCEL)
        cancelled = TicketCancelled(
            ticket_id=self.id, reason=reason, is_work_done_owed=is_work_done_owed, cancelled_at=now
        )
        return replace(self, state=state, ended_at=now), [cancelled]

    def reopen(self, reason: str, *, now: datetime, policy: IntakePolicy) -> "tuple[Ticket, list[Event]]":
        """The same fault is there again: assessed again, history kept."""
        rule = policy.endings
        check_code(reason, rule.reopening_reasons, field="reason", clause=rule.clause)
        state = TICKET_LIFE.after(self.state, TicketAction.REOPEN)
        reopened = TicketReopened(
            ticket_id=self.id,
            closure=self.closure,
            level=self.level,
            reason=reason,
            clause=rule.clause,
            reopened_at=now,
        )
        return replace(self, state=state, service=self.service.again(), suggestion=None, ended_at=None), [reopened]

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
        return replace(self, level=level), [*before, changed]

    def _with(self, decision: Decision) -> "tuple[Ticket, list[Event]]":
        if decision.category is None:
            return replace(self, warranty_number=decision.number), [warranty_decided(decision)]
        changed = replace(
            self,
            charge_category=decision.category,
            charge_clause=decision.clause,
            charge_number=decision.number,
        )
        return changed, [charge_decided(decision, decision.category)]

    def _check_has_level(self, level: FaultLevel | None, policy: IntakePolicy) -> None:
        if level is not None and self.kind not in HAS_A_LEVEL:
            raise LevelNotUsed(f"a {self.kind} has no level", clause=policy.levels.clause, field="level")


def warranty_decided(decision: Decision) -> Event:
    """What is announced of a warranty decision."""
    return WarrantyDecided(
        ticket_id=decision.ticket_id,
        decision_number=decision.number,
        items=decision.items,
        policy_revision=decision.policy_revision,
        decided_at=decision.decided_at,
    )


def charge_decided(decision: Decision, category: ChargeCategory) -> Event:
    """What is announced of a charge decision."""
    return ChargeDecided(
        ticket_id=decision.ticket_id,
        decision_number=decision.number,
        category=category,
        clause=decision.clause,
        policy_revision=decision.policy_revision,
        decided_at=decision.decided_at,
    )
