"""Only the holder of a lease writes: one that was paused finds its place taken, and its writes refused."""

import asyncio

import pytest

from shared.database import DatabaseAway, open_connection
from shared.identifiers import new_id
from shared.lease import Lease, LeaseLost
from shared.messaging.feeds.readers import LocalFeedReader
from shared.messaging.feeds.subscription import FeedSubscription
from tests.integration.conftest import StartService
from tests.integration.sample_service import SampleService, listeners
from tests.integration.waiting import running, until

TYPES = listeners().types_from("intake")


async def expire(service: SampleService, lease: str) -> None:
    """As if its holder had been paused for longer than the lease lasts."""
    sql = "UPDATE lease SET expires_at = clock_timestamp() - interval '1 second' WHERE name = $1"
    assert await service.database.execute(sql, lease) == "UPDATE 1"


async def test_a_paused_sequencer_is_refused_when_it_wakes(start: StartService) -> None:
    first = await start()
    second = await start(first.url, holder="second")
    assert await first.sequencer.lease.take()
    old_epoch = first.sequencer.lease.epoch
    assert old_epoch is not None
    assert not await second.sequencer.lease.take(), "it is held"
    await expire(first, "sequencer")
    assert await second.sequencer.lease.take()
    await first.assess(new_id(), "x")
    with pytest.raises(LeaseLost):
        await first.sequencer.sequence(old_epoch)
    assert await first.database.value("SELECT count(*) FROM event WHERE position IS NOT NULL") == 0
    await second.sequence()
    assert await first.database.value("SELECT max(position) FROM event") == 1


async def test_of_two_sequencers_at_work_exactly_one_numbers_and_the_other_takes_over(start: StartService) -> None:
    first = await start()
    second = await start(first.url, holder="second")

    async def all_numbered() -> bool:
        return not await first.database.value("SELECT count(*) FROM event WHERE position IS NULL")

    async with running(first.sequencer.run(), second.sequencer.run()) as [one, other]:
        for number in range(40):
            await first.assess(new_id(), str(number))
            if number == 20:
                held = await first.database.value("SELECT holder FROM lease WHERE name = 'sequencer'")
                (other if held == "second" else one).cancel()
        await until(all_numbered)
    rows = await first.database.rows("SELECT position FROM event ORDER BY seq")
    assert [row["position"] for row in rows] == list(range(1, 41)), "gap-free and in order"
    assert await first.database.value("SELECT epoch FROM lease WHERE name = 'sequencer'") == 2


async def test_a_sequencer_that_is_held_up_in_its_transaction_makes_the_next_wait_and_leaves_no_gap(
    start: StartService,
) -> None:
    service = await start()
    await service.assess(new_id(), "first")
    assert await service.sequencer.lease.take()
    epoch = service.sequencer.lease.epoch or 0
    slow = await open_connection(service.url)
    transaction = slow.transaction()
    await transaction.start()
    await slow.execute("SELECT last FROM lease WHERE name = 'sequencer' FOR UPDATE")
    await slow.execute("UPDATE event SET position = 1")
    await slow.execute("UPDATE lease SET last = 1 WHERE name = 'sequencer'")
    await service.assess(new_id(), "second")
    quick = asyncio.create_task(service.sequencer.sequence(epoch))

    async def waits_or_is_done() -> bool:
        sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        return quick.done() or bool(await service.database.value(sql))

    await until(waits_or_is_done)
    await transaction.commit()
    await slow.close()
    await quick
    await service.assess(new_id(), "third")
    await service.sequence()
    rows = await service.database.rows("SELECT position FROM event ORDER BY seq")
    assert [row["position"] for row in rows] == [1, 2, 3]


async def test_a_paused_reader_cannot_turn_its_place_back(start: StartService) -> None:
    intake, dispatch = await start(), await start()
    for number in range(4):
        await intake.assess(new_id(), str(number))
    await intake.sequence()

    def subscription(holder: str) -> FeedSubscription:
        reader = LocalFeedReader(intake.feed)
        return FeedSubscription(
            reader, dispatch.database, consumer="dispatch", source="intake", types=TYPES, holder=holder
        )

    paused, next_one = subscription("paused"), subscription("next")
    taken = await paused.take(2, 0)
    assert len(taken) == 2
    assert await next_one.take(2, 0) == [], "another process reads this source"
    await expire(dispatch, "read intake for dispatch")
    all_of_it = await next_one.take(10, 0)
    assert len(all_of_it) == 4, "nothing that was not done is skipped"
    await next_one.done(all_of_it)
    restarted = "UPDATE consumer_cursor SET epoch = gen_random_uuid(), position = 0"
    await dispatch.database.execute(restarted)  # by an operator: from here positions mean something else
    await paused.done(taken)
    assert await dispatch.database.value("SELECT position FROM consumer_cursor") == 0


async def test_a_reader_that_could_not_write_down_its_place_begins_again_there_and_skips_nothing(
    start: StartService, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake, dispatch = await start(), await start()
    for number in range(4):
        await intake.assess(new_id(), str(number))
    await intake.sequence()
    reader = LocalFeedReader(intake.feed)
    subscription = FeedSubscription(
        reader, dispatch.database, consumer="dispatch", source="intake", types=TYPES, holder="a"
    )
    taken = await subscription.take(3, 0)
    await subscription.done(taken[:1])
    await subscription.done(taken[1:2])  # so soon that it is not written down
    with monkeypatch.context() as patched:

        async def away(*_: object) -> str:
            raise DatabaseAway("gone")

        patched.setattr(dispatch.database, "execute", away)
        with pytest.raises(DatabaseAway):
            await subscription.close()
    again = await subscription.take(10, 0)
    assert [delivery.envelope.sequence for delivery in again] == [2, 3, 4]


async def test_a_lease_is_kept_while_the_job_runs_longer_than_it_lasts(start: StartService) -> None:
    service = await start()
    lease = Lease(service.database, "job", "one", seconds=0.5)
    other = Lease(service.database, "job", "two", seconds=0.5)
    stolen = []

    async def job(_epoch: int) -> None:
        for _ in range(15):
            await asyncio.sleep(0.1)
            stolen.append(await other.take())
        raise KeyError("done")

    with pytest.raises(KeyError):
        await lease.lead(job)
    assert stolen == [False] * 15
    assert await other.take(), "given back at the end of the job"
