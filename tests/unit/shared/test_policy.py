"""The policy as dated revisions, read strictly from a file."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from shared.money import Money
from shared.policy import NoPolicyInForce, PolicyBook, Revision, business_day
from shared.policy_file import PolicyFileWrong, describe, load_policy


@dataclass(frozen=True, kw_only=True)
class Response:
    clause: str
    level_1_minutes: int
    warning_share: Decimal


@dataclass(frozen=True, kw_only=True)
class Fees:
    clause: str
    visit_fee_yuan: Money
    fee_by_kind_yuan: dict[str, Money]
    opens: time
    holidays: tuple[date, ...]
    waived: bool


@dataclass(frozen=True, kw_only=True)
class SamplePolicy:
    revision: Revision
    response: Response
    fees: Fees


ABOUT = """
[[revision]]
number = "{number}"
effective_from = {effective_from}
compiled_by = "specialist"
reviewed_by = "manager"
approved_by = "logistics_director"
"""
NUMBERS = """
[revision.response]
clause = "5.16"
level_1_minutes = 10
warning_share = "0.75"

[revision.fees]
clause = "3.1"
visit_fee_yuan = "100.00"
fee_by_kind_yuan = { move = "100.00", point = "150.00" }
opens = "08:30"
holidays = [2026-10-01]
waived = true
"""


def written(folder: Path, text: str) -> Path:
    """A policy file with this text."""
    path = folder / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return path


def revision(number: str, effective_from: str) -> str:
    """One complete revision."""
    return ABOUT.format(number=number, effective_from=effective_from) + NUMBERS


def sample(number: str, effective_from: date) -> SamplePolicy:
    """One revision, made without a file."""
    about = Revision(number=number, effective_from=effective_from, compiled_by="a", reviewed_by="b", approved_by="c")
    response = Response(clause="5.16", level_1_minutes=10, warning_share=Decimal("0.75"))
    fee = Money.of("100.00")
    fees = Fees(
        clause="3.1", visit_fee_yuan=fee, fee_by_kind_yuan={"move": fee}, opens=time(8), holidays=(), waived=False
    )
    return SamplePolicy(revision=about, response=response, fees=fees)


def test_every_number_arrives_with_its_type(tmp_path: Path) -> None:
    policy = load_policy(written(tmp_path, revision("1.0", "2009-03-10")), SamplePolicy).latest
    assert policy.revision.effective_from == date(2009, 3, 10)
    assert policy.response == Response(clause="5.16", level_1_minutes=10, warning_share=Decimal("0.75"))
    assert policy.fees == Fees(
        clause="3.1",
        visit_fee_yuan=Money.of("100.00"),
        fee_by_kind_yuan={"move": Money.of("100.00"), "point": Money.of("150.00")},
        opens=time(8, 30),
        holidays=(date(2026, 10, 1),),
        waived=True,
    )


@pytest.mark.parametrize(
    ("was", "becomes", "named"),
    [
        ("level_1_minutes = 10\n", "", "response.level_1_minutes"),
        ("level_1_minutes = 10", "level_1_minutes = 10\nlevel_9_minutes = 1", "response.level_9_minutes"),
        ("level_1_minutes = 10", 'level_1_minutes = "10"', "response.level_1_minutes"),
        ("level_1_minutes = 10", "level_1_minutes = 10.5", "response.level_1_minutes"),
        ("level_1_minutes = 10", "level_1_minutes = true", "response.level_1_minutes"),
        ("waived = true", "waived = 1", "fees.waived"),
        ('visit_fee_yuan = "100.00"', "visit_fee_yuan = 100.00", "fees.visit_fee_yuan"),
        ('visit_fee_yuan = "100.00"', 'visit_fee_yuan = "100.005"', "fees.visit_fee_yuan"),
        ('move = "100.00"', "move = 100", "fees.fee_by_kind_yuan.move"),
        ('opens = "08:30"', 'opens = "25:30"', "fees.opens"),
        ('clause = "5.16"\n', "", "response"),
        ('clause = "5.16"', 'clause = ""', "response"),
        ("[revision.response]", "[revision.answer]", "answer"),
        ('approved_by = "logistics_director"\n', "", "revision.approved_by"),
        ("effective_from = 2009-03-10", 'effective_from = "soon"', "effective_from"),
        ("[[revision]]", "[revision]", "revision"),
        ("[[revision]]", "surprise = 1\n[[revision]]", "surprise"),
        ("[[revision]]", "[[revision", "policy.toml"),
    ],
)
def test_a_file_that_is_wrong_stops_the_service_and_names_the_key(
    tmp_path: Path, was: str, becomes: str, named: str
) -> None:
    whole = revision("1.0", "2009-03-10")
    assert was in whole
    path = written(tmp_path, whole.replace(was, becomes, 1))
    with pytest.raises(PolicyFileWrong) as refusal:
        load_policy(path, SamplePolicy)
    assert named in str(refusal.value)
    assert str(path) in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        revision("1.0", "2009-03-10") + revision("1.0", "2010-03-10"),
        revision("1.0", "2009-03-10") + revision("1.1", "2009-03-10"),
    ],
)
def test_revisions_have_each_their_own_number_and_day(tmp_path: Path, text: str) -> None:
    with pytest.raises(PolicyFileWrong):
        load_policy(written(tmp_path, text), SamplePolicy)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyFileWrong, match="nowhere"):
        load_policy(tmp_path / "nowhere.toml", SamplePolicy)


@pytest.mark.parametrize(
    ("reported_at", "number"),
    [
        ("2009-03-09T16:00Z", "1.0"),  # midnight of the tenth in Shanghai
        ("2026-06-30T15:59:59.999999Z", "1.0"),
        ("2026-06-30T16:00Z", "1.1"),  # 1 July begins in Shanghai
        ("2026-07-01T00:00+08:00", "1.1"),
        ("2030-01-01T00:00Z", "1.1"),
    ],
)
def test_a_case_is_judged_by_the_revision_of_its_business_day(reported_at: str, number: str) -> None:
    book = PolicyBook([sample("1.1", date(2026, 7, 1)), sample("1.0", date(2009, 3, 10))])
    assert book.in_force(datetime.fromisoformat(reported_at)).revision.number == number


def test_a_case_older_than_the_policy_is_refused() -> None:
    book = PolicyBook([sample("1.0", date(2009, 3, 10))])
    with pytest.raises(NoPolicyInForce):
        book.in_force(datetime.fromisoformat("2009-03-09T15:59:59Z"))


def test_the_policy_can_be_shown_as_it_was_written(tmp_path: Path) -> None:
    book = load_policy(written(tmp_path, revision("1.1", "2026-07-01") + revision("1.0", "2009-03-10")), SamplePolicy)
    shown = json.loads(json.dumps(describe(book)))
    assert [policy["revision"]["number"] for policy in shown] == ["1.0", "1.1"]
    assert shown[0]["revision"]["effective_from"] == "2009-03-10"
    assert shown[0]["response"] == {"clause": "5.16", "level_1_minutes": 10, "warning_share": "0.75"}
    assert shown[0]["fees"]["visit_fee_yuan"] == "100.00"
    assert shown[0]["fees"]["fee_by_kind_yuan"] == {"move": "100.00", "point": "150.00"}
    assert shown[0]["fees"]["opens"] == "08:30:00"


def test_the_company_has_its_days_in_shanghai() -> None:
    assert business_day(datetime(2026, 11, 23, 15, 59, tzinfo=UTC)) == date(2026, 11, 23)
    assert business_day(datetime(2026, 11, 23, 16, 0, tzinfo=UTC)) == date(2026, 11, 24)
