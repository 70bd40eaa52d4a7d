"""What intake tells of a ticket whose job is over, or that has errands beside it."""

from typing import Any
from uuid import UUID

import pytest

from shared.actor import Role
from shared.events.dispatch.cards import CardOpened
from shared.events.dispatch.deadlines import DeadlineSet
from shared.events.dispatch.jobs import JobOpened
from shared.events.intake.decisions import ChargeCategory, ChargeDecided, VisitDecided
from shared.events.intake.tickets import (
    BringInExpected,
    FaultLevel,
    FaultLevelChanged,
    Region,
    RemoteSolutionFound,
    TicketCancelled,
    TicketClosed,
    TicketEvent,
    TicketKind,
    TicketReopened,
)
from tests.integration.dispatch.conftest import Centre, at, invoice_by_hand


def decided(ticket_id: UUID, category: ChargeCategory, **hours: float) -> VisitDecided:
    """Somebody must go; nothing else is said about free or paid."""
    return VisitDecided(
        ticket_id=ticket_id,
        kind=TicketKind.FAULT,
        level=FaultLevel.MAIN_EQUIPMENT,
        region=Region.MAIN_CITY,
        category=category,
        charge_clause="2.2.2",
        clause="5.3",
        decided_at=at(**hours),
    )


async def jobs_of(centre: Centre, ticket_id: UUID) -> list[dict[str, Any]]:
    """The oldest first."""
    jobs: list[dict[str, Any]] = (await centre.dispatch.get("/jobs", ticket_id=str(ticket_id)))["items"]
    return jobs[::-1]


async def test_a_visit_after_the_customer_was_to_bring_it_has_a_job_a_card_and_its_clocks(centre: Centre) -> None:
    ticket_id, _ = await centre.report()
    centre.dispatch.clock.advance_to(at(minutes=30))
    await centre.dispatch.tell(BringInExpected(ticket_id=ticket_id, clause="4.4", agreed_at=at(minutes=20)))
    centre.dispatch.clock.advance_to(at(hours=2))
    await centre.dispatch.tell(decided(ticket_id, ChargeCategory.PAID, hours=2))

    first, second = await jobs_of(centre, ticket_id)
    assert [(job["state"], job["purpose"]) for job in (first, second)] == [
        ("not_needed", "service"),
        ("waiting", "service"),
    ]
    assert (second["reported_at"], second["visit"]["category"]) == (first["reported_at"], "paid")
    clocks = (await centre.dispatch.get(f"/jobs/{second['id']}/clocks"))["clocks"]
    assert {(clock["kind"], clock["counted_from"]) for clock in clocks} == {
        ("arrival_by_level", first["reported_at"]),
        ("arrival_by_region", first["reported_at"]),
    }
    (card,) = (await centre.dispatch.get("/cards", ticket_id=str(ticket_id)))["items"]
    assert (card["job_id"], card["state"]) == (second["id"], "open")
    assert len(await centre.dispatch.announced(JobOpened, CardOpened)) == 3


async def test_the_redo_after_an_errand_is_paid_as_the_visit_was_decided(centre: Centre) -> None:
    ticket_id, job_id = await centre.until_diagnosed(ChargeCategory.FREE)
    centre.dispatch.clock.advance_to(at(hours=3))
    await centre.step(job_id, "completion", {"completed_at": at(hours=3).isoformat(), "outcome": "fixed"})
    await centre.dispatch.tell(invoice_by_hand(ticket_id, job_id))
    reopened = TicketReopened(
        ticket_id=ticket_id, closure=1, reason="not_solved", clause="5.12", reopened_at=at(hours=3)
    )
    await centre.dispatch.tell(reopened, decided(ticket_id, ChargeCategory.PAID, hours=3))

    _, errand, redo = await jobs_of(centre, ticket_id)
    assert (errand["purpose"], errand["charge"], errand["visit"]) == ("collect_money", None, None)
    assert (redo["purpose"], redo["charge"]["category"], redo["charge"]["clause"]) == ("redo", "paid", "2.2.2")


@pytest.mark.parametrize("is_reopened", [False, True])
async def test_free_or_paid_is_changed_on_the_last_visits_card_until_it_is_sealed(
    centre: Centre,
    is_reopened: bool,  # noqa: FBT001
) -> None:
    ticket_id, job_id = await centre.until_diagnosed(ChargeCategory.FREE)
    centre.dispatch.clock.advance_to(at(hours=3))
    await centre.step(job_id, "completion", {"completed_at": at(hours=3).isoformat(), "outcome": "fixed"})
    if is_reopened:
        await centre.dispatch.tell(
            TicketReopened(ticket_id=ticket_id, closure=1, reason="not_solved", clause="5.12", reopened_at=at(hours=3))
        )
    paid = ChargeDecided(
        ticket_id=ticket_id,
        decision_number=2,
        category=ChargeCategory.PAID,
        clause="2.2.2",
        policy_revision="1.0",
        decided_at=at(hours=3),
    )
    await centre.dispatch.tell(paid)

    (card,) = (await centre.dispatch.get("/cards", ticket_id=str(ticket_id)))["items"]
    assert (card["category"], card["charge_clause"]) == (("free", "2.2.1") if is_reopened else ("paid", "2.2.2"))


