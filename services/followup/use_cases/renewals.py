"""The way from the expiry notice to its outcome (5.13): sent, called about, visited, won, lost or asked again."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from services.followup.domain.call import Call
from services.followup.domain.call_record import About, Purpose
from services.followup.domain.call_schedule import Owed
from services.followup.domain.contract import Contract, ContractId
from services.followup.domain.message import News, Occasion, Recipient
from services.followup.domain.notice import LostReason, Notice, NoticeMeans, Sending, Visit
from services.followup.domain.refusals import ContractNotFound, NoNoticeYet, TimeInTheFuture, VisitInThePast
from services.followup.use_cases.calls import drop_calls, owe_call, save_call
from services.followup.use_cases.messages import tell
from services.followup.use_cases.office import office_days
from services.followup.work import Work
from shared.actor import Role
from shared.events.contract import Event
from shared.events.followup.contracts import (
    ExpiryNoticeSent,
    RenewalLost,
    RenewalPostponed,
    RenewalVisitAgreed,
)

ASK_AGAIN = "renewal_ask_again"


@dataclass(frozen=True, kw_only=True)
class VisitAgreed:
    """The customer lets somebody come."""

    site_id: UUID | None
    technician_id: UUID | None
    """Whom the specialist names; None: who was last at the site."""
    window_from: datetime
    window_until: datetime
    agreed_at: datetime


async def ask_for_renewal(contract: Contract, work: Work) -> None:
    """The customer is written to, and called by the technician who was last there (5.13)."""
    await _call_about(contract, work.now, work)
    notice = _notice_of(contract)
    facts = {
        "contract_id": str(contract.id),
        "number": contract.number,
        "date": contract.ends_on.isoformat(),
        "notice": notice.number,
    }
    facts["price"] = str(notice.renewal_price) if notice.renewal_price is not None else ""
    news = News(
        occasion=Occasion.EXPIRY_NOTICE,
        about=f"{contract.id}/{notice.number}",
        facts=facts,
        occurred_at=notice.made_at,
        is_formal=True,
    )
    await tell(news, Recipient(customer_id=contract.customer_id), work)


async def must_be_his(contract_id: ContractId, work: Work) -> None:
    """A technician records only what comes of a call that he should make; for others there is no such contract."""
    if work.actor.role is not Role.TECHNICIAN:
        return
    contract = await work.contracts.get(contract_id)
    if not any(str(call.assigned_to) == work.actor.subject for call in await _calls_about(contract, work)):
        raise ContractNotFound(f"contract {contract_id} is not known")


async def send_notice(contract_id: ContractId, sending: Sending, work: Work) -> Contract:
    """The notice is in the mail, or with the customer."""
    return _send(await work.contracts.get(contract_id), sending, work)


async def notice_went_as_message(contract_id: ContractId, work: Work) -> None:
    """The provider has taken the message with the notice: it is sent."""
    contract = await work.contracts.find(contract_id)
    if contract is not None and contract.notice is not None and contract.notice.can_be_sent:
        _send(contract, Sending(means=NoticeMeans.MESSAGE, sent_at=work.now), work)


def _send(contract: Contract, sending: Sending, work: Work) -> Contract:
    notice = _notice_of(contract).send(sending, work.policy.expiry_notice, now=work.now)
    sent = ExpiryNoticeSent(
        **_facts(contract),
        notice_number=notice.number,
        means=sending.means.value,
        ends_on=notice.ends_on,
        renewal_price=notice.renewal_price,
        clause=notice.clause,
        sent_at=sending.sent_at,
    )
    return _save(contract, notice, sent, work)


async def agree_visit(contract_id: ContractId, agreed: VisitAgreed, work: Work) -> Contract:
    """Dispatch opens a job for the visit."""
    contract = await work.contracts.get(contract_id)
    _must_have_happened(agreed.agreed_at, work)
    _must_lie_ahead(agreed, contract, work)
    site_id = agreed.site_id or next(iter(contract.site_ids), None)
    visit = Visit(
        id=work.new_id(),
        site_id=site_id,
        technician_id=agreed.technician_id or await last_technician(contract, work),
        window_from=agreed.window_from,
        window_until=agreed.window_until,
    )
    notice = _notice_of(contract).agree_visit(visit, at=agreed.agreed_at)
    told = RenewalVisitAgreed(
        **_facts(contract),
        visit_id=visit.id,
        site_id=site_id,
        technician_id=visit.technician_id,
        window_from=visit.window_from,
        window_until=visit.window_until,
        ends_on=notice.ends_on,
        clause=notice.clause,
        agreed_at=agreed.agreed_at,
    )
    await _end_calls(contract, agreed.agreed_at, work)
    return _save(contract, notice, told, work)


async def postpone_renewal(contract_id: ContractId, ask_again_on: date, at: datetime, work: Work) -> Contract:
    """The customer is asked again on the day he names, when the office opens."""
    contract = await work.contracts.get(contract_id)
    _must_have_happened(at, work)
    notice = _notice_of(contract).postpone(ask_again_on, work.new_id(), at=at)
    told = RenewalPostponed(**_facts(contract), ask_again_on=ask_again_on, clause=notice.clause, postponed_at=at)
    assert notice.ask_again_id is not None
    opens = time.fromisoformat(work.policy.working_list.opens)
    due_at = office_days(work.policy).instant(ask_again_on, opens)
    work.set_timer(notice.ask_again_id, due_at=due_at, kind=ASK_AGAIN, subject=contract.id)
    await _end_calls(contract, at, work)
    return _save(contract, notice, told, work)


async def lose_renewal(contract_id: ContractId, reason: LostReason, at: datetime, work: Work) -> Contract:
    """The customer does not renew."""
    contract = await work.contracts.get(contract_id)
    _must_have_happened(at, work)
    notice = _notice_of(contract).lose(reason, at=at)
    told = RenewalLost(**_facts(contract), reason=reason.value, clause=notice.clause, lost_at=at)
    await _end_calls(contract, at, work)
    return _save(contract, notice, told, work)


async def ask_again(contract_id: ContractId, timer_id: UUID, due_at: datetime, work: Work) -> None:
    """The day has come that the customer named; after another outcome it means nothing."""
    contract = await work.contracts.find(contract_id)
    if contract is not None and contract.notice is not None and contract.notice.asks_again(timer_id):
        await _call_about(contract, due_at, work)


async def last_technician(contract: Contract, work: Work) -> UUID | None:
    """Who was last at one of the sites of the contract, else at the customer's; None: nobody yet."""
    for place in (*contract.site_ids, contract.customer_id):
        visit = await work.last_visits.find(place)
        if visit is not None:
            return visit.technician_id
    return None


