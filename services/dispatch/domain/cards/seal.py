"""Sealing a card: one hash over the content, with the personal part apart so that erasing it breaks no proof."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

FORM = 2
"""Which edition of the form a card is sealed with: the names in its content."""


@dataclass(frozen=True, kw_only=True)
class Signing:
    """Who signed or would not, as it was given at the site; all of it is personal."""

    signer_name: str | None = None
    drawing: str | None = None
    """SVG or PNG as a data address, as it was drawn."""
    device: str | None = None
    witness_name: str | None = None
    words: str | None = None
    """What the customer said, in his own words."""


@dataclass(frozen=True, kw_only=True)
class Holder:
    """The customer whom the card is for, as it is printed on it."""

    customer: str | None = None
    address: str | None = None
    phone: str | None = None


@dataclass(frozen=True, kw_only=True)
class PersonalPart:
    """All persons of a card, as the exact text that was sealed; erased without touching the seal."""

    content: str

    @classmethod
    def of(cls, signing: Signing, holder: Holder, salt: str) -> "PersonalPart":
        """`salt` is random: without it nobody finds a name again by trying."""
        named = {
            "customer": holder.customer,
            "address": holder.address,
            "phone": holder.phone,
            "signer_name": signing.signer_name,
            "drawing": signing.drawing,
            "device": signing.device,
            "witness_name": signing.witness_name,
            "words": signing.words,
        }
        return cls(content=canonical({**{name: value for name, value in named.items() if value}, "salt": salt}))

    @property
    def sha256(self) -> str:
        """What the sealed content keeps of it."""
        return sha256_of(self.content)

    @property
    def signer_name(self) -> str | None:
        """Who signed."""
        name: str | None = json.loads(self.content).get("signer_name")
        return name


@dataclass(frozen=True, kw_only=True)
class Seal:
    """The content as it was signed, to be printed again byte by byte, and its hash."""

    content: str
    content_sha256: str
    form: int = 1

    @property
    def is_intact(self) -> bool:
        """Whether the content is still what was signed."""
        return sha256_of(self.content) == self.content_sha256

    def proves(self, personal: PersonalPart) -> bool:
        """Whether this personal part is the one that was sealed with it."""
        return personal.sha256 in self.content


@dataclass(frozen=True, kw_only=True)
class Addendum:
    """A correction beside the sealed content, chained to it: none can be changed, left out or put in between."""

    addendum: int
    about: str
    words: str | None
    salt: str | None
    words_sha256: str
    """Stays when the words are erased, so that the chain stays provable."""
    written_by: str
    written_at: datetime
    after_sha256: str

    @classmethod
    def written(cls, number: int, note: "Note", *, written_by: str, written_at: datetime, after: str) -> "Addendum":
        """One more, behind the hash of what came before it."""
        return cls(
            addendum=number,
            about=note.about,
            words=note.words,
            salt=note.salt,
            words_sha256=note.sha256,
            written_by=written_by,
            written_at=written_at,
            after_sha256=after,
        )

    @property
    def sha256(self) -> str:
        """What the next addendum is chained to."""
        return sha256_of(
            canonical(
                {
                    "about": self.about,
                    "addendum": self.addendum,
                    "after": self.after_sha256,
                    "words_sha256": self.words_sha256,
                    "written_at": instant(self.written_at),
                    "written_by": self.written_by,
                }
            )
        )

    @property
    def is_intact(self) -> bool:
        """Whether the words, where they are still kept, are those that were written."""
        if self.words is None or self.salt is None:
            return True
        return Note(about=self.about, words=self.words, salt=self.salt).sha256 == self.words_sha256

    def without_words(self) -> "Addendum":
        """What was said is erased; that and when something was corrected stays."""
        return replace(self, words=None, salt=None)


@dataclass(frozen=True, kw_only=True)
class Note:
    """What is to be corrected: a code, the words, and the salt that keeps the words from being guessed."""

    about: str
    words: str
    salt: str

    @property
    def sha256(self) -> str:
        """What the addendum keeps of the words."""
        return sha256_of(canonical({"salt": self.salt, "words": self.words}))


def sealed(content: dict[str, Any]) -> Seal:
    """Seal a content made of JSON values."""
    text = canonical({**content, "form": FORM})
    return Seal(content=text, content_sha256=sha256_of(text), form=FORM)


def canonical(content: dict[str, Any]) -> str:
    """The same bytes for the same content: sorted keys, no spaces."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def instant(at: datetime | None) -> str | None:
    """A time as the content of a card has it: UTC."""
    return None if at is None else at.astimezone(UTC).isoformat()


def sha256_of(text: str) -> str:
    """The hash of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
