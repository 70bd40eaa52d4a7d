"""Writes an example of each event that has none yet into the golden examples; never changes one that is there."""

import dataclasses
import json
import sys
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import NAMESPACE_URL, UUID, uuid5

from shared.events.catalogue import EVENTS, OWNERS
from shared.events.coding import encode
from shared.events.contract import Event, owner_of
from shared.money import Money

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "contract" / "golden"
Golden = dict[str, list[dict[str, Any]]]

_MORNING = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
_TEXTS = {
    "number": "XX20261123-0042",
    "receipt_number": "RR20261123-0007",
    "slip_number": "BB20261123-0003",
    "clause": "5.16",
    "charge_clause": "2.2.1",
    "policy_revision": "1.0",
    "division_code": "500103",
    "district": "渝中区",
    "name": "张三",
    "reporter_name": "李四",
    "contact_name": "李四",
    "phones": "02368797190",
    "phone": "02368797190",
    "reporter_phone": "02368797190",
    "contact_phone": "02368797190",
    "address": "重庆市渝中区某路 1 号",
    "symptom": "三号摄像头没有图像",
    "channel": "hotline",
    "origin": "hotline",
    "product_model": "CAM-20",
    "product_category": "camera",
    "serial": "SN0001",
    "category": "paid",
    "clock": "response",
    "purpose": "service",
    "content_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "quantity": "12.5",
    "unit": "metre",
    "tariff": "cable",
    "role": "technician",
}


def example_of(declared: type[Any]) -> Any:
    """One object of an event or of a part of it, every field filled, the same each time."""
    hints = get_type_hints(declared)
    fields = {field.name: hints[field.name] for field in dataclasses.fields(declared)}
    return declared(**{name: _value(name, kind, place) for place, (name, kind) in enumerate(fields.items())})


def _value(name: str, kind: Any, place: int) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _value(name, next(each for each in arguments if each is not type(None)), place)
    if origin is tuple:
        return (_value(name, arguments[0], place),)
    if dataclasses.is_dataclass(kind) and kind is not Money:
        return example_of(kind)  # type: ignore[arg-type]  # mypy takes it for an instance
    if issubclass(kind, Enum):
        return next(iter(kind))
    return _plain(name, kind, place)


def _plain(name: str, kind: type[Any], place: int) -> Any:
    values = {
        UUID: uuid5(NAMESPACE_URL, f"urn:aftersales:example:{name}"),
        datetime: _MORNING + timedelta(minutes=place),
        date: date(2027, 11, 23),
        Money: Money.of("100.00"),
        bool: True,
        int: 1,
        float: 29.5,
        str: _TEXTS.get(name, f"some_{name}"),
    }
    return values[kind]


def golden(owner: str) -> Golden:
    """The examples of one owner, by type, the oldest first."""
    path = FOLDER / f"{owner}.json"
    kept: Golden = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return kept


def with_new_examples(kept: Golden, owner: str, events: dict[str, type[Event]]) -> Golden:
    """What is kept, and an example of each event of this owner that had none."""
    missing = {name: each for name, each in events.items() if owner_of(each) == owner and name not in kept}
    return kept | {name: [json.loads(encode(example_of(each)))] for name, each in missing.items()}


def main() -> int:
    """Write the files."""
    for owner in OWNERS:
        examples = with_new_examples(golden(owner), owner, dict(EVENTS))
        path = FOLDER / f"{owner}.json"
        path.write_text(json.dumps(examples, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{path.name}: {len(examples)} events")
    return 0


if __name__ == "__main__":
    sys.exit(main())
