"""When a report counts, from when, and as whose."""

from datetime import timedelta

import pytest

from services.intake.domain.refusals import (
    BackDatingNeedsSupervisor,
    ChannelNotPublished,
    LevelMissing,
    LevelNotUsed,
    OriginNotYours,
    ReasonForBackDatingMissing,
    RelayedRequestNotAccepted,
    ReportInTheFuture,
)
from services.intake.domain.report import CallerRelation, check_channel, check_report_time, level_for, origin_for
from shared.actor import Actor, Role
from shared.errors import Refused
from shared.events.intake.tickets import FaultLevel, TicketKind
from tests.unit.intake.cases import NOW, POLICY

SPECIALIST = Actor(Role.SPECIALIST, "s")
SUPERVISOR = Actor(Role.SUPERVISOR, "b")


@pytest.mark.parametrize(
    ("before", "reason", "actor", "refusal"),
    [
        (timedelta(minutes=10), None, SPECIALIST, None),
        (timedelta(minutes=10, seconds=1), None, SPECIALIST, ReasonForBackDatingMissing),
        (timedelta(minutes=10, seconds=1), "  ", SPECIALIST, ReasonForBackDatingMissing),
        (timedelta(hours=24), "power cut", SPECIALIST, None),
        (timedelta(hours=24, seconds=1), "power cut", SPECIALIST, BackDatingNeedsSupervisor),
        (timedelta(hours=24, seconds=1), "power cut", SUPERVISOR, None),
        (timedelta(hours=24, seconds=1), None, SUPERVISOR, ReasonForBackDatingMissing),
        (timedelta(seconds=-60), None, SPECIALIST, None),
        (timedelta(seconds=-61), None, SPECIALIST, ReportInTheFuture),
    ],
)
def test_how_far_a_report_may_lie_back(
    before: timedelta, reason: str | None, actor: Actor, refusal: type[Refused] | None
) -> None:
    if refusal is None:
        counted = check_report_time(NOW - before, reason, now=NOW, actor=actor, policy=POLICY)
        assert counted == min(NOW - before, NOW)
    else:
        with pytest.raises(refusal):
            check_report_time(NOW - before, reason, now=NOW, actor=actor, policy=POLICY)


@pytest.mark.parametrize(
    ("channel", "dialled", "relation", "refusal"),
    [
        ("hotline", "68797190", CallerRelation.CUSTOMER, None),
        ("hotline", "023-68797190", CallerRelation.CUSTOMER, None),
        ("hotline", "+86 23 6879 7190", CallerRelation.CUSTOMER, None),
        ("hotline", "023-68797191", CallerRelation.CUSTOMER, ChannelNotPublished),
        ("hotline", None, CallerRelation.GUARD, None),
        ("counter", None, CallerRelation.TENANT, None),
        ("hotline", "13800138000", CallerRelation.CUSTOMER, ChannelNotPublished),
        ("private", None, CallerRelation.CUSTOMER, ChannelNotPublished),
        ("hotline", "68797190", CallerRelation.RELAYED, RelayedRequestNotAccepted),
    ],
)
def test_requests_count_only_through_published_channels(
    channel: str, dialled: str | None, relation: CallerRelation, refusal: type[Refused] | None
) -> None:
    if refusal is None:
        check_channel(channel, dialled, relation, POLICY)
        return
    with pytest.raises(refusal) as refused:
        check_channel(channel, dialled, relation, POLICY)
    assert refused.value.clause == "3.7"
    assert "68797190" in refused.value.facts["published"]


@pytest.mark.parametrize(
    ("kind", "given", "counts"),
    [
        (TicketKind.FAULT, FaultLevel.SYSTEM_DOWN, FaultLevel.SYSTEM_DOWN),
        (TicketKind.FAULT, None, LevelMissing),
        (TicketKind.QUESTION, None, FaultLevel.NOT_A_FAULT),
        (TicketKind.QUESTION, FaultLevel.ACCESSORY, FaultLevel.ACCESSORY),
        (TicketKind.CAMERA_MOVE, None, None),
        (TicketKind.CAMERA_MOVE, FaultLevel.ACCESSORY, LevelNotUsed),
        (TicketKind.INSTALLATION, None, None),
        (TicketKind.MAINTENANCE, FaultLevel.ACCESSORY, LevelNotUsed),
    ],
)
def test_which_kinds_have_a_level(
    kind: TicketKind, given: FaultLevel | None, counts: FaultLevel | type[Refused] | None
) -> None:
    if isinstance(counts, type):
        with pytest.raises(counts):
            level_for(kind, given, None, None, POLICY)
    else:
        assert level_for(kind, given, None, None, POLICY).level is counts


def test_a_partners_references_are_his_own_and_nobody_elses() -> None:
    partner = Actor(Role.PARTNER, "acme")

    assert origin_for(None, SPECIALIST) == "hotline"
    assert origin_for("counter", SPECIALIST) == "counter"
    assert origin_for(None, partner) == origin_for("partner:acme", partner) == "partner:acme"
    for origin, actor in (("partner:other", partner), ("hotline", partner), ("partner:acme", SPECIALIST)):
        with pytest.raises(OriginNotYours):
            origin_for(origin, actor)
