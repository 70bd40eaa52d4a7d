"""What can be asked about loaners 代用机: units, and loans from the request to the settled deposit (4.5)."""

from typing import ClassVar
from uuid import UUID

from services.repairs.domain.lending.life import LoanerState, LoanState
from services.repairs.domain.lending.loan import Handover, LoanReason
from services.repairs.domain.lending.loaner import Condition
from services.repairs.domain.refusals import (
    AgreementNotSigned,
    AmountWrong,
    ApprovedTwice,
    ContactNotListed,
    DepositNotTaken,
    LoanerNotFound,
    LoanerThere,
    LoanNotFound,
    LoanThere,
    NoReasonForLoan,
    NotYourStep,
    ReasonMissing,
    ReasonUnknown,
    RepairIsOver,
    RepairNotFound,
)
from services.repairs.queries import lending as queries
from services.repairs.routes.lent import LoanerView, LoanView
from services.repairs.routes.roles import APPROVERS, ISSUERS, LENDERS, LOAN_READERS, STOREKEEPERS
from services.repairs.routes.sent import A_HASH, AN_ID, Accessories, Sha256
from services.repairs.use_cases import lending
from services.repairs.use_cases.access import loan_in_sight, loans_narrowed
from services.repairs.work import Work
from shared.actor import Role
from shared.money import Money
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, ShortText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="loans")


class AddUnit(Body):
    """A unit that can be lent, and what a customer leaves for it."""

    EXAMPLE: ClassVar = {"product_model": "DS-7816N-K2", "serial": "DYJ-0007", "deposit": "500.00"}

    product_model: ShortText
    serial: ShortText
    accessories: Accessories = ()
    deposit: Money


class AskForLoaner(Body):
    """Which unit, for which item in repair, and why."""

    EXAMPLE: ClassVar = {"repair_id": AN_ID, "loaner_id": AN_ID, "reason": "promise_missed", "handover": "counter"}

    repair_id: UUID
    loaner_id: UUID
    reason: LoanReason
    handover: Handover = Handover.COUNTER


class SignedAgreement(Body):
    """The signed document 代用机使用文件, by reference."""

    EXAMPLE: ClassVar = {"contact_id": AN_ID, "reference": "agreements/2026/17", "sha256": A_HASH}

    contact_id: UUID
    reference: Code
    sha256: Sha256


class Approval(Body):
    """The manager says his reason where the loan rests on it."""

    EXAMPLE: ClassVar = {}

    reason: ShortText | None = None


class Refusal(Body):
    """Why it is not lent."""

    EXAMPLE: ClassVar = {"reason": "no_need_shown"}

    reason: Code


class Bringer(Body):
    """Who brings it to the customer."""

    EXAMPLE: ClassVar = {"technician_id": AN_ID}

    technician_id: UUID


class Return(Body):
    """In which condition it came back."""

    EXAMPLE: ClassVar = {"condition": "good"}

    condition: Condition


class LoanerFilter(Listing):
    """Which units."""

    state: LoanerState | None = None
    product_model: ShortText | None = None


class LoanFilter(Listing):
    """Which loans."""

    state: LoanState | None = None
    loaner_id: UUID | None = None
    repair_id: UUID | None = None
    ticket_id: UUID | None = None
    is_overdue: bool | None = None


@routes.creates("/loaners", LoanerView, may=STOREKEEPERS, refuses=(AmountWrong, LoanerThere))
async def add_loaner(unit: Sent[AddUnit], door: Door[Work]) -> Answer:
    """Add a unit that can be lent."""
    return await door.change(
        lambda work: lending.add_unit(unit.product_model, unit.serial, unit.accessories, unit.deposit, work),
        show=LoanerView.of,
    )


@routes.commands("/loaners/{loaner_id}/check", LoanerView, may=STOREKEEPERS, refuses=(LoanerNotFound, ActionNotAllowed))
async def pass_loaner(loaner_id: UUID, door: Door[Work]) -> Answer:
    """Say that a unit which came back damaged is in order again."""
    return await door.change(lambda work: lending.pass_check(loaner_id, work), show=LoanerView.of)


@routes.commands(
    "/loaners/{loaner_id}/withdrawal", LoanerView, may=STOREKEEPERS, refuses=(LoanerNotFound, ActionNotAllowed)
)
async def withdraw_loaner(loaner_id: UUID, door: Door[Work]) -> Answer:
    """Lend a unit no more."""
    return await door.change(lambda work: lending.withdraw(loaner_id, work), show=LoanerView.of)


@routes.creates(
    "/loans",
    LoanView,
    may=LENDERS,
    refuses=(RepairNotFound, LoanerNotFound, ActionNotAllowed, LoanThere, NoReasonForLoan, RepairIsOver),
)
async def ask_for_loaner(wish: Sent[AskForLoaner], door: Door[Work]) -> Answer:
    """Ask for a loaner: the unit is kept for this customer, the deposit is due, two persons approve."""
    asked = lending.LoanWish(**{name: getattr(wish, name) for name in AskForLoaner.model_fields})
    return await door.change(lambda work: lending.ask(asked, work), show=LoanView.of)


