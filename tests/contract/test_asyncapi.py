"""The AsyncAPI documents are valid, and say what the service sends and hears."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from shared.events.catalogue import EVENTS, OWNERS
from shared.events.coding import encode
from shared.events.contract import Event, owner_of
from tools.asyncapi import document
from tools.event_examples import example_of
from tools.event_schemas import schema_of

OFFICIAL = Path(__file__).parent / "official" / "asyncapi-3.0.0.json"
HEARD = [EVENTS["aftersales.intake.TicketOpened.v1"], EVENTS["aftersales.billing.AmountFixed.v1"]]


@pytest.fixture(scope="module")
def official() -> Draft7Validator:
    return Draft7Validator(json.loads(OFFICIAL.read_text(encoding="utf-8")))


def complaints(validator: Draft7Validator, found: dict[str, Any]) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(found)]


def resolve(found: dict[str, Any], reference: str) -> Any:
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def test_the_official_schema_is_unchanged() -> None:
    readme = (OFFICIAL.parent / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(OFFICIAL.read_bytes()).hexdigest() in readme


@pytest.mark.parametrize("service", OWNERS)
def test_the_document_is_valid_asyncapi(service: str, official: Draft7Validator) -> None:
    assert complaints(official, document(service, HEARD)) == []


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        ("#/operations/sendDispatchJobs", {"action": "publish", "channel": {"$ref": "#/channels/dispatch.jobs"}}),
        ("#/channels/dispatch.jobs/bindings/kafka", {"partitions": "many", "bindingVersion": "0.5.0"}),
        ("#/components/messages/aftersales.dispatch.JobOpened.v1", {"payload": {"type": "strange"}}),
        ("#/info", {"title": "no version"}),
    ],
)
def test_an_invalid_document_is_noticed(place: str, wrong: dict[str, Any], official: Draft7Validator) -> None:
    found = document("dispatch", HEARD)
    parent, _, last = place.rpartition("/")
    (resolve(found, parent) if parent != "#" else found)[last] = wrong
    assert complaints(official, found)


@pytest.mark.parametrize("service", OWNERS)
def test_every_reference_leads_somewhere(service: str) -> None:
    found = document(service, HEARD)
    for operation in found["operations"].values():
        for message in operation["messages"]:
            assert resolve(found, resolve(found, message["$ref"])["$ref"])["name"]


def test_it_sends_what_it_owns_and_receives_what_it_hears() -> None:
    operations = document("dispatch", HEARD)["operations"]
    sent = [each for name, each in operations.items() if each["action"] == "send"]
    own = {each.TYPE for each in EVENTS.values() if owner_of(each) == "dispatch"}
    assert {message["$ref"].rpartition("/")[2] for each in sent for message in each["messages"]} == own
    assert {name for name in operations if name.startswith("receive")} == {
        "receiveIntakeTickets",
        "receiveBillingCharges",
    }
    assert operations["receiveIntakeTickets"]["messages"] == [
        {"$ref": "#/channels/intake.tickets/messages/aftersales.intake.TicketOpened.v1"}
    ]


@pytest.mark.parametrize("event_class", EVENTS.values(), ids=EVENTS)
def test_an_event_keeps_the_schema_that_is_published(event_class: type[Event]) -> None:
    assert complaints(Draft7Validator(schema_of(event_class)), json.loads(encode(example_of(event_class)))) == []