DESK = [(1, ["cancelled"]), (3, ["cancelled", "waiting"])]  # decided before the desk cancelled, and after


@pytest.mark.parametrize(("decided_hours", "states"), DESK)
async def test_a_visit_that_was_called_off_is_not_begun_anew_when_its_decision_comes_late(
    centre: Centre, decided_hours: int, states: list[str]
) -> None:
    ticket_id, job_id = await centre.report()
    centre.dispatch.clock.advance_to(at(hours=2))
    await centre.step(job_id, "cancellation", {"reason": "entered_twice"}, Role.SPECIALIST)
    centre.dispatch.clock.advance_to(at(hours=3))
    await centre.dispatch.tell(decided(ticket_id, ChargeCategory.PAID, hours=decided_hours))

    assert [job["state"] for job in await jobs_of(centre, ticket_id)] == states


async def test_nobody_goes_for_a_ticket_that_was_declined(centre: Centre) -> None:
    ticket_id, job_id = await centre.report()
    await centre.offer(job_id)
    centre.dispatch.clock.advance_to(at(minutes=20))
    closed = TicketClosed(
        ticket_id=ticket_id,
        closure=1,
        reason="declined",
        decline_reason="not_sold_by_us",
        clause="2.2.3",
        closed_at=at(minutes=20),
    )
    await centre.dispatch.tell(closed)

    (job,) = await jobs_of(centre, ticket_id)
    assert (job["state"], job["ended_because"], job["ended_at"]) == (
        "cancelled", "not_sold_by_us", job["offers"][0]["answered_at"],
    )  # fmt: skip
    clocks = (await centre.dispatch.get(f"/jobs/{job_id}/clocks"))["clocks"]
    assert {clock["outcome"] for clock in clocks} == {"not_needed"}


NEWS = [
    ("cancelled", TicketCancelled, {"reason": "withdrew", "is_work_done_owed": True, "cancelled_at": at(hours=4)}),
    ("remote", RemoteSolutionFound, {"closure": 2, "solution": "restarted", "found_at": at(hours=4)}),
    ("bring_in", BringInExpected, {"clause": "4.4", "agreed_at": at(hours=4)}),
    (
        "level",
        FaultLevelChanged,
        {
            "level": FaultLevel.SYSTEM_DOWN,
            "previous_level": FaultLevel.MAIN_EQUIPMENT,
            "reason": "worse",
            "clause": "5.16",
            "changed_at": at(hours=4),
        },
    ),
]


@pytest.mark.parametrize(("_name", "kind", "said"), NEWS, ids=[row[0] for row in NEWS])
async def test_what_becomes_of_the_redo_leaves_the_money_for_the_first_visit_to_be_collected(
    centre: Centre, _name: str, kind: type[TicketEvent], said: dict[str, Any]
) -> None:
    ticket_id, job_id = await centre.until_diagnosed(ChargeCategory.FREE)
    centre.dispatch.clock.advance_to(at(hours=3))
    await centre.step(job_id, "completion", {"completed_at": at(hours=3).isoformat(), "outcome": "fixed"})
    await centre.dispatch.tell(invoice_by_hand(ticket_id, job_id))
    before = len(await centre.dispatch.announced(DeadlineSet))
    centre.dispatch.clock.advance_to(at(hours=4))
    await centre.dispatch.tell(kind(ticket_id=ticket_id, **said))

    _, errand = await jobs_of(centre, ticket_id)
    assert (errand["state"], errand["level"]) == ("waiting", FaultLevel.MAIN_EQUIPMENT)
    assert len(await centre.dispatch.announced(DeadlineSet)) == before


ENDS = [
    NEWS[0], NEWS[1], NEWS[2],
    ("closed", TicketClosed, {"closure": 2, "reason": "given_up", "clause": "5.12", "closed_at": at(hours=4)}),
]  # fmt: skip


@pytest.mark.parametrize(("_name", "kind", "said"), ENDS, ids=[row[0] for row in ENDS])
async def test_the_end_of_a_ticket_ends_what_was_promised_and_could_not_be_fixed(
    centre: Centre, _name: str, kind: type[TicketEvent], said: dict[str, Any]
) -> None:
    ticket_id, job_id = await centre.until_diagnosed(ChargeCategory.FREE)
    centre.dispatch.clock.advance_to(at(hours=3))
    await centre.step(job_id, "completion", {"completed_at": at(hours=3).isoformat(), "outcome": "not_fixed"})
    centre.dispatch.clock.advance_to(at(hours=4))
    await centre.dispatch.tell(kind(ticket_id=ticket_id, **said))

    clocks = (await centre.dispatch.get(f"/jobs/{job_id}/clocks"))["clocks"]
    outcomes = {clock["kind"]: clock["outcome"] for clock in clocks}
    assert (outcomes["promised_completion"], outcomes["card_return"]) == ("not_needed", "running")
