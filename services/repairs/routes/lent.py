"""How units and loans look from outside."""

from datetime import datetime
from uuid import UUID

from services.repairs.domain.lending.life import LoanerState, LoanState
from services.repairs.domain.lending.loan import Handover, Loan, LoanReason
from services.repairs.domain.lending.loaner import Condition, Loaner
from services.repairs.routes.entries import values_for
from shared.actor import Role
from shared.money import Money
from shared.web.answer import View


class LoanerView(View):
    """One unit."""

    id: UUID
    number: str
    version: int
    state: LoanerState
    product_model: str
    serial: str
    accessories: tuple[str, ...]
    deposit: Money
    loan_id: UUID | None

    @classmethod
    def of(cls, loaner: Loaner) -> "LoanerView":
        """As it is."""
        return cls(**values_for(cls, loaner))


class DepositView(View):
    """What billing says of the deposit."""

    deposit_id: UUID
    amount: Money
    is_settled: bool


class AgreementView(View):
    """Who signed, and where the document is."""

    contact_id: UUID
    reference: str
    sha256: str
    signed_at: datetime


class ApprovalView(View):
    """One of the two."""

    role: Role
    subject: str
    reason: str | None
    approved_at: datetime


class LoanView(View):
    """One loan."""

    id: UUID
    number: str
    version: int
    state: LoanState
    loaner_id: UUID
    repair_id: UUID
    ticket_id: UUID
    customer_id: UUID
    reason: LoanReason
    handover: Handover
    deposit_wanted: Money
    requested_by: str
    requested_at: datetime
    deposit: DepositView | None
    agreement: AgreementView | None
    approvals: tuple[ApprovalView, ...]
    refusal_reason: str | None
    technician_id: UUID | None
    issued_at: datetime | None
    due_until: datetime | None
    is_overdue: bool
    returned_at: datetime | None
    condition: Condition | None

    @classmethod
    def of(cls, loan: Loan) -> "LoanView":
        """With what was agreed, paid and approved."""
        values = values_for(cls, loan)
        deposit, agreement = loan.deposit, loan.agreement
        values["deposit"] = None if deposit is None else DepositView(**values_for(DepositView, deposit))
        values["agreement"] = None if agreement is None else AgreementView(**values_for(AgreementView, agreement))
        values["approvals"] = tuple(ApprovalView(**values_for(ApprovalView, each)) for each in loan.approvals)
        return cls(**values)
