"""The feed: filters, cursors that pass what is filtered out, and cursors that are no longer good."""

import asyncio
from uuid import UUID

import pytest

from shared.identifiers import new_id
from shared.messaging.feed import EVERYTHING, FeedGone, FeedQuery
from shared.messaging.feeds.cursor import Cursor, CursorMalformed
from tests.integration.conftest import StartService
from tests.integration.sample_service import SOMEBODY, SampleService, SampleWork, assess

RESTRICTED = """
    INSERT INTO event (id, at, happened_at, type, topic, aggregate_id, aggregate_version, ordinal, actor_role,
        actor_id, data) VALUES ($1, now(), now(), 'aftersales.intake.DescriptionRecorded.v1', 'intake.descriptions',
        $2, 1, 0, 'specialist', 's', NULL)
"""


@pytest.fixture
async def intake(start: StartService) -> SampleService:
    return await start()


async def from_partner(intake: SampleService, ticket: UUID, origin: str) -> None:
    async def use_case(work: SampleWork) -> None:
        await assess(ticket, "x", work, origin=origin)

    await intake.transactions.run(use_case, actor=SOMEBODY, action="assess")


async def test_a_partner_sees_only_what_came_from_its_sources(intake: SampleService) -> None:
    ours, theirs = new_id(), new_id()
    await from_partner(intake, ours, "hotline")
    await from_partner(intake, theirs, "partner:red")
    await intake.sequence()
    page = await intake.feed.page(None, query=FeedQuery(origins=("partner:red",)))
    assert [envelope.subject for envelope in page.envelopes] == [str(theirs)]


async def test_restricted_events_are_shown_only_on_demand_and_a_tombstone_has_no_data(intake: SampleService) -> None:
    await intake.assess(new_id(), "open")
    await intake.database.execute(RESTRICTED, new_id(), "ticket")
    await intake.sequence()
    assert [e.type.split(".")[2] for e in (await intake.feed.page(None, query=FeedQuery())).envelopes] == [
        "TicketAssessed"
    ]
    [_, tombstone] = (await intake.feed.page(None, query=EVERYTHING)).envelopes
    assert tombstone.data is None


async def test_the_cursor_also_passes_what_the_filter_keeps_out(intake: SampleService) -> None:
    for number in range(5):
        await intake.assess(new_id(), str(number))
    await intake.sequence()
    page = await intake.feed.page(None, query=FeedQuery(types=("aftersales.intake.TicketOpened.v1",)))
    assert (page.envelopes, page.next.position) == ([], 5)


async def test_events_of_a_ticket_are_found_by_its_id(intake: SampleService) -> None:
    ticket = new_id()
    for subject in (new_id(), ticket, new_id(), ticket):
        await intake.assess(subject, "x")
    await intake.sequence()
    page = await intake.feed.page(None, query=FeedQuery(subject=str(ticket)))
    assert [envelope.sequence for envelope in page.envelopes] == [2, 4]
    for spelling in (str(ticket).upper(), f"urn:uuid:{ticket}", f"{ticket.hex[:3]}-{ticket.hex[3:]}"):
        again = await intake.feed.page(None, query=FeedQuery(subject=spelling))
        assert again == page, "whatever Python reads as an id is one"


async def test_a_waiting_page_comes_as_soon_as_something_is_sequenced(intake: SampleService) -> None:
    waiting = asyncio.create_task(intake.feed.page(await intake.feed.latest(), wait_seconds=20))
    await asyncio.sleep(0)
    assert not waiting.done()
    await intake.assess(new_id(), "news")
    await intake.sequence()
    async with asyncio.timeout(2):
        assert len((await waiting).envelopes) == 1


async def test_a_cursor_of_another_epoch_is_gone_and_names_where_to_restart(intake: SampleService) -> None:
    await intake.assess(new_id(), "x")
    await intake.sequence()
    before = await intake.feed.latest()
    await intake.feed.begin_new_epoch()
    with pytest.raises(FeedGone) as gone:
        await intake.feed.page(before)
    assert gone.value.restart == await intake.feed.start()


async def test_a_cursor_ahead_of_the_feed_shows_that_a_backup_was_restored(intake: SampleService) -> None:
    start = await intake.feed.start()
    with pytest.raises(FeedGone, match="restored"):
        await intake.feed.page(Cursor(start.epoch, 7))


async def test_a_cursor_older_than_what_is_kept_is_gone(intake: SampleService) -> None:
    start = await intake.feed.start()
    await intake.database.execute("UPDATE feed_identity SET dropped_through = 3")
    with pytest.raises(FeedGone, match="age"):
        await intake.feed.page(start)


@pytest.mark.parametrize("text", ["", "x", "AAAA", "é", "=" * 32, "_" * 32])
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(CursorMalformed):
        Cursor.parse(text)


def test_a_cursor_survives_being_written() -> None:
    cursor = Cursor(new_id(), 2**40)
    assert Cursor.parse(str(cursor)) == cursor
