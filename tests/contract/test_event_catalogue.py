"""Every event keeps the conventions, has an owner, and is heard by somebody."""

import dataclasses
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any, get_args, get_type_hints

import pytest

from shared.events.catalogue import EVENTS, OWNERS, RESTRICTED_TOPICS, TOPICS
from shared.events.contract import Event, TimesInUtc, name_of, owner_of
from shared.events.dispatch.staff import Period, StaffRecorded
from shared.messaging.subscriptions import Listeners
from tools.event_map import Heard, event_map, listeners_of

SERVICES = ("intake", "dispatch", "billing", "repairs", "followup")
PERSONAL = {"name", "names", "phone", "phones", "mobile", "email", "mail", "wechat"}
PERSONAL |= {"address", "addresses", "street", "birthday", "gender", "photo", "signature"}
FREE_TEXT = {"text", "note", "notes", "comment", "comments", "remark", "remarks", "description", "words", "message"}
FREE_TEXT |= {"symptom"}
CODES_IN_SPITE_OF_THEIR_NAME = frozenset({"symptom_code", "message_id"})
ALL = [pytest.param(each, id=name_of(each)) for each in EVENTS.values()]


def parts_of(declared: type[Any]) -> Iterator[type[Any]]:
    """An event and the dataclasses inside it."""
    yield declared
    for kind in get_type_hints(declared).values():
        for each in (kind, *get_args(kind)):
            if (
                isinstance(each, type)
                and dataclasses.is_dataclass(each)
                and each.__module__.startswith("shared.events")
            ):
                yield from parts_of(each)


def suspicious_fields(event_class: type[Event]) -> list[str]:
    """Fields that would hold personal data or free text if they held what their name says."""
    return [
        f"{part.__name__}.{field.name}"
        for part in parts_of(event_class)
        for field in dataclasses.fields(part)
        if field.name not in CODES_IN_SPITE_OF_THEIR_NAME and (PERSONAL | FREE_TEXT) & set(field.name.split("_"))
    ]


def unheard(events: dict[str, type[Event]], heard: Heard) -> list[str]:
    """Events that nobody listens to and that are not for partners."""
    return [name for name, each in events.items() if not each.FOR_PARTNERS and not listeners_of(each, heard)]


def heard_after_all(events: dict[str, type[Event]], heard: Heard) -> list[str]:
    """Events that say that only partners listen, although one of our services does."""
    return [name for name, each in events.items() if each.FOR_PARTNERS and listeners_of(each, heard)]


def unowned(events: dict[str, type[Event]], heard: Heard) -> list[str]:
    """Events that somebody listens to and nobody declares."""
    return sorted({name for classes in heard.values() for name in classes if name not in events})


def unforgotten(listeners: Listeners[Any]) -> list[str]:
    """Restricted events that a service keeps and would not forget."""
    kept = listeners.event_classes.items()
    return [name for name, each in kept if each.RESTRICTED and listeners.forgetter(name) is None]


@pytest.fixture(scope="module")
def heard() -> Heard:
    from tools.listeners import HEARD  # inside, because the rest needs no service

    return HEARD


def test_the_five_services_own_all_events() -> None:
    assert OWNERS == SERVICES


@pytest.mark.parametrize("event_class", ALL)
def test_owner_is_package_and_second_word_of_the_type(event_class: type[Event]) -> None:
    assert event_class.__module__.split(".")[2] == owner_of(event_class) == event_class.TOPIC.split(".")[0]
    assert name_of(event_class) == event_class.__name__


@pytest.mark.parametrize("event_class", ALL)
def test_it_has_a_sentence_that_says_what_happened(event_class: type[Event]) -> None:
    first = (event_class.__doc__ or "").splitlines()[0]
    assert first
    assert not first.startswith(f"{event_class.__name__}("), "this is what dataclass writes when nobody else did"


@pytest.mark.parametrize("event_class", ALL)
def test_the_time_it_happened_is_always_there(event_class: type[Event]) -> None:
    hints = get_type_hints(event_class)
    when = next(field for field in dataclasses.fields(event_class) if field.name == event_class.WHEN)
    assert hints[event_class.WHEN] is datetime
    assert when.default is dataclasses.MISSING


