"""What is done with a contract: draft, price, sign, renew, terminate; and what time does with it."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from services.followup.domain.call_record import Purpose
from services.followup.domain.contract import Contract, ContractId, ContractKind, EndReason, check_terms, rule_for
from services.followup.domain.notice import Notice
from services.followup.domain.policy import FollowupPolicy
from services.followup.domain.refusals import CustomerNotFound, RenewedAlready, SiteNotKnown, TermsDoNotFollow
from services.followup.domain.states import ContractAction, ContractState
from services.followup.domain.term import Term
from services.followup.use_cases.calls import drop_calls
from services.followup.use_cases.care import watch_no_longer, watch_quiet_months
from services.followup.use_cases.renewals import ask_for_renewal
from services.followup.work import Work
from shared.events.billing.charges import ContractChargeSettled
from shared.money import Money
from shared.policy import business_day

CONTRACT_STEP = "contract_step"


@dataclass(frozen=True, kw_only=True)
class WantedTerm:
    """A term as it is asked for; without a price it follows the tariff."""

    months: int
    device_points: int
    yearly_price: Money | None


@dataclass(frozen=True, kw_only=True)
class ContractTerms:
    """What a new contract says."""

    kind: ContractKind
    customer_id: UUID
    site_ids: tuple[UUID, ...]
    starts_on: date
    terms: tuple[WantedTerm, ...]
    are_parts_included: bool
    renews_contract_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class FollowingContract:
    """What a renewal says; customer and first day follow from the old contract."""

    kind: ContractKind
    site_ids: tuple[UUID, ...]
    """Empty: those of the old one."""
    terms: tuple[WantedTerm, ...]
    are_parts_included: bool


async def draft_contract(wanted: ContractTerms, work: Work) -> Contract:
    """Write a contract down; it covers nothing before it is signed."""
    await _must_be_known(wanted, work)
    terms, is_agreed = await _priced(wanted, work)
    check_terms(wanted.kind, terms, work.policy)
    contract = Contract(
        id=ContractId(work.new_id()),
        number=await work.number("HT"),
        kind=wanted.kind,
        customer_id=wanted.customer_id,
        site_ids=wanted.site_ids,
        starts_on=wanted.starts_on,
        terms=terms,
        are_parts_included=wanted.are_parts_included,
        clause=rule_for(wanted.kind, work.policy).clause,
        policy_revision=work.policy.revision.number,
        drafted_by=work.actor.subject,
        is_price_agreed=is_agreed,
        renews_contract_id=wanted.renews_contract_id,
    )
    return work.contracts.add(contract)


async def draft_renewal(contract_id: ContractId, wanted: FollowingContract, work: Work) -> Contract:
    """A draft that is linked to the old contract and starts the day after it ends."""
    old = await work.contracts.get(contract_id)
    if old.next_contract_id is not None:
        raise RenewedAlready("another contract follows this one already")
    if old.state in (ContractState.DRAFT, ContractState.SIGNED, ContractState.TERMINATED):
        raise TermsDoNotFollow(f"a contract that is {old.state} is not renewed", clause=old.clause)
    follows = ContractTerms(
        kind=wanted.kind,
        customer_id=old.customer_id,
        site_ids=wanted.site_ids or old.site_ids,
        starts_on=old.ends_on + timedelta(days=1),
        terms=wanted.terms,
        are_parts_included=wanted.are_parts_included,
        renews_contract_id=old.id,
    )
    return await draft_contract(follows, work)


async def agree_price(contract_id: ContractId, work: Work) -> Contract:
    """Approve a price that is not the tariff's (3.4)."""
    contract = await work.contracts.get(contract_id)
    return work.contracts.save(contract.agree_price(work.actor.subject))


async def sign_contract(contract_id: ContractId, work: Work) -> Contract:
    """Both sides have signed; the contract it follows is renewed by it."""
    contract = await work.contracts.get(contract_id)
    return await put_in_force(contract, work)


async def put_in_force(contract: Contract, work: Work) -> Contract:
    """Sign it, and let time have what is due at once: its first day, its notice, its end."""
    signed, events = contract.sign(work.policy, deadline_id=work.new_id(), now=work.now)
    save = work.contracts.save if contract.version else work.contracts.add
    signed = save(signed, events)
    if not signed.waits_for_payment:
        await watch_quiet_months(signed, work)
    if signed.renews_contract_id is not None:
        await _renew(signed.renews_contract_id, signed, work)
    return _wait_or_begin(signed, work)


async def terminate_contract(contract_id: ContractId, last_day: date, reason: EndReason, work: Work) -> Contract:
    """End it early; nobody is asked for a renewal any more."""
    contract = await work.contracts.get(contract_id)
    timer = contract.deadline_id
    contract, events = contract.terminate(last_day, reason, work.policy, now=work.now)
    if timer is not None:
        await work.drop_timer(timer)
    await _stop_asking(contract, work)
    await watch_no_longer(contract, work)
    return work.contracts.save(contract, events)


