"""One AsyncAPI 3.0 document for each service: what it sends and what it receives."""

from collections.abc import Iterable
from typing import Any

from shared.events.catalogue import EVENTS, OWNERS, TOPICS, partitions_of
from shared.events.contract import Event, name_of, owner_of
from tools.event_schemas import as_json, inlined, schema_of

FOLDER = "docs/generated/asyncapi"
_BINDING = {"bindingVersion": "0.5.0"}
_DESCRIPTION = (
    "Each event is delivered at least once, in order per key. A consumer that remembers event ids sees each effect "
    "once. Keys are the ids of things as text; records are partitioned by murmur2 of the key. Events are CloudEvents "
    "1.0: binary mode on Kafka, structured JSON on the feed, on SSE and in webhooks."
)
_TEXT = {"type": "string"}
_HEADERS = {
    "type": "object",
    "required": ["ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject", "ce_time", "ce_partitionkey"],
    "properties": {
        "ce_specversion": {"const": "1.0"},
        "ce_id": {"type": "string", "format": "uuid", "description": "The event's id: remember it."},
        "ce_type": _TEXT,
        "ce_source": _TEXT,
        "ce_subject": {"type": "string", "description": "The id of the thing; the same as the record's key."},
        "ce_time": {"type": "string", "format": "date-time", "description": "When it happened, in UTC."},
        "ce_dataschema": _TEXT,
        "ce_partitionkey": _TEXT,
        "ce_sequence": {"type": "string", "description": "Position in the feed of its service."},
        "ce_aggregateversion": {"type": "string", "description": "Version of the thing, a decimal number."},
        "ce_ordinal": {"type": "string", "description": "Place among the events of that version, from 0."},
        "ce_topic": _TEXT,
        "ce_actorrole": _TEXT,
        "ce_actorid": {"type": "string", "description": "Who did it: an id, never a name."},
        "ce_ticketid": {"type": "string", "format": "uuid"},
        "ce_origin": {"type": "string", "description": "Where the ticket came from."},
        "ce_traceparent": {"type": "string", "description": "W3C trace context."},
        "content-type": {"const": "application/json"},
    },
}


def documents() -> dict[str, str]:
    """Path and content of the five documents."""
    from tools.listeners import HEARD  # tests give their own: only this needs the services

    return {f"{FOLDER}/{service}.json": as_json(document(service, HEARD[service].values())) for service in OWNERS}


def document(service: str, heard: Iterable[type[Event]]) -> dict[str, Any]:
    """The document from the service's point of view; `heard` are the events of others it listens to."""
    sent = [each for each in EVENTS.values() if owner_of(each) == service]
    received = sorted(heard, key=list(EVENTS.values()).index)
    both = list(dict.fromkeys([*sent, *received]))
    return {
        "asyncapi": "3.0.0",
        "id": f"urn:aftersales:{service}",
        "info": {"title": f"Aftersales: events of {service}", "version": "1.0.0", "description": _DESCRIPTION},
        "defaultContentType": "application/json",
        "channels": {topic: _channel(topic, both) for topic in _topics(both)},
        "operations": {_name("send", topic): _operation("send", topic, sent) for topic in _topics(sent)}
        | {_name("receive", topic): _operation("receive", topic, received, service) for topic in _topics(received)},
        "components": {"messages": {each.TYPE: _message(each) for each in both}, "schemas": {"headers": _HEADERS}},
    }


def _topics(events: Iterable[type[Event]]) -> list[str]:
    used = {each.TOPIC for each in events}
    return [topic for topic in TOPICS if topic in used]


def _name(action: str, topic: str) -> str:
    """`sendDispatchJobs`: the name under which generated clients know it."""
    return action + "".join(word.capitalize() for word in topic.split("."))


def _channel(topic: str, events: Iterable[type[Event]]) -> dict[str, Any]:
    on_it = [each for each in events if topic == each.TOPIC]
    is_restricted = on_it[0].RESTRICTED
    policy = "compact" if is_restricted else "delete"
    described = {"description": "Restricted: our own services only; a tombstone erases."} if is_restricted else {}
    return {
        "address": topic,
        **described,
        "messages": {each.TYPE: {"$ref": f"#/components/messages/{each.TYPE}"} for each in on_it},
        "bindings": {
            "kafka": {
                "topic": topic,
                "partitions": partitions_of(topic),
                "topicConfiguration": {"cleanup.policy": [policy]},
                **_BINDING,
            }
        },
    }


def _operation(action: str, topic: str, events: Iterable[type[Event]], group: str | None = None) -> dict[str, Any]:
    grouped = {"bindings": {"kafka": {"groupId": {"type": "string", "enum": [group]}, **_BINDING}}} if group else {}
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{topic}"},
        **grouped,
        "messages": [{"$ref": f"#/channels/{topic}/messages/{each.TYPE}"} for each in events if topic == each.TOPIC],
    }


def _message(event_class: type[Event]) -> dict[str, Any]:
    payload = {name: value for name, value in inlined(schema_of(event_class)).items() if name != "$schema"}
    return {
        "name": event_class.TYPE,
        "title": name_of(event_class),
        "summary": (event_class.__doc__ or "").strip().splitlines()[0],
        "contentType": "application/json",
        "headers": {"$ref": "#/components/schemas/headers"},
        "payload": payload,
        "bindings": {"kafka": {"key": {"type": "string", "format": "uuid"}, **_BINDING}},
    }
