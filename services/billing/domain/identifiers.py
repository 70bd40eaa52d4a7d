"""The ids of billing that travel together, so that none is taken for another."""

from typing import NewType
from uuid import UUID

QuoteId = NewType("QuoteId", UUID)
ChargeId = NewType("ChargeId", UUID)
PaymentId = NewType("PaymentId", UUID)
RemittanceId = NewType("RemittanceId", UUID)
PriceListId = NewType("PriceListId", UUID)
RefundId = NewType("RefundId", UUID)
InvoiceId = NewType("InvoiceId", UUID)
DepositId = NewType("DepositId", UUID)
ClosingId = NewType("ClosingId", UUID)
TicketId = NewType("TicketId", UUID)
JobId = NewType("JobId", UUID)
RepairId = NewType("RepairId", UUID)
ContractId = NewType("ContractId", UUID)
PersonId = NewType("PersonId", UUID)
"""A member of staff, by his id in the staff directory."""
