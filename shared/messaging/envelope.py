"""What travels around an event: a CloudEvents 1.0 envelope, structured as JSON or binary as a Kafka record."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

import orjson

from shared.events.catalogue import RESTRICTED_TOPICS
from shared.events.coding import decode
from shared.events.contract import Event

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
_TYPE = re.compile(r"aftersales\.(?P<owner>[a-z]+)\.[A-Z][A-Za-z]*\.v[1-9][0-9]*")
_SEQUENCE_DIGITS = 20

Headers = Sequence[tuple[str, bytes]]
T = TypeVar("T")


class EnvelopeBroken(ValueError):
    """It is not one of our events: an attribute is missing, malformed, or contradicts another."""


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """One event on its way. Trust `event_in`, not the attributes: they are labels to sort by."""

    id: UUID
    type: str
    topic: str
    subject: str
    """The id of the thing it is about, and the partition key."""
    time: datetime
    """When it happened, in UTC."""
    aggregate_version: int
    """The version to which the thing was raised when it was announced."""
    ordinal: int
    """Its place among the events of that version, from 0."""
    actor_role: str
    actor_id: str
    """Who did it: an id of the staff directory, of a partner or customer; never a name."""
    sequence: int | None = None
    """Its position in the feed of its service; None before it is sequenced."""
    ticket_id: UUID | None = None
    origin: str | None = None
    """Where the ticket came from; partners see their own."""
    traceparent: str | None = None
    data: bytes | None
    """The event as JSON; None is a tombstone: all that was said about this subject is erased."""

    def __post_init__(self) -> None:
        owner = _owner(self.type)
        if self.topic.partition(".")[0] != owner:
            raise EnvelopeBroken(f"{self.type} on topic {self.topic}, which is not {owner}'s")
        if self.time.utcoffset() is None:
            raise EnvelopeBroken("time: it has no offset")

    @property
    def source(self) -> str:
        """`/aftersales/<service>`."""
        return f"/aftersales/{_owner(self.type)}"

    @property
    def dataschema(self) -> str:
        """The name of the JSON Schema of its data."""
        return schema_name(self.type)


def schema_name(type_name: str) -> str:
    """`$id` of the committed JSON Schema; a name, not an address."""
    return f"urn:aftersales:schema:{type_name}"


def event_in(envelope: Envelope) -> Event | None:
    """The validated event; None for a tombstone.

    `EnvelopeBroken` when the envelope says something else than the event: identity comes from the payload.
    `UnknownEvent` and `EventNotReadable` as in `decode`.
    """
    if envelope.data is None:
        if envelope.topic not in RESTRICTED_TOPICS:
            raise EnvelopeBroken(f"data: a tombstone on {envelope.topic}, which is never erased")
        return None
    event = decode(envelope.type, envelope.data)
    if envelope.topic != event.TOPIC:
        raise EnvelopeBroken(f"{envelope.type} belongs on {event.TOPIC}, not on {envelope.topic}")
    if event.subject() != envelope.subject:
        raise EnvelopeBroken(f"subject: the event is about {event.subject()}, the envelope says {envelope.subject}")
    if getattr(event, "ticket_id", envelope.ticket_id) != envelope.ticket_id:
        raise EnvelopeBroken("ticketid: the event belongs to another ticket")
    return event


def attributes(envelope: Envelope) -> dict[str, str | int]:
    """All CloudEvents attributes that have a value, in the order in which they are read best."""
    found: dict[str, str | int | None] = {
        "specversion": "1.0",
        "id": str(envelope.id),
        "type": envelope.type,
        "source": envelope.source,
        "subject": envelope.subject,
        "time": envelope.time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "dataschema": envelope.dataschema,
        "partitionkey": envelope.subject,
        "sequence": None if envelope.sequence is None else f"{envelope.sequence:0{_SEQUENCE_DIGITS}d}",
        "aggregateversion": envelope.aggregate_version,
        "ordinal": envelope.ordinal,
        "topic": envelope.topic,
        "actorrole": envelope.actor_role,
        "actorid": envelope.actor_id,
        "ticketid": None if envelope.ticket_id is None else str(envelope.ticket_id),
        "origin": envelope.origin,
        "traceparent": envelope.traceparent,
    }
    return {name: value for name, value in found.items() if value is not None}


def to_structured(envelope: Envelope) -> dict[str, Any]:
    """Structured mode as a dict; a tombstone has `data: null`."""
    return {**attributes(envelope), "data": None if envelope.data is None else orjson.loads(envelope.data)}


def to_structured_json(envelope: Envelope) -> bytes:
    """Structured mode as JSON, without reading the data again."""
    data = None if envelope.data is None else orjson.Fragment(envelope.data)
    return orjson.dumps({**attributes(envelope), "data": data})


def from_structured(structured: Mapping[str, Any]) -> Envelope:
    """The envelope of a structured event; unknown extensions are ignored, `EnvelopeBroken` for what is wrong."""
    if "data" not in structured:
        raise EnvelopeBroken("data: it is missing")
    data = structured["data"]
    if data is not None and not isinstance(data, dict):
        raise EnvelopeBroken("data: it is not an object")
    return _from_attributes(structured, None if data is None else orjson.dumps(data))


def to_kafka(envelope: Envelope) -> tuple[bytes, bytes | None, list[tuple[str, bytes]]]:
    """Binary mode: key, value and headers of the record on `envelope.topic`."""
    named = attributes(envelope)
    content_type = str(named.pop("datacontenttype")).encode()
    headers = [(f"ce_{name}", str(value).encode()) for name, value in named.items()]
    return envelope.subject.encode(), envelope.data, [*headers, ("content-type", content_type)]


def from_kafka(topic: str, key: bytes | None, value: bytes | None, headers: Headers) -> Envelope:
    """The envelope of a record; `EnvelopeBroken` also when the record's key or topic contradicts its headers."""
    try:
        named: dict[str, Any] = {name[3:]: text.decode() for name, text in headers if name.startswith("ce_")}
    except UnicodeDecodeError as problem:
        raise EnvelopeBroken("headers: they are not UTF-8") from problem
    envelope = _from_attributes({"topic": topic, **named}, value)
    if envelope.topic != topic:
        raise EnvelopeBroken(f"topic: the record is on {topic}, its header says {envelope.topic}")
    if key != envelope.subject.encode():
        raise EnvelopeBroken(f"partitionkey: the record has another key than {envelope.subject}")
    return envelope