@pytest.mark.parametrize("event_class", ALL)
def test_times_are_checked_wherever_they_stand(event_class: type[Event]) -> None:
    unchecked = [part for part in parts_of(event_class) if not issubclass(part, TimesInUtc)]
    kinds = {kind for part in unchecked for hint in get_type_hints(part).values() for kind in (hint, *get_args(hint))}
    assert datetime not in kinds


def test_a_time_inside_an_event_is_in_utc_as_well() -> None:
    nine = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=8)))
    with pytest.raises(ValueError, match="begins_at is not in UTC"):
        Period(begins_at=nine, ends_at=nine + timedelta(hours=1))


@pytest.mark.parametrize("event_class", ALL)
def test_only_restricted_events_carry_personal_data_or_free_text(event_class: type[Event]) -> None:
    if event_class.RESTRICTED:
        assert suspicious_fields(event_class), "nothing in it needs the restricted stream"
    else:
        assert suspicious_fields(event_class) == []


@pytest.mark.parametrize("topic", TOPICS)
def test_the_events_of_a_topic_share_its_key_and_its_readers(topic: str) -> None:
    assert len({each.KEY for each in TOPICS[topic]}) == 1
    assert len({each.RESTRICTED for each in TOPICS[topic]}) == 1


def test_the_restricted_topics_are_these() -> None:
    assert {"intake.contacts", "intake.descriptions", "dispatch.staff"} == RESTRICTED_TOPICS


@pytest.mark.parametrize("event_class", ALL)
def test_restricted_events_are_not_for_partners(event_class: type[Event]) -> None:
    assert not (event_class.RESTRICTED and event_class.FOR_PARTNERS)


def test_every_listened_event_has_an_owner(heard: Heard) -> None:
    assert unowned(dict(EVENTS), heard) == []


def test_every_published_event_has_a_listener_or_is_for_partners(heard: Heard) -> None:
    assert unheard(dict(EVENTS), heard) == []


def test_what_one_of_our_services_hears_does_not_say_that_only_partners_listen(heard: Heard) -> None:
    assert heard_after_all(dict(EVENTS), heard) == []


def test_whoever_keeps_restricted_data_forgets_it_on_a_tombstone() -> None:
    from tools.listeners import LISTENERS

    assert [name for listeners in LISTENERS for name in unforgotten(listeners)] == []


def test_a_listener_that_never_forgets_is_noticed() -> None:
    listeners = Listeners[None]("followup")

    @listeners.listens_to(StaffRecorded)
    async def keep(event: StaffRecorded, work: None) -> None: ...

    assert unforgotten(listeners) == [StaffRecorded.TYPE]


def test_both_guards_notice() -> None:
    arrived = EVENTS["aftersales.dispatch.TechnicianArrived.v1"]
    nobody: Heard = {service: {} for service in SERVICES}
    assert unheard({arrived.TYPE: arrived}, nobody) == [arrived.TYPE]
    assert unheard({arrived.TYPE: arrived}, {"billing": {arrived.TYPE: arrived}}) == []
    assert unowned({}, {"billing": {arrived.TYPE: arrived}}) == [arrived.TYPE]


def test_the_event_map_names_every_event_with_topic_key_and_listener() -> None:
    arrived = EVENTS["aftersales.dispatch.TechnicianArrived.v1"]
    text = event_map({service: {arrived.TYPE: arrived} if service == "billing" else {} for service in SERVICES})
    assert all(f"[`{name_of(each)}`](schemas/{each.TYPE}.json)" in text for each in EVENTS.values())
    assert all(f"### `{topic}` · key `{events[0].KEY}`" in text for topic, events in TOPICS.items())
    assert "| `arrived_at` | billing |" in text
    assert text.count("| partners |") == sum(each.FOR_PARTNERS for each in EVENTS.values())
    assert "| `opened_at` | partners |" in text
    assert "| `reported_at` | **nobody** |" in text
    assert "| billing | `TechnicianArrived` |" in text
