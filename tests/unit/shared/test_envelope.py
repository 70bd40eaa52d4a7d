"""The envelope says the same in both modes, and what contradicts its event is refused."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest

from shared.events.coding import encode
from shared.messaging.envelope import (
    Envelope,
    EnvelopeBroken,
    event_in,
    from_kafka,
    from_structured,
    to_kafka,
    to_structured,
    to_structured_json,
)
from tests.unit.shared.test_event_contract import ARRIVED

FULL = Envelope(
    id=UUID(int=9),
    type=ARRIVED.TYPE,
    topic=ARRIVED.TOPIC,
    subject=ARRIVED.subject(),
    time=datetime(2026, 11, 23, 4, 0, 0, 5, tzinfo=UTC),
    aggregate_version=3,
    ordinal=1,
    actor_role="technician",
    actor_id=str(UUID(int=3)),
    sequence=4711,
    ticket_id=ARRIVED.ticket_id,
    origin="partner:示例",
    traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    data=encode(ARRIVED),
)
BARE = replace(FULL, sequence=None, origin=None, traceparent=None)
TOMBSTONE = replace(
    FULL, type="aftersales.intake.ContactRecorded.v1", topic="intake.contacts", ticket_id=None, data=None
)


@pytest.mark.parametrize("envelope", [FULL, BARE, TOMBSTONE])
def test_nothing_is_lost_in_structured_mode(envelope: Envelope) -> None:
    assert from_structured(to_structured(envelope)) == envelope
    assert orjson.loads(to_structured_json(envelope)) == to_structured(envelope)


@pytest.mark.parametrize("envelope", [FULL, BARE, TOMBSTONE])
def test_nothing_is_lost_on_kafka(envelope: Envelope) -> None:
    key, value, headers = to_kafka(envelope)
    assert from_kafka(envelope.topic, key, value, headers) == envelope


def test_on_kafka_the_key_is_the_subject_and_the_value_is_the_event_alone() -> None:
    key, value, headers = to_kafka(FULL)
    assert (key, value) == (str(UUID(int=1)).encode(), encode(ARRIVED))
    assert dict(headers)["ce_type"] == ARRIVED.TYPE.encode()
    assert dict(headers)["content-type"] == b"application/json"


def test_it_is_a_cloudevent_with_our_extensions() -> None:
    found = to_structured(FULL)
    assert found["specversion"] == "1.0"
    assert found["source"] == "/aftersales/dispatch"
    assert found["dataschema"] == "urn:aftersales:schema:aftersales.dispatch.TechnicianArrived.v1"
    assert found["time"] == "2026-11-23T04:00:00.000005Z"
    assert found["sequence"] == "00000000000000004711"
    assert all(name.isalnum() and name.islower() for name in found), "CloudEvents allows lower case and digits only"


def test_what_a_newer_service_adds_is_ignored() -> None:
    assert from_structured({**to_structured(FULL), "mood": "good"}) == FULL


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"specversion": "0.3"}, "specversion"),
        ({"id": "42"}, "id:"),
        ({"id": None}, "id: it is missing"),
        ({"type": "aftersales.dispatch.arrived.v1"}, "type"),
        ({"type": "other.dispatch.TechnicianArrived.v1"}, "type"),
        ({"type": "aftersales.billing.TechnicianArrived.v1"}, "not billing's"),
        ({"topic": "billing.quotes"}, "not dispatch's"),
        ({"source": "/aftersales/billing"}, "source"),
        ({"subject": ""}, "subject"),
        ({"partitionkey": "other"}, "partitionkey"),
        ({"time": "yesterday"}, "time"),
        ({"time": "2026-11-23T04:00:00"}, "time"),
        ({"aggregateversion": "x"}, "aggregateversion"),
        ({"aggregateversion": True}, "aggregateversion"),
        ({"ordinal": None}, "ordinal"),
        ({"sequence": "last"}, "sequence"),
        ({"ticketid": "42"}, "ticketid"),
        ({"actorrole": ["technician"]}, "actorrole"),
        ({"data": "text"}, "data"),
    ],
)
def test_a_broken_envelope_is_refused_by_name(change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(EnvelopeBroken, match=complaint):
        from_structured({**to_structured(FULL), **change})


def test_an_envelope_without_data_is_not_taken_for_a_tombstone() -> None:
    structured = {name: value for name, value in to_structured(FULL).items() if name != "data"}
    with pytest.raises(EnvelopeBroken, match="data: it is missing"):
        from_structured(structured)


def test_a_record_whose_key_or_topic_contradicts_its_headers_is_refused() -> None:
    key, value, headers = to_kafka(FULL)
    with pytest.raises(EnvelopeBroken, match="another key"):
        from_kafka(FULL.topic, b"other", value, headers)
    with pytest.raises(EnvelopeBroken, match="the record is on"):
        from_kafka("dispatch.cards", key, value, headers)
    with pytest.raises(EnvelopeBroken, match="UTF-8"):
        from_kafka(FULL.topic, key, value, [*headers, ("ce_origin", b"\xff")])


def test_the_event_comes_from_the_payload() -> None:
    assert event_in(FULL) == ARRIVED
    assert event_in(TOMBSTONE) is None


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"subject": str(UUID(int=7))}, "subject"),
        ({"ticket_id": UUID(int=7)}, "ticketid"),
        ({"ticket_id": None}, "ticketid"),
        ({"topic": "dispatch.cards"}, "belongs on dispatch.jobs"),
        ({"type": "aftersales.dispatch.JobCancelled.v1"}, "JobCancelled"),
        ({"data": None}, "tombstone"),
    ],
)
def test_an_envelope_that_says_something_else_than_its_event_is_refused(change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        event_in(replace(FULL, **change))
