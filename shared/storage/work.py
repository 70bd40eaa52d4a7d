"""One transaction, and what every service's use cases may touch in it."""

from datetime import datetime
from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from shared.actor import Actor
from shared.identifiers import new_id
from shared.policy import HasRevision, PolicyBook
from shared.storage.changes import Changes
from shared.storage.numbers import Numbers
from shared.storage.plumbing import TIMER
from shared.storage.reader import Reader

P = TypeVar("P", bound=HasRevision)


class SharedWork(Generic[P]):
    """What a use case works with; a service's `Work` adds its repositories.

    A work reads through `reader` whenever it likes and writes nothing until the door flushes `changes`.
    """

    CONFIDENTIAL: ClassVar[frozenset[str]] = frozenset()
    """Tables of things that not everybody may read who reads the audit trail: `/audit` shows them to auditors alone."""

    def __init__(self, reader: Reader, changes: Changes, policies: PolicyBook[P], numbers: Numbers) -> None:
        self.reader = reader
        self.changes = changes
        self.policies = policies
        self._numbers = numbers

    @property
    def now(self) -> datetime:
        """When this work happens, in UTC: one instant for the whole work."""
        return self.changes.occasion.now

    @property
    def actor(self) -> Actor:
        """Who asked."""
        return self.changes.occasion.actor

    @property
    def policy(self) -> P:
        """The policy in force now; a case is judged by `policy_at` the time of its report."""
        return self.policies.in_force(self.now)

    def policy_at(self, reported_at: datetime) -> P:
        """The policy in force when a case was reported."""
        return self.policies.in_force(reported_at)

    def new_id(self) -> UUID:
        """A new id; it orders nothing."""
        return new_id()

    async def number(self, prefix: str) -> str:
        """The next readable number of today, such as `SH20261123-0042`."""
        return await self._numbers.next(prefix, self.now)

    def set_timer(self, timer_id: UUID, *, due_at: datetime, kind: str, subject: object, urgency: int = 5) -> None:
        """Have `kind` of `schedule.py` fire for `subject` at `due_at`; `timer_id` is the id of the deadline."""
        self.changes.set_timer(timer_id, due_at=due_at, kind=kind, subject=subject, urgency=urgency)

    async def drop_timer(self, timer_id: UUID) -> None:
        """Forget a timer; nothing happens when it has fired already."""
        if await self.reader.value("SELECT 1 FROM timer WHERE id = $1", timer_id):
            self.changes.delete(TIMER, (timer_id,))

    async def has_timer(self, timer_id: UUID) -> bool:
        """Whether a timer was set, also in this work, and has not fired yet; one that fires now is still there."""
        if self.changes.sets_timer(timer_id):
            return True
        return await self.reader.value("SELECT 1 FROM timer WHERE id = $1", timer_id) is not None
