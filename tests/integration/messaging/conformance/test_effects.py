"""Each event has one effect, in order per thing, whatever is repeated, rolled back, poisoned or restarted."""

import asyncio
from contextlib import suppress
from functools import partial
from uuid import UUID

import pytest

from shared.database import DatabaseAway
from shared.errors import RuleBroken
from shared.events.intake.tickets import TicketAssessed
from shared.identifiers import new_id
from shared.messaging.envelope import Envelope
from shared.messaging.parking import desk
from shared.messaging.parking.parked import following
from shared.messaging.subscriptions import Listeners
from tests.integration.conftest import StartService
from tests.integration.messaging.conformance.conftest import Connect
from tests.integration.messaging.conformance.transports import Transport
from tests.integration.sample_service import SOMEBODY, SampleService, SampleWork, assess, listeners
from tests.integration.waiting import running, until

TYPES = ("aftersales.intake.TicketAssessed.v1",)


class Poisonous(RuleBroken):
    """The listener refuses this event."""


@pytest.fixture
async def intake(start: StartService) -> SampleService:
    return await start()


@pytest.fixture
async def dispatch(start: StartService) -> SampleService:
    return await start()


async def until_effects(service: SampleService, count: int) -> list[tuple[UUID, str]]:
    async def there() -> bool:
        return len(await service.effects()) >= count

    await until(there)
    return await service.effects()


async def envelopes_of(intake: SampleService) -> list[Envelope]:
    await intake.sequence()
    return (await intake.feed.page(None)).envelopes


async def test_events_of_a_thing_take_effect_in_order_while_many_are_written(
    intake: SampleService, dispatch: SampleService, transport: Transport
) -> None:
    tickets = [new_id() for _ in range(20)]
    consumer = dispatch.consumer(await transport.subscribe(intake, dispatch), listeners())

    async def write(ticket: UUID) -> None:
        for number in range(10):
            await intake.assess(ticket, str(number))

    async with running(intake.sequencer.run(), consumer.run()):
        await asyncio.gather(*(write(ticket) for ticket in tickets))
        effects = await until_effects(dispatch, 200)
    for ticket in tickets:
        assert [judgement for subject, judgement in effects if subject == ticket] == [str(n) for n in range(10)]


async def test_a_work_that_fails_publishes_nothing(intake: SampleService) -> None:
    async def fail(work: SampleWork) -> None:
        await assess(new_id(), "never", work)
        raise Poisonous("no")

    with suppress(Poisonous):
        await intake.transactions.run(fail, actor=SOMEBODY, action="fail")
    await intake.assess(new_id(), "kept")
    assert [envelope.data is not None for envelope in await envelopes_of(intake)] == [True]


async def test_an_event_that_is_delivered_again_and_again_at_once_has_one_effect(
    intake: SampleService, dispatch: SampleService
) -> None:
    await intake.assess(new_id(), "once")
    [envelope] = await envelopes_of(intake)
    handling = dispatch.handling(listeners())
    assert await asyncio.gather(*(handling.handle(envelope) for _ in range(30))) == [None] * 30
    assert len(await dispatch.effects()) == 1


async def test_a_consumer_that_starts_again_from_the_beginning_repeats_no_effect(
    intake: SampleService, dispatch: SampleService, transport: Transport
) -> None:
    for number in range(5):
        await intake.assess(new_id(), str(number))
    await intake.sequence()
    for _ in range(2):
        consumer = dispatch.consumer(await transport.subscribe(intake, dispatch), listeners())
        async with running(consumer.run()):
            await until_effects(dispatch, 5)
            await intake.assess(new_id(), "later")
            await intake.sequence()
            await until_effects(dispatch, 6)
        await transport.forget_place(dispatch)
        await dispatch.database.execute("DELETE FROM effect WHERE judgement = 'later'")
    assert sorted(judgement for _, judgement in await dispatch.effects()) == ["0", "1", "2", "3", "4"]


