"""What an operator can do about parked events: look, have one tried now, or give it up with a reason."""

from datetime import UTC, datetime
from typing import Any

import orjson

from shared.errors import Conflict, NotFound
from shared.messaging import inbox
from shared.messaging.parking import parked
from shared.messaging.parking.parked import ParkedEvent
from shared.storage.plumbing import PARKED
from shared.storage.work import SharedWork

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
Work = SharedWork[Any]


class NotParked(NotFound):
    """No event with this number waits; it may have been handled meanwhile."""


class NotFirstOfItsLane(Conflict):
    """An earlier event of the same thing waits: that one must be handled or discarded before."""


async def look_at(number: int, work: Work) -> ParkedEvent:
    """One waiting event. Raises NotParked."""
    found = await parked.find(work.reader, number)
    if found is None:
        raise NotParked(f"no event with number {number} is parked")
    work.changes.versions[number] = found.version
    return found


async def retry(number: int, work: Work) -> ParkedEvent:
    """Have an event tried at once, and what waits behind it after it. Raises NotParked, NotFirstOfItsLane."""
    event = await look_at(number, work)
    if not await parked.is_first(work.reader, event):
        raise NotFirstOfItsLane(f"event {number} waits behind another one of {event.lane}")
    row = (number, _LONG_AGO, event.version + 1)
    work.changes.put(PARKED, number, row, expected_version=event.version)
    _audit(event, "retry", work)
    return event


async def discard(number: int, reason: str, work: Work) -> ParkedEvent:
    """Give an event up for ever: this service acts as if it had been handled. Raises NotParked."""
    event = await look_at(number, work)
    work.changes.reason = reason
    work.changes.delete(PARKED, (number,))
    if not await inbox.has(work.reader, event.consumer, event.event_id):
        inbox.remember(work.changes, event.consumer, event.event_id)
    _audit(event, "discarded", work)
    return event


def _audit(event: ParkedEvent, what: str, work: Work) -> None:
    before = orjson.dumps({"code": event.code, "tries": event.tries}).decode()
    after = orjson.dumps({"decision": what, "type": event.type, "lane": event.lane}).decode()
    work.changes.audit("parked", event.event_id, version=event.version, before=before, after=after)
