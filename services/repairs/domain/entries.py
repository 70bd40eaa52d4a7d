"""What is noted about an item: tests, exclusions, consent, the way to the factory, who knows what, how it ended."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.repairs.domain.states import Place
from shared.actor import Role
from shared.events.repairs.items import PartBuiltIn
from shared.money import Money


class BenchFinding(StrEnum):
    """What the test has shown (6.2)."""

    CONFIRMED = "confirmed"
    NOT_REPRODUCED = "not_reproduced"
    FIXED_AT_COUNTER = "fixed_at_counter"


class Outcome(StrEnum):
    """What became of the item."""

    REPAIRED = "repaired"
    REPLACED = "replaced"
    NOT_REPAIRABLE = "not_repairable"
    REJECTED = "rejected"
    """The factory does not repair it."""
    NO_FAULT_FOUND = "no_fault_found"
    FIXED_AT_COUNTER = "fixed_at_counter"
    EXCHANGED = "exchanged"
    REFUSED = "refused"
    GIVEN_BACK = "given_back"
    """The ticket was cancelled."""


SAID_AT_THE_BENCH = frozenset(
    {Outcome.REPAIRED, Outcome.NOT_REPAIRABLE, Outcome.NO_FAULT_FOUND, Outcome.FIXED_AT_COUNTER}
)
"""An outcome that somebody at the desk may say; the others follow from what was done."""
SAID_BY_THE_FACTORY = frozenset(
    {Outcome.REPAIRED, Outcome.REPLACED, Outcome.NOT_REPAIRABLE, Outcome.REJECTED, Outcome.NO_FAULT_FOUND}
)
"""An outcome with which an item can come back from the factory."""
WORKS_AGAIN = frozenset({Outcome.REPAIRED, Outcome.FIXED_AT_COUNTER})
"""An outcome that a test must not contradict."""


class Means(StrEnum):
    """How the customer was told, or how he agreed."""

    PHONE = "phone"
    MESSAGE = "message"
    POST = "post"
    IN_PERSON = "in_person"


class DataChoice(StrEnum):
    """What the customer of a recorder chose (reading of chapter 6)."""

    CONSENTED = "consented"
    """He knows that recordings may be lost and that we keep secret what we see."""
    DISK_STAYS = "disk_stays"
    """The disk stays with him."""


class Ground(StrEnum):
    """Why an item is exchanged or taken back instead of repaired."""

    WITHIN_STANDARD = "within_standard"
    """The national standard (三包): the customer chooses."""
    IN_WARRANTY = "in_warranty"
    """The specialist decides (6.1)."""
    OTHER = "other"
    """A supervisor decides, with a reason."""


class EndedAs(StrEnum):
    """Ways to end that are neither a collection nor an exchange nor a return of goods."""

    REINSTALLED = "reinstalled"
    SCRAPPED = "scrapped"
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A photograph that is kept elsewhere."""

    reference: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class DataHandling:
    """What the customer said about his recordings, before a recorder left his house."""

    choice: DataChoice
    contact_id: UUID | None
    """Who said it; None where the technician's slip says so."""
    noted_at: datetime


@dataclass(frozen=True, kw_only=True)
class TechnicianLeg:
    """The item is with a technician until he hands it to the specialist, by a clock of its own (5.7)."""

    technician_id: UUID
    hand_over_until: datetime
    deadline_id: UUID
    is_missed: bool = False


@dataclass(frozen=True, kw_only=True)
class BenchTest:
    """A test at the desk."""

    finding: BenchFinding
    fault: str | None
    tested_at: datetime
    tested_by: str


@dataclass(frozen=True, kw_only=True)
class FoundExclusion:
    """Something at the opened item that ends its cover (4.6), with who found it."""

    exclusion: str
    evidence: tuple[Photo, ...]
    is_disputed: bool
    found_by: str
    found_at: datetime
    warranty_decision: int | None = None
    """The newest decision when it was found: while there is no newer one, nobody has judged it."""


@dataclass(frozen=True, kw_only=True)
class QuoteCopy:
    """The newest word of billing about the price of this repair."""

    quote_id: UUID
    is_consented: bool
    """False: declined or lapsed."""
    total: Money | None
    heard_at: datetime


@dataclass(frozen=True, kw_only=True)
class ChargeOfRepair:
    """What billing asks for this repair, and whether it is paid."""

    charge_id: UUID
    total: Money
    is_settled: bool


@dataclass(frozen=True, kw_only=True)
class FactoryLeg:
    """The way to the factory and back."""

    batch_id: UUID
    sent_at: datetime
    serial_in: str | None
    """The unit that we sent."""
    expected_until: datetime | None = None
    """By when the factory sends it back."""
    deadline_id: UUID | None = None
    is_late: bool = False
    returned_at: datetime | None = None
    outcome: Outcome | None = None
    serial_out: str | None = None
    """The unit that came back."""
    cost: Money | None = None
    """What the factory asks."""


@dataclass(frozen=True, kw_only=True)
class Delay:
    """Why the promised date is not kept, and whether the customer was told (4.5)."""

    cause: str
    explained_at: datetime
    explained_by: str
    told_at: datetime | None = None
    promise_id: UUID | None = None
    """Which promise is not kept, by the id of its clock; of the first editions it is not known."""


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """The item is exchanged for another unit (4.4, 6.1)."""

    ground: Ground
    reason: str | None
    clause: str
    policy_revision: str
    standard_until: date | None
    """The last day on which the customer may choose, as intake says; None where it does not know."""
    decided_at: datetime
    decided_by: str
    product_id: UUID | None = None
    product_model: str | None = None
    old_serial: str | None = None
    new_serial: str | None = None
    made_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PartBuilt:
    """Pieces of the store that were built in at our bench."""

    part: str
    quantity: int

    def announced(self) -> PartBuiltIn:
        """As an event says it."""
        return PartBuiltIn(part=self.part, quantity=self.quantity)


@dataclass(frozen=True, kw_only=True)
class Notification:
    """The customer knows that he may collect."""

    means: Means
    notified_at: datetime
    call_id: UUID | None
    """The call of follow-up; None when somebody told him otherwise."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An item that nobody collects: when the customer is reminded next."""

    since: datetime
    reminders: int = 0
    next_at: datetime | None = None
    deadline_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class IdentityCheck:
    """Somebody has compared the customer with the contact on file, because the receipt is lost."""

    role: Role
    subject: str
    contact_id: UUID
    confirmed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How a repair ended that was not collected, or why it goes back as it is."""

    reason: str
    contact_id: UUID | None = None
    """Who of the customer's people agreed."""
    means: Means | None = None
    noted_by: str
    noted_at: datetime
    from_place: Place
    """Where the item was."""


@dataclass(frozen=True, kw_only=True)
class Movement:
    """The item came to a place."""

    place: Place
    since: datetime
