"""The relay ships every event at least once, whatever stops it, and only one relay ships at a time."""

from collections.abc import Sequence

import pytest

from shared.clock import SystemClock
from shared.identifiers import new_id
from shared.lease import LeaseLost
from shared.messaging.envelope import Envelope
from shared.messaging.kafka.connection import KafkaConnection
from shared.messaging.kafka.publisher import KafkaPublisher
from shared.messaging.kafka.relay import RELAY, Relay
from shared.messaging.transport import TransportAway
from shared.messaging.upkeep.readings import readings
from tests.builders.kafka_broker import free_ports
from tests.integration.messaging.conformance.transports import KafkaTransport, read_to_the_end, reading
from tests.integration.sample_service import SampleService, listeners
from tests.integration.waiting import running, until


class Killed(BaseException):
    """What a process that was killed does: nothing more."""


class KilledAfterPublishing:
    """Publishes, and is killed before anybody can note it."""

    def __init__(self, publisher: KafkaPublisher) -> None:
        self._publisher = publisher

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        await self._publisher.publish(envelopes)
        raise Killed

    async def close(self) -> None:
        await self._publisher.close()


async def on_the_topic(topics: KafkaTransport) -> list[Envelope]:
    async with reading(topics.connection.bootstrap, topics.topic) as reader:
        return await read_to_the_end(reader, await reader.beginning_offsets(reader.assignment()))


async def place(intake: SampleService) -> int:
    return await intake.database.value("SELECT max(position) FROM consumer_cursor WHERE consumer = $1", RELAY) or 0


async def test_every_event_of_the_feed_is_on_its_topic_with_its_attributes(
    intake: SampleService, topics: KafkaTransport
) -> None:
    for number in range(30):
        await intake.assess(new_id(), str(number))
    await intake.sequence()
    relay = topics.relay(intake)
    assert await relay.lease.take()
    assert await relay.ship(relay.lease.epoch or 0) == 30
    whole = (await intake.feed.page(None)).envelopes
    assert sorted(await on_the_topic(topics), key=lambda each: each.sequence or 0) == whole
    assert await place(intake) == 30


async def test_a_relay_that_was_paused_and_wakes_cannot_move_the_place(
    intake: SampleService, topics: KafkaTransport
) -> None:
    await intake.assess(new_id(), "first")
    await intake.sequence()
    paused, successor = topics.relay(intake), topics.relay(intake)
    assert await paused.lease.take()
    old_epoch = paused.lease.epoch or 0
    await intake.database.execute("UPDATE lease SET expires_at = '-infinity' WHERE name = $1", RELAY)
    assert await successor.lease.take()
    assert await successor.ship(successor.lease.epoch or 0) == 1
    await intake.assess(new_id(), "second")
    await intake.sequence()
    with pytest.raises(LeaseLost):
        await paused.ship(old_epoch)
    assert await place(intake) == 1
    # What it published nevertheless comes a second time, and has one effect.
    assert await successor.ship(successor.lease.epoch or 0) == 1
    assert await place(intake) == 2


async def test_of_two_relays_one_waits_until_the_other_has_ended(intake: SampleService, topics: KafkaTransport) -> None:
    first, second = topics.relay(intake), topics.relay(intake)

    async def shipped(count: int) -> None:
        async def so_many() -> bool:
            return first.shipped + second.shipped == count

        await until(so_many)

    async with running(second.run()):
        async with running(first.run(), intake.sequencer.run()):
            await intake.assess(new_id(), "one")
            await shipped(1)
        await intake.sequence()
        before = second.shipped
        await intake.assess(new_id(), "two")
        await intake.sequence()
        await shipped(2)
    assert second.shipped > before or first.shipped == 0


async def test_an_unclean_stop_between_publishing_and_noting_repeats_events_but_no_effects(
    intake: SampleService, dispatch: SampleService, topics: KafkaTransport
) -> None:
    ticket = new_id()
    for number in range(5):
        await intake.assess(ticket, str(number))
    await intake.sequence()
    publisher = KilledAfterPublishing(KafkaPublisher(topics.connection))
    killed = Relay(intake.feed, intake.database, publisher, service="intake")
    assert await killed.lease.take()
    with pytest.raises(Killed):
        await killed.ship(killed.lease.epoch or 0)
    await killed.lease.give_back()
    await publisher.close()
    subscription = await topics.subscribe(intake, dispatch)
    async with running(dispatch.consumer(subscription, listeners()).run()):
        await intake.assess(ticket, "5")
        await intake.sequence()

        async def the_last_came() -> bool:
            return "5" in [judgement for _, judgement in await dispatch.effects()]

        await until(the_last_came)
    assert [judgement for _, judgement in await dispatch.effects()] == ["0", "1", "2", "3", "4", "5"]
    assert len(await on_the_topic(topics)) == 11


async def test_a_cluster_that_does_not_answer_leaves_the_place_and_says_so(intake: SampleService) -> None:
    await intake.assess(new_id(), "waits")
    await intake.sequence()
    nobody = KafkaPublisher(KafkaConnection(bootstrap=f"127.0.0.1:{free_ports(1)[0]}"))
    relay = Relay(intake.feed, intake.database, nobody, service="intake")
    assert await relay.lease.take()
    with pytest.raises(TransportAway):
        await relay.ship(relay.lease.epoch or 0)
    assert await place(intake) == 0


async def test_figures_tell_how_far_the_relay_is_behind(intake: SampleService, topics: KafkaTransport) -> None:
    relay = topics.relay(intake)
    for number in range(3):
        await intake.assess(new_id(), str(number))
    await intake.sequence()
    assert "relay_lag_events" not in await readings(intake.database, SystemClock()), "no relay has run here"
    assert await relay.lease.take()
    behind = await readings(intake.database, SystemClock())
    assert behind["relay_lag_events"] == 3
    assert behind["relay_lag_seconds"] > 0
    await relay.ship(relay.lease.epoch or 0)
    shipped = await readings(intake.database, SystemClock())
    assert (shipped["relay_lag_events"], shipped["relay_lag_seconds"]) == (0, 0)
