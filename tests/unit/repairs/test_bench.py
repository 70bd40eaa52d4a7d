"""Consent, exclusions, refusal, delays and data at the bench, as tables a business person can check."""

from dataclasses import replace
from typing import Any

import pytest

from services.repairs.domain import bench, desk, factory
from services.repairs.domain.bench import Agreed, Exclusion
from services.repairs.domain.copies import TicketCopy
from services.repairs.domain.endings import handing_out
from services.repairs.domain.entries import BenchFinding, BenchTest, DataChoice, Delay, Means, Outcome, Photo
from services.repairs.domain.fees import fee_terms
from services.repairs.domain.promises.promise import Way
from services.repairs.domain.refusals import (
    ConsentMissing,
    DataConsentMissing,
    DelayNotExplained,
    DelayNotThere,
    FaultStillThere,
    ReasonUnknown,
)
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import REPAIR_LIFE, RepairAction, RepairState
from shared.events.intake.decisions import CoverageVerdict
from shared.events.repairs.bench import ExclusionFound
from shared.events.repairs.promises import DelayExplained, PromiseAtRisk
from shared.identifiers import new_id
from shared.money import Money
from tests.unit.repairs.items import AT, POLICY, SPECIALIST, a_ticket, around, brought_in, confirmed, days, verdict

QUOTE, OTHER_QUOTE = new_id(), new_id()
PAID = a_ticket(warranty=verdict(CoverageVerdict.NOT_COVERED))
UNDECIDED = a_ticket(warranty=None)
EIGHTY = Money.of("80.00")
PHOTO = Photo(reference="p/1", sha256="0" * 64)


@pytest.mark.parametrize(
    ("ticket", "state"),
    [
        (a_ticket(), RepairState.TESTED),
        (PAID, RepairState.WAITING_FOR_CONSENT),
        (UNDECIDED, RepairState.WAITING_FOR_CONSENT),  # "verdict pending": it may have to be paid
    ],
)
def test_what_is_to_be_paid_waits_for_consent_as_soon_as_it_is_tested(ticket: Any, state: RepairState) -> None:
    assert confirmed(ticket).state is state


NOTHING_FOUND = desk.Tested(finding=BenchFinding.NOT_REPRODUCED, fault=None, way=None, ready_until=None)
NO_LONGER_COVERED: list[tuple[str, Any]] = [
    ("judged before there was a verdict", UNDECIDED),
    ("judged otherwise", a_ticket()),
]


@pytest.mark.parametrize(("before", "ticket"), NO_LONGER_COVERED)
@pytest.mark.parametrize("parts", [CoverageVerdict.NOT_COVERED, CoverageVerdict.UNDETERMINED])
def test_an_item_without_a_fault_waits_for_no_consent_whatever_is_judged(
    before: str, ticket: TicketCopy, parts: CoverageVerdict
) -> None:
    tested, _ = desk.record_test(brought_in(ticket), NOTHING_FOUND, "WX1", around())
    terms = fee_terms(a_ticket(warranty=verdict(parts, 2)), None, POLICY)
    judged = bench.judge(tested, terms, now=AT)
    declined = bench.lose_consent(judged, QUOTE, now=AT)
    assert (judged.state, declined.state) == (RepairState.TESTED, RepairState.TESTED), before
    ready, _ = handing_out.make_ready(declined, None, POLICY, now=AT)
    assert ready.outcome is Outcome.NO_FAULT_FOUND


def test_an_exclusion_at_an_item_without_a_fault_waits_only_for_the_verdict() -> None:
    tested, _ = desk.record_test(brought_in(), NOTHING_FOUND, "WX1", around())
    seen = Exclusion(exclusion="4.6.2", evidence=(PHOTO,), is_disputed=False)
    found, _ = bench.find_exclusion(tested, seen, SPECIALIST, POLICY, now=AT)
    assert found.state is RepairState.WAITING_FOR_CONSENT
    same = bench.judge(found, found.fee, now=AT)
    assert same.state is RepairState.WAITING_FOR_CONSENT
    terms = fee_terms(a_ticket(warranty=verdict(CoverageVerdict.NOT_COVERED, 2)), None, POLICY)
    assert bench.judge(found, terms, now=AT).state is RepairState.TESTED


def test_work_on_an_item_whose_fault_showed_later_stops_for_money_like_any_other() -> None:
    tested, _ = desk.record_test(brought_in(), NOTHING_FOUND, "WX1", around())
    terms = fee_terms(a_ticket(warranty=verdict(CoverageVerdict.NOT_COVERED, 2)), None, POLICY)
    working = bench.start_work(tested, POLICY, now=AT)
    assert bench.judge(working, terms, now=AT).state is RepairState.WAITING_FOR_CONSENT


