"""What we need from whoever carries messages to phones and desks."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A message in its last form; it exists only while it is sent."""

    message_id: UUID
    audience: str
    """`customer` or `staff`: they are reached through different channels."""
    phone: str
    title: str
    body: str


class Gateway(Protocol):
    """A way to people."""

    async def send(self, message: Outgoing) -> bool:
        """Whether the provider has taken it; never raises for a provider that is away or refuses."""
