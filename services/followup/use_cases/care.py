"""Quiet clocks and the daily look for customers who heard nothing of us for three months (5.14)."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from services.followup.domain.call import Call
from services.followup.domain.contract import Contract
from services.followup.domain.quiet import QuietClock, clock_id, start_clock, sweep_id
from services.followup.use_cases.office import office_days
from services.followup.work import Work
from shared.policy import business_day

CARE_SWEEP = "care_sweep"
NO_REPAIR = ("question",)
"""Kinds of tickets that are no repair."""


async def watch_quiet_months(contract: Contract, work: Work) -> None:
    """A contract covers: the clock of each of its sites runs from its first day or the last repair after it."""
    for site_id in contract.site_ids or (None,):
        clock = await work.quiet_clocks.find(clock_id(contract.customer_id, site_id))
        if clock is not None:
            work.quiet_clocks.save(clock.cover(contract.ends_on))
            continue
        reported_at = await work.tickets.last_report(contract.customer_id, site_id, NO_REPAIR)
        since = contract.starts_on if reported_at is None else max(contract.starts_on, business_day(reported_at))
        clock = start_clock(
            contract.customer_id, site_id, since=since, covered_until=contract.ends_on, policy=work.policy
        )
        work.quiet_clocks.add(clock)
    await look_on_working_day(business_day(work.now) + timedelta(days=1), work)


async def watch_no_longer(contract: Contract, work: Work) -> None:
    """A contract ends early: each of its sites is watched as long as another contract covers it."""
    others = [each for each in await work.contracts.of(contract.customer_id) if each.id != contract.id]
    for site_id in contract.site_ids or (None,):
        clock = await work.quiet_clocks.find(clock_id(contract.customer_id, site_id))
        if clock is not None:
            covers = [each.ends_on for each in others if each.is_watched and site_id in (each.site_ids or (None,))]
            work.quiet_clocks.save(clock.cover_only(max([contract.ends_on, *covers])))


async def repair_seen(customer_id: UUID, site_id: UUID | None, at: datetime, work: Work) -> list[QuietClock]:
    """A repair resets the clock of its site and of the customer; returns those that owed a call."""
    owed = []
    for clock in await work.quiet_clocks.of(customer_id):
        if site_id is None or clock.site_id is None or clock.site_id == site_id:
            if clock.call_id is not None:
                owed.append(clock)
            work.quiet_clocks.save(clock.reset(business_day(at), work.policy))
    return owed


async def restart_quiet_clock(call: Call, at: datetime, work: Work) -> None:
    """We have called, or given it up: the months count anew."""
    clock = await work.quiet_clocks.find(clock_id(call.about.customer_id, call.about.site_id))
    if clock is not None and clock.call_id == call.id:
        work.quiet_clocks.save(clock.reset(business_day(at), work.policy))


async def look_on_working_day(day: date, work: Work) -> None:
    """Look for quiet customers on this day or the next one that is worked, when the office opens."""
    calendar = office_days(work.policy)
    if not calendar.is_work_day(day):
        day = calendar.next_work_day(day)
    timer_id = sweep_id(day)
    if not await work.has_timer(timer_id):
        due_at = calendar.instant(day, time.fromisoformat(work.policy.working_list.opens))
        work.set_timer(timer_id, due_at=due_at, kind=CARE_SWEEP, subject=day.isoformat())
