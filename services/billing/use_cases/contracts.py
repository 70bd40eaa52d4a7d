"""Maintenance contracts as far as they are charged: each year when it begins (3.4)."""

from uuid import UUID

from services.billing.domain.charges.contract import ContractCopy
from services.billing.domain.charges.fixing import YearOfContract, charge_year
from services.billing.domain.identifiers import ContractId
from services.billing.use_cases.receivables import give_back_part_of_year, raise_amount
from services.billing.work import Work
from shared.errors import NotYetKnown
from shared.events.followup.contracts import ContractEnded, ContractSigned, ContractTerminated
from shared.policy import first_instant

YEAR_BEGINS = "contract_year_begins"
MAINTENANCE = "maintenance"


async def charge_contract(event: ContractSigned, work: Work) -> None:
    """A maintenance contract is signed: its first year is owed; other contracts cost nothing here."""
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
    )
    await _charge_next_year(contract, work)


async def begin_year(contract_id: ContractId, timer_id: UUID, work: Work) -> None:
    """Another year of the term begins and is owed."""
    contract = await work.contracts.find(contract_id)
    if contract is not None and contract.next_year_id == timer_id:
        await _charge_next_year(contract, work)


async def end_contract(event: ContractEnded | ContractTerminated, work: Work) -> None:
    """No further year is charged; of a year that was ended early the rest is not asked for, or goes back."""
    contract = await work.contracts.find(event.contract_id)
    if contract is None:
        if isinstance(event, ContractEnded):
            return
        raise NotYetKnown(f"contract {event.contract_id}")
    if contract.next_year_id is not None:
        await work.drop_timer(contract.next_year_id)
    work.contracts.save(contract.end())
    if isinstance(event, ContractTerminated) and event.given_back:
        [newest, *_] = await work.charges.of_contract(contract.id)
        await give_back_part_of_year(newest, event.given_back, work)


async def _charge_next_year(contract: ContractCopy, work: Work) -> None:
    what = YearOfContract(
        id=work.new_id(),
        number=await work.number("ZD"),
        contract_id=contract.id,
        customer_id=contract.customer_id,
        year=contract.years_charged + 1,
        device_points=contract.device_points,
        agreed=contract.yearly_price,
    )
    charge = charge_year(what, work.policy, work.now)
    work.charges.save(*await raise_amount(charge, [], work))
    contract = contract.charged(work.new_id())
    work.contracts.save(contract)
    begins = contract.next_year_starts_on
    if contract.next_year_id is not None and begins is not None:
        work.set_timer(contract.next_year_id, due_at=first_instant(begins), kind=YEAR_BEGINS, subject=contract.id)
