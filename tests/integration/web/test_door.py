"""What a caller meets at the HTTP door: who may, versions, repeats, pages, problems."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from shared.actor import Role
from tests.integration.web.conftest import Start, Token

NOTE = {"title": "Camera dark", "fee": "100.00"}


def keyed(key: str = "key-1", **headers: str) -> dict[str, str]:
    return {"Idempotency-Key": key, **headers}


async def created(client: httpx.AsyncClient, key: str = "first", title: str = "Camera dark") -> httpx.Response:
    answer = await client.post("/notes", json={"title": title}, headers=keyed(key))
    assert answer.status_code == 201, answer.text
    return answer


async def test_what_is_created_can_be_looked_at_where_location_says(notes: httpx.AsyncClient) -> None:
    answer = await notes.post("/notes", json=NOTE, headers=keyed())

    assert answer.status_code == 201
    assert answer.headers["etag"] == '"1"'
    assert answer.json()["fee"] == "100.00"
    shown = await notes.get(answer.headers["location"])
    assert shown.json() == answer.json()
    assert shown.headers["etag"] == '"1"'


@pytest.mark.parametrize(
    "authorization", ["", "Basic YTpi", "Bearer", "Bearer x.y.z", "Bearer " + "a" * 9000, "Bearer é"]
)
async def test_without_a_good_token_nobody_comes_in(notes: httpx.AsyncClient, authorization: str) -> None:
    answer = await notes.get("/notes", headers=[(b"Authorization", authorization.encode())])

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "not_authenticated"


async def test_an_expired_token_is_refused(notes: httpx.AsyncClient, token: Token) -> None:
    expired = token(valid_for=timedelta(minutes=-5))
    assert (await notes.get("/notes", headers={"Authorization": expired})).status_code == 401


async def test_a_function_of_others_is_refused_before_the_input_is_looked_at(
    notes: httpx.AsyncClient, token: Token
) -> None:
    finance = {"Authorization": token(Role.FINANCE)}

    answer = await notes.post("/notes", content=b"{", headers=finance)

    assert answer.status_code == 403
    assert answer.json()["code"] == "not_yours"
    assert (await notes.get("/notes", headers=finance)).status_code == 200


async def test_a_repeat_gets_the_first_answer_and_has_no_second_effect(notes: httpx.AsyncClient) -> None:
    first = await notes.post("/notes", json=NOTE, headers=keyed())
    again = await notes.post("/notes", json=NOTE, headers=keyed())

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["location"] == first.headers["location"]
    assert len((await notes.get("/notes")).json()["items"]) == 1


async def test_a_key_belongs_to_one_request_of_one_caller(notes: httpx.AsyncClient, token: Token) -> None:
    await created(notes)
    other = await notes.post("/notes", json={"title": "Something else"}, headers=keyed("first"))
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    colleague = {"Authorization": token(subject="staff-2")}
    assert (await notes.post("/notes", json=NOTE, headers=keyed("first", **colleague))).status_code == 201


async def test_repeats_in_parallel_have_one_effect_whatever_instance_they_reach(start: Start) -> None:
    instances = [await start(), await start()]
    repeats = (instances[n % 2].post("/notes", json=NOTE, headers=keyed()) for n in range(20))

    answers = await asyncio.gather(*repeats)

    good = [answer for answer in answers if answer.status_code == 201]
    running = [answer for answer in answers if answer.status_code == 409]
    assert len(good) + len(running) == 20
    assert {answer.content for answer in good} == {good[0].content}
    assert {answer.json()["code"] for answer in running} == {"still_running"}
    assert len((await instances[0].get("/notes")).json()["items"]) == 1
    assert (await instances[1].post("/notes", json=NOTE, headers=keyed())).content == good[0].content


async def test_a_repeated_command_is_answered_although_its_version_is_stale_by_now(notes: httpx.AsyncClient) -> None:
    place = (await created(notes)).headers["location"]
    headers = keyed("rename", **{"If-Match": '"1"'})

    first = await notes.post(f"{place}/title", json={"title": "B"}, headers=headers)
    again = await notes.post(f"{place}/title", json={"title": "B"}, headers=headers)

    assert first.status_code == 200
    assert first.headers["etag"] == '"2"'
    assert (again.status_code, again.content) == (200, first.content)


async def test_money_moves_only_with_a_key(notes: httpx.AsyncClient, token: Token) -> None:
    place = (await created(notes)).headers["location"]
    finance = {"Authorization": token(Role.FINANCE), "If-Match": "*"}
    assert (await notes.post(f"{place}/payment", headers=finance)).json()["field"] == "Idempotency-Key"
    assert (await notes.post(f"{place}/payment", headers=keyed("pay", **finance))).status_code == 200


@pytest.mark.parametrize(
    ("if_match", "status", "code"),
    [
        (None, 428, "if_match_missing"),
        ('"7"', 412, "stale"),
        ("1", 400, "input_wrong"),
        ('W/"1"', 400, "input_wrong"),
        ('"x"', 400, "input_wrong"),
        ('"99999999999"', 400, "input_wrong"),
        ('"7", "1"', 200, None),
        ('"1"', 200, None),
        ("*", 200, None),
    ],
)
async def test_a_change_says_which_version_it_is_based_on(
    notes: httpx.AsyncClient, if_match: str | None, status: int, code: str | None
) -> None:
    place = (await created(notes)).headers["location"]
    headers = {} if if_match is None else {"If-Match": if_match}

    answer = await notes.post(f"{place}/title", json={"title": "B"}, headers=headers)

    assert answer.status_code == status
    assert answer.json().get("code") == code
    assert (await notes.get(place)).json()["version"] == (2 if status == 200 else 1)


async def test_of_changes_based_on_one_version_one_is_made(start: Start) -> None:
    instances = [await start(), await start()]
    place = (await created(instances[0])).headers["location"]

    answers = await asyncio.gather(
        *(
            instances[n % 2].post(f"{place}/title", json={"title": f"T{n}"}, headers={"If-Match": '"1"'})
            for n in range(10)
        )
    )

    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 9


async def test_a_rule_names_its_clause_and_facts_and_the_key_stays_free(notes: httpx.AsyncClient) -> None:
    answer = await notes.post("/notes", json={"title": "4"}, headers=keyed())

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["code"], problem["clause"], problem["facts"]) == ("title_unlucky", "4.4", {"title": "has a 4"})
    assert (await notes.post("/notes", json=NOTE, headers=keyed())).status_code == 201


async def test_a_calculation_stores_nothing(notes: httpx.AsyncClient) -> None:
    assert (await notes.post("/note-calculations", json=NOTE)).status_code == 200
    assert (await notes.get("/notes")).json() == {"items": [], "next": None}


async def test_pages_follow_each_other_without_gap_or_double(notes: httpx.AsyncClient) -> None:
    ids = [(await created(notes, key=f"k{n}")).json()["id"] for n in range(7)]
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await notes.get("/notes", params={"limit": "3", **cursor})).json()
        assert len(page["items"]) <= 3
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == sorted(ids)


async def test_the_history_of_a_thing_says_who_changed_what(notes: httpx.AsyncClient) -> None:
    place = (await created(notes)).headers["location"]
    await notes.post(f"{place}/title", json={"title": "B"}, headers={"If-Match": "*"})

    entries = (await notes.get(f"{place}/history")).json()["items"]

    assert [entry["action"] for entry in entries] == ["create_note", "retitle_note"]
    assert entries[1]["before"] == {"title": "Camera dark", "version": 1}
    assert entries[1]["after"] == {"title": "B", "version": 2}
    assert (entries[1]["actor_role"], entries[1]["actor_id"]) == ("specialist", "staff-1")
    assert (await notes.get("/notes/00000000-0000-7000-8000-000000000000/history")).status_code == 404


async def test_auditors_see_every_change_newest_first(notes: httpx.AsyncClient, token: Token) -> None:
    await created(notes, title="A")
    await created(notes, key="second", title="B")
    assert (await notes.get("/audit")).status_code == 403
    auditor = {"Authorization": token(Role.AUDITOR)}
    trail = (await notes.get("/audit", params={"actor_id": "staff-1", "limit": "1"}, headers=auditor)).json()
    assert trail["items"][0]["after"]["title"] == "B"
    older = (await notes.get("/audit", params={"cursor": trail["next"]}, headers=auditor)).json()
    assert [entry["after"]["title"] for entry in older["items"]] == ["A"]


@pytest.mark.parametrize(
    "title",
    ["=cmd|'/c calc'!A0", "<script>alert(1)</script>", "'; DROP TABLE note;--", "a\u202eb", "a\u200bb", "摄像头"],
)
async def test_texts_that_are_code_elsewhere_come_back_as_they_were(notes: httpx.AsyncClient, title: str) -> None:
    answer = await notes.post("/notes", json={"title": title}, headers=keyed())
    assert answer.json()["title"] == title
