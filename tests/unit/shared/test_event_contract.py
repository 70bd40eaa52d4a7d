"""What an event must state, and how strictly it is written and how tolerantly read."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from shared.events.catalogue import UnknownEvent, event_type
from shared.events.coding import EventNotReadable, EventWrong, decode, encode
from shared.events.contract import Event, EventDeclaredWrongly, major_version_of, name_of, owner_of
from shared.events.dispatch.jobs import JobCompleted, PartUsed, TechnicianArrived, WorkDone
from shared.money import Money

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ARRIVED = TechnicianArrived(job_id=UUID(int=1), ticket_id=UUID(int=2), technician_id=UUID(int=3), arrived_at=NOON)
COMPLETED = JobCompleted(
    job_id=UUID(int=1),
    ticket_id=UUID(int=2),
    technician_id=UUID(int=3),
    purpose="service",
    outcome="fixed",
    work=(WorkDone(work="swap", outcome="done"),),
    parts=(PartUsed(part="camera", quantity=1),),
    cable_centimetres=1250,
    camera_points=0,
    travel_cost=Money.of("12.50"),
    minutes_on_site=45,
    has_item_in_repair=False,
    completed_at=NOON,
)


def declared(**changes: Any) -> type[Event]:
    """An event of the service `dispatch` as somebody might declare it; `None` leaves a line out."""
    namespace: dict[str, Any] = {
        "TYPE": "aftersales.dispatch.Probed.v1",
        "TOPIC": "dispatch.jobs",
        "KEY": "job_id",
        "__module__": __name__,
        "__annotations__": {"job_id": UUID, "probed_at": datetime},
        **changes,
    }
    return dataclass(frozen=True, kw_only=True)(
        type("Probed", (Event,), {name: value for name, value in namespace.items() if value is not None})
    )


def test_name_owner_and_version_are_read_from_the_type() -> None:
    found = declared(TYPE="aftersales.dispatch.Probed.v12")
    assert (name_of(found), owner_of(found), major_version_of(found)) == ("Probed", "dispatch", 12)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"TYPE": "aftersales.dispatch.Prober.v1"}, "Probed"),
        ({"TYPE": "dispatch.Probed.v1"}, "Probed"),
        ({"TYPE": "aftersales.dispatch.Probed"}, "<number>"),
        ({"TYPE": "aftersales.dispatch.Probed.first"}, "<number>"),
        ({"TOPIC": "billing.quotes"}, "belong"),
        ({"KEY": "order_id"}, "key"),
        ({"WHEN": "noticed_at"}, "not a field"),
        ({"__annotations__": {"job_id": UUID, "probed_at": datetime, "due_at": datetime}}, "WHEN must say"),
        ({"__annotations__": {"job_id": UUID}}, "WHEN must say"),
        ({"__module__": "shared.events.billing.quotes"}, "dispatch owns it"),
    ],
)
def test_an_event_that_is_declared_wrongly_stops_the_import(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(EventDeclaredWrongly, match=complaint):
        declared(**changes)


def test_the_time_it_happened_is_the_only_required_one_that_ends_in_at() -> None:
    annotations = {"job_id": UUID, "probed_at": datetime, "noticed_at": datetime | None, "wait_until": datetime}
    assert declared(__annotations__=annotations, noticed_at=None).WHEN == "probed_at"


def test_a_class_without_a_type_only_collects_fields() -> None:
    assert "TYPE" not in vars(declared(TYPE=None, KEY=None, TOPIC=None))


def test_an_event_knows_its_key_and_its_time() -> None:
    assert (ARRIVED.subject(), ARRIVED.happened_at()) == (str(UUID(int=1)), NOON)


@pytest.mark.parametrize("wrong", [NOON.replace(tzinfo=None), NOON.astimezone(timezone(timedelta(hours=8)))])
def test_times_that_are_not_utc_are_refused_when_an_event_is_made(wrong: datetime) -> None:
    with pytest.raises(ValueError, match="arrived_at is not in UTC"):
        replace(ARRIVED, arrived_at=wrong)


@pytest.mark.parametrize("event", [ARRIVED, COMPLETED])
def test_what_was_written_reads_the_same(event: Event) -> None:
    assert decode(event.TYPE, encode(event)) == event


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"purpose": None}, "purpose"),
        ({"cable_centimetres": "3"}, "cable_centimetres"),
        ({"has_item_in_repair": 1}, "has_item_in_repair"),
        ({"work": (WorkDone(work=7, outcome="done"),)}, "work.0.work"),  # type: ignore[arg-type]
        ({"work": (PartUsed(part="camera", quantity=1),)}, "work.0.part"),
        ({"travel_cost": 12.5}, "travel_cost"),
    ],
)
def test_a_wrong_value_is_never_written(change: dict[str, Any], where: str) -> None:
    with pytest.raises(EventWrong, match=where):
        encode(replace(COMPLETED, **change))


def test_fields_that_a_newer_service_added_are_ignored_also_inside() -> None:
    data = encode(COMPLETED).replace(b'"purpose"', b'"new":1,"purpose"').replace(b'"part":', b'"new":2,"part":')
    assert data.count(b'"new"') == 2
    assert decode(COMPLETED.TYPE, data) == COMPLETED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"outcome":"fixed"', b'"outcome":null'),
        (b'"12.50"', b"12.50"),
        (b'"12.50"', b'"12.5"'),
        (b"04:00:00Z", b"12:00:00+08:00"),
        (b'"job_id"', b'"order_id"'),
        (b'"quantity":1', b'"quantity":"1"'),
        (b"}", b""),
    ],
)
def test_what_is_not_such_an_event_is_not_read(old: bytes, new: bytes) -> None:
    with pytest.raises(EventNotReadable):
        decode(COMPLETED.TYPE, encode(COMPLETED).replace(old, new))


def test_a_complaint_names_the_field_but_never_the_value() -> None:
    with pytest.raises(EventNotReadable) as caught:
        decode(COMPLETED.TYPE, encode(COMPLETED).replace(b'"quantity":1', b'"quantity":"13800000000"'))
    assert "parts.0.quantity" in str(caught.value)
    assert "13800000000" not in str(caught.value)


def test_a_type_that_nobody_declared_is_unknown() -> None:
    with pytest.raises(UnknownEvent, match="Vanished"):
        event_type("aftersales.dispatch.Vanished.v1")
