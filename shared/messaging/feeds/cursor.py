"""Where a reader of a feed is: opaque to whoever holds it."""

import base64
import binascii
from dataclasses import dataclass
from uuid import UUID

from shared.errors import Malformed


class CursorMalformed(Malformed):
    """The cursor is not one that a feed gave out."""


@dataclass(frozen=True)
class Cursor:
    """Everything up to `position` was seen, in the life of the feed that is called `epoch`.

    A feed that was restored from a backup begins a new epoch, because positions are then given a second time.
    """

    epoch: UUID
    position: int

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(self.epoch.bytes + self.position.to_bytes(8, "big")).decode()

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """The cursor that was written as `text`; raises CursorMalformed."""
        try:
            raw = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
        except (binascii.Error, UnicodeEncodeError):
            raise CursorMalformed("this is not a cursor of a feed", field="cursor") from None
        if len(raw) != 24 or raw[16] > 127:
            raise CursorMalformed("this is not a cursor of a feed", field="cursor")
        return cls(UUID(bytes=raw[:16]), int.from_bytes(raw[16:], "big"))
