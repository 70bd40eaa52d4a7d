"""Consumers share partitions, come and go, stand still and meet garbage: every effect is there once, in order."""

import asyncio
from collections import Counter
from uuid import UUID

from aiokafka import AIOKafkaProducer

from shared.events.intake.tickets import TicketAssessed
from shared.identifiers import new_id
from shared.messaging.kafka.subscription import KafkaSubscription
from tests.integration.conftest import StartService
from tests.integration.messaging.conformance.transports import KafkaTransport, read_to_the_end, reading
from tests.integration.sample_service import SampleService, SampleWork, listeners
from tests.integration.waiting import running, until

WAVES, WAVE = 5, 20


async def until_effects(service: SampleService, count: int, *, seconds: float = 30.0) -> list[tuple[UUID, str]]:
    async def there() -> bool:
        return len(await service.effects()) >= count

    await until(there, seconds=seconds)
    return await service.effects()


def in_order(effects: list[tuple[UUID, str]], ticket: UUID) -> list[int]:
    return [int(judgement) for subject, judgement in effects if subject == ticket]


async def until_it_shares(subscription: KafkaSubscription) -> None:
    """Until the member has got partitions."""

    async def has_partitions() -> bool:
        return subscription.rebalances > 0

    await until(has_partitions, seconds=30)


async def test_a_rebalance_in_the_middle_of_a_four_second_handler_repeats_nothing(
    intake: SampleService, dispatch: SampleService, topics: KafkaTransport, start: StartService
) -> None:
    begun: Counter[str] = Counter()
    slow = asyncio.Event()

    async def handle(event: TicketAssessed, work: SampleWork) -> None:
        begun[event.judgement] += 1
        if event.judgement == "slow":
            slow.set()
            await asyncio.sleep(4)
        work.effect(event)

    first = await topics.subscribe(intake, dispatch)
    second_process = await start(dispatch.url, holder="second")
    async with running(intake.sequencer.run(), dispatch.consumer(first, listeners(handle)).run()):
        ticket = new_id()
        await intake.assess(ticket, "slow")
        await slow.wait()
        second = topics.subscription()
        async with running(second_process.consumer(second, listeners(handle)).run()):
            for number in range(30):
                await intake.assess(new_id() if number % 3 else ticket, str(number))
            await until_it_shares(second)
            effects = await until_effects(dispatch, 31)
    assert set(begun.values()) == {1}
    assert [judgement for subject, judgement in effects if subject == ticket] == [
        "slow",
        *(str(number) for number in range(0, 30, 3)),
    ]


async def test_a_hundred_consumers_that_join_and_leave_lose_and_double_nothing(
    intake: SampleService, dispatch: SampleService, topics: KafkaTransport, start: StartService
) -> None:
    tickets = [new_id() for _ in range(20)]
    over = asyncio.Event()
    written = 0

    async def write() -> None:
        nonlocal written
        while not over.is_set():
            await asyncio.gather(*(intake.assess(ticket, str(written)) for ticket in tickets))
            written += 1
            await asyncio.sleep(0.1)

    stays = await topics.subscribe(intake, dispatch)
    other = await start(dispatch.url, holder="other")
    async with running(intake.sequencer.run(), dispatch.consumer(stays, listeners()).run()):
        writing = asyncio.create_task(write())
        for _ in range(WAVES):
            wave = [topics.subscription() for _ in range(WAVE)]
            async with running(*(other.consumer(each, listeners()).run() for each in wave)):
                for each in wave:
                    await until_it_shares(each)
        over.set()
        await writing
        effects = await until_effects(dispatch, written * len(tickets))
    for ticket in tickets:
        assert in_order(effects, ticket) == list(range(written))


