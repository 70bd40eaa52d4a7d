"""The shape of policy.toml: what the company promises about items in repair, loaners and the store."""

from dataclasses import dataclass

from shared.actor import Role
from shared.calendar import Window, WorkingCalendar, parse_window
from shared.policy import BUSINESS_ZONE, Revision


@dataclass(frozen=True, kw_only=True)
class CategoryPromise:
    """Other working days for one category of product on one way."""

    category: str
    way: str
    working_days: int


@dataclass(frozen=True, kw_only=True)
class PromiseRule:
    """By when an item is ready; at the counter on the same day."""

    clause: str
    own_bench_working_days: int
    factory_working_days: int
    exceptions: tuple[CategoryPromise, ...]
    at_risk_working_days_before: int


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
class ByReason:
    """A rule that asks for one of these reasons."""

    clause: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BroughtBackRule:
    """By when a technician hands over what he has brought back: the end of a working day."""

    clause: str
    hand_over_working_days: int


@dataclass(frozen=True, kw_only=True)
class DataRule:
    """Which products hold recordings."""

    clause: str
    product_categories: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FactoryRule:
    """By when a factory sends an item back, unless it says another date."""

    clause: str
    back_working_days: int


@dataclass(frozen=True, kw_only=True)
class FeeRule:
    """What is said about the fee and the result before the work; whether it is paid before the item goes out."""

    clause: str
    is_result_promised_out_of_warranty: bool
    is_paid_before_handing_out: bool


@dataclass(frozen=True, kw_only=True)
class ExchangeRule:
    """Whose decision an exchange is, and when the new unit's cover starts."""

    clause: str
    standard_clause: str
    cover_starts: str
    """`anew` on the day of the exchange, as the national rule says, or `continues`."""


@dataclass(frozen=True, kw_only=True)
class CollectionRule:
    """Who must have confirmed the identity of a customer who has lost his receipt."""

    clause: str
    identity_confirmed_by: tuple[Role, ...]


@dataclass(frozen=True, kw_only=True)
class UncollectedRule:
    """After how many days a customer is reminded, and the item may go to storage."""

    clause: str
    reminder_days: tuple[int, ...]
    storage_days: int


@dataclass(frozen=True, kw_only=True)
class ReceiptRule:
    """How long the check code is, who may issue a receipt again, and where we repair."""

    clause: str
    check_code_characters: int
    reissued_by: tuple[Role, ...]
    repair_address: str
    address_clause: str


@dataclass(frozen=True, kw_only=True)
class LoanRule:
    """How long a loaner is lent, when the customer is reminded, and who approves, one after the other."""

    clause: str
    days: int
    reminder_days_before: int
    approved_by: tuple[Role, ...]
    refusal_reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StoreRule:
    """Why a count may differ."""

    clause: str
    difference_reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RepairsPolicy:
    """Everything repairs take from one revision of the policy."""

    revision: Revision
    promise: PromiseRule
    working_days: Hours
    counter_hours: CounterHours
    missed_promise: ByClause
    delay: ByReason
    brought_back: BroughtBackRule
    data: DataRule
    exclusion: ByReason
    consent: ByClause
    refusal: ByReason
    factory: FactoryRule
    exchange: ExchangeRule
    loss: ByReason
    scrapping: ByClause
    fee: FeeRule
    telling: ByClause
    collection: CollectionRule
    uncollected: UncollectedRule
    receipt: ReceiptRule
    loan: LoanRule
    store: StoreRule
