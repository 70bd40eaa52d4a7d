"""Whatever callers send: a 4xx problem that names the part that is wrong, never a 5xx, and nothing stored."""

import base64
import json
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from shared.actor import Role
from tests.integration.web.conftest import Token

PROBLEM = "application/problem+json"
KEY = {"Idempotency-Key": "key-1"}
JSON = {"Content-Type": "application/json"}
UNKNOWN = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def notes(untouched_notes: httpx.AsyncClient) -> httpx.AsyncClient:
    """One instance for all: what is refused leaves nothing behind."""
    return untouched_notes


async def refused(notes: httpx.AsyncClient, answer: httpx.Response, field: str, status: int = 400) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    problem: dict[str, Any] = answer.json()
    named = {problem.get("field"), *(error["field"] for error in problem.get("errors", ()))}
    assert field in named, problem
    assert (await notes.get("/notes")).json()["items"] == []
    return problem


def with_field(name: str, raw: str) -> bytes:
    """A body that is right but for one field, written as raw JSON."""
    title = "" if name == "title" else '"title": "Camera dark", '
    return f'{{{title}"{name}": {raw}}}'.encode()


@pytest.mark.parametrize(
    ("field", "raw"),
    [
        ("title", '""'),
        ("title", '" begins with a space"'),
        ("title", "null"),
        ("title", "1"),
        ("title", "true"),
        ("title", '["a"]'),
        ("title", '"two\\nlines"'),
        ("title", '"nul \\u0000"'),
        ("title", '"bell \\u0007"'),
        ("title", '"escape \\u001b[31m"'),
        ("title", '"delete \\u007f"'),
        ("title", json.dumps("a" * 201)),
        ("body", '"nul \\u0000"'),
        ("body", json.dumps("a" * 4001)),
        ("phone", '"call me"'),
        ("phone", '"+"'),
        ("phone", json.dumps("1" * 40)),
        ("fee", "100"),
        ("fee", "100.00"),
        ("fee", "NaN"),
        ("fee", '"100"'),
        ("fee", '"1.005"'),
        ("fee", '"1E+999"'),
        ("fee", '"-0.00"'),
        ("fee", '"NaN"'),
        ("fee", '"Infinity"'),
        ("fee", '" 1.00 "'),
        ("fee", '"1,000.00"'),
        ("fee", '"10000000000.00"'),
        ("fee", '"\\u0661.00"'),
        ("seen_at", '"2026-11-23T14:05:00"'),
        ("seen_at", '"2026-11-23"'),
        ("seen_at", '"2026-11-23 14:05:00+08:00"'),
        ("seen_at", '"2026-11-23T14:05:00+24:00"'),
        ("seen_at", '"2026-11-23T24:00:00Z"'),
        ("seen_at", '"2026-11-23T14:05:60Z"'),
        ("seen_at", '"2026-02-30T14:05:00Z"'),
        ("seen_at", '"10000-01-01T00:00:00Z"'),
        ("seen_at", '"9999-12-31T23:59:59-23:00"'),
        ("seen_at", '"0001-01-01T00:00:00+23:59"'),
        ("seen_at", '"1999-12-31T23:59:59Z"'),
        ("seen_at", '"2000-01-01T00:00:00+08:00"'),
        ("seen_at", '"2100-01-01T00:00:00Z"'),
        ("seen_at", "1600000000"),
        ("seen_at", '"1600000000"'),
        ("seen_at", "{}"),
        ("due_on", '"2026-11-23T00:00:00Z"'),
        ("due_on", '"2026-02-30"'),
        ("due_on", '"20261123"'),
        ("due_on", '"1600000000"'),
        ("copies", "true"),
        ("copies", '"1"'),
        ("copies", "1.0"),
        ("copies", "1e3"),
        ("copies", "-1"),
        ("copies", "1e400"),
        ("copies", "9" * 100),
        ("copies", "Infinity"),
        ("is_urgent", "1"),
        ("is_urgent", '"true"'),
        ("related", '"not an id"'),
        ("related", "0"),
        ("status", '"done"'),
        ("role", '"manager"'),
        ("version", "7"),
        ("id", f'"{UNKNOWN}"'),
        ("__proto__", "{}"),
        ("x" * 100, "1"),
    ],
)
async def test_a_field_that_is_not_as_described_is_named(notes: httpx.AsyncClient, field: str, raw: str) -> None:
    answer = await notes.post("/notes", content=with_field(field, raw), headers=KEY | JSON)

    problem = await refused(notes, answer, field)
    assert raw not in ('""', "1", "0", "{}") or problem["code"] == "input_wrong"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b'{"title": "a"} trailing',
        b'\xef\xbb\xbf{"title": "a"}',
        b'{"title": "\xff"}',
        b'{"title": "\xed\xa0\x80"}',
        b'{"title": "\\ud800"}',
        b'{"\\ud800": 1}',
        b'{"title": "tab\there"}',
        b"{'title': 'a'}",
        b'{"copies": ' + b"9" * 5000 + b"}",
        b'{"related": ' + b"[" * 100_000,
        b'{"related": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_001,
        '{"title": "a"}'.encode("utf-16"),
    ],
)
async def test_what_is_no_json_document_is_refused(notes: httpx.AsyncClient, raw: bytes) -> None:
    await refused(notes, await notes.post("/notes", content=raw, headers=KEY | JSON), "body")