async def test_a_reader_goes_on_from_any_cursor_of_the_feed(intake: SampleService, connect: Connect) -> None:
    for number in range(12):
        await intake.assess(new_id(), str(number))
    whole = await envelopes_of(intake)
    reader = await connect(intake.feed)
    cursor = await intake.feed.start()
    for place in range(13):
        page = await reader.page(cursor, limit=100, types=TYPES, wait_seconds=0)
        assert [envelope.id for envelope in page.envelopes] == [envelope.id for envelope in whole[place:]]
        cursor = (await reader.page(cursor, limit=1, types=TYPES, wait_seconds=0)).next


async def test_the_trace_of_a_request_reaches_the_effect_in_another_service(
    intake: SampleService, dispatch: SampleService, transport: Transport
) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    await intake.assess(new_id(), "traced", traceparent=trace)
    await intake.sequence()
    consumer = dispatch.consumer(await transport.subscribe(intake, dispatch), listeners())
    async with running(consumer.run()):
        await until_effects(dispatch, 1)
    assert await dispatch.database.value("SELECT traceparent FROM effect") == trace


def refusing(poison: set[UUID]) -> Listeners[SampleWork]:
    async def handle(event: TicketAssessed, work: SampleWork) -> None:
        if event.ticket_id in poison and event.judgement == "1":
            raise Poisonous("not this one")
        work.effect(event)

    return listeners(handle)


async def are_parked(dispatch: SampleService, number: int) -> bool:
    """Whether so many events are parked."""
    return len(await following(dispatch.database, 0, 10)) == number


async def test_poison_stops_only_its_thing_and_what_waits_follows_in_order_after_a_retry(
    intake: SampleService, dispatch: SampleService, transport: Transport
) -> None:
    bad, good = new_id(), new_id()
    for number in range(4):
        await intake.assess(bad, str(number))
        await intake.assess(good, str(number))
    await intake.sequence()
    poison = {bad}
    listens = refusing(poison)
    async with running(dispatch.consumer(await transport.subscribe(intake, dispatch), listens).run()):
        await until_effects(dispatch, 5)
        await until(partial(are_parked, dispatch, 3))
    waiting = await following(dispatch.database, 0, 10)
    assert [(event.code, event.retry_at) for event in waiting] == [
        ("poisonous", None),
        ("behind_another", None),
        ("behind_another", None),
    ]
    # A consumer that starts anew must not let later events pass those that wait.
    await intake.assess(bad, "4")
    await intake.sequence()
    retrying = dispatch.retrying(listens)
    async with running(dispatch.consumer(await transport.subscribe(intake, dispatch), listens).run(), retrying.run()):
        await until(partial(are_parked, dispatch, 4))
        poison.clear()
        await dispatch.transactions.run(
            lambda work: desk.retry(waiting[0].number, work), actor=SOMEBODY, action="retry_parked"
        )
        effects = await until_effects(dispatch, 9)
        await intake.assess(bad, "5")
        await intake.sequence()
        effects = await until_effects(dispatch, 10)
    assert [judgement for subject, judgement in effects if subject == bad] == ["0", "1", "2", "3", "4", "5"]
    assert await following(dispatch.database, 0, 10) == []


async def test_a_database_that_is_away_for_a_moment_parks_nothing(
    intake: SampleService, dispatch: SampleService, transport: Transport
) -> None:
    away = 3

    async def handle(event: TicketAssessed, work: SampleWork) -> None:
        nonlocal away
        away -= 1
        if away >= 0:
            raise DatabaseAway("for a moment")
        work.effect(event)

    await intake.assess(new_id(), "patient")
    await intake.sequence()
    consumer = dispatch.consumer(await transport.subscribe(intake, dispatch), listeners(handle))
    async with running(consumer.run()):
        await until_effects(dispatch, 1)
    assert await following(dispatch.database, 0, 10) == []
