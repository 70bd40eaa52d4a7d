"""One transaction of billing, and all that a use case may touch in it."""

from functools import cached_property

from services.billing.domain.policy import BillingPolicy
from services.billing.repository import (
    Adjustments,
    Cases,
    CashAccounts,
    Charges,
    Closings,
    ContractCopies,
    Customers,
    Deposits,
    Invoices,
    JobCopies,
    Ledger,
    Payments,
    PriceLists,
    Quotes,
    Refunds,
    Remittances,
    RepairCopies,
    Transfers,
)
from shared.storage.work import SharedWork


class Work(SharedWork[BillingPolicy]):
    """What billing's use cases work with."""

    @cached_property
    def cases(self) -> Cases:
        """Our copies of intake's tickets."""
        return Cases(self.reader, self.changes)

    @cached_property
    def jobs(self) -> JobCopies:
        """Our copies of dispatch's jobs."""
        return JobCopies(self.reader, self.changes)

    @cached_property
    def repairs(self) -> RepairCopies:
        """Our copies of items in the register of repairs."""
        return RepairCopies(self.reader, self.changes)

    @cached_property
    def contracts(self) -> ContractCopies:
        """Our copies of maintenance contracts."""
        return ContractCopies(self.reader, self.changes)

    @cached_property
    def customers(self) -> Customers:
        """Who may consent for a customer."""
        return Customers(self.reader, self.changes)

    @cached_property
    def price_lists(self) -> PriceLists:
        """Prices of parts and materials."""
        return PriceLists(self.reader, self.changes)

    @cached_property
    def quotes(self) -> Quotes:
        """Every version of every quote."""
        return Quotes(self.reader, self.changes)

    @cached_property
    def charges(self) -> Charges:
        """What customers owe."""
        return Charges(self.reader, self.changes)

    @cached_property
    def payments(self) -> Payments:
        """What customers have paid."""
        return Payments(self.reader, self.changes)

    @cached_property
    def transfers(self) -> Transfers:
        """Transfers by their reference."""
        return Transfers(self.reader, self.changes)

    @cached_property
    def adjustments(self) -> Adjustments:
        """When less of a charge was asked for or written off."""
        return Adjustments(self.reader, self.changes)

    @cached_property
    def cash(self) -> CashAccounts:
        """What each person holds in cash."""
        return CashAccounts(self.reader, self.changes)

    @cached_property
    def ledger(self) -> Ledger:
        """Every movement of cash."""
        return Ledger(self.reader, self.changes)

    @cached_property
    def remittances(self) -> Remittances:
        """Cash handed to finance."""
        return Remittances(self.reader, self.changes)

    @cached_property
    def refunds(self) -> Refunds:
        """Money that goes back."""
        return Refunds(self.reader, self.changes)

    @cached_property
    def deposits(self) -> Deposits:
        """Deposits for loaners."""
        return Deposits(self.reader, self.changes)

    @cached_property
    def invoices(self) -> Invoices:
        """Invoices."""
        return Invoices(self.reader, self.changes)

    @cached_property
    def closings(self) -> Closings:
        """Closed days and months."""
        return Closings(self.reader, self.changes)