def _from_attributes(named: Mapping[str, Any], data: bytes | None) -> Envelope:
    if named.get("specversion") != "1.0":
        raise EnvelopeBroken(f"specversion: {named.get('specversion')!r} is not 1.0")
    envelope = Envelope(
        id=_read(named, "id", UUID),
        type=_read(named, "type", str),
        topic=_read(named, "topic", str),
        subject=_read(named, "subject", str),
        time=_read(named, "time", datetime.fromisoformat),
        aggregate_version=_read(named, "aggregateversion", int),
        ordinal=_read(named, "ordinal", int),
        actor_role=_read(named, "actorrole", str),
        actor_id=_read(named, "actorid", str),
        sequence=_read(named, "sequence", int) if named.get("sequence") is not None else None,
        ticket_id=_read(named, "ticketid", UUID) if named.get("ticketid") is not None else None,
        origin=_read(named, "origin", str) if named.get("origin") is not None else None,
        traceparent=_read(named, "traceparent", str) if named.get("traceparent") is not None else None,
        data=data,
    )
    if named.get("source") != envelope.source:
        raise EnvelopeBroken(f"source: {named.get('source')!r} does not own {envelope.type}")
    if named.get("partitionkey", envelope.subject) != envelope.subject:
        raise EnvelopeBroken("partitionkey: it is not the subject")
    return envelope


def _read(named: Mapping[str, Any], name: str, kind: Callable[[Any], T]) -> T:
    value = named.get(name)
    if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
        raise EnvelopeBroken(f"{name}: {'it is missing' if value is None else 'it has a wrong type'}")
    try:
        return kind(value if kind is int else str(value))
    except ValueError as problem:
        raise EnvelopeBroken(f"{name}: {value!r} is malformed") from problem


@lru_cache(maxsize=1024)
def _owner(type_name: str) -> str:
    match = _TYPE.fullmatch(type_name)
    if match is None:
        raise EnvelopeBroken(f"type: {type_name!r} is not one of ours")
    return match["owner"]
