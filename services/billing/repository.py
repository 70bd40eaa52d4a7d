"""Load and save billing's things and its copies of others'."""

from datetime import date
from uuid import UUID

from services.billing.domain.case import Case, CustomerContacts, JobCopy
from services.billing.domain.charges.charge import Charge, Payment
from services.billing.domain.custody.cash import CashAccount, Remittance
from services.billing.domain.custody.ledger import Entry
from services.billing.domain.prices.lines import LineKind
from services.billing.domain.prices.price_list import PriceList, Prices, in_force
from services.billing.domain.quote import Quote
from services.billing.domain.refusals import (
    CashAccountNotFound,
    ChargeNotFound,
    JobNotFound,
    PriceListNotFound,
    QuoteNotFound,
    RemittanceNotFound,
)
from services.billing.domain.states import STILL_COUNTS
from services.billing.tables import (
    CASH_ACCOUNT,
    CASH_ENTRY,
    CHARGE,
    CUSTOMER_COPY,
    JOB_COPY,
    PAYMENT,
    PRICE_LIST,
    QUOTE,
    REMITTANCE,
    TICKET_COPY,
)
from shared.storage.things import Things


class Cases(Things[Case]):
    """Our copies of intake's tickets, by the ticket's id."""

    mapping = TICKET_COPY
    audited = False


class JobCopies(Things[JobCopy]):
    """Our copies of dispatch's jobs, by the job's id."""

    mapping = JOB_COPY
    not_found = JobNotFound
    audited = False


class Customers(Things[CustomerContacts]):
    """Who may consent for a customer, by the customer's id."""

    mapping = CUSTOMER_COPY
    audited = False


class PriceLists(Things[PriceList]):
    """Price lists, by id and by the codes they name."""

    mapping = PRICE_LIST
    not_found = PriceListNotFound

    async def in_force(self, codes: set[str], on: date) -> Prices:
        """The prices of these codes on a day; codes that no list names are missing."""
        if not codes:
            return {}
        names_one = "EXISTS (SELECT FROM jsonb_array_elements(prices) AS p WHERE p ->> 'code' = ANY($2::text[]))"
        newest_first = "effective_from DESC, published_at DESC, id DESC"
        where = f"effective_from <= $1 AND {names_one}"
        return in_force(await self.select(where, on, sorted(codes), order_by=newest_first))


class Quotes(Things[Quote]):
    """Quotes, by id, by job and by ticket."""

    mapping = QUOTE
    not_found = QuoteNotFound

    async def of_job(self, job_id: UUID) -> list[Quote]:
        """Every version of the quote for a job, oldest first."""
        return await self.select("job_id = $1", job_id, order_by="quote_version")

    async def still_counting(self, ticket_id: UUID) -> list[Quote]:
        """Quotes of a ticket that ask for consent or have it."""
        states = sorted(state.value for state in STILL_COUNTS)
        return await self.select("ticket_id = $1 AND state = ANY($2::text[])", ticket_id, states)


class Charges(Things[Charge]):
    """Charges, by id, by job and by ticket."""

    mapping = CHARGE
    not_found = ChargeNotFound

    async def of_job(self, job_id: UUID) -> Charge | None:
        """The charge of a job, if its amount is fixed."""
        return await self.first("job_id = $1", job_id)

    async def has_visit_fee(self, ticket_id: UUID) -> bool:
        """Whether a visit for this ticket was charged already."""
        charges = await self.select("ticket_id = $1", ticket_id)
        return any(line.kind is LineKind.VISIT_FEE and line.amount for each in charges for line in each.lines)


class Payments(Things[Payment]):
    """Payments, by id and by charge."""

    mapping = PAYMENT

    async def of_charge(self, charge_id: UUID) -> list[Payment]:
        """What came in for a charge, oldest first."""
        return await self.select("charge_id = $1", charge_id, order_by="received_at, id")


class CashAccounts(Things[CashAccount]):
    """What each person holds, by the person's id."""

    mapping = CASH_ACCOUNT
    not_found = CashAccountNotFound


class Ledger(Things[Entry]):
    """The entries of the cash ledger; only added, so the ledger is its own trail."""

    mapping = CASH_ENTRY
    audited = False


class Remittances(Things[Remittance]):
    """Remittances, by id."""

    mapping = REMITTANCE
    not_found = RemittanceNotFound