async def contract_paid(event: ContractChargeSettled, work: Work) -> None:
    """A contract that waited for its payment covers from now on."""
    contract = None if event.contract_id is None else await work.contracts.find(event.contract_id)
    if contract is None or not contract.waits_for_payment or contract.deadline_id is None:
        return
    await work.drop_timer(contract.deadline_id)
    paid, events = contract.paid(deadline_id=work.new_id(), paid_at=event.settled_at)
    if events:
        paid = work.contracts.save(paid, events)
        await watch_quiet_months(paid, work)
        _wait_or_begin(paid, work)


async def pass_time(contract_id: ContractId, timer_id: UUID, work: Work) -> None:
    """What is due is done once; a timer that is not the contract's any more does nothing."""
    contract = await work.contracts.find(contract_id)
    due = None if contract is None else contract.next_step(_policy_of(contract, work), now=work.now)
    if contract is None or due is None or contract.deadline_id != timer_id:
        return
    action, at = due
    if action is ContractAction.TAKE_EFFECT:
        _wait(work.contracts.save(contract.take_effect(deadline_id=work.new_id())), work)
    elif action is ContractAction.COME_NEAR_END:
        near = contract.come_near_end(await _notice(contract, work), deadline_id=work.new_id())
        near = work.contracts.save(near)
        _wait(near, work)
        await ask_for_renewal(near, work)
    else:
        ended, events = contract.end(at=at)
        work.contracts.save(ended, events)


def _wait_or_begin(contract: Contract, work: Work) -> Contract:
    """A contract signed after its first day takes effect at once."""
    if not contract.waits_for_payment and contract.starts_on <= business_day(work.now):
        contract = work.contracts.save(contract.take_effect(deadline_id=work.new_id()))
    _wait(contract, work)
    return contract


def _wait(contract: Contract, work: Work) -> None:
    """Have time do the next thing; what is past already, such as the notice of an imported contract, at once."""
    due = contract.next_step(_policy_of(contract, work), now=work.now)
    if due is not None and contract.deadline_id is not None:
        work.set_timer(contract.deadline_id, due_at=due[1], kind=CONTRACT_STEP, subject=contract.id)


def _policy_of(contract: Contract, work: Work) -> FollowupPolicy:
    """A contract is judged by the revision at its signature."""
    return work.policy_at(contract.signed_at or work.now)


async def _notice(contract: Contract, work: Work) -> Notice:
    """保养到期通知书: with what a year costs by the tariff of today."""
    tariff = await work.tariffs.on(business_day(work.now))
    policy = work.policy.expiry_notice
    return Notice(
        number=await work.number("DQ"),
        clause=policy.clause,
        ends_on=contract.ends_on,
        renewal_price=None if tariff is None else tariff.point_year * contract.last_term.device_points,
        price_list=None if tariff is None else tariff.number,
        made_at=work.now,
    )


async def _renew(old_id: UUID, following: Contract, work: Work) -> None:
    old = await work.contracts.get(old_id)
    if old.ends_on + timedelta(days=1) != following.starts_on:
        raise TermsDoNotFollow("it starts the day after the old contract ends", clause=old.clause, field="starts_on")
    timer = old.deadline_id
    renewed, events = old.renew(following, deadline_id=work.new_id(), now=work.now)
    if timer is not None:
        await work.drop_timer(timer)
    renewed = work.contracts.save(renewed, events)
    _wait(renewed, work)
    await _stop_asking(renewed, work)


async def _stop_asking(contract: Contract, work: Work) -> None:
    owed = await work.calls.owed_to(contract.customer_id, Purpose.RENEWAL)
    await drop_calls([call for call in owed if call.about.contract_id == contract.id], work)


async def _must_be_known(wanted: ContractTerms, work: Work) -> None:
    customer = await work.customers.find(wanted.customer_id)
    if customer is None:
        raise CustomerNotFound(f"customer {wanted.customer_id} is not known", field="customer_id")
    if not set(wanted.site_ids) <= {site.site_id for site in customer.sites}:
        raise SiteNotKnown("one of the sites is not the customer's", field="site_ids")


async def _priced(wanted: ContractTerms, work: Work) -> tuple[tuple[Term, ...], bool]:
    """Terms with their prices, and whether one of them was agreed beside the tariff (3.4)."""
    follows_tariff = rule_for(wanted.kind, work.policy).price_clause is not None
    tariff = await work.tariffs.on(business_day(work.now)) if follows_tariff else None
    terms, is_agreed = [], False
    for each in wanted.terms:
        by_tariff = None if tariff is None else tariff.point_year * each.device_points
        price = each.yearly_price if each.yearly_price is not None else by_tariff or Money.ZERO
        is_agreed = is_agreed or (follows_tariff and price != by_tariff)
        terms.append(Term(months=each.months, device_points=each.device_points, yearly_price=price))
    return tuple(terms), is_agreed
