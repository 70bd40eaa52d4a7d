"""Cash in people's hands: collected, handed in, counted, overdue."""

from functools import lru_cache
from uuid import UUID

from services.billing.domain.charges.charge import Charge, Payment
from services.billing.domain.custody.cash import CashAccount, Remittance, hand_in_until
from services.billing.domain.custody.ledger import Entry
from services.billing.domain.identifiers import PersonId, RemittanceId
from services.billing.domain.refusals import CashAccountNotFound, NotYourCash
from services.billing.use_cases.copies import known_case
from services.billing.use_cases.sight import staff_id
from services.billing.work import Work
from shared.actor import Role
from shared.calendar import WorkingCalendar, parse_window
from shared.chinese_calendar import chinese_working_days
from shared.money import Money

HAND_IN_DUE = "hand_in_due"
OWN_ONLY = frozenset({Role.TECHNICIAN, Role.SPECIALIST})


async def put_in_hands(payment: Payment, charge: Charge, work: Work) -> None:
    """A customer has paid in cash: the person who took it holds it until he hands it in."""
    if payment.received_by_id is None:
        raise ValueError(f"cash payment {payment.number} was taken by nobody")
    policy = work.policy_at((await known_case(charge.ticket_id, work)).reported_at)
    calendar = _calendar(policy.service_hours.opens, policy.service_hours.closes)
    due_at = hand_in_until(payment.received_at, calendar, policy)
    before = await work.cash.find(payment.received_by_id) or CashAccount(id=payment.received_by_id)
    account, entries, events = before.collect(payment, charge.own_travel(payment), due_at, work.new_id)
    work.cash.save(account, events)
    _write(entries, work)
    for deadline_id in account.deadlines.keys() - before.deadlines.keys():
        work.set_timer(deadline_id, due_at=due_at, kind=HAND_IN_DUE, subject=account.id)


async def hand_in(person_id: PersonId | None, amount: Money, work: Work) -> Remittance:
    """Somebody hands the cash he holds to finance."""
    own = staff_id(work.actor)
    if person_id not in (None, own):
        raise NotYourCash("everybody hands in what he holds himself", field="person_id")
    before = await work.cash.find(own) or CashAccount(id=own)
    number = await work.number("JK")
    account, remittance, entries, events = before.hand_in(
        work.new_id(), number, amount, now=work.now, new_id=work.new_id
    )
    work.cash.save(account, events)
    _write(entries, work)
    for deadline_id in before.deadlines.keys() - account.deadlines.keys():
        await work.drop_timer(deadline_id)
    return work.remittances.add(remittance)


async def count(remittance_id: RemittanceId, counted: Money, work: Work) -> Remittance:
    """Finance has counted a remittance."""
    remittance = await work.remittances.get(remittance_id)
    account = await work.cash.get(remittance.person_id)
    remittance, entries = remittance.count(counted, now=work.now, new_id=work.new_id)
    work.cash.save(account, account.counted(remittance))
    _write(entries, work)
    return work.remittances.save(remittance)


async def tell_overdue(person_id: PersonId, deadline_id: UUID, work: Work) -> None:
    """The time to hand in has passed: say what is missing, with the due time as the time; nothing when all is in."""
    account = await work.cash.find(person_id)
    if account is not None and (events := account.overdue(deadline_id, work.policy)):
        work.cash.save(account, events)


async def account_for(person_id: PersonId, work: Work) -> CashAccount:
    """What somebody holds; people who hold cash see only their own."""
    if work.actor.role in OWN_ONLY and staff_id(work.actor) != person_id:
        raise CashAccountNotFound(f"nothing is known of cash of {person_id}")
    return await work.cash.get(person_id)


async def remittance_for(remittance_id: RemittanceId, work: Work) -> Remittance:
    """A remittance; people who hold cash see only their own."""
    remittance = await work.remittances.get(remittance_id)
    if work.actor.role in OWN_ONLY and staff_id(work.actor) != remittance.person_id:
        raise work.remittances.not_found(f"remittance {remittance_id} is not known")
    return remittance


def _write(entries: tuple[Entry, ...], work: Work) -> None:
    for entry in entries:
        work.ledger.add(entry)


@lru_cache
def _calendar(opens: str, closes: str) -> WorkingCalendar:
    return chinese_working_days((parse_window(opens, closes),))
