"""A contract: what it covers and until when; a project's warranty or maintenance for a term."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.followup.domain.policy import FollowupPolicy
from services.followup.domain.refusals import TermTooLong
from services.followup.domain.states import CONTRACT_LIFE, ContractAction, ContractState
from shared.calendar import add_months
from shared.events.contract import Event
from shared.events.followup.contracts import ContractSigned
from shared.money import Money

ContractId = NewType("ContractId", UUID)


class ContractKind(StrEnum):
    """What was agreed."""

    ENGINEERING = "engineering"
    MAINTENANCE = "maintenance"


@dataclass(frozen=True, kw_only=True)
class Contract:
    """Drafted, then signed; from then on its term counts."""

    id: ContractId
    number: str
    version: int = 0
    state: ContractState = ContractState.DRAFT
    kind: ContractKind
    customer_id: UUID
    site_ids: tuple[UUID, ...]
    """Empty: all sites of the customer."""
    starts_on: date
    """The completion date of a project, the first day of a maintenance term."""
    months: int
    are_parts_included: bool
    device_points: int
    yearly_price: Money
    clause: str
    signed_at: datetime | None = None

    @property
    def ends_on(self) -> date:
        """The last day of the cover, that day included (reading of clause 4)."""
        return add_months(self.starts_on, self.months)

    def sign(self, *, now: datetime) -> tuple["Contract", Sequence[Event]]:
        """Both sides have signed: the cover counts."""
        contract = replace(self, state=CONTRACT_LIFE.after(self.state, ContractAction.SIGN), signed_at=now)
        signed = ContractSigned(
            contract_id=self.id,
            number=self.number,
            customer_id=self.customer_id,
            site_ids=self.site_ids,
            kind=self.kind.value,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            are_parts_included=self.are_parts_included,
            device_points=self.device_points,
            yearly_price=self.yearly_price,
            clause=self.clause,
            signed_at=now,
        )
        return contract, [signed]


def clause_and_longest(kind: ContractKind, policy: FollowupPolicy) -> tuple[str, int]:
    """The clause a contract of this kind rests on, and the most months it may run."""
    if kind is ContractKind.ENGINEERING:
        return policy.engineering_contract.clause, policy.engineering_contract.longest_warranty_months
    return policy.maintenance_contract.clause, policy.maintenance_contract.longest_term_months


def check_term(kind: ContractKind, months: int, policy: FollowupPolicy) -> None:
    """Raises TermTooLong above the policy's limit for this kind."""
    clause, longest = clause_and_longest(kind, policy)
    if months > longest:
        raise TermTooLong(f"at most {longest} months", clause=clause, field="months")