def test_consent_lets_the_work_go_on_and_its_lapse_stops_it() -> None:
    waiting = confirmed(PAID)
    agreed = bench.consent(waiting, QUOTE, EIGHTY, now=AT)
    assert (agreed.state, agreed.has_consent) == (RepairState.TESTED, True)
    working = bench.start_work(agreed, POLICY, now=AT)
    assert bench.lose_consent(working, OTHER_QUOTE, now=AT) == working, "an older quote takes nothing back"
    assert bench.lose_consent(working, QUOTE, now=AT).state is RepairState.WAITING_FOR_CONSENT


def test_a_declined_price_leaves_the_item_waiting_for_another_quote_or_a_refusal() -> None:
    declined = bench.lose_consent(confirmed(PAID), QUOTE, now=AT)
    assert declined.state is RepairState.WAITING_FOR_CONSENT
    assert REPAIR_LIFE.allows(declined.state, RepairAction.REFUSE)


def _at_the_warehouse() -> Repair:
    agreed = bench.consent(confirmed(PAID, Way.FACTORY), QUOTE, EIGHTY, now=AT)
    return factory.hand_over(agreed, POLICY, now=AT)[0]


def test_what_lies_at_the_warehouse_is_not_packed_when_the_consent_has_lapsed() -> None:
    lapsed = bench.lose_consent(_at_the_warehouse(), QUOTE, now=AT)
    assert lapsed.state is RepairState.WITH_WAREHOUSE
    with pytest.raises(ConsentMissing) as refused:
        factory.put_in_batch(lapsed, factory.BatchId(new_id()), POLICY, now=AT)
    assert refused.value.clause == "5.5"


def test_nothing_is_fixed_at_the_counter_for_money_before_the_customer_agreed() -> None:
    fixed = desk.Tested(finding=BenchFinding.FIXED_AT_COUNTER, fault="loose_cable", way=None, ready_until=None)
    with pytest.raises(ConsentMissing):
        desk.record_test(brought_in(PAID), fixed, "WX1", around())
    after, _ = desk.record_test(brought_in(), fixed, "WX1", around())
    ready, _ = handing_out.make_ready(after, None, POLICY, now=AT)
    assert ready.outcome is Outcome.FIXED_AT_COUNTER


def test_an_exclusion_voids_the_consent_and_waits_for_the_verdict_and_a_new_consent() -> None:
    agreed = bench.start_work(bench.consent(confirmed(PAID), QUOTE, EIGHTY, now=AT), POLICY, now=AT)
    seen = Exclusion(exclusion="4.6.2", evidence=(PHOTO,), is_disputed=False)
    found, [told] = bench.find_exclusion(agreed, seen, SPECIALIST, POLICY, now=AT)
    assert (found.state, found.quote) == (RepairState.WAITING_FOR_CONSENT, None)
    assert isinstance(told, ExclusionFound)
    assert (told.exclusion, told.clause, told.evidence_sha256) == ("4.6.2", "4.6.2", ("0" * 64,))
    judged = fee_terms(a_ticket(warranty=verdict(CoverageVerdict.NOT_COVERED, 2)), None, POLICY)
    assert bench.judge(found, judged, now=AT).state is RepairState.WAITING_FOR_CONSENT


@pytest.mark.parametrize(
    ("parts", "state"),
    [
        (CoverageVerdict.COVERED, RepairState.TESTED),
        (CoverageVerdict.NOT_COVERED, RepairState.WAITING_FOR_CONSENT),
        (CoverageVerdict.UNDETERMINED, RepairState.WAITING_FOR_CONSENT),
    ],
)
def test_the_verdict_after_an_exclusion_says_whether_work_goes_on(parts: CoverageVerdict, state: RepairState) -> None:
    seen = Exclusion(exclusion="4.6.1", evidence=(PHOTO,), is_disputed=True)
    found, _ = bench.find_exclusion(confirmed(), seen, SPECIALIST, POLICY, now=AT)
    assert found.is_waiting_for_verdict
    judged = fee_terms(a_ticket(warranty=verdict(parts, 2)), None, POLICY)
    assert bench.judge(found, judged, now=AT).state is state


def test_the_copy_of_the_verdict_we_know_does_not_answer_an_exclusion() -> None:
    found, _ = bench.find_exclusion(
        confirmed(), Exclusion(exclusion="4.6.1", evidence=(PHOTO,), is_disputed=False), SPECIALIST, POLICY, now=AT
    )
    same = fee_terms(a_ticket(), None, POLICY)
    assert bench.judge(found, same, now=AT).state is RepairState.WAITING_FOR_CONSENT


