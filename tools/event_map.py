"""The event map: every event with topic, key, owner, listeners and its sentence."""

from collections.abc import Mapping

from shared.events.catalogue import EVENTS, OWNERS, TOPICS, partitions_of
from shared.events.contract import Event, name_of, owner_of

Heard = Mapping[str, Mapping[str, type[Event]]]
"""Service → type → class: what each service listens to."""

PATH = "docs/generated/events.md"
_HEAD = """# Events

{count} events on {topics} topics, generated from `shared/events` and the services' `events.py`: never edited by hand.
An event without listeners of ours is published for partners.
Restricted topics are compacted, read by our own services only, and emptied by tombstones.
JSON Schemas are in [`schemas/`](schemas), AsyncAPI documents in [`asyncapi/`](asyncapi).
"""


def documents() -> dict[str, str]:
    """Path and content of the map."""
    from tools.listeners import HEARD  # tests give their own: only this needs the services

    return {PATH: event_map(HEARD)}


def event_map(heard: Heard) -> str:
    """The map as Markdown."""
    parts = [_HEAD.format(count=len(EVENTS), topics=len(TOPICS))]
    for owner in OWNERS:
        parts.append(f"## {owner}\n")
        parts += [_topic(topic, events, heard) for topic, events in TOPICS.items() if owner_of(events[0]) == owner]
    parts.append(_heard_by_service(heard))
    return "\n".join(parts)


def listeners_of(event_class: type[Event], heard: Heard) -> list[str]:
    """The services that listen to an event."""
    return [service for service, classes in heard.items() if event_class.TYPE in classes]


def _heard_by(event_class: type[Event], heard: Heard) -> str:
    nobody_of_ours = "partners" if event_class.FOR_PARTNERS else "**nobody**"
    return ", ".join(listeners_of(event_class, heard)) or nobody_of_ours


def _topic(topic: str, events: tuple[type[Event], ...], heard: Heard) -> str:
    facts = [f"key `{events[0].KEY}`", f"{partitions_of(topic)} partitions"]
    facts += ["**restricted**"] if events[0].RESTRICTED else []
    rows = [
        f"| [`{name_of(each)}`](schemas/{each.TYPE}.json) | {_sentence(each)} "
        f"| `{each.WHEN}` | {_heard_by(each, heard)} |"
        for each in events
    ]
    head = "| event | what has happened | when | heard by |\n|---|---|---|---|"
    return f"### `{topic}` · {' · '.join(facts)}\n\n{head}\n" + "\n".join(rows) + "\n"


def _sentence(event_class: type[Event]) -> str:
    return (event_class.__doc__ or "").strip().splitlines()[0].replace("|", "\\|")


def _heard_by_service(heard: Heard) -> str:
    rows = [
        f"| {service} | {', '.join(f'`{name_of(each)}`' for each in EVENTS.values() if each.TYPE in classes)} |"
        for service, classes in heard.items()
    ]
    return "## Who hears what\n\n| service | events of others |\n|---|---|\n" + "\n".join(rows) + "\n"
