"""An erasure takes words out of the tables that every service has; ids, order, hashes and seals stay as they are."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest

from shared.errors import RuleBroken
from shared.events.intake.contacts import DescriptionRecorded
from shared.events.intake.tickets import TicketAssessed
from shared.identifiers import new_id
from shared.messaging import inbox
from shared.messaging.envelope import Envelope
from shared.messaging.parking.parked import following
from shared.messaging.transport import Delivery
from shared.messaging.upkeep.audit_seal import AuditSealer, verify_audit
from shared.storage.committer import AlreadyThere
from shared.storage.erasing import ERASED
from shared.web.answer import Answer
from shared.web.idempotency import AnswerErased, Repeatable
from tests.builders.running_service import START, envelope_of
from tests.integration.conftest import StartService
from tests.integration.sample_service import SOMEBODY, SampleService, SampleWork, Ticket, listeners
from tests.integration.waiting import running, until

SENTENCE = "the neighbour of planted words has a key"
REQUEST = Repeatable("reader", "describe", "key-1", "fingerprint")


class Refusal(RuleBroken):
    """No."""


@pytest.fixture
async def service(start: StartService) -> SampleService:
    return await start()


def said(ticket_id: UUID) -> DescriptionRecorded:
    return DescriptionRecorded(ticket_id=ticket_id, customer_id=new_id(), symptom=SENTENCE, recorded_at=START)


async def describe(service: SampleService, ticket_id: UUID, request: Repeatable = REQUEST) -> None:
    """A ticket whose words are in an event, in a remembered answer, and in the reason of the audit trail."""

    async def use_case(work: SampleWork) -> None:
        work.changes.reason = SENTENCE
        ticket = await work.tickets.find(ticket_id) or Ticket(ticket_id, "")
        work.tickets.save(ticket, [said(ticket_id)])
        request.remember(Answer(200, SENTENCE.encode()), work.changes, about=str(ticket_id))

    await service.transactions.run(use_case, actor=SOMEBODY, action="describe", queue=ticket_id)


async def erase(service: SampleService, ticket_id: UUID) -> None:
    async def use_case(work: SampleWork) -> None:
        work.changes.erase_words(ticket_id)
        work.tickets.erase(await work.tickets.get(ticket_id), DescriptionRecorded)

    await service.transactions.run(use_case, actor=SOMEBODY, action="erase", queue=ticket_id)


async def rows_with_words(service: SampleService) -> dict[str, int]:
    found = {}
    for table in ("event", "idempotency", "audit", "audit_reason"):
        hexed = SENTENCE.encode().hex()
        sql = f"SELECT count(*) FROM {table} t WHERE t::text LIKE $1 OR t::text LIKE $2"
        if count := await service.database.value(sql, f"%{SENTENCE}%", f"%{hexed}%"):
            found[table] = count
    return found


async def test_the_words_go_and_everything_else_stays(service: SampleService) -> None:
    erased, kept = new_id(), new_id()
    await describe(service, erased)
    await describe(service, kept, replace(REQUEST, key="key-2"))
    assert await rows_with_words(service) == {"event": 2, "idempotency": 2, "audit_reason": 2}

    await service.sequence()
    await erase(service, erased)
    await service.sequence()

    assert await rows_with_words(service) == {"event": 1, "idempotency": 1, "audit_reason": 1}
    feed = (await service.feed.page(None)).envelopes
    told = [(envelope.subject, envelope.data is None, envelope.sequence) for envelope in feed]
    assert told == [(str(erased), True, 1), (str(kept), False, 2), (str(erased), True, 3)]


async def test_the_seals_of_the_trail_still_fit_and_a_changed_reason_is_found(service: SampleService) -> None:
    erased, kept = new_id(), new_id()
    await describe(service, erased)
    await describe(service, kept, replace(REQUEST, key="key-2"))
    await service.sequence()
    await AuditSealer(service.database, service.sequencer.lease).seal(service.sequencer.lease.epoch or 0)

    await erase(service, erased)

    verdict = await verify_audit(service.database)
    assert (verdict.sealed, verdict.unsealed, verdict.first_wrong) == (2, 1, None)
    hashes = await service.database.rows("SELECT reason_hash FROM audit WHERE thing_id = $1 ORDER BY seq", str(erased))
    assert hashes[0]["reason_hash"] is not None, "that a reason was given stays in the trail"
    await service.database.execute("UPDATE audit_reason SET reason = 'another one'")
    assert "reason" in str((await verify_audit(service.database)).first_wrong)


async def test_the_same_reason_twice_has_two_hashes(service: SampleService) -> None:
    for number in range(2):
        await describe(service, new_id(), replace(REQUEST, key=f"key-{number}"))
    assert await service.database.value("SELECT count(DISTINCT reason_hash) FROM audit") == 2


async def test_a_repeat_does_nothing_again_and_does_not_show_what_was_erased(service: SampleService) -> None:
    ticket = new_id()
    await describe(service, ticket)
    await erase(service, ticket)

    assert await service.database.value("SELECT status FROM idempotency") == ERASED
    with pytest.raises(AlreadyThere):
        await describe(service, ticket)
    with pytest.raises(AnswerErased):
        await REQUEST.earlier_answer(service.database)


async def test_only_a_restricted_stream_can_be_taken_back(service: SampleService) -> None:
    async def use_case(work: SampleWork) -> None:
        work.tickets.erase(Ticket(new_id(), ""), TicketAssessed)

    with pytest.raises(ValueError, match="TicketAssessed"):
        await service.transactions.run(use_case, actor=SOMEBODY, action="erase")


class FixedSubscription:
    """Hands out these, once."""

    source = "intake"

    def __init__(self, envelopes: Sequence[Envelope]) -> None:
        self._left = list(envelopes)

    async def take(self, limit: int, wait_seconds: float) -> list[Delivery]:
        taken, self._left = self._left, []
        if not taken:
            await asyncio.Event().wait()
        return [Delivery(envelope, lambda: None) for envelope in taken]

    async def done(self, deliveries: Sequence[Delivery]) -> None: ...

    async def close(self) -> None: ...

    async def readings(self) -> dict[str, float]:
        return {}


async def test_what_waits_with_erased_words_goes_and_a_tombstone_waits_for_nobody(service: SampleService) -> None:
    forgotten: list[str] = []

    async def refuse(event: TicketAssessed, work: SampleWork) -> None:
        raise Refusal("no")

    listens = listeners(refuse)

    @listens.listens_to(DescriptionRecorded)
    async def keep(event: DescriptionRecorded, work: SampleWork) -> None:
        raise AssertionError("it waits behind the one that was refused")

    @listens.forgets(DescriptionRecorded)
    async def forget(subject: str, work: SampleWork) -> None:
        forgotten.append(subject)

    ticket = new_id()
    assessed = TicketAssessed(ticket_id=ticket, judgement="camera", clause="5.2", assessed_at=START)
    first, words = envelope_of(assessed), envelope_of(said(ticket))
    tombstone = replace(words, id=new_id(), data=None)

    async def handled() -> bool:
        return bool(forgotten)

    async with running(service.consumer(FixedSubscription([first, words, tombstone]), listens).run()):
        await until(handled)

    assert [event.type for event in await following(service.database, 0, 10)] == [TicketAssessed.TYPE]
    known = await inbox.known(service.database, "dispatch", [words.id, tombstone.id])
    assert known == {words.id, tombstone.id}, "neither comes again"
    assert await service.database.value("SELECT count(*) FROM parked p WHERE p::text LIKE $1", f"%{SENTENCE}%") == 0