async def test_bytes_that_are_no_event_are_put_aside_and_stop_nothing(
    intake: SampleService, dispatch: SampleService, topics: KafkaTransport
) -> None:
    async with AIOKafkaProducer(bootstrap_servers=topics.connection.bootstrap) as producer:
        for partition in range(3):
            await producer.send_and_wait(topics.topic, b"garbage", key=b"?", partition=partition)
    subscription = await topics.subscribe(intake, dispatch)
    async with running(intake.sequencer.run(), dispatch.consumer(subscription, listeners()).run()):
        for number in range(9):
            await intake.assess(new_id(), str(number))
        await until_effects(dispatch, 9)
    async with reading(topics.connection.bootstrap, topics.connection.undecodable("dispatch")) as reader:
        await reader.seek_to_beginning()
        put_aside = [record for records in (await reader.getmany(timeout_ms=5000)).values() for record in records]
    assert [record.value for record in put_aside] == [b"garbage"] * 3
    assert {name for name, _ in put_aside[0].headers} == {"origin", "reason"}


async def test_a_client_that_stands_still_is_made_anew(
    intake: SampleService, dispatch: SampleService, topics: KafkaTransport
) -> None:
    subscription = await topics.subscribe(intake, dispatch)
    subscription.stall_seconds = 1.0
    async with running(intake.sequencer.run(), dispatch.consumer(subscription, listeners()).run()):
        await intake.assess(new_id(), "0")
        await until_effects(dispatch, 1)
        stuck = subscription._member
        assert stuck is not None
        stuck._consumer.pause(*stuck._consumer.assignment())
        await intake.assess(new_id(), "1")
        await until_effects(dispatch, 2)
        assert subscription._member is not stuck


async def test_what_a_dead_consumer_had_taken_goes_to_the_next_one(
    intake: SampleService, dispatch: SampleService, topics: KafkaTransport
) -> None:
    blocked = asyncio.Event()

    async def never_ends(_: TicketAssessed, __: SampleWork) -> None:
        blocked.set()
        await asyncio.Event().wait()

    dies = await topics.subscribe(intake, dispatch)
    async with running(intake.sequencer.run()):
        async with running(dispatch.consumer(dies, listeners(never_ends)).run()):
            ticket = new_id()
            await intake.assess(ticket, "0")
            await blocked.wait()
        async with running(dispatch.consumer(topics.subscription(), listeners()).run()):
            assert in_order(await until_effects(dispatch, 1), ticket) == [0]


async def test_everything_of_a_topic_can_be_read_again(intake: SampleService, topics: KafkaTransport) -> None:
    await intake.assess(new_id(), "kept")
    await intake.sequence()
    relay = topics.relay(intake)
    assert await relay.lease.take()
    await relay.ship(relay.lease.epoch or 0)
    for _ in range(2):
        async with reading(topics.connection.bootstrap, topics.topic) as reader:
            from_the_start = await reader.beginning_offsets(reader.assignment())
            assert len(await read_to_the_end(reader, from_the_start)) == 1


async def test_figures_tell_what_a_consumer_has_still_to_handle(
    intake: SampleService, dispatch: SampleService, topics: KafkaTransport
) -> None:
    slow, may_end = asyncio.Event(), asyncio.Event()

    async def handle(event: TicketAssessed, work: SampleWork) -> None:
        if event.judgement == "slow":
            slow.set()
            await may_end.wait()
        work.effect(event)

    consumer = dispatch.consumer(await topics.subscribe(intake, dispatch), listeners(handle))
    lag = 'consumer_lag_events{source="kafka"}'
    async with running(intake.sequencer.run(), consumer.run()):
        ticket = new_id()
        for judgement in ("slow", "1", "2"):
            await intake.assess(ticket, judgement)
        await slow.wait()

        async def three_are_left() -> bool:
            return (await consumer.readings())[lag] == 3

        async def nothing_is_left() -> bool:
            return (await consumer.readings())[lag] == 0

        await until(three_are_left, seconds=30)
        may_end.set()
        await until(nothing_is_left, seconds=30)
        found = await consumer.readings()
    assert found['consumer_handled_events{source="kafka"}'] == 3
    assert found['consumer_rebalances{source="kafka"}'] >= 1
