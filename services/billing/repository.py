"""Load and save billing's things and its copies of others'."""

from datetime import date
from uuid import UUID

from services.billing.domain.case import Case, CustomerContacts, JobCopy, RepairCopy
from services.billing.domain.charges.adjustment import Adjustment
from services.billing.domain.charges.charge import Charge
from services.billing.domain.charges.contract import ContractCopy
from services.billing.domain.charges.payment import Payment, PaymentMethod, Transfer, Way
from services.billing.domain.charges.refund import Refund
from services.billing.domain.closing.figures import Closing, Days, Span
from services.billing.domain.custody.cash import CashAccount
from services.billing.domain.custody.deposit import Deposit
from services.billing.domain.custody.ledger import Entry
from services.billing.domain.custody.remittance import Remittance
from services.billing.domain.invoices.invoice import Buyer, Invoice
from services.billing.domain.prices.lines import LineKind
from services.billing.domain.prices.price_list import PriceList, Prices, in_force
from services.billing.domain.quote import Quote
from services.billing.domain.refusals import (
    CashAccountNotFound,
    ChargeNotFound,
    ClosingNotFound,
    DepositNotFound,
    InvoiceNotFound,
    JobNotFound,
    PriceListNotFound,
    QuoteNotFound,
    RefundNotFound,
    RemittanceNotFound,
    RepairNotFound,
)
from services.billing.domain.states import STILL_COUNTS
from services.billing.tables.charges import ADJUSTMENT, CHARGE, PAYMENT, REFUND, TRANSFER
from services.billing.tables.copies import CONTRACT_COPY, CUSTOMER_COPY, JOB_COPY, REPAIR_COPY, TICKET_COPY
from services.billing.tables.custody import CASH_ACCOUNT, CASH_ENTRY, DEPOSIT, REMITTANCE
from services.billing.tables.invoices import CLOSING, INVOICE
from services.billing.tables.quotes import PRICE_LIST, QUOTE
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

    async def takes_to(self, charge: Charge, technician_id: UUID) -> bool:
        """Whether this technician is, or was, sent for the charge, or for the repair that it is for."""
        occasions = [each for each in (charge.id, charge.repair_id) if each is not None]
        sent = "occasion_id = ANY($2::uuid[]) OR (is_occasion_unknown AND ticket_id = $3)"
        return (
            await self.first(f"technician_id = $1 AND ({sent})", technician_id, occasions, charge.ticket_id) is not None
        )


class RepairCopies(Things[RepairCopy]):
    """Our copies of items in the register of repairs, by the repair's id."""

    mapping = REPAIR_COPY
    not_found = RepairNotFound
    audited = False


class ContractCopies(Things[ContractCopy]):
    """Our copies of maintenance contracts, by the contract's id."""

    mapping = CONTRACT_COPY
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

    async def of_repair(self, repair_id: UUID) -> list[Quote]:
        """Every version of the quote for a repair, oldest first."""
        return await self.select("repair_id = $1", repair_id, order_by="quote_version")

    async def with_note(self, customer_id: UUID) -> list[Quote]:
        """Quotes of a customer with a note of what was said."""
        return await self.select("customer_id = $1 AND consent_note IS NOT NULL", customer_id)

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
        return await self.first("job_id = $1 AND NOT is_travel_alone", job_id)

    async def all_of_job(self, job_id: UUID) -> list[Charge]:
        """The charge of a job, and that of travel that was entered afterwards."""
        return await self.select("job_id = $1", job_id)

    async def of_repair(self, repair_id: UUID) -> Charge | None:
        """The charge of a repair, if its amount is fixed."""
        return await self.first("repair_id = $1", repair_id)

    async def of_contract(self, contract_id: UUID) -> list[Charge]:
        """The charged years of a contract, the newest first."""
        return await self.select("contract_id = $1", contract_id, order_by="contract_year DESC")

    async def of_ticket(self, ticket_id: UUID) -> list[Charge]:
        """Every charge of a ticket."""
        return await self.select("ticket_id = $1", ticket_id)

    async def has_visit_fee(self, ticket_id: UUID) -> bool:
        """Whether a visit for this ticket was charged already."""
        charges = await self.of_ticket(ticket_id)
        return any(line.kind is LineKind.VISIT_FEE and line.amount for each in charges for line in each.lines)


class Payments(Things[Payment]):
    """Payments, by id and by charge."""

    mapping = PAYMENT

    async def of_charge(self, charge_id: UUID) -> list[Payment]:
        """What came in for a charge, oldest first."""
        return await self.select("charge_id = $1", charge_id, order_by="received_at, id")


class Transfers(Things[Transfer]):
    """Transfers by their reference; only added."""

    mapping = TRANSFER
    audited = False

    async def has(self, way: Way, method: PaymentMethod, reference: str) -> bool:
        """Whether it is recorded already, for whatever."""
        where = "way = $1 AND method = $2 AND reference = $3"
        return await self.first(where, way.value, method.value, reference) is not None


class Adjustments(Things[Adjustment]):
    """When less of a charge was asked for or written off; only added, beside the trail of the charge."""

    mapping = ADJUSTMENT
    audited = False


class Refunds(Things[Refund]):
    """Refunds, by id and by repair."""

    mapping = REFUND
    not_found = RefundNotFound

    async def of_repair(self, repair_id: UUID) -> Refund | None:
        """The refund for goods that were returned."""
        return await self.first("repair_id = $1", repair_id)


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


class Deposits(Things[Deposit]):
    """Deposits, by id and by loan."""

    mapping = DEPOSIT
    not_found = DepositNotFound

    async def of_loan(self, loan_id: UUID) -> Deposit | None:
        """The deposit of a loan."""
        return await self.first("loan_id = $1", loan_id)


class Invoices(Things[Invoice]):
    """Invoices, by id and by what finance wrote on them."""

    mapping = INVOICE
    not_found = InvoiceNotFound

    async def of_person(self, customer_id: UUID) -> list[Invoice]:
        """The invoices that name a person."""
        where = "customer_id = $1 AND buyer = $2 AND title IS NOT NULL"
        return await self.select(where, customer_id, Buyer.PERSON.value)

    async def has_number(self, invoice_number: str, invoice_code: str | None) -> bool:
        """Whether an invoice with this number is there already."""
        where = "invoice_number = $1 AND invoice_code IS NOT DISTINCT FROM $2"
        return await self.first(where, invoice_number, invoice_code) is not None


class Closings(Things[Closing]):
    """Closed days and months."""

    mapping = CLOSING
    not_found = ClosingNotFound

    async def covers(self, day: date) -> bool:
        """Whether the day is closed, by itself or with its month."""
        return await self.first("first_day <= $1 AND last_day >= $1", day) is not None

    async def of_period(self, span: Span, days: Days) -> Closing | None:
        """The closing of this day or month."""
        return await self.first("span = $1 AND first_day = $2", span.value, days.first)
