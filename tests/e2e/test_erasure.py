"""A customer is forgotten everywhere: no table and no feed of the five services still says what was planted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.cli.api import Document
from services.cli.story.department import install_camera
from services.cli.story.desk import Desk
from services.cli.story.play import open_department
from shared.actor import Role
from shared.database import Database
from shared.messaging.feed import Feed
from shared.messaging.upkeep.audit_seal import verify_audit
from tests.e2e.conftest import Town
from tests.integration.waiting import until

NAME, PHONE, SENTENCE = "被遗忘的张三丰", "13912345678", "三楼机房的钥匙在门卫老李那里"
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
_COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_name = $1 AND data_type = 'bytea'"


async def planted_in(database: Database) -> list[str]:
    """The tables in which one of the words still stands, in text or in bytes."""
    found = []
    for row in await database.rows(_TABLES):
        table = row["tablename"]
        texts = ["t::text"]
        for column in await database.rows(_COLUMNS, table):
            texts.append(f"encode(t.{column['column_name']}, 'escape')")
        for word in (NAME, PHONE, SENTENCE):
            escaped = "".join(f"\\{byte:03o}" if byte > 127 else chr(byte) for byte in word.encode())
            conditions = [f"position($1 IN {text}) > 0 OR position($2 IN {text}) > 0" for text in texts]
            sql = f"SELECT count(*) FROM {table} t WHERE {' OR '.join(conditions)}"
            if await database.value(sql, word, escaped):
                found.append(f"{table}: {word}")
    return found


async def in_feed(database: Database) -> list[str]:
    """Which of the words the feed still says, read from its start with everything that is restricted."""
    feed, cursor, found = Feed(database), None, set()
    while True:
        page = await feed.page(cursor, limit=1_000)
        for envelope in page.envelopes:
            said = (envelope.data or b"").decode()
            found |= {f"feed: {word}" for word in (NAME, PHONE, SENTENCE) if word in said}
        if not page.envelopes:
            return sorted(found)
        cursor = page.next


async def everywhere(town: Town) -> dict[str, list[str]]:
    """What still says one of the words, by service."""
    found = {}
    for service, url in town.urls.items():
        async with connected(url) as database:
            places = await planted_in(database) + await in_feed(database)
            if places:
                found[service] = places
    return found


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Database]:
    """A connection of the test's own."""
    database = await Database.connect(url, max_size=1)
    try:
        yield database
    finally:
        await database.close()


async def test_nothing_that_was_planted_is_left_in_any_table_or_feed_and_the_trails_still_fit(town: Town) -> None:
    desk = await open_department(town.api, town.now)
    person = {"name": NAME, "phone": PHONE, "may_consent": True}
    await town.api.post(f"/intake/customers/{desk.customer.id}/contacts", person)
    async with town.ticking():
        ticket = await _answered_ticket(desk)

    async def has_spread() -> bool:
        return {"intake", "followup"} <= (await everywhere(town)).keys()

    await until(has_spread)
    path = f"/intake/customers/{desk.customer.id}/erasure"
    erased = await town.api.post(path, {"ground": "customers_request"}, role=Role.MANAGER)

    async def is_gone() -> bool:
        return await everywhere(town) == {}

    await until(is_gone)
    assert erased["left"] == 0
    assert (await town.api.get(f"/intake/tickets/{ticket['id']}", role=Role.SPECIALIST))["state"] == "closed"
    for service, url in town.urls.items():
        async with connected(url) as database:
            assert (await verify_audit(database)).first_wrong is None, service


async def _answered_ticket(desk: Desk) -> Document:
    """A call with the words, solved by phone, called back and closed."""
    camera = await install_camera(desk.api, desk.customer, serial="CQ0009999", completed_on="2026-06-15")
    report = {
        "kind": "fault",
        "level": 4,
        "level_reason": "customer_information",
        "customer_id": desk.customer.id,
        "site_id": desk.customer.site_id,
        "equipment_id": camera["id"],
        "symptom_code": "picture_intermittent",
        "description": SENTENCE,
        "channel": "hotline",
        "dialled_number": "68797190",
        "caller": {"name": NAME, "phone": PHONE, "relation": "employee"},
    }
    ticket = await desk.api.post("/intake/tickets", report)
    job = await desk.job_of(ticket)
    await desk.reach_customer(job, "solved_remotely")
    await desk.api.post(f"/intake/tickets/{ticket['id']}/remote-solution", {"solution": "restarted"})
    await desk.call_back(ticket, solved=True)
    await desk.ticket_becomes(ticket, "closed")
    return ticket
