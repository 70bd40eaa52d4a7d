"""New ids: unique everywhere, roughly by time so that indexes stay compact; they order nothing."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A new UUIDv7 (RFC 9562)."""
    return uuid7()
