"""An item comes into the house: taken in, tested, registered, promised, put on a receipt."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from services.repairs.domain import desk
from services.repairs.domain.copies import TicketCopy
from services.repairs.domain.entries import Photo
from services.repairs.domain.policy import ReceiptRule, RepairsPolicy
from services.repairs.domain.promises.promise import Way, reckoned
from services.repairs.domain.receipt import ALPHABET
from services.repairs.domain.refusals import NothingPromised, TicketIsCancelled
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import Place
from services.repairs.use_cases.access import Sight, check_contact, policy_of, repair_in_sight, responsible, ticket_told
from services.repairs.use_cases.saving import add, save
from services.repairs.work import Work
from shared.calendar import Window, WorkingCalendar
from shared.chinese_calendar import chinese_working_days
from shared.deadlines import Reckoning
from shared.events.dispatch.jobs import ItemBroughtBack

REGISTER, RECEIPT = "FX", "WX"
"""How numbers of the register 返修 and of receipts 维修单 begin."""


@dataclass(frozen=True, kw_only=True)
class BringIn:
    """An item that the customer brings, as the specialist types it."""

    ticket_id: UUID
    equipment_id: UUID | None
    product_model: str | None
    product_category: str | None
    serial: str | None
    accessories: tuple[str, ...]
    condition: str | None
    photos: tuple[Photo, ...]
    holds_data: bool
    data: desk.DataSaid | None
    responsible_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class Written:
    """A receipt as it is printed; its code is shown this once."""

    repair: Repair
    rule: ReceiptRule
    check_code: str | None = None

    @property
    def version(self) -> int:
        """Of the repair."""
        return self.repair.version


@dataclass(frozen=True, kw_only=True)
class Explained:
    """A promise and how its date came about; without a reckoning a person said it."""

    repair: Repair
    reckoning: Reckoning | None


async def take_in(order: BringIn, work: Work) -> Repair:
    """The customer has brought an item on his ticket (6.1)."""
    ticket = await work.tickets.get(order.ticket_id)
    policy = work.policy_at(ticket.reported_at)
    if ticket.is_cancelled:
        raise TicketIsCancelled(f"ticket {ticket.number} was cancelled", field="ticket_id")
    item = desk.BroughtIn(
        equipment_id=order.equipment_id,
        product_model=order.product_model,
        product_category=order.product_category,
        serial=order.serial,
        accessories=order.accessories,
        condition=order.condition,
        photos=order.photos,
        holds_data=order.holds_data,
        data=order.data,
        responsible_id=responsible(order.responsible_id, work),
    )
    repair = desk.take_in(work.new_id(), await work.number(REGISTER), item, ticket, policy, now=work.now)
    repair.must_be_only_one(await _entries_of(repair, work), policy)
    await _check_who_said(order.data, repair, policy, work)
    return _add_to(ticket, repair, work)


async def bring_back(event: ItemBroughtBack, work: Work) -> None:
    """A technician has taken an item along (5.7); on a cancelled ticket it only goes back.

    Without a ticket nobody has reported a fault: dispatch refuses that now, and what it told before is passed over.
    """
    if not event.has_ticket:
        return
    ticket = await ticket_told(event.ticket_id, work)
    policy = work.policy_at(ticket.reported_at)
    repair = desk.bring_back(await work.number(REGISTER), event, ticket, _surroundings(policy, work))
    if ticket.is_cancelled:
        repair, _ = repair.cancel(policy, now=work.now)
    _add_to(ticket, repair, work)


async def receive(repair_id: UUID, found: desk.Received, work: Work) -> Repair:
    """The specialist takes an item over: from the technician, from storage or, unrepaired, from the warehouse."""
    repair = await work.repairs.get(repair_id)
    around = await _around(repair, work)
    after, events = desk.receive(repair, found, around)
    in_the_house = [each for each in await _entries_of(repair, work) if each.place is not Place.TECHNICIAN]
    repair.must_be_only_one(in_the_house, around.policy)
    await _check_who_said(found.data, repair, around.policy, work)
    return await save(repair, after, events, work)


async def record_test(repair_id: UUID, tested: desk.Tested, work: Work) -> Repair:
    """Test at once, enter it in the register, promise by rule (6.2)."""
    repair = await work.repairs.get(repair_id)
    around = await _around(repair, work)
    after, events = desk.record_test(repair, tested, await work.number(RECEIPT), around)
    return await save(repair, after, events, work)


async def promise(repair_id: UUID, way: Way, reason: str, ready_until: datetime | None, work: Work) -> Repair:
    """Give the customer another date, with the reason."""
    repair = await work.repairs.get(repair_id)
    after, events = desk.promise(repair, way, reason, ready_until, await _around(repair, work))
    work.changes.reason = reason
    return await save(repair, after, events, work)


async def issue_receipt(repair_id: UUID, reason: str | None, work: Work) -> Written:
    """Give the customer his receipt with a check code that nobody can look up later."""
    repair = await work.repairs.get(repair_id)
    around = await _around(repair, work)
    code = _check_code(around.policy.receipt.check_code_characters)
    work.changes.reason = reason
    issued = await save(repair, desk.issue_receipt(repair, code, reason, around), (), work)
    return Written(repair=issued, rule=around.policy.receipt, check_code=code)


async def read_receipt(repair_id: UUID, work: Work) -> Written:
    """The receipt without its code."""
    repair = await work.repairs.get(repair_id)
    return Written(repair=repair, rule=(await policy_of(repair, work)).receipt)


async def explain_promise(repair_id: UUID, sight: Sight, work: Work) -> Explained:
    """How the promised date came about, interval by interval."""
    repair = await repair_in_sight(repair_id, sight, work)
    promised = repair.promise
    if promised is None:
        raise NothingPromised("no date is promised yet")
    if not promised.is_by_rule:
        return Explained(repair=repair, reckoning=None)
    policy = await policy_of(repair, work)
    days = working_days(policy)
    reckoning = reckoned(promised.way, repair.product_category, promised.promised_at, policy, days)
    return Explained(repair=repair, reckoning=reckoning)


async def _check_who_said(data: desk.DataSaid | None, repair: Repair, policy: RepairsPolicy, work: Work) -> None:
    """Somebody on file says what becomes of the recordings, unless the technician's slip says it."""
    if data is not None and data.needs_contact(repair.slip_number):
        await check_contact(data.contact_id, repair.customer_id, policy.data.clause, work)


async def _entries_of(repair: Repair, work: Work) -> list[Repair]:
    return [] if repair.serial is None else await work.repairs.open_about(repair)


async def _around(repair: Repair, work: Work) -> desk.Surroundings:
    return _surroundings(await policy_of(repair, work), work)


def _surroundings(policy: RepairsPolicy, work: Work) -> desk.Surroundings:
    return desk.Surroundings(
        now=work.now,
        actor=work.actor,
        policy=policy,
        working_days=working_days(policy),
        deadline_id=work.new_id(),
        other_deadline_id=work.new_id(),
    )


def working_days(policy: RepairsPolicy) -> WorkingCalendar:
    """Monday to Friday as China works."""
    return _calendar((policy.working_days.window,))


@lru_cache
def _calendar(windows: tuple[Window, ...]) -> WorkingCalendar:
    return chinese_working_days(windows)


def _check_code(characters: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(characters))


def _add_to(ticket: TicketCopy, repair: Repair, work: Work) -> Repair:
    """Saved with its ticket, so that a verdict or a cancellation that arrives meanwhile is seen by one of the two."""
    work.tickets.save(ticket)
    return add(repair, work)