async def _call_about(contract: Contract, since: datetime, work: Work) -> None:
    notice = _notice_of(contract)
    about = About(
        customer_id=contract.customer_id,
        contract_id=contract.id,
        site_id=next(iter(contract.site_ids), None),
        amount=notice.renewal_price,
    )
    await owe_call(Purpose.RENEWAL, about, Owed(since=since, assigned_to=await last_technician(contract, work)), work)


async def _calls_about(contract: Contract, work: Work) -> list[Call]:
    owed = await work.calls.owed_to(contract.customer_id, Purpose.RENEWAL)
    return [call for call in owed if call.about.contract_id == contract.id]


async def _end_calls(contract: Contract, at: datetime, work: Work) -> None:
    """The call about the renewal has its outcome; one that the customer's word came before is not needed."""
    for call in await _calls_about(contract, work):
        if call.owed_since <= at:
            await save_call(call.settle(at, by=work.actor.subject, now=work.now), (), work)
        else:
            await drop_calls([call], work)


def _save(contract: Contract, notice: Notice, told: Event, work: Work) -> Contract:
    return work.contracts.save(contract.with_notice(notice), [told])


def _notice_of(contract: Contract) -> Notice:
    if contract.notice is None:
        raise NoNoticeYet("no expiry notice was made for this contract")
    return contract.notice


def _must_have_happened(at: datetime, work: Work) -> None:
    if at > work.now:
        raise TimeInTheFuture("that has not happened yet", field="at")


def _must_lie_ahead(agreed: VisitAgreed, contract: Contract, work: Work) -> None:
    clause = _notice_of(contract).clause
    if agreed.window_from < agreed.agreed_at:
        raise VisitInThePast("the window begins before it was agreed", field="window_from", clause=clause)
    if agreed.window_until <= work.now:
        raise VisitInThePast("the window is over", field="window_until", clause=clause)


def _facts(contract: Contract) -> dict[str, Any]:
    return {"contract_id": contract.id, "number": contract.number, "customer_id": contract.customer_id}
