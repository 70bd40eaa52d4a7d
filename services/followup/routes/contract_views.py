"""What we show of contracts, their notices and their imports."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.followup.domain.contract import Contract, ContractKind
from services.followup.domain.contract_import import ContractImport, RowOutcome, RowReport
from services.followup.domain.notice import LostReason, Notice, Sending, Visit
from services.followup.domain.states import ContractState, NoticeState
from shared.money import Money
from shared.web.answer import View


class TermView(View):
    """One term, with its first and last day."""

    starts_on: date
    ends_on: date
    months: int
    device_points: int
    yearly_price: Money


class NoticeView(View):
    """An expiry notice 保养到期通知书."""

    number: str
    state: NoticeState
    clause: str
    ends_on: date
    renewal_price: Money | None
    price_list: str | None
    made_at: datetime
    sendings: tuple[Sending, ...]
    visit: Visit | None
    ask_again_on: date | None
    lost_reason: LostReason | None
    outcome_at: datetime | None

    @classmethod
    def of(cls, notice: Notice) -> "NoticeView":
        """What we show of a notice."""
        return cls(**{name: getattr(notice, name) for name in cls.model_fields})


class ContractView(View):
    """A contract."""

    id: UUID
    number: str
    version: int
    state: ContractState
    kind: ContractKind
    customer_id: UUID
    site_ids: tuple[UUID, ...]
    starts_on: date
    ends_on: date
    terms: tuple[TermView, ...]
    are_parts_included: bool
    device_points: int
    """Of the first term."""
    yearly_price: Money
    """Of the first term."""
    clause: str
    policy_revision: str
    is_price_agreed: bool
    price_approved_by: str | None
    external_reference: str | None
    renews_contract_id: UUID | None
    next_contract_id: UUID | None
    waits_for_payment: bool
    signed_at: datetime | None
    terminated_on: date | None
    given_back: Money | None
    notice: NoticeView | None

    @classmethod
    def of(cls, contract: Contract) -> "ContractView":
        """What we show of a contract."""
        terms = tuple(
            TermView(
                starts_on=each.starts_on,
                ends_on=each.ends_on,
                months=each.term.months,
                device_points=each.term.device_points,
                yearly_price=each.term.yearly_price,
            )
            for each in contract.term_days
        )
        own: dict[str, Any] = {
            "terms": terms,
            "device_points": contract.terms[0].device_points,
            "yearly_price": contract.terms[0].yearly_price,
            "notice": None if contract.notice is None else NoticeView.of(contract.notice),
        }
        return cls(**own, **{name: getattr(contract, name) for name in cls.model_fields if name not in own})


class ImportView(View):
    """What became of each row of an import."""

    id: UUID
    number: str
    version: int
    imported_at: datetime
    accepted: int
    known: int
    refused: int
    rows: tuple[RowReport, ...]

    @classmethod
    def of(cls, imported: ContractImport) -> "ImportView":
        """What we show of an import."""
        outcomes = [row.outcome for row in imported.rows]
        return cls(
            id=imported.id,
            number=imported.number,
            version=imported.version,
            imported_at=imported.imported_at,
            accepted=outcomes.count(RowOutcome.ACCEPTED),
            known=outcomes.count(RowOutcome.KNOWN),
            refused=outcomes.count(RowOutcome.REFUSED),
            rows=imported.rows,
        )
