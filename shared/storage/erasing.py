"""What an erasure does to the tables that every service has: words go, ids, hashes and the order of events stay."""

import hashlib
import secrets
from collections.abc import Iterable

from shared.events.catalogue import RESTRICTED_TOPICS
from shared.storage.plumbing import AUDIT_REASON, EVENT, IDEMPOTENCY
from shared.storage.shapes import TableShape, shape

ERASED = 410
"""The status that a remembered answer gets when what it said was erased."""
_WHOSE = ("id", "ticket_id", "customer_id")
_TOPICS = ", ".join(f"'{topic}'" for topic in sorted(RESTRICTED_TOPICS))
_ERASURES = {
    EVENT.name: f"""
        UPDATE event t SET data = NULL FROM unnest({{subjects}}) AS u(subject)
        WHERE t.aggregate_id = u.subject AND t.topic IN ({_TOPICS}) AND t.data IS NOT NULL""",
    IDEMPOTENCY.name: f"""
        UPDATE idempotency t SET status = {ERASED}, fingerprint = '', headers = '{{{{}}}}', body = ''
        FROM unnest({{subjects}}) AS u(subject) WHERE position(u.subject IN t.about) > 0""",
    AUDIT_REASON.name: """
        DELETE FROM audit_reason t USING unnest({subjects}) AS u(subject) WHERE position(u.subject IN t.about) > 0""",
}
ERASED_ROWS = {name: shape(name, {"subject": "text"}, key=("subject",)) for name in _ERASURES}
"""For each of these tables, what says whose rows are meant: the id of a customer or of a ticket."""


def erasure(table: TableShape, subjects: str) -> str:
    """The part of a statement that takes the words about `subjects` (SQL of an array) out of one table."""
    return _ERASURES[table.name].format(subjects=subjects)


def about(thing: object) -> str:
    """The ids by which an erasure finds what was kept about a thing: its own, its ticket's, its customer's."""
    found = (getattr(thing, name, None) for name in _WHOSE)
    return " ".join(_texts(found))


def salted(reason: str) -> tuple[str, str]:
    """A new salt, and the hash that stays in the trail: without the salt nobody can guess what was said."""
    salt = secrets.token_hex(16)
    return salt, hashlib.sha256(f"{salt}{reason}".encode()).hexdigest()


def _texts(found: Iterable[object]) -> Iterable[str]:
    return (str(one) for one in found if one is not None)
