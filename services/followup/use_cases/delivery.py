"""The outbox: due messages are begun in one transaction, sent outside of any, and ended in another."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog

from services.followup.domain.contract import ContractId
from services.followup.domain.message import Audience, FailureReason, Message, MessageId, Occasion, TryOutcome
from services.followup.domain.states import MessageState
from services.followup.gateways.gateway import Gateway, Outgoing
from services.followup.gateways.templates import words_for
from services.followup.use_cases.renewals import notice_went_as_message
from services.followup.work import Work
from shared.actor import SYSTEM
from shared.storage.transactions import Transactions

AT_A_TIME = 20
LOOK_AGAIN_SECONDS = 0.5
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Begun:
    """What one transaction has begun."""

    looked_at: int
    to_send: tuple[Outgoing, ...]


class Outbox:
    """Sends what is due; several processes share the work, because each message is begun by one of them."""

    def __init__(self, transactions: Transactions[Any], gateway: Gateway) -> None:
        self._transactions = transactions
        self._gateway = gateway

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            if not await self.send_due():
                await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def send_due(self) -> int:
        """Send one batch; returns how many messages were looked at."""
        begun = await self._transactions.run(begin_due, actor=SYSTEM, action="begin messages", queue="outbox")
        await asyncio.gather(*(self._send(message) for message in begun.to_send))
        return begun.looked_at

    async def _send(self, message: Outgoing) -> None:
        """A process that dies between sending and saying so leaves an outcome that is not known."""
        taken = await self._gateway.send(message)
        outcome = TryOutcome.ACCEPTED if taken else TryOutcome.REFUSED

        async def end(work: Work) -> None:
            await end_try(MessageId(message.message_id), outcome, work)

        await self._transactions.run(end, actor=SYSTEM, action="end message", queue=message.message_id)


async def begin_due(work: Work) -> Begun:
    """What is too late or not wanted is given up; what an ended process had begun is found; the rest is sent."""
    abandoned = await work.messages.abandoned(work.now, AT_A_TIME)
    for message in abandoned:
        _end(message, TryOutcome.UNKNOWN, work)
    due = await work.messages.due(work.now, AT_A_TIME)
    to_send = [outgoing for message in due if (outgoing := await _begin(message, work)) is not None]
    return Begun(len(abandoned) + len(due), tuple(to_send))


async def end_try(message_id: MessageId, outcome: TryOutcome, work: Work) -> None:
    """What became of a try; a message that was acknowledged meanwhile needs no more."""
    message = await work.messages.get(message_id)
    if message.state is MessageState.SENDING:
        _end(message, outcome, work)
        if message.occasion is Occasion.EXPIRY_NOTICE and outcome is TryOutcome.ACCEPTED:
            await notice_went_as_message(ContractId(UUID(message.facts["contract_id"])), work)


async def _begin(message: Message, work: Work) -> Outgoing | None:
    if message.is_too_late(work.now):
        _give_up(message, FailureReason.TOO_LATE, work)
        return None
    if await _has_opted_out(message, work):
        _give_up(message, FailureReason.OPTED_OUT, work)
        return None
    phone, names = await _whom(message, work)
    begun = message.begin(now=work.now)
    if phone is None:
        _end(begun, TryOutcome.NO_ADDRESS, work)
        return None
    work.messages.save(begun)
    words = words_for(message.occasion.value, work.policy.messages.language, {**message.facts, **names})
    return Outgoing(
        message_id=message.id, audience=message.audience.value, phone=phone, title=words.title, body=words.body
    )


async def _has_opted_out(message: Message, work: Work) -> bool:
    if message.audience is not Audience.CUSTOMER:
        return False
    wish = await work.opt_outs.find(message.customer_id)
    return wish is not None and wish.until is None


async def _whom(message: Message, work: Work) -> tuple[str | None, dict[str, str]]:
    """The number, and the names that the words need; read when it is sent, so that an erasure is honoured."""
    names: dict[str, str] = {}
    technician = message.facts.get("technician_id")
    if technician:
        known = await work.people.find(UUID(technician))
        names["technician"] = "" if known is None else known.name
    if message.person_id is not None:
        person = await work.people.find(message.person_id)
        return (None if person is None else person.phone), names
    customer = await work.customers.find(message.customer_id)
    names["customer"] = "" if customer is None else customer.name
    return (None if customer is None else next(iter(customer.phones), None)), names


def _give_up(message: Message, reason: FailureReason, work: Work) -> None:
    message, events = message.give_up(reason, now=work.now)
    work.messages.save(message, events, origin=message.origin)


def _end(message: Message, outcome: TryOutcome, work: Work) -> None:
    message, events = message.end(outcome, work.policy, now=work.now)
    work.messages.save(message, events, origin=message.origin)
