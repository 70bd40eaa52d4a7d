"""The dates, prices and ends of contracts, as tables."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.followup.domain.contract import Contract, ContractKind, EndReason, check_terms, day_begins, notice_day
from services.followup.domain.policy import GivesBack, InForceFrom
from services.followup.domain.refusals import (
    ApprovedByHimself,
    NotBeforeItsFirstDay,
    PriceNotApproved,
    RenewedAlready,
    TermTooLong,
)
from services.followup.domain.states import ContractAction, ContractState
from shared.calendar import add_months
from shared.events.followup.contracts import ContractEnded, ContractSigned, ContractTerminated
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.followup import POLICY, START, contract, term

NEVER = datetime(2020, 1, 1, tzinfo=UTC)


def _signed(draft: Contract, **setting: Any) -> Contract:
    rule = replace(POLICY.maintenance_contract, **setting)
    signed, _ = draft.sign(replace(POLICY, maintenance_contract=rule), deadline_id=new_id(), now=START)
    return signed


def _in_force(draft: Contract) -> Contract:
    return _signed(draft).take_effect(deadline_id=new_id())


@pytest.mark.parametrize(
    ("starts_on", "months", "last_day"),
    [
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
    ],
)
def test_a_contract_covers_until_the_same_day_that_day_included(starts_on: date, months: int, last_day: date) -> None:
    _, [signed] = contract(ContractKind.ENGINEERING, term(months), starts_on=starts_on).sign(
        POLICY, deadline_id=new_id(), now=START
    )
    assert isinstance(signed, ContractSigned)
    assert signed.ends_on == last_day


@pytest.mark.parametrize(
    ("ends_on", "notice"),
    [
        (date(2027, 1, 31), date(2026, 12, 31)),
        (date(2028, 2, 29), date(2028, 1, 29)),
        (date(2027, 3, 31), date(2027, 2, 28)),
        (date(2028, 3, 31), date(2028, 2, 29)),
        (date(2027, 12, 31), date(2027, 11, 30)),
        (date(2027, 1, 15), date(2026, 12, 15)),
    ],
)
def test_the_notice_is_due_one_calendar_month_before_the_end(ends_on: date, notice: date) -> None:
    assert notice_day(ends_on, POLICY) == notice


def test_terms_follow_each_other_without_a_gap_and_only_the_last_ends_the_cover() -> None:
    several = contract(ContractKind.MAINTENANCE, term(12), term(24, "3000.00", 20), starts_on=date(2026, 1, 1))
    assert [(each.starts_on, each.ends_on) for each in several.term_days] == [
        (date(2026, 1, 1), date(2027, 1, 1)),
        (date(2027, 1, 2), date(2029, 1, 2)),
    ]
    step = _in_force(several).next_step(POLICY, now=START)
    assert step == (ContractAction.COME_NEAR_END, day_begins(date(2028, 12, 2)))


@given(st.dates(date(2001, 1, 1), date(2080, 1, 1)), st.lists(st.integers(1, 60), min_size=1, max_size=5))
def test_no_day_is_lost_or_covered_twice_between_terms(starts_on: date, months: list[int]) -> None:
    days = contract(ContractKind.MAINTENANCE, *(term(each) for each in months), starts_on=starts_on).term_days
    assert days[0].starts_on == starts_on
    for before, after in pairwise(days):
        assert (after.starts_on - before.ends_on).days == 1


@given(st.dates(date(2001, 3, 1), date(2090, 1, 1)))
def test_a_notice_lies_in_the_month_before_the_end(ends_on: date) -> None:
    notice = notice_day(ends_on, POLICY)
    assert (ends_on.year * 12 + ends_on.month) - (notice.year * 12 + notice.month) == 1
    assert add_months(notice, 1) <= ends_on


@pytest.mark.parametrize(
    ("state", "now", "step"),
    [
        (ContractState.DRAFT, NEVER, None),
        (ContractState.SIGNED, NEVER, (ContractAction.TAKE_EFFECT, date(2026, 3, 1))),
        (ContractState.IN_FORCE, NEVER, (ContractAction.COME_NEAR_END, date(2027, 2, 1))),
        (ContractState.IN_FORCE, datetime(2030, 1, 1, tzinfo=UTC), (ContractAction.END, date(2027, 3, 2))),
        (ContractState.EXPIRING, NEVER, (ContractAction.END, date(2027, 3, 2))),
        (ContractState.RENEWED, NEVER, (ContractAction.END, date(2027, 3, 2))),
        (ContractState.ENDED, NEVER, None),
        (ContractState.TERMINATED, NEVER, None),
    ],
)
def test_what_time_does_next_with_a_contract_from_march_for_a_year(
    state: ContractState, now: datetime, step: tuple[ContractAction, date] | None
) -> None:
    wanted = None if step is None else (step[0], day_begins(step[1]))
    assert contract(state=state).next_step(POLICY, now=now) == wanted


def test_by_setting_a_contract_waits_for_its_payment() -> None:
    waiting = _signed(contract(), in_force_from=InForceFrom.PAYMENT)
    assert waiting.waits_for_payment
    assert waiting.next_step(POLICY, now=NEVER) == (ContractAction.END, day_begins(date(2027, 3, 2)))

    paid, [event] = waiting.paid(deadline_id=new_id(), paid_at=START)
    assert (paid.waits_for_payment, type(event).__name__) == (False, "ContractTookEffect")
    assert paid.paid(deadline_id=new_id(), paid_at=START) == (paid, [])


def test_a_contract_that_was_never_paid_has_covered_nothing() -> None:
    waiting = _signed(contract(), in_force_from=InForceFrom.PAYMENT)
    _, [terminated] = waiting.terminate(date(2026, 8, 31), EndReason.NOT_PAID, POLICY, now=START)
    _, [ended] = waiting.end(at=START)
    assert isinstance(terminated, ContractTerminated)
    assert isinstance(ended, ContractEnded)
    assert (terminated.has_covered, terminated.given_back, ended.has_covered) == (False, Money.ZERO, False)

    _, [paid] = _in_force(contract()).end(at=START)
    assert isinstance(paid, ContractEnded)
    assert paid.has_covered


@pytest.mark.parametrize(
    "free", [contract(ContractKind.MAINTENANCE, term(12, "0.00")), contract(external_reference="A")]
)
def test_what_costs_nothing_or_was_signed_on_paper_waits_for_no_payment(free: Contract) -> None:
    assert not _signed(free, in_force_from=InForceFrom.PAYMENT).waits_for_payment


def test_an_agreed_price_is_approved_by_somebody_else() -> None:
    draft = contract(is_price_agreed=True)
    with pytest.raises(PriceNotApproved) as refused:
        _signed(draft)
    assert refused.value.clause == "3.4"
    with pytest.raises(ApprovedByHimself):
        draft.agree_price("anna")
    assert _signed(draft.agree_price("bert")).state is ContractState.SIGNED


@pytest.mark.parametrize(
    ("last_day", "unused_days", "given_back"),
    [
        (date(2026, 2, 28), 366, "2400.00"),  # it never began
        (date(2026, 3, 1), 365, "2393.44"),
        (date(2026, 8, 31), 182, "1193.44"),
        (date(2027, 2, 28), 1, "6.56"),
    ],
)
def test_an_early_end_gives_back_the_unused_days(last_day: date, unused_days: int, given_back: str) -> None:
    ended, [event] = _in_force(contract()).terminate(last_day, EndReason.CUSTOMERS_WISH, POLICY, now=START)
    assert isinstance(event, ContractTerminated)
    assert (event.unused_days, event.given_back) == (unused_days, Money.of(given_back))
    assert ended.ends_on == last_day


@pytest.mark.parametrize(
    ("last_day", "unused_days", "given_back"),
    [
        (date(2026, 2, 28), 612, "4866.67"),  # 2,400.00 of the first, 2,466.67 of the second term: it never began
        (date(2027, 3, 1), 246, "2466.67"),  # the last day of the first term
        (date(2027, 3, 2), 245, "2456.64"),  # one of the 246 days of the second term is used
        (date(2027, 11, 1), 1, "10.03"),
    ],
)
def test_each_term_gives_back_its_own_unused_days(last_day: date, unused_days: int, given_back: str) -> None:
    """A term of 2,400 yuan, then one of eight months at 3,700 a year."""
    two = contract(ContractKind.MAINTENANCE, term(12), term(8, "3700.00"))
    _, [event] = _in_force(two).terminate(last_day, EndReason.CUSTOMERS_WISH, POLICY, now=START)
    assert isinstance(event, ContractTerminated)
    assert (event.unused_days, event.given_back) == (unused_days, Money.of(given_back))


def test_by_setting_an_early_end_gives_back_nothing() -> None:
    rule = replace(POLICY.maintenance_contract, gives_back=GivesBack.NOTHING)
    policy = replace(POLICY, maintenance_contract=rule)
    _, [event] = _in_force(contract()).terminate(date(2026, 8, 31), EndReason.BREACH, policy, now=START)
    assert isinstance(event, ContractTerminated)
    assert event.given_back == Money.ZERO


@pytest.mark.parametrize("last_day", [date(2026, 2, 27), date(2027, 3, 1), date(2028, 1, 1)])
def test_a_contract_ends_early_only_within_its_term(last_day: date) -> None:
    with pytest.raises(NotBeforeItsFirstDay):
        _in_force(contract()).terminate(last_day, EndReason.ERROR, POLICY, now=START)


def test_a_contract_is_renewed_once() -> None:
    old, following = _in_force(contract(ContractKind.ENGINEERING)), contract(starts_on=date(2027, 3, 2))
    renewed, _ = old.renew(following, deadline_id=new_id(), now=START)
    assert (renewed.state, renewed.next_contract_id) == (ContractState.RENEWED, following.id)
    ended, _ = renewed.end(at=START)
    with pytest.raises(RenewedAlready):
        ended.renew(contract(), deadline_id=new_id(), now=START)


def test_terms_beyond_the_policy_are_refused_by_clause() -> None:
    longest = POLICY.engineering_contract.longest_months
    check_terms(ContractKind.ENGINEERING, [term(longest - 12), term(12)], POLICY)
    with pytest.raises(TermTooLong) as refused:
        check_terms(ContractKind.ENGINEERING, [term(longest), term(1)], POLICY)
    assert refused.value.clause == "2.1.1"
