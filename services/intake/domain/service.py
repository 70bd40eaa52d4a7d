"""What is under way for a ticket elsewhere, kept as sets, so that the order in which we hear of it never matters."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from shared.events.dispatch.jobs import ResponseEnding

REMOTELY = "remote"
"""The resolution of a fault that was solved by phone."""


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """How the technician says it goes on, after he reached the customer."""

    job_id: UUID
    technician_id: UUID
    ending: ResponseEnding
    solution: str | None
    reached_at: datetime


@dataclass(frozen=True, kw_only=True)
class Service:
    """Jobs and repairs of a ticket, and the call-backs that it owes."""

    visit_decided_at: datetime | None = None
    is_visit_awaited: bool = False
    """Whether no job has ended since the visit was decided, heard of or not."""
    is_item_awaited: bool = False
    """Whether the customer is to bring an item that has not come yet."""
    technician_ids: tuple[UUID, ...] = ()
    """Everybody who was ever responsible: they may read the ticket."""
    visited: tuple[UUID, ...] = ()
    """Jobs at which somebody came to the site, over all rounds."""
    visits_of_earlier_rounds: int = 0
    worked: tuple[UUID, ...] = ()
    """Jobs of this round at which work was done or parts were used."""
    was_told_visit_fee: bool = False
    was_told_travel_rule: bool = False
    jobs_opened: tuple[UUID, ...] = ()
    jobs_ended: tuple[UUID, ...] = ()
    items_taken: tuple[UUID, ...] = ()
    items_back: tuple[UUID, ...] = ()
    done: tuple[UUID, ...] = ()
    """Visits, repairs and the remote solution, over all rounds; each has its call-back."""
    owed: tuple[UUID, ...] = ()
    """Those of this round: the ticket closes when each is answered."""
    answered: tuple[UUID, ...] = ()
    given_up: tuple[UUID, ...] = ()
    resolution: str | None = None

    @property
    def open_jobs(self) -> tuple[UUID, ...]:
        """Jobs that have not ended."""
        return tuple(job for job in self.jobs_opened if job not in self.jobs_ended)

    @property
    def open_repairs(self) -> tuple[UUID, ...]:
        """Items that are not with the customer again."""
        return tuple(item for item in self.items_taken if item not in self.items_back)

    @property
    def is_under_way(self) -> bool:
        """Whether anybody still has to finish something."""
        return bool(self.open_jobs or self.open_repairs or self.is_visit_awaited or self.is_item_awaited)

    @property
    def unanswered(self) -> tuple[UUID, ...]:
        """Call-backs of this round that the customer has not answered and nobody has given up."""
        return tuple(each for each in self.owed if each not in (*self.answered, *self.given_up))

    @property
    def closing_reason(self) -> str:
        """Why the ticket may close now."""
        if not self.owed:
            return "not_owed"
        return "solved" if any(each in self.answered for each in self.owed) else "given_up"

    def job_opened(self, job_id: UUID) -> "Service":
        """Somebody has to go or to call."""
        return replace(self, jobs_opened=_with(self.jobs_opened, job_id))

    def job_ended(self, job_id: UUID) -> "Service":
        """Nobody has to any more."""
        return replace(self, jobs_ended=_with(self.jobs_ended, job_id), is_visit_awaited=False)

    def item_taken(self, item_id: UUID) -> "Service":
        """An item is in our hands."""
        return replace(self, items_taken=_with(self.items_taken, item_id))

    def item_back(self, *item_ids: UUID) -> "Service":
        """An item is with the customer again."""
        back = self.items_back
        for item_id in item_ids:
            back = _with(back, item_id)
        return replace(self, items_back=back, is_item_awaited=False)

    def did(self, done_id: UUID, *, resolution: str) -> "Service":
        """Something was finished for the customer: a call-back is owed for it.

        A job or a repair is finished once; a ticket may be solved remotely again in a later round.
        """
        is_heard_again = done_id in self.done and resolution != REMOTELY
        if is_heard_again:
            return self
        return replace(
            self,
            done=_with(self.done, done_id),
            owed=_with(self.owed, done_id),
            answered=tuple(each for each in self.answered if each != done_id),
            given_up=tuple(each for each in self.given_up if each != done_id),
            resolution="repair" if self.resolution == "repair" else resolution,
        )

    def visit_took_place(self, job_id: UUID) -> "Service":
        """Somebody came."""
        return replace(self, visited=_with(self.visited, job_id))

    def work_was_done(self, job_id: UUID) -> "Service":
        """Something was repaired, moved or built in."""
        return replace(self.visit_took_place(job_id), worked=_with(self.worked, job_id))

    def told(self, *, visit_fee: bool, travel_rule: bool) -> "Service":
        """What coming costs was told with the appointment; what was told once stays told."""
        return replace(
            self,
            was_told_visit_fee=self.was_told_visit_fee or visit_fee,
            was_told_travel_rule=self.was_told_travel_rule or travel_rule,
        )

    def assigned(self, technician_id: UUID) -> "Service":
        """One more technician may read the ticket."""
        return replace(self, technician_ids=_with(self.technician_ids, technician_id))

    def was_answered(self, done_id: UUID) -> "Service":
        """The customer said how it is."""
        return replace(self, answered=_with(self.answered, done_id))

    def was_given_up(self, done_id: UUID) -> "Service":
        """The customer could not be reached."""
        return replace(self, given_up=_with(self.given_up, done_id))

    def again(self) -> "Service":
        """A new round: what was done before stays on file and owes nothing any more."""
        return replace(
            self,
            visit_decided_at=None,
            is_visit_awaited=False,
            is_item_awaited=False,
            visits_of_earlier_rounds=len(self.visited),
            worked=(),
            owed=(),
            resolution=None,
        )


def _with(ids: tuple[UUID, ...], one: UUID) -> tuple[UUID, ...]:
    return ids if one in ids else (*ids, one)
