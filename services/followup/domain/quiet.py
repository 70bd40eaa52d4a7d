"""The quiet clock of a customer and site: three months without a repair owe a care call (5.14)."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid5

from services.followup.domain.policy import FollowupPolicy
from shared.calendar import add_months

_CLOCKS = UUID("01936b2e-0000-7000-8000-00000000c10c")


@dataclass(frozen=True, kw_only=True)
class QuietClock:
    """Runs as long as a contract covers; reset by any repair and by the call itself."""

    id: UUID
    version: int = 0
    customer_id: UUID
    site_id: UUID | None
    """None: a contract covers all sites of the customer."""
    quiet_since: date
    call_on: date
    """The day on which the call falls due."""
    covered_until: date
    """The last day of the last contract; beyond it nobody is called."""
    call_id: UUID | None = None
    """The call that is owed now."""

    def reset(self, on: date, policy: FollowupPolicy) -> "QuietClock":
        """Something was repaired, or we have called: the months count anew; an older day changes nothing."""
        since = max(self.quiet_since, on)
        return replace(self, quiet_since=since, call_on=call_day(since, policy), call_id=None)

    def cover(self, until: date) -> "QuietClock":
        """Another contract covers as well."""
        return replace(self, covered_until=max(self.covered_until, until))

    def cover_only(self, until: date) -> "QuietClock":
        """A contract has ended early: nobody is called behind the last day that is left."""
        return replace(self, covered_until=until)

    def owe(self, call_id: UUID) -> "QuietClock":
        """The call is scheduled."""
        return replace(self, call_id=call_id)


def start_clock(
    customer_id: UUID, site_id: UUID | None, *, since: date, covered_until: date, policy: FollowupPolicy
) -> QuietClock:
    """The clock of a customer and site under a new contract."""
    return QuietClock(
        id=clock_id(customer_id, site_id),
        customer_id=customer_id,
        site_id=site_id,
        quiet_since=since,
        call_on=call_day(since, policy),
        covered_until=covered_until,
    )


def clock_id(customer_id: UUID, site_id: UUID | None) -> UUID:
    """One clock for each customer and site, found without a search."""
    return uuid5(_CLOCKS, f"{customer_id}/{site_id or 'all'}")


def sweep_id(day: date) -> UUID:
    """The timer of a day on which quiet customers are looked for: one for each day, whoever sets it."""
    return uuid5(_CLOCKS, day.isoformat())


def call_day(since: date, policy: FollowupPolicy) -> date:
    """The same day of the month so many months later, or that month's last day."""
    return add_months(since, policy.care_call.quiet_months)
