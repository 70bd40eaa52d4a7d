"""Maintenance contracts as far as they are charged: each year when it begins (3.4)."""

from uuid import UUID

from services.billing.domain.charges.contract import ContractCopy
from services.billing.domain.charges.fixing import YearOfContract, charge_year
from services.billing.domain.identifiers import ContractId
from services.billing.use_cases.receivables import give_back_part_of_year, raise_amount
from services.billing.work import Work
from shared.events.followup.contracts import ContractEnded, ContractSigned, ContractTerminated
from shared.money import Money
from shared.policy import business_day, first_instant

YEAR_BEGINS = "contract_year_begins"
MAINTENANCE = "maintenance"


async def charge_contract(event: ContractSigned, work: Work) -> None:
    """A maintenance contract is signed: its first year is owed; other contracts cost nothing here.

    Of one that was taken over from elsewhere only the years are owed that begin afterwards.
    """
    if event.kind != MAINTENANCE or not event.yearly_price or await work.contracts.find(event.contract_id):
        return
    contract = ContractCopy(
        id=ContractId(event.contract_id),
        number=event.number,
        customer_id=event.customer_id,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        device_points=event.device_points,
        yearly_price=event.yearly_price,
        terms=event.terms,
    )
    if event.is_imported:
        _wait_for_next_year(contract.taken_over(business_day(event.signed_at)), work)
    else:
        await _charge_next_year(contract, work)


async def begin_year(contract_id: ContractId, timer_id: UUID, work: Work) -> None:
    """Another year of the term begins and is owed."""
    contract = await work.contracts.find(contract_id)
    if contract is not None and contract.next_year_id == timer_id:
        await _charge_next_year(contract, work)


async def end_contract(event: ContractEnded | ContractTerminated, work: Work) -> None:
    """No further year is charged; what was not covered any more, or never, is not asked for, or goes back."""
    contract = await work.contracts.find(event.contract_id)
    if contract is None:
        return
    if contract.next_year_id is not None:
        await work.drop_timer(contract.next_year_id)
    work.contracts.save(contract.end())
    if not event.has_covered:
        await _give_back(contract, sum((year.price for year in contract.years), Money.ZERO), work)
    elif isinstance(event, ContractTerminated):
        await _give_back(contract, event.given_back - contract.not_charged, work)


async def _give_back(contract: ContractCopy, amount: Money, work: Work) -> None:
    """What was charged of the unused days, from the newest year on."""
    for charge in await work.charges.of_contract(contract.id):
        if amount > Money.ZERO:
            of_this_year = min(amount, charge.due)
            await give_back_part_of_year(charge, of_this_year, work)
            amount -= of_this_year


async def _charge_next_year(contract: ContractCopy, work: Work) -> None:
    year = contract.next_year
    if year is None:
        return
    contract = contract.charged()
    what = YearOfContract(
        id=work.new_id(),
        number=await work.number("ZD"),
        contract_id=contract.id,
        customer_id=contract.customer_id,
        year=contract.years_charged,
        terms=year,
    )
    charge = charge_year(what, work.policy, work.now)
    work.charges.save(*await raise_amount(charge, [], work))
    _wait_for_next_year(contract, work)


def _wait_for_next_year(contract: ContractCopy, work: Work) -> None:
    contract = contract.waiting(work.new_id())
    work.contracts.save(contract)
    if contract.next_year_id is not None and contract.next_year is not None:
        begins = first_instant(contract.next_year.starts_on)
        work.set_timer(contract.next_year_id, due_at=begins, kind=YEAR_BEGINS, subject=contract.id)
