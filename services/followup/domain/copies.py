"""What follow-up keeps of other services' things, so that it need not ask while it answers."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NewType
from uuid import UUID

TicketId = NewType("TicketId", UUID)


@dataclass(frozen=True, kw_only=True)
class TicketCopy:
    """The ticket as a caller must know it."""

    id: TicketId
    version: int = 0
    number: str
    customer_id: UUID
    origin: str
    reported_at: datetime
    is_cancelled: bool = False

    def cancel(self) -> "TicketCopy":
        """No call is owed any more."""
        return replace(self, is_cancelled=True)


@dataclass(frozen=True, kw_only=True)
class CustomerCopy:
    """Whom to call; personal, and gone after an erasure."""

    id: UUID
    version: int = 0
    name: str
    phones: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TicketWords:
    """What was said about a ticket and by whom, in the caller's words; personal, and gone after an erasure."""

    id: TicketId
    version: int = 0
    symptom: str
    reporter_name: str | None = None
    reporter_phone: str | None = None


@dataclass(frozen=True, kw_only=True)
class PersonCopy:
    """What a member of staff is called; personal, and gone after an erasure."""

    id: UUID
    version: int = 0
    name: str
