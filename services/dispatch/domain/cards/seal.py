"""Sealing a card: one hash over the content, with the personal part apart so that erasing it breaks no proof."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who signed, and the drawing; personal, and erased without touching the seal."""

    signer_name: str
    drawing: str
    """SVG or PNG as a data address, as it was drawn."""
    device: str | None = None
    salt: str
    """Random: without it nobody finds the name again by trying."""

    @property
    def sha256(self) -> str:
        """What the sealed content keeps of it."""
        return _sha256(
            canonical(
                {"device": self.device, "drawing": self.drawing, "salt": self.salt, "signer_name": self.signer_name}
            )
        )


@dataclass(frozen=True, kw_only=True)
class Seal:
    """The content as it was signed, to be printed again byte by byte, and its hash."""

    content: str
    content_sha256: str

    @property
    def is_intact(self) -> bool:
        """Whether the content is still what was signed."""
        return _sha256(self.content) == self.content_sha256


def sealed(content: dict[str, Any]) -> Seal:
    """Seal a content made of JSON values."""
    text = canonical(content)
    return Seal(content=text, content_sha256=_sha256(text))


def canonical(content: dict[str, Any]) -> str:
    """The same bytes for the same content: sorted keys, no spaces."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def instant(at: datetime | None) -> str | None:
    """A time as the content of a card has it: UTC."""
    return None if at is None else at.astimezone(UTC).isoformat()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
