"""The shape of policy.toml: what the company promises about items in repair."""

from dataclasses import dataclass

from shared.actor import Role
from shared.calendar import Window, WorkingCalendar, parse_window
from shared.policy import BUSINESS_ZONE, Revision


@dataclass(frozen=True, kw_only=True)
class PromiseRule:
    """By when an item is ready; at the counter on the same day."""

    clause: str
    own_bench_working_days: int
    factory_working_days: int


@dataclass(frozen=True, kw_only=True)
class Hours:
    """From when until when there is work on a day."""

    clause: str
    opens: str
    closes: str

    @property
    def window(self) -> Window:
        """As a calendar takes it."""
        return parse_window(self.opens, self.closes)


@dataclass(frozen=True, kw_only=True)
class CounterHours(Hours):
    """When customers are served at the counter."""

    days: tuple[str, ...]

    @property
    def calendar(self) -> WorkingCalendar:
        """As a calendar to reckon with."""
        return WorkingCalendar(zone=BUSINESS_ZONE, week=dict.fromkeys(self.days, (self.window,)))


@dataclass(frozen=True, kw_only=True)
class ByClause:
    """A rule that has no number."""

    clause: str


@dataclass(frozen=True, kw_only=True)
class FeeRule:
    """What is said about the fee and the result before the work."""

    clause: str
    is_result_promised_out_of_warranty: bool


@dataclass(frozen=True, kw_only=True)
class CollectionRule:
    """Who must have confirmed the identity of a customer who has lost his receipt."""

    clause: str
    identity_confirmed_by: tuple[Role, ...]


@dataclass(frozen=True, kw_only=True)
class ReceiptRule:
    """How long the check code is, and who may issue a receipt again."""

    clause: str
    check_code_characters: int
    reissued_by: tuple[Role, ...]


@dataclass(frozen=True, kw_only=True)
class RepairsPolicy:
    """Everything repairs take from one revision of the policy."""

    revision: Revision
    promise: PromiseRule
    working_days: Hours
    counter_hours: CounterHours
    missed_promise: ByClause
    brought_back: ByClause
    fee: FeeRule
    telling: ByClause
    collection: CollectionRule
    receipt: ReceiptRule
