"""Idempotency-Key: the answer is stored in the transaction of the change, so that a repeat gets the same answer."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

import orjson

from shared.errors import Conflict, NotFound, RuleBroken
from shared.storage.changes import Changes
from shared.storage.erasing import ERASED
from shared.storage.plumbing import IDEMPOTENCY
from shared.storage.reader import Reader
from shared.web.answer import Answer
from shared.web.problems import InputWrong

_KEY = re.compile(rb"[\x21-\x7e]{1,200}")
_FIND = "SELECT fingerprint, status, headers, body FROM idempotency WHERE caller = $1 AND operation = $2 AND key = $3"


class StillRunning(Conflict):
    """The first request with this Idempotency-Key has not been answered yet; ask again in a moment."""


class KeyReused(RuleBroken):
    """This Idempotency-Key was used for another request."""


class AnswerErased(NotFound):
    """The first request with this key was done; its answer was erased together with the person it spoke of."""


@dataclass(frozen=True, slots=True)
class Repeatable:
    """One request that may be sent again: the same caller, operation and key mean the same request."""

    caller: str
    operation: str
    key: str
    fingerprint: str

    @property
    def identity(self) -> tuple[str, str, str]:
        """What may exist once."""
        return self.caller, self.operation, self.key

    def remember(self, answer: Answer, changes: Changes, *, about: str) -> None:
        """Store the answer beside the change it tells of; `about`: whose erasure takes it away again."""
        headers = {name.decode(): value.decode("latin-1") for name, value in answer.headers}
        row = (*self.identity, self.fingerprint, answer.status, orjson.dumps(headers).decode(), answer.body)
        changes.insert(IDEMPOTENCY, (*row, about, changes.occasion.now))

    async def earlier_answer(self, reader: Reader) -> Answer | None:
        """The answer that was given before, by any process; None when there is none. Raises KeyReused, AnswerErased."""
        row = await reader.row(_FIND, *self.identity)
        if row is None:
            return None
        if row["status"] == ERASED:
            raise AnswerErased("this was done; what was answered has been erased since", field="Idempotency-Key")
        if row["fingerprint"] != self.fingerprint:
            raise KeyReused("this Idempotency-Key was used for another request", field="Idempotency-Key")
        stored: dict[str, str] = orjson.loads(row["headers"])
        headers = tuple((name.encode(), value.encode("latin-1")) for name, value in stored.items())
        return Answer(row["status"], row["body"], headers)


def key_of(header: bytes | None) -> str | None:
    """The key as sent; raises InputWrong when it is not 1 to 200 visible ASCII characters."""
    if header is None:
        return None
    if not _KEY.fullmatch(header):
        raise InputWrong("the Idempotency-Key is malformed", [("Idempotency-Key", "1 to 200 visible ASCII characters")])
    return header.decode()


def key_needed(header: bytes | None) -> str:
    """The key of a request that must have one; raises InputWrong without."""
    key = key_of(header)
    if key is None:
        raise InputWrong("this needs an Idempotency-Key", [("Idempotency-Key", "must be sent")])
    return key


def fingerprint(path: str, query: bytes, body: bytes) -> str:
    """Tells requests with the same key apart."""
    return blake2b(b"\n".join((path.encode(), query, body)), digest_size=16).hexdigest()


class Running:
    """The keys whose first request runs in this process right now."""

    def __init__(self) -> None:
        self._running: dict[tuple[str, str, str], str] = {}

    @contextmanager
    def alone(self, request: Repeatable) -> Iterator[None]:
        """Hold the key while the request runs; raises StillRunning or KeyReused for a second one."""
        other = self._running.get(request.identity)
        if other is not None and other != request.fingerprint:
            raise KeyReused("this Idempotency-Key was used for another request", field="Idempotency-Key")
        if other is not None:
            raise StillRunning("the first request with this Idempotency-Key is still running", field="Idempotency-Key")
        self._running[request.identity] = request.fingerprint
        try:
            yield
        finally:
            del self._running[request.identity]


async def forget_before(reader: Reader, until: datetime) -> int:
    """Drop answers older than `until`, at most 10,000 at a time; returns how many."""
    gone = await reader.rows(
        "DELETE FROM idempotency WHERE (caller, operation, key) IN "
        "(SELECT caller, operation, key FROM idempotency WHERE at < $1 LIMIT 10000) RETURNING 1",
        until,
    )
    return len(gone)
