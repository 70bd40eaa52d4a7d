"""A fault that comes again: the same item before the same site, within the window and its last day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.intake.domain.refusals import CodeUnknown
from services.intake.domain.register.repeat import Affected, EarlierFault, MatchedBy, Repeat, repeat_of
from shared.events.intake.tickets import TicketKind
from shared.identifiers import new_id
from tests.unit.intake.cases import POLICY, REPORTED_ON, SITE

CAMERA, OTHER = new_id(), new_id()
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def affected(kind: TicketKind = TicketKind.FAULT, serial: str | None = "CQ1") -> Affected:
    """A new fault of the camera at the site."""
    return Affected(kind=kind, serials=((CAMERA, serial),), site_id=SITE, reported_on=REPORTED_ON)


def earlier(days_ago: int, equipment: tuple[object, ...] = (CAMERA,), *, site: object = SITE) -> EarlierFault:
    """A fault that ended so many days ago."""
    return EarlierFault(
        ticket_id=new_id(),
        equipment_ids=equipment,  # type: ignore[arg-type]
        site_id=site,  # type: ignore[arg-type]
        ended_at=NOON - timedelta(days=days_ago),
        technician_id=None,
        is_paid=False,
    )


@pytest.mark.parametrize(
    ("days_ago", "is_repeat"),
    [(0, True), (1, True), (29, True), (30, True), (31, False), (400, False), (-1, False)],
)
def test_the_window_is_thirty_days_with_its_last_day(days_ago: int, *, is_repeat: bool) -> None:
    assert (repeat_of(affected(), [earlier(days_ago)], POLICY) is not None) is is_repeat


@pytest.mark.parametrize(
    ("fault", "serial", "matched_by"),
    [
        (earlier(3), "CQ1", MatchedBy.SERIAL),
        (earlier(3), None, MatchedBy.EQUIPMENT),
        (earlier(3, (OTHER,)), "CQ1", MatchedBy.SITE),
        (earlier(3, (), site=new_id()), "CQ1", None),
        (earlier(3, (), site=None), "CQ1", None),
        (earlier(3, (OTHER, CAMERA), site=None), "CQ1", MatchedBy.SERIAL),
    ],
)
def test_what_two_faults_have_in_common(fault: EarlierFault, serial: str | None, matched_by: MatchedBy | None) -> None:
    found = repeat_of(affected(serial=serial), [fault], POLICY)
    assert (None if found is None else found.matched_by) is matched_by


def test_the_same_item_counts_before_the_same_site_and_the_nearest_before_an_older_one() -> None:
    same_site, older, newer = earlier(1, (OTHER,)), earlier(20), earlier(5)
    found = repeat_of(affected(), [same_site, older, newer], POLICY)
    assert found is not None
    assert (found.earlier_ticket_id, found.days_since) == (newer.ticket_id, 5)


@pytest.mark.parametrize("kind", [kind for kind in TicketKind if kind is not TicketKind.FAULT])
def test_only_a_fault_repeats_one(kind: TicketKind) -> None:
    assert repeat_of(affected(kind), [earlier(1)], POLICY) is None


def test_days_are_those_of_chongqing() -> None:
    just_before_midnight = datetime(2026, 10, 24, 15, 59, tzinfo=UTC)  # 23:59 on 24 October there
    fault = EarlierFault(
        ticket_id=new_id(),
        equipment_ids=(CAMERA,),
        site_id=None,
        ended_at=just_before_midnight,
        technician_id=None,
        is_paid=True,
    )
    found = repeat_of(affected(), [fault], POLICY)
    assert found is not None
    assert (found.days_since, found.is_earlier_work_paid) == ((REPORTED_ON - date(2026, 10, 24)).days, True)


def test_its_reason_is_one_of_the_listed_ones() -> None:
    found = repeat_of(affected(), [earlier(1)], POLICY)
    assert isinstance(found, Repeat)
    assert found.explained("other_part_failed", POLICY).reason == "other_part_failed"
    with pytest.raises(CodeUnknown, match="bad_luck"):
        found.explained("bad_luck", POLICY)