def test_reasons_are_those_of_the_policy() -> None:
    item = confirmed()
    with pytest.raises(ReasonUnknown):
        bench.find_exclusion(
            item, Exclusion(exclusion="4.7", evidence=(PHOTO,), is_disputed=False), SPECIALIST, POLICY, now=AT
        )
    with pytest.raises(ReasonUnknown):
        bench.refuse(item, Agreed(reason="mood", contact_id=new_id(), means=Means.PHONE), SPECIALIST, POLICY, now=AT)
    with pytest.raises(ReasonUnknown):
        bench.explain_delay(item, "mood", None, SPECIALIST, POLICY, now=AT)


def test_a_refused_repair_goes_back_as_it_is() -> None:
    word = Agreed(reason="price", contact_id=new_id(), means=Means.PHONE)
    refused, _ = bench.refuse(confirmed(PAID), word, SPECIALIST, POLICY, now=AT)
    ready, _ = handing_out.make_ready(refused, None, POLICY, now=AT)
    assert (refused.state, ready.state, ready.outcome) == (RepairState.REFUSED, RepairState.READY, Outcome.REFUSED)


@pytest.mark.parametrize(
    ("category", "holds_data", "data", "is_taken"),
    [
        ("camera", False, None, True),
        ("dvr", False, None, False),
        ("hard_disk", False, None, False),
        (None, True, None, False),
        ("dvr", False, DataChoice.CONSENTED, True),
        ("dvr", False, DataChoice.DISK_STAYS, True),
    ],
)
def test_a_recorder_is_taken_with_consent_or_without_its_disk(
    category: str | None, data: DataChoice | None, *, holds_data: bool, is_taken: bool
) -> None:
    said: dict[str, Any] = {
        "product_category": category,
        "holds_data": holds_data,
        "data": None if data is None else desk.DataSaid(choice=data, contact_id=new_id()),
    }
    if is_taken:
        assert brought_in(**said).state is RepairState.RECEIVED
    else:
        with pytest.raises(DataConsentMissing) as refused:
            brought_in(**said)
        assert refused.value.field == "data"


def test_a_late_repair_that_is_reported_early_reaches_the_supervisor_once() -> None:
    item, events = bench.explain_delay(confirmed(), "part_not_available", None, SPECIALIST, POLICY, now=AT)
    assert [type(event) for event in events] == [PromiseAtRisk, DelayExplained]
    _, again = bench.explain_delay(item, "factory_late", AT, SPECIALIST, POLICY, now=AT)
    assert [type(event) for event in again] == [DelayExplained]


def test_where_nothing_is_promised_nothing_is_late() -> None:
    with pytest.raises(DelayNotThere):
        bench.explain_delay(brought_in(), "factory_late", None, SPECIALIST, POLICY, now=AT)


def test_a_missed_promise_has_a_cause_before_the_item_goes_out() -> None:
    late = replace(bench.start_work(confirmed(), POLICY, now=AT), is_promise_missed=True)
    with pytest.raises(DelayNotExplained):
        handing_out.make_ready(late, Outcome.REPAIRED, POLICY, now=days(5))
    explained = replace(late, delay=Delay(cause="factory_late", explained_at=AT, explained_by="a"))
    assert handing_out.make_ready(explained, Outcome.REPAIRED, POLICY, now=days(5))[0].state is RepairState.READY


def test_what_came_back_and_still_shows_the_fault_is_not_repaired() -> None:
    away, _ = factory.send(
        factory.put_in_batch(_at_the_warehouse(), factory.BatchId(new_id()), POLICY, now=AT),
        factory.Expected(until=days(14), deadline_id=new_id()),
        POLICY,
        now=AT,
    )
    back, _ = factory.take_back(
        away, factory.CameBack(repair_id=away.id, serial_out=None, outcome=None), POLICY, now=AT
    )
    still = BenchTest(finding=BenchFinding.CONFIRMED, fault="no_power", tested_at=AT, tested_by="a")
    tested = bench.retest(back, still, now=AT)
    with pytest.raises(FaultStillThere):
        handing_out.make_ready(tested, None, POLICY, now=AT)
    assert factory.hand_over(tested, POLICY, now=AT)[0].state is RepairState.WITH_WAREHOUSE
    works = replace(still, finding=BenchFinding.NOT_REPRODUCED, fault=None)
    assert (
        handing_out.make_ready(bench.retest(back, works, now=AT), None, POLICY, now=AT)[0].outcome is Outcome.REPAIRED
    )
