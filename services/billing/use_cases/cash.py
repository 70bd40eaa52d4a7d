"""Cash in people's hands: collected, handed in, counted, explained, overdue."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.billing.domain.charges.charge import Charge
from services.billing.domain.charges.payment import Outgoing, Payment, PaymentMethod, Transfer, Way
from services.billing.domain.custody.cash import CashAccount, Events
from services.billing.domain.custody.holdings import hand_in_until
from services.billing.domain.custody.ledger import Account, Entry
from services.billing.domain.custody.remittance import (
    DifferenceCause,
    DifferenceSettlement,
    Explanation,
    Remittance,
)
from services.billing.domain.identifiers import PersonId, RemittanceId
from services.billing.domain.refusals import CashAccountNotFound, NotYourCash, ReferenceUsed, SamePerson
from services.billing.queries import custody as queries
from services.billing.use_cases.cases import policy_for, working_days
from services.billing.use_cases.sight import staff_id
from services.billing.work import Work
from shared.actor import Role
from shared.money import Money

HAND_IN_DUE = "hand_in_due"
OWN_ONLY = frozenset({Role.TECHNICIAN, Role.SPECIALIST})


@dataclass(frozen=True, kw_only=True)
class Hands:
    """What somebody holds, and what his accounts in the ledger stand at."""

    account: CashAccount
    balances: Mapping[Account, Money]

    @property
    def id(self) -> PersonId:
        """Whose hands."""
        return self.account.id

    @property
    def version(self) -> int:
        """Of the account."""
        return self.account.version


async def put_in_hands(payment: Payment, charge: Charge, work: Work) -> None:
    """A customer has paid in cash: the person who took it holds it until he hands it in."""
    if payment.received_by_id is None:
        raise ValueError(f"cash payment {payment.number} was taken by nobody")
    policy = await policy_for(charge.ticket_id, work)
    due_at = hand_in_until(payment.received_at, working_days(policy), policy.remittance.within_working_days)
    before = await hands_of(payment.received_by_id, work)
    account, entries, events = before.collect(payment, charge.own_travel(payment), due_at, work.new_id, now=work.now)
    await store(before, account, [*events, *account.warning(before, policy, payment.received_at)], work)
    write(entries, work)


async def book_travel(charge: Charge, owed: Money, at: datetime, work: Work) -> None:
    """What customers have paid of a technician's travel money, not into his hands, is owed to him (reading of 3.6)."""
    if owed > Money.ZERO and charge.technician_id is not None:
        hands = await hands_of(charge.technician_id, work)
        account, entries = hands.owe_travel(charge.id, owed, work.new_id, at=at)
        work.cash.save(account)
        write(entries, work)


async def pay_travel(person_id: PersonId, outgoing: Outgoing, amount: Money, work: Work) -> Hands:
    """Finance pays a technician the travel money that customers have paid otherwise than into his hands."""
    if staff_id(work.actor) == person_id:
        raise SamePerson("nobody pays himself", clause=work.policy.travel.clause)
    outgoing.check()
    before = await work.cash.get(person_id)
    source = Account.FINANCE if outgoing.method is PaymentMethod.CASH else Account.BANK
    account, entries = before.pay_travel(amount, source, now=work.now, new_id=work.new_id)
    await record_transfer(Way.OUT, outgoing.method, outgoing.reference, work)
    balances = defaultdict(lambda: Money.ZERO, await queries.balances(work.reader, person_id))
    for entry in entries:
        balances[entry.account] += entry.amount
    write(entries, work)
    return Hands(account=work.cash.save(account), balances=balances)


async def record_transfer(way: Way, method: PaymentMethod, reference: str | None, work: Work) -> None:
    """A transfer is recorded once, whatever it is for; raises ReferenceUsed."""
    if method is PaymentMethod.CASH or reference is None:
        return
    if await work.transfers.has(way, method, reference):
        raise ReferenceUsed(f"{method} {reference} is recorded already", field="reference")
    work.transfers.add(Transfer(id=work.new_id(), way=way, method=method, reference=reference))


async def hand_in(person_id: PersonId | None, amount: Money, work: Work) -> Remittance:
    """Somebody hands the cash he holds to finance."""
    own = staff_id(work.actor)
    if person_id not in (None, own):
        raise NotYourCash("everybody hands in what he holds himself", field="person_id")
    before = await hands_of(own, work)
    number = await work.number("JK")
    account, remittance, entries, events = before.hand_in(
        work.new_id(), number, amount, now=work.now, new_id=work.new_id
    )
    await store(before, account, events, work)
    write(entries, work)
    return work.remittances.add(remittance)


async def count(remittance_id: RemittanceId, counted: Money, work: Work) -> Remittance:
    """Finance has counted a remittance."""
    remittance = await work.remittances.get(remittance_id)
    account = await work.cash.get(remittance.person_id)
    by = work.actor.subject
    remittance, entries = remittance.count(counted, by, work.policy, now=work.now, new_id=work.new_id)
    work.cash.save(account, account.counted(remittance))
    write(entries, work)
    return work.remittances.save(remittance)


async def explain(
    remittance_id: RemittanceId, cause: DifferenceCause, settlement: DifferenceSettlement, work: Work
) -> Remittance:
    """Finance says why a count differed, and who bears it."""
    remittance = await work.remittances.get(remittance_id)
    account = await work.cash.get(remittance.person_id)
    explanation = Explanation(
        cause=cause, settlement=settlement, explained_by=work.actor.subject, explained_at=work.now
    )
    remittance, entries, events = remittance.explain(explanation, work.policy, work.new_id)
    work.cash.save(account, events)
    write(entries, work)
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


async def show_hands(person_id: PersonId, work: Work) -> Hands:
    """The account with its balances."""
    account = await account_for(person_id, work)
    return Hands(account=account, balances=await queries.balances(work.reader, person_id))


async def remittance_for(remittance_id: RemittanceId, work: Work) -> Remittance:
    """A remittance; people who hold cash see only their own."""
    remittance = await work.remittances.get(remittance_id)
    if work.actor.role in OWN_ONLY and staff_id(work.actor) != remittance.person_id:
        raise work.remittances.not_found(f"remittance {remittance_id} is not known")
    return remittance


async def hands_of(person_id: PersonId, work: Work) -> CashAccount:
    """What the person holds; who never held cash holds nothing."""
    return await work.cash.find(person_id) or CashAccount(id=person_id)


async def store(before: CashAccount, after: CashAccount, events: Events, work: Work) -> None:
    """Keep the account, a timer for each new time by which cash is due, and none for those that are done."""
    work.cash.save(after, events)
    for deadline_id in before.deadlines.keys() - after.deadlines.keys():
        await work.drop_timer(deadline_id)
    for deadline_id in after.deadlines.keys() - before.deadlines.keys():
        work.set_timer(deadline_id, due_at=after.deadlines[deadline_id], kind=HAND_IN_DUE, subject=after.id)


def write(entries: tuple[Entry, ...], work: Work) -> None:
    """Add to the ledger; nothing of it is ever changed."""
    for entry in entries:
        work.ledger.add(entry)
