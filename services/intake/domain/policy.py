"""The shape of policy.toml: what intake decides by, each part with its clause."""

from dataclasses import dataclass

from services.intake.domain.on_file.policy import Erasure, Imports, MainCity, Phones, Suburbs
from services.intake.domain.register.policy import Complaints, Consultations, RelayedRequests, RepeatFaults
from shared.policy import Revision


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A way to reach the company that was published; only these count (3.7)."""

    code: str
    numbers: tuple[str, ...]
    """What the customer dials; empty where nothing is dialled."""


@dataclass(frozen=True, kw_only=True)
class Channels:
    """Through what a request is accepted."""

    clause: str
    published: tuple[Channel, ...]

    @property
    def told(self) -> str:
        """All of them, in words for a customer."""
        return "; ".join(f"{each.code} {', '.join(each.numbers)}".strip() for each in self.published)

    def named(self, code: str) -> Channel | None:
        """The published channel with this code."""
        return next((channel for channel in self.published if channel.code == code), None)


@dataclass(frozen=True, kw_only=True)
class Reports:
    """How far a report may lie before its recording."""

    clause: str
    back_dating_without_reason_minutes: int
    back_dating_without_supervisor_hours: int
    clock_difference_seconds: int


@dataclass(frozen=True, kw_only=True)
class Levels:
    """How the level of a fault is given and changed."""

    clause: str
    of_a_question: int
    change_reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Symptom:
    """What a caller may see, on which equipment, and the level it proposes."""

    code: str
    categories: tuple[str, ...]
    """Categories of 4.1 and 4.2 on which it is seen; empty: on any, unless another row names the category."""
    hits: str
    """`whole_system`, `part`, `accessory` or `nothing`."""
    level: int


@dataclass(frozen=True, kw_only=True)
class Symptoms:
    """The symptom catalogue."""

    clause: str
    known: tuple[Symptom, ...]

    def named(self, code: str, category: str | None) -> Symptom | None:
        """The row for this symptom on this category, else the one for any equipment."""
        rows = [row for row in self.known if row.code == code]
        exact = next((row for row in rows if category is not None and category in row.categories), None)
        return exact or next((row for row in rows if not row.categories), None)


@dataclass(frozen=True, kw_only=True)
class Assessments:
    """What the supervisor's first judgement may be."""

    clause: str
    judgements: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RemoteSolutions:
    """What may have helped without a visit."""

    clause: str
    codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Endings:
    """Why a ticket ends without a solution, and why it begins again."""

    clause: str
    job_purposes_with_call_back: tuple[str, ...]
    """A visit only to collect money or to deliver owes none."""
    cancellation_reasons: tuple[str, ...]
    reopening_reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DeclineReason:
    """One reason, with the clause that the customer is told."""

    code: str
    clause: str


@dataclass(frozen=True, kw_only=True)
class Declines:
    """Why the company may decline a request."""

    clause: str
    reasons: tuple[DeclineReason, ...]

    def named(self, code: str) -> DeclineReason | None:
        """The reason with this code."""
        return next((reason for reason in self.reasons if reason.code == code), None)


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Something that the customer must be told, or that must be found out for him."""

    code: str
    clause: str


@dataclass(frozen=True, kw_only=True)
class Duties:
    """What is recorded as told."""

    clause: str
    known: tuple[Duty, ...]
    before_a_visit_of_a_sold_product: tuple[str, ...]
    """Codes of what he is told before somebody comes for what he should bring in."""

    def named(self, code: str) -> Duty | None:
        """The duty with this code."""
        return next((duty for duty in self.known if duty.code == code), None)


@dataclass(frozen=True, kw_only=True)
class Exclusions:
    """What ends the cover, found where the item is opened."""

    clause: str
    lasting: tuple[int, ...]
    """Those of 4.6 that end it for good; the others only for the fault at which they were found."""


@dataclass(frozen=True, kw_only=True)
class Returns:
    """The national return-or-exchange standard (三包) for a performance fault, in days from the proof."""

    clause: str
    return_days: int
    exchange_days: int


@dataclass(frozen=True, kw_only=True)
class PaidRepairs:
    """For how long the same fault after a paid repair costs no visit fee."""

    clause: str
    same_fault_days: int


@dataclass(frozen=True, kw_only=True)
class WarrantyPeriod:
    """How long the products of some categories are in warranty."""

    clause: str
    warranty_months: int
    categories: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class IntakePolicy:
    """One revision of what intake decides by."""

    revision: Revision
    channels: Channels
    reports: Reports
    levels: Levels
    symptoms: Symptoms
    assessments: Assessments
    remote_solutions: RemoteSolutions
    consultations: Consultations
    relayed_requests: RelayedRequests
    complaints: Complaints
    endings: Endings
    declines: Declines
    duties: Duties
    warranty_12_months: WarrantyPeriod
    warranty_3_months: WarrantyPeriod
    exclusions: Exclusions
    returns: Returns
    paid_repairs: PaidRepairs
    repeat_faults: RepeatFaults
    phones: Phones
    erasure: Erasure
    imports: Imports
    main_city: MainCity
    suburbs: Suburbs

    def warranty_of(self, category: str) -> WarrantyPeriod | None:
        """The period of a product category by 4.1 or 4.2; None when neither lists it (4.3)."""
        periods = (self.warranty_12_months, self.warranty_3_months)
        return next((period for period in periods if category in period.categories), None)