@routes.commands(
    "/loans/{loan_id}/agreement", LoanView, may=LENDERS, refuses=(LoanNotFound, ActionNotAllowed, ContactNotListed)
)
async def sign_agreement(loan_id: UUID, signed: Sent[SignedAgreement], door: Door[Work]) -> Answer:
    """Keep the agreement that the customer has signed."""
    return await door.change(
        lambda work: lending.sign(loan_id, signed.contact_id, signed.reference, signed.sha256, work), show=LoanView.of
    )


@routes.commands(
    "/loans/{loan_id}/approvals",
    LoanView,
    may=APPROVERS,
    refuses=(LoanNotFound, ActionNotAllowed, NotYourStep, ApprovedTwice, ReasonMissing),
)
async def approve_loan(loan_id: UUID, approval: Sent[Approval], door: Door[Work]) -> Answer:
    """Approve: the manager, then the logistics director; nobody twice, nor who asked (4.5)."""
    return await door.change(lambda work: lending.approve(loan_id, approval.reason, work), show=LoanView.of)


@routes.commands(
    "/loans/{loan_id}/refusal",
    LoanView,
    may=(*APPROVERS, *LENDERS),
    refuses=(LoanNotFound, ActionNotAllowed, ReasonUnknown),
)
async def refuse_loan(loan_id: UUID, refusal: Sent[Refusal], door: Door[Work]) -> Answer:
    """Refuse a loan, or withdraw it for the customer: the deposit goes back."""
    step = "customer" if door.actor.role is Role.SPECIALIST else door.actor.role.value
    return await door.change(lambda work: lending.refuse(loan_id, step, refusal.reason, work), show=LoanView.of)


@routes.commands(
    "/loans/{loan_id}/delivery",
    LoanView,
    may=ISSUERS,
    refuses=(LoanNotFound, ActionNotAllowed, DepositNotTaken, AgreementNotSigned, RepairIsOver),
)
async def deliver_loaner(loan_id: UUID, bringer: Sent[Bringer], door: Door[Work]) -> Answer:
    """Give the unit to the technician who brings it; his visit says when the customer has it."""
    return await door.change(lambda work: lending.send(loan_id, bringer.technician_id, work), show=LoanView.of)


@routes.commands("/loans/{loan_id}/homecoming", LoanView, may=ISSUERS, refuses=(LoanNotFound, ActionNotAllowed))
async def bring_loaner_back(loan_id: UUID, door: Door[Work]) -> Answer:
    """Take the unit back from a technician who found nobody at home."""
    return await door.change(lambda work: lending.come_back(loan_id, work), show=LoanView.of)


@routes.commands(
    "/loans/{loan_id}/issue",
    LoanView,
    may=ISSUERS,
    refuses=(LoanNotFound, ActionNotAllowed, DepositNotTaken, AgreementNotSigned, RepairIsOver),
)
async def issue_loaner(loan_id: UUID, door: Door[Work]) -> Answer:
    """Give the unit to the customer; the days begin."""
    return await door.change(lambda work: lending.issue(loan_id, work.now, work), show=LoanView.of)


@routes.commands("/loans/{loan_id}/return", LoanView, may=ISSUERS, refuses=(LoanNotFound, ActionNotAllowed))
async def take_loaner_back(loan_id: UUID, back: Sent[Return], door: Door[Work]) -> Answer:
    """Take the unit back with its condition; the deposit is settled by it."""
    return await door.change(lambda work: lending.take_back(loan_id, back.condition, work), show=LoanView.of)


@routes.shows("/loaners/{loaner_id}", LoanerView, may=LOAN_READERS, refuses=(LoanerNotFound,))
async def show_loaner(loaner_id: UUID, door: Door[Work]) -> Answer:
    """One unit."""
    return await door.read(lambda work: work.loaners.get(loaner_id), show=LoanerView.of)


@routes.lists("/loaners", LoanerView, may=LOAN_READERS)
async def list_loaners(wanted: Asked[LoanerFilter], door: Door[Work]) -> Answer:
    """Units, newest first."""
    return await door.page(
        wanted,
        lambda work: queries.loaners(
            work.reader, wanted.state, wanted.product_model, wanted.after(UUID), wanted.rows_to_read
        ),
        show=LoanerView.of,
        by=("id",),
    )


@routes.shows("/loans/{loan_id}", LoanView, may=LOAN_READERS, refuses=(LoanNotFound,))
async def show_loan(loan_id: UUID, door: Door[Work]) -> Answer:
    """One loan; a technician sees those he delivers."""
    return await door.read(lambda work: loan_in_sight(loan_id, work), show=LoanView.of)


@routes.lists("/loans", LoanView, may=LOAN_READERS)
async def list_loans(wanted: Asked[LoanFilter], door: Door[Work]) -> Answer:
    """Loans, newest first; a technician sees those he delivers."""
    named = {name: getattr(wanted, name) for name in LoanFilter.model_fields if name not in Listing.model_fields}
    asked = loans_narrowed(queries.LoansWanted(**named), door.actor)
    return await door.page(
        wanted,
        lambda work: queries.loans(work.reader, asked, wanted.after(UUID), wanted.rows_to_read),
        show=LoanView.of,
        by=("id",),
    )


@routes.lists("/loans/{loan_id}/history", AuditEntry, may=LOAN_READERS, refuses=(LoanNotFound,))
async def show_loan_history(loan_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a loan, oldest first."""
    return await history(door, wanted, lambda work: loan_in_sight(loan_id, work))
