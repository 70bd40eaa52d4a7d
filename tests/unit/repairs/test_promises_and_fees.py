"""What customers are promised and told about the fee, as tables a business person can check."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import services.repairs
from services.repairs.domain.copies import ChargeCopy, TicketCopy, TicketId, WarrantyCopy
from services.repairs.domain.entries import Outcome
from services.repairs.domain.factory import CameBack, outcome_of
from services.repairs.domain.fees import Fee, fee_terms
from services.repairs.domain.policy import RepairsPolicy
from services.repairs.domain.promises.promise import Way, reckoned
from services.repairs.domain.receipt import ALPHABET, Receipt, code_hash
from services.repairs.domain.refusals import AnotherUnitCameBack, ReceiptIsOut
from shared.actor import Actor, Role
from shared.chinese_calendar import chinese_working_days
from shared.events.intake.decisions import ChargeCategory, Coverage, CoverageVerdict, ItemVerdict
from shared.identifiers import new_id
from shared.policy_file import load_policy

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
POLICY = load_policy(Path(services.repairs.__file__).parent / "policy.toml", RepairsPolicy).in_force(AT)
WORKING_DAYS = chinese_working_days((POLICY.working_days.window,))
CHONGQING = ZoneInfo("Asia/Shanghai")


def test_todays_promises_clause_by_clause() -> None:
    promises = {
        (POLICY.promise.clause, "working days on our own bench"): POLICY.promise.own_bench_working_days,
        (POLICY.promise.clause, "working days at the factory"): POLICY.promise.factory_working_days,
        (POLICY.fee.clause, "result promised out of warranty"): POLICY.fee.is_result_promised_out_of_warranty,
        (POLICY.collection.clause, "who confirms identity"): POLICY.collection.identity_confirmed_by,
        (POLICY.receipt.clause, "who issues a receipt again"): POLICY.receipt.reissued_by,
        (POLICY.counter_hours.clause, "days the counter is open"): len(POLICY.counter_hours.days),
    }
    assert promises == {
        ("6.2", "working days on our own bench"): 3,
        ("6.2", "working days at the factory"): 15,
        ("6.5", "result promised out of warranty"): False,
        ("6.4", "who confirms identity"): (Role.SPECIALIST, Role.SUPERVISOR),
        ("6.2", "who issues a receipt again"): (Role.SUPERVISOR,),
        ("4.5", "days the counter is open"): 7,
    }
    assert (POLICY.missed_promise.clause, POLICY.telling.clause, POLICY.brought_back.clause) == ("5.8", "6.4", "5.7")


@pytest.mark.parametrize(
    ("way", "promised", "ready_until"),
    [
        (Way.COUNTER, "2026-11-23T09:00", "2026-11-23T18:00"),
        (Way.COUNTER, "2026-11-22T09:00", "2026-11-22T18:00"),  # the counter is open on Sundays
        (Way.COUNTER, "2026-11-23T18:30", "2026-11-24T18:00"),  # after closing time
        (Way.OWN_BENCH, "2026-11-23T09:00", "2026-11-26T09:00"),
        (Way.OWN_BENCH, "2026-11-26T09:00", "2026-12-01T09:00"),  # a weekend lies between
        (Way.FACTORY, "2026-11-23T09:00", "2026-12-14T09:00"),
        (Way.OWN_BENCH, "2026-09-30T09:00", "2026-10-10T09:00"),  # the national holiday, with a make-up Saturday
    ],
)
def test_the_promised_date_follows_from_where_it_is_repaired(way: Way, promised: str, ready_until: str) -> None:
    start = datetime.fromisoformat(promised).replace(tzinfo=CHONGQING)
    reckoning = reckoned(way, None, start, POLICY, WORKING_DAYS)
    assert f"{reckoning.due_at.astimezone(CHONGQING):%Y-%m-%dT%H:%M}" == ready_until


def _ticket(*verdicts: ItemVerdict) -> TicketCopy:
    warranty = WarrantyCopy(decision_number=1, items=verdicts, policy_revision="1.0") if verdicts else None
    return TicketCopy(
        id=TicketId(new_id()),
        number="SH20261123-0001",
        customer_id=new_id(),
        equipment_id=None,
        product_model=None,
        serial=None,
        is_part_of_installation=False,
        origin="hotline",
        reported_at=AT,
        warranty=warranty,
    )


def _verdict(parts: CoverageVerdict, equipment_id: object = None, clause: str = "4.1") -> ItemVerdict:
    judged = Coverage(verdict=parts, clause=clause)
    free = Coverage(verdict=CoverageVerdict.COVERED, clause="2.1.2")
    return ItemVerdict(equipment_id=equipment_id, parts=judged, labour=free, travel=free)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        (CoverageVerdict.COVERED, (Fee.FREE, True)),
        (CoverageVerdict.NOT_COVERED, (Fee.PAID, False)),
        (CoverageVerdict.UNDETERMINED, (Fee.UNDETERMINED, False)),
        (None, (Fee.UNDETERMINED, False)),
    ],
)
def test_the_fee_and_whether_a_result_is_promised_follow_the_warranty_verdict(
    verdict: CoverageVerdict | None, told: tuple[Fee, bool]
) -> None:
    ticket = _ticket() if verdict is None else _ticket(_verdict(verdict))
    terms = fee_terms(ticket, None, POLICY)
    assert ((terms.fee, terms.is_result_promised), terms.clause) == (told, "6.5")


def test_of_two_verdicts_the_one_on_this_equipment_counts_and_of_none_no_other() -> None:
    mine, other = new_id(), new_id()
    ticket = _ticket(_verdict(CoverageVerdict.COVERED, other), _verdict(CoverageVerdict.NOT_COVERED, mine, "4.6.2"))
    terms = fee_terms(ticket, mine, POLICY)
    assert (terms.fee, terms.verdict_clause) == (Fee.PAID, "4.6.2")
    assert fee_terms(ticket, new_id(), POLICY).fee is Fee.UNDETERMINED
    assert fee_terms(ticket, None, POLICY).fee is Fee.UNDETERMINED


def test_a_late_copy_of_an_earlier_decision_changes_nothing() -> None:
    later = ChargeCopy(decision_number=2, category=ChargeCategory.PAID, case="2.2.2")
    earlier = ChargeCopy(decision_number=1, category=ChargeCategory.FREE, case="2.1.2")
    assert _ticket().charged(earlier).charged(later).charged(earlier).charge == later


@pytest.mark.parametrize(
    ("serial_in", "serial_out", "said", "outcome"),
    [
        ("A", "A", None, Outcome.REPAIRED),
        ("A", None, None, Outcome.REPAIRED),
        ("A", "B", None, Outcome.REPLACED),
        (None, "B", None, Outcome.REPAIRED),
        (None, "B", Outcome.REPLACED, Outcome.REPLACED),
        ("A", "B", Outcome.REPLACED, Outcome.REPLACED),
        ("A", "A", Outcome.NOT_REPAIRABLE, Outcome.NOT_REPAIRABLE),
        ("A", "B", Outcome.NOT_REPAIRABLE, None),
        ("A", "B", Outcome.REPAIRED, None),
        ("A", "A", Outcome.REPLACED, None),
        (None, None, Outcome.REPLACED, None),
    ],
)
def test_what_the_factory_did_agrees_with_the_serial_numbers(
    serial_in: str | None, serial_out: str | None, said: Outcome | None, outcome: Outcome | None
) -> None:
    came = CameBack(repair_id=new_id(), serial_out=serial_out, outcome=said)
    if outcome is None:
        with pytest.raises(AnotherUnitCameBack):
            outcome_of(came, serial_in, "6.3")
    else:
        assert outcome_of(came, serial_in, "6.3") is outcome


def test_a_check_code_opens_its_own_receipt_whatever_its_case_until_it_is_void() -> None:
    repair_id, code = new_id(), ALPHABET[:10]
    receipt = Receipt(number="WX20261123-0001")
    assert not receipt.is_opened_by(code, repair_id)
    specialist = Actor(Role.SPECIALIST, "a")
    issued = receipt.issue(code_hash(code, repair_id), specialist, None, POLICY.receipt, now=AT)
    assert issued.is_opened_by(code.lower(), repair_id)
    assert not issued.is_opened_by(code, new_id())
    assert not issued.void().is_opened_by(code, repair_id)
    with pytest.raises(ReceiptIsOut):
        issued.issue("other", specialist, "lost", POLICY.receipt, now=AT)
