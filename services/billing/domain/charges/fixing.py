"""How a charge begins: with the fixed amount of a job or repair, or with a year of a contract."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from services.billing.domain.case import Circumstances
from services.billing.domain.charges.charge import Charge, Events
from services.billing.domain.charges.contract import ContractYear
from services.billing.domain.identifiers import ChargeId, ContractId, JobId, PersonId, QuoteId, RepairId, TicketId
from services.billing.domain.policy import BillingPolicy
from services.billing.domain.prices.lines import UNIT_OF, Because, Line, LineKind, sum_of
from shared.events.billing.charges import AmountFixed


@dataclass(frozen=True, kw_only=True)
class ChargeFor:
    """What a new charge is called and whom it is for."""

    id: UUID
    number: str
    ticket_id: TicketId
    job_id: JobId | None = None
    is_travel_alone: bool = False
    repair_id: RepairId | None = None
    customer_id: UUID
    technician_id: PersonId | None
    origin: str
    quote_id: QuoteId | None


@dataclass(frozen=True, kw_only=True)
class YearOfContract:
    """A year of a maintenance contract that begins."""

    id: UUID
    number: str
    contract_id: ContractId
    customer_id: UUID
    year: int
    """Counts the years of the contract from 1."""
    terms: ContractYear


def fix_amount(
    what: ChargeFor, lines: tuple[Line, ...], circumstances: Circumstances, policy: BillingPolicy, fixed_at: datetime
) -> tuple[Charge, Events]:
    """The amount goes on the card, which may now be signed; free lines stand there at nothing with their clause."""
    charge = Charge(
        id=ChargeId(what.id),
        number=what.number,
        ticket_id=what.ticket_id,
        job_id=what.job_id,
        is_travel_alone=what.is_travel_alone,
        repair_id=what.repair_id,
        customer_id=what.customer_id,
        technician_id=what.technician_id,
        origin=what.origin,
        quote_id=what.quote_id,
        lines=lines,
        total=sum_of(lines),
        circumstances=circumstances,
        policy_revision=policy.revision.number,
        fixed_at=fixed_at,
    )
    fixed = AmountFixed(
        **charge.keys,
        quote_id=charge.quote_id,
        lines=tuple(line.told for line in lines),
        total=charge.total,
        policy_revision=charge.policy_revision,
        fixed_at=fixed_at,
    )
    return charge, [fixed]


def charge_year(what: YearOfContract, policy: BillingPolicy, at: datetime) -> Charge:
    """A year of a contract: by the tariff, or at the sum that was agreed case by case (3.4)."""
    rule = policy.maintenance_contract
    price = what.terms.price
    by_tariff = replace(what.terms, yearly_price=rule.yuan_per_point_and_year * what.terms.device_points).price
    line = Line(
        line=1,
        kind=LineKind.CONTRACT_YEAR,
        quantity=Decimal(1),
        unit=UNIT_OF[LineKind.CONTRACT_YEAR],
        unit_price=price,
        amount=price,
        clause=rule.clause,
        because=Because.TARIFF if price == by_tariff else Because.AGREED,
    )
    return Charge(
        id=ChargeId(what.id),
        number=what.number,
        contract_id=what.contract_id,
        contract_year=what.year,
        customer_id=what.customer_id,
        lines=(line,),
        total=price,
        policy_revision=policy.revision.number,
        fixed_at=at,
    )
