"""A contract: what it covers and until when; a project's warranty, maintenance for a term, or a special agreement."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NewType
from uuid import UUID

from services.followup.domain.notice import Notice
from services.followup.domain.policy import ContractRule, FollowupPolicy, GivesBack, InForceFrom
from services.followup.domain.refusals import (
    ApprovedByHimself,
    NotBeforeItsFirstDay,
    PriceNotApproved,
    RenewedAlready,
    TermTooLong,
)
from services.followup.domain.states import (
    CONTRACT_LIFE,
    NOTICE_LIFE,
    UNDER_COVER,
    ContractAction,
    ContractState,
    NoticeAction,
)
from services.followup.domain.term import Term, TermDays
from shared.calendar import add_months
from shared.events.contract import Event
from shared.events.followup.contracts import (
    ContractEnded,
    ContractRenewed,
    ContractSigned,
    ContractTerm,
    ContractTerminated,
    ContractTookEffect,
)
from shared.money import Money, total
from shared.policy import BUSINESS_ZONE

ContractId = NewType("ContractId", UUID)


class ContractKind(StrEnum):
    """What was agreed."""

    ENGINEERING = "engineering"
    MAINTENANCE = "maintenance"
    SPECIAL_AGREEMENT = "special_agreement"


class EndReason(StrEnum):
    """Why a contract is ended early."""

    CUSTOMERS_WISH = "customers_wish"
    NOT_PAID = "not_paid"
    BREACH = "breach"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True)
class Contract:
    """Drafted, signed, in force for its terms, and in the end renewed, ended or terminated."""

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
    terms: tuple[Term, ...]
    """At least one; they follow each other without a gap."""
    are_parts_included: bool
    clause: str
    policy_revision: str
    drafted_by: str
    is_price_agreed: bool = False
    """Agreed case by case instead of following the tariff (3.4): somebody else approves it."""
    price_approved_by: str | None = None
    external_reference: str | None = None
    """The number it has in the paper files or another system; imported once."""
    renews_contract_id: UUID | None = None
    next_contract_id: UUID | None = None
    waits_for_payment: bool = False
    signed_at: datetime | None = None
    terminated_on: date | None = None
    """The last day of the cover, where it was ended early."""
    given_back: Money | None = None
    notice: Notice | None = None
    deadline_id: UUID | None = None
    """Of the next thing that time does with it."""

    @property
    def term_days(self) -> tuple[TermDays, ...]:
        """Each term with its days; N months from day D end on the same day N months later (reading of clause 4)."""
        found: list[TermDays] = []
        starts_on = self.starts_on
        for term in self.terms:
            ends_on = add_months(starts_on, term.months)
            found.append(TermDays(starts_on=starts_on, ends_on=ends_on, term=term))
            starts_on = ends_on + timedelta(days=1)
        return tuple(found)

    @property
    def ends_on(self) -> date:
        """The last day of the cover, that day included; a term that another one follows ends nothing."""
        return self.terminated_on or self.term_days[-1].ends_on

    @property
    def last_term(self) -> Term:
        """The term at whose end the cover ends."""
        return self.terms[-1]

    @property
    def is_watched(self) -> bool:
        """Whether its customer gets care calls (5.14)."""
        return self.state in UNDER_COVER or (self.state is ContractState.SIGNED and not self.waits_for_payment)

    def agree_price(self, by: str) -> "Contract":
        """Somebody else than its author approves a price beside the tariff (3.4)."""
        state = CONTRACT_LIFE.after(self.state, ContractAction.AGREE_PRICE)
        if by == self.drafted_by:
            raise ApprovedByHimself("somebody else approves the price", clause=self.clause)
        return replace(self, state=state, price_approved_by=by)

    def sign(self, policy: FollowupPolicy, *, deadline_id: UUID, now: datetime) -> tuple["Contract", Sequence[Event]]:
        """Both sides have signed: the cover counts from its first day, or from its payment by setting."""
        rule = rule_for(self.kind, policy)
        state = CONTRACT_LIFE.after(self.state, ContractAction.SIGN)
        if self.is_price_agreed and self.price_approved_by is None:
            raise PriceNotApproved("the price is not the tariff's: it needs an approval", clause=rule.price_clause)
        costs = any(term.yearly_price for term in self.terms)
        waits = rule.in_force_from is InForceFrom.PAYMENT and costs and self.external_reference is None
        contract = replace(self, state=state, signed_at=now, deadline_id=deadline_id, waits_for_payment=waits)
        signed = ContractSigned(
            **contract._cover(),
            waits_for_payment=waits,
            is_price_agreed=self.is_price_agreed,
            is_imported=self.external_reference is not None,
            renews_contract_id=self.renews_contract_id,
            months=sum(term.months for term in self.terms),
            terms=tuple(
                ContractTerm(
                    starts_on=each.starts_on,
                    ends_on=each.ends_on,
                    device_points=each.term.device_points,
                    yearly_price=each.term.yearly_price,
                )
                for each in self.term_days
            ),
            policy_revision=self.policy_revision,
            signed_at=now,
        )
        return contract, [signed]

    def paid(self, *, deadline_id: UUID, paid_at: datetime) -> tuple["Contract", Sequence[Event]]:
        """The payment it waited for has come; its first day may still be ahead."""
        if not self.waits_for_payment or self.state is not ContractState.SIGNED:
            return self, []
        contract = replace(self, waits_for_payment=False, deadline_id=deadline_id)
        return contract, [ContractTookEffect(**self._cover(), took_effect_at=paid_at)]

    def next_step(self, policy: FollowupPolicy, *, now: datetime) -> tuple[ContractAction, datetime] | None:
        """What time does with it next, and at which instant; None when nothing is to come."""
        over = day_begins(self.ends_on + timedelta(days=1))
        if self.state is ContractState.SIGNED:
            if self.waits_for_payment:
                return ContractAction.END, over
            return ContractAction.TAKE_EFFECT, day_begins(self.starts_on)
        if self.state is ContractState.IN_FORCE and now < over:
            return ContractAction.COME_NEAR_END, day_begins(notice_day(self.ends_on, policy))
        if self.state in UNDER_COVER:
            return ContractAction.END, over
        return None

    def take_effect(self, *, deadline_id: UUID) -> "Contract":
        """Its first day has come."""
        state = CONTRACT_LIFE.after(self.state, ContractAction.TAKE_EFFECT)
        return replace(self, state=state, deadline_id=deadline_id)

    def come_near_end(self, notice: Notice, *, deadline_id: UUID) -> "Contract":
        """The customer has to be told that the cover ends (5.13)."""
        state = CONTRACT_LIFE.after(self.state, ContractAction.COME_NEAR_END)
        return replace(self, state=state, notice=notice, deadline_id=deadline_id)

    def end(self, *, at: datetime) -> tuple["Contract", Sequence[Event]]:
        """Its last day is over; one that waited for its payment until then has covered nothing."""
        state = CONTRACT_LIFE.after(self.state, ContractAction.END)
        ended = ContractEnded(
            **self._facts(),
            kind=self.kind.value,
            ends_on=self.ends_on,
            has_covered=not self.waits_for_payment,
            clause=self.clause,
            ended_at=at,
        )
        return replace(self, state=state, deadline_id=None), [ended]

    def renew(self, following: "Contract", *, deadline_id: UUID, now: datetime) -> tuple["Contract", Sequence[Event]]:
        """Another contract was signed that follows this one."""
        state = CONTRACT_LIFE.after(self.state, ContractAction.RENEW)
        if self.next_contract_id is not None:
            raise RenewedAlready("another contract follows this one already")
        renewed = ContractRenewed(
            **self._facts(),
            next_contract_id=following.id,
            next_starts_on=following.starts_on,
            next_ends_on=following.ends_on,
            clause=self.clause,
            renewed_at=now,
        )
        notice = self.notice
        if notice is not None:
            won = NOTICE_LIFE.after(notice.state, NoticeAction.WIN)
            notice = replace(notice, state=won, outcome_at=now)
        contract = replace(self, state=state, next_contract_id=following.id, notice=notice, deadline_id=deadline_id)
        return contract, [renewed]

    def terminate(
        self, last_day: date, reason: EndReason, policy: FollowupPolicy, *, now: datetime
    ) -> tuple["Contract", Sequence[Event]]:
        """It ends early; what the unused days cost goes back by setting, and of one not yet paid nothing is owed."""
        state = CONTRACT_LIFE.after(self.state, ContractAction.TERMINATE)
        if not self.starts_on - timedelta(days=1) <= last_day < self.ends_on:
            raise NotBeforeItsFirstDay("the last day lies within the term", field="last_day", clause=self.clause)
        pro_rata = rule_for(self.kind, policy).gives_back is GivesBack.PRO_RATA and not self.waits_for_payment
        given_back = total(each.unused_price(last_day) for each in self.term_days) if pro_rata else Money.ZERO
        terminated = ContractTerminated(
            **self._facts(),
            last_day=last_day,
            reason=reason.value,
            unused_days=sum(each.days_after(last_day) for each in self.term_days),
            given_back=given_back,
            has_covered=not self.waits_for_payment,
            clause=self.clause,
            terminated_at=now,
        )
        contract = replace(self, state=state, terminated_on=last_day, given_back=given_back, deadline_id=None)
        return contract, [terminated]

    def with_notice(self, notice: Notice) -> "Contract":
        """What became of its expiry notice."""
        return replace(self, notice=notice)

    def _facts(self) -> dict[str, Any]:
        return {"contract_id": self.id, "number": self.number, "customer_id": self.customer_id}

    def _cover(self) -> dict[str, Any]:
        return self._facts() | {
            "site_ids": self.site_ids,
            "kind": self.kind.value,
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
            "are_parts_included": self.are_parts_included,
            "device_points": self.terms[0].device_points,
            "yearly_price": self.terms[0].yearly_price,
            "clause": self.clause,
        }


def day_begins(day: date) -> datetime:
    """The first instant of a business day, in UTC."""
    return datetime.combine(day, time.min, BUSINESS_ZONE).astimezone(UTC)


def notice_day(ends_on: date, policy: FollowupPolicy) -> date:
    """The same day of the month before, or that month's last day (5.13)."""
    return add_months(ends_on, -policy.expiry_notice.months_before)


def rule_for(kind: ContractKind, policy: FollowupPolicy) -> ContractRule:
    """What the policy says about this kind of contract."""
    rules = {
        ContractKind.ENGINEERING: policy.engineering_contract,
        ContractKind.MAINTENANCE: policy.maintenance_contract,
        ContractKind.SPECIAL_AGREEMENT: policy.special_agreement,
    }
    return rules[kind]


def check_terms(kind: ContractKind, terms: Sequence[Term], policy: FollowupPolicy) -> None:
    """Raises TermTooLong when all terms together are above the policy's limit for this kind."""
    rule = rule_for(kind, policy)
    if sum(term.months for term in terms) > rule.longest_months:
        raise TermTooLong(f"at most {rule.longest_months} months", clause=rule.clause, field="months")