@pytest.mark.parametrize("raw", ['{"title": "a", "title": "b"}', '{"title": "a", "t\\u0069tle": "b"}'])
async def test_a_repeated_key_is_refused_because_readers_differ_on_which_counts(
    notes: httpx.AsyncClient, raw: str
) -> None:
    await refused(notes, await notes.post("/notes", content=raw, headers=KEY | JSON), "title")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_a_body_that_does_not_say_it_is_json_is_refused(notes: httpx.AsyncClient, content_type: str) -> None:
    answer = await notes.post("/notes", content=b'{"title": "a"}', headers={**KEY, "Content-Type": content_type})
    assert (answer.status_code, answer.json()["code"]) == (415, "wrong_content_type")


async def test_a_body_above_the_bound_is_refused_announced_or_not(notes: httpx.AsyncClient) -> None:
    async def endless() -> Any:
        while True:
            yield b" " * 65536

    announced = await notes.post("/notes", content=b" " * 1_100_000, headers=KEY | JSON)
    streamed = await notes.post("/notes", content=endless(), headers=KEY | JSON)

    assert [announced.status_code, streamed.status_code] == [413, 413]
    assert announced.json()["code"] == "too_large"


@pytest.mark.parametrize("key", [b"", b" ", b"a b", b"a" * 201, "schlüssel".encode(), b"a\tb"])
async def test_a_malformed_key_is_refused(notes: httpx.AsyncClient, key: bytes) -> None:
    headers = [(b"Idempotency-Key", key), (b"Content-Type", b"application/json")]
    answer = await notes.post("/notes", content=b'{"title": "a"}', headers=headers)
    await refused(notes, answer, "Idempotency-Key")


async def test_creating_without_a_key_is_refused(notes: httpx.AsyncClient) -> None:
    await refused(notes, await notes.post("/notes", json={"title": "a"}), "Idempotency-Key")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=-1", "limit"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=", "limit"),
        ("limit=%201%20", "limit"),
        ("limit=1_0", "limit"),
        ("limit=%2B1", "limit"),
        ("limit=01", "limit"),
        ("limit=1.0", "limit"),
        ("limit=1e2", "limit"),
        ("limit=" + "9" * 5000, "limit"),
        ("limit=%D9%A1", "limit"),
        ("limit=5&limit=6", "limit"),
        ("is_free=yes", "is_free"),
        ("is_free=1", "is_free"),
        ("cursor=!", "cursor"),
        ("cursor=a", "cursor"),
        ("cursor=bm8", "cursor"),
        ("cursor=WyJ4Il0", "cursor"),
        ("cursor=" + "A" * 600, "cursor"),
        ("title=%00", "title"),
        ("title=", "title"),
        ("title=%FF", "query"),
        ("title=%ED%A0%80", "query"),
        ("unknown=1", "unknown"),
        ("&".join(f"a{n}=1" for n in range(60)), "query"),
        ("%FF=1", "query"),
    ],
)
async def test_a_query_that_is_not_as_described_is_refused(notes: httpx.AsyncClient, query: str, field: str) -> None:
    await refused(notes, await notes.get(f"/notes?{query}"), field)


@pytest.mark.parametrize("values", ["[9223372036854775808]", "[true]", '["1"]', "[1.5]", "[1, 2]", "1", "[1"])
async def test_a_forged_cursor_is_refused(notes: httpx.AsyncClient, token: Token, values: str) -> None:
    cursor = base64.urlsafe_b64encode(values.encode()).decode().rstrip("=")
    auditor = {"Authorization": token(Role.AUDITOR)}
    await refused(notes, await notes.get("/audit", params={"cursor": cursor}, headers=auditor), "cursor")


async def test_signs_that_mean_something_to_sql_are_only_text(notes: httpx.AsyncClient) -> None:
    for text in ("%", "_", "';--", "{{7*7}}", "=1+1", "<b>"):
        answer = await notes.get("/notes", params={"title": text})
        assert answer.json() == {"items": [], "next": None}


@pytest.mark.parametrize("text", ["x", "%00", "1", "{" + UNKNOWN, quote("é"), "' OR 1=1"])
async def test_an_id_that_is_none_is_refused_by_name(notes: httpx.AsyncClient, text: str) -> None:
    await refused(notes, await notes.get(f"/notes/{text}"), "note_id")


async def test_a_thing_that_is_not_there_is_not_found_for_reading_and_changing(notes: httpx.AsyncClient) -> None:
    change = await notes.post(f"/notes/{UNKNOWN}/title", json={"title": "a"}, headers={"If-Match": "*"})
    assert (await notes.get(f"/notes/{UNKNOWN}")).status_code == 404
    assert (change.status_code, change.json()["code"]) == (404, "not_found")


async def test_what_a_route_does_not_take_is_refused(notes: httpx.AsyncClient) -> None:
    await refused(notes, await notes.get(f"/notes/{UNKNOWN}?expand=all"), "expand")
    await refused(notes, await notes.request("GET", f"/notes/{UNKNOWN}", content=b"{1}", headers=JSON), "body")


async def test_what_was_sent_is_not_repeated_in_the_answer(notes: httpx.AsyncClient) -> None:
    answer = await notes.post("/notes", json={"title": "a", "phone": "secret-4711"}, headers=KEY)
    problem = await refused(notes, answer, "phone")
    assert "4711" not in str(problem)
