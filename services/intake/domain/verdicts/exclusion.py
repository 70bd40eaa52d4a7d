"""What ends the cover of an item (4.6): who found it, where, with what evidence, and whether it stands."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.intake.domain.policy import IntakePolicy
from services.intake.domain.refusals import ExclusionUnknown, ReasonMissing
from services.intake.domain.states import ENDS_THE_COVER, EXCLUSION_LIFE, ExclusionAction, ExclusionState
from services.intake.domain.verdicts.facts import Case, Item
from shared.actor import Actor, Role

ExclusionId = NewType("ExclusionId", UUID)
EXCLUSIONS_CLAUSE = "4.6"


class FoundWhere(StrEnum):
    """Where the item was opened or the paper seen."""

    SITE = "site"
    BENCH = "bench"
    DESK = "desk"


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """One finding of 4.6 on a ticket."""

    id: ExclusionId
    version: int = 0
    ticket_id: UUID
    equipment_id: UUID | None
    """None: whatever the ticket is about."""
    number: int
    """1 misuse, 2 opened by others, 3 no valid proof, 4 force majeure, 5 altered date."""
    state: ExclusionState
    found_where: FoundWhere
    found_in: UUID | None
    """The job or repair."""
    evidence_sha256: tuple[str, ...]
    found_by_role: Role
    found_by: str
    found_at: datetime
    ruled_by: str | None = None
    """The supervisor who decided the dispute."""
    ruled_at: datetime | None = None
    reason: str | None = None
    """Why he decided so, in his own words."""

    @property
    def clause(self) -> str:
        """As verdicts cite it."""
        return f"{EXCLUSIONS_CLAUSE}.{self.number}"

    def dispute(self) -> "Exclusion":
        """The customer says that it is not so: the supervisor decides."""
        return replace(self, state=EXCLUSION_LIFE.after(self.state, ExclusionAction.DISPUTE))

    def rule(self, action: ExclusionAction, reason: str, *, now: datetime, actor: Actor) -> "Exclusion":
        """The supervisor decides whether it stands."""
        if not reason.strip():
            raise ReasonMissing("a ruling needs a reason", field="reason", clause=EXCLUSIONS_CLAUSE)
        state = EXCLUSION_LIFE.after(self.state, action)
        return replace(self, state=state, ruled_by=actor.subject, ruled_at=now, reason=reason)

    def counts_for(self, ticket_id: UUID | None, item: Item | None, policy: IntakePolicy) -> bool:
        """On its own ticket always; on a later one only what lasts, such as an opened housing, on the same item."""
        equipment_id = None if item is None else item.equipment_id
        if self.ticket_id == ticket_id:
            return self.equipment_id in (None, equipment_id)
        return self.number in policy.exclusions.lasting and self.equipment_id == equipment_id is not None


def number_of(clause: str) -> int:
    """2 of `4.6.2`; raises ExclusionUnknown for anything that is not one of the five."""
    prefix, _, number = clause.rpartition(".")
    if prefix != EXCLUSIONS_CLAUSE or number not in {"1", "2", "3", "4", "5"}:
        raise ExclusionUnknown(f"{clause} is no exclusion", clause=EXCLUSIONS_CLAUSE, field="exclusion")
    return int(number)


def excluded(case: Case, ticket_id: UUID | None, found: Iterable[Exclusion], policy: IntakePolicy) -> Case:
    """The case with what was found about its item; their order never matters."""
    about_it = [each for each in found if each.counts_for(ticket_id, case.item, policy)]
    return replace(
        case,
        exclusions=frozenset(each.number for each in about_it if each.state in ENDS_THE_COVER),
        disputed=frozenset(each.number for each in about_it if each.state is ExclusionState.DISPUTED),
    )
