"""How what is noted about an item looks from outside."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.repairs.domain.entries import BenchFinding, DataChoice, Ground, Means, Outcome
from services.repairs.domain.fees import Fee
from services.repairs.domain.promises.promise import Way
from services.repairs.domain.states import Place
from shared.actor import Role
from shared.events.intake.decisions import ChargeCategory
from shared.money import Money
from shared.web.answer import View


class FeeTermsView(View):
    """What the customer is told about the fee, and the verdict it follows (6.5)."""

    fee: Fee
    is_result_promised: bool
    clause: str
    verdict_clause: str | None
    warranty_decision: int | None
    covered_until: date | None
    exclusions: tuple[str, ...]
    service: ChargeCategory | None
    service_clause: str | None
    policy_revision: str


class TestView(View):
    """What the test at the desk has shown."""

    finding: BenchFinding
    fault: str | None
    tested_at: datetime
    tested_by: str


class PromiseView(View):
    """What the customer was promised."""

    way: Way
    clause: str
    policy_revision: str
    is_by_rule: bool
    reason: str | None
    promised_at: datetime
    is_missed: bool
    at_risk_at: datetime | None
    is_at_risk: bool


class FactoryView(View):
    """The way to the factory and back."""

    batch_id: UUID
    sent_at: datetime
    serial_in: str | None
    expected_until: datetime | None
    is_late: bool
    returned_at: datetime | None
    outcome: Outcome | None
    serial_out: str | None
    cost: Money | None


class HandoverView(View):
    """The technician who brought it, and by when he hands it over (5.7)."""

    technician_id: UUID
    hand_over_until: datetime
    is_missed: bool


class PhotoView(View):
    """A photograph that is kept elsewhere."""

    reference: str
    sha256: str


class DataView(View):
    """What the customer said about his recordings."""

    choice: DataChoice
    contact_id: UUID | None
    noted_at: datetime


class ExclusionView(View):
    """What ends the cover (4.6), as somebody saw it."""

    exclusion: str
    evidence: tuple[PhotoView, ...]
    is_disputed: bool
    found_by: str
    found_at: datetime


class QuoteView(View):
    """What billing says about the consent to the price."""

    quote_id: UUID
    is_consented: bool
    total: Money | None


class ChargeView(View):
    """What is asked for the repair, and whether it is paid."""

    charge_id: UUID
    total: Money
    is_settled: bool


class DelayView(View):
    """Why the promised date is not kept, and since when the customer knows (4.5)."""

    cause: str
    explained_at: datetime
    explained_by: str
    told_at: datetime | None


class ExchangeView(View):
    """The exchange or return, both serial numbers, and whose decision it was."""

    ground: Ground
    reason: str | None
    clause: str
    policy_revision: str
    standard_until: date | None
    decided_at: datetime
    decided_by: str
    product_id: UUID | None
    product_model: str | None
    old_serial: str | None
    new_serial: str | None
    made_at: datetime | None


class PartView(View):
    """What was built in at our bench."""

    part: str
    quantity: int


class WaitingView(View):
    """Since when it waits for its customer, and how often he was reminded."""

    since: datetime
    reminders: int
    next_at: datetime | None


class EndingView(View):
    """Why it goes back as it is, was scrapped, or is lost; who agreed, who noted it, and where it was."""

    reason: str
    contact_id: UUID | None
    means: Means | None
    noted_by: str
    noted_at: datetime
    from_place: Place


class NotificationView(View):
    """How the customer came to know."""

    means: Means
    notified_at: datetime
    call_id: UUID | None


class IdentityView(View):
    """Who compared the customer with which contact."""

    role: Role
    subject: str
    contact_id: UUID
    confirmed_at: datetime


class MovementView(View):
    """When the item came to a place."""

    place: Place
    since: datetime


def values_for(shape: type[View], part: object) -> dict[str, Any]:
    """What a view shows of a part of the domain, field by field; photographs of an exclusion become views."""
    values = {name: getattr(part, name) for name in shape.model_fields}
    if shape is ExclusionView:
        values["evidence"] = tuple(PhotoView(**values_for(PhotoView, photo)) for photo in values["evidence"])
    return values
