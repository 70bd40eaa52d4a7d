"""One item in the repair register 返修登记表, from taking it in to handing it out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.contract import Event
from shared.money import Money


@dataclass(frozen=True, kw_only=True)
class PartBuiltIn:
    """Parts of one kind that a repair has used."""

    part: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class RepairEvent(Event):
    """What all events of a repair have in common."""

    TOPIC = "repairs.items"
    KEY = "repair_id"

    repair_id: UUID
    ticket_id: UUID
    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class RepairRegistered(RepairEvent):
    """The item stands in the register, and the customer holds or gets the receipt (5.7, 6.2)."""

    TYPE = "aftersales.repairs.RepairRegistered.v1"

    number: str
    receipt_number: str
    item_id: UUID | None = None
    """The brought-back item; None when the customer brought it himself."""
    job_id: UUID | None = None
    """The job on which it was brought back."""
    equipment_id: UUID | None = None
    product_model: str
    serial: str | None = None
    fee_terms: str
    """`free`, `paid` or `undetermined`, by the warranty verdict (6.5)."""
    is_part_of_installation: bool
    """Whether it goes home by a visit instead of being collected."""
    responsible_id: UUID
    """Who tells the customer, and reports a late repair (5.8, 6.4)."""
    clause: str
    registered_at: datetime


@dataclass(frozen=True, kw_only=True)
class FaultConfirmed(RepairEvent):
    """A test has shown the fault (6.2)."""

    TYPE = "aftersales.repairs.FaultConfirmed.v1"

    fault: str
    clause: str
    confirmed_at: datetime


@dataclass(frozen=True, kw_only=True)
class FaultNotReproduced(RepairEvent):
    """The test could not show the fault (6.2)."""

    TYPE = "aftersales.repairs.FaultNotReproduced.v1"

    clause: str
    tested_at: datetime


@dataclass(frozen=True, kw_only=True)
class RepairPromised(RepairEvent):
    """The customer has a date by which the item is ready (4.5, 6.2)."""

    TYPE = "aftersales.repairs.RepairPromised.v1"
    FOR_PARTNERS = True

    way: str
    """`counter`, `own_bench` or `factory`."""
    ready_until: datetime
    clause: str
    promised_at: datetime


@dataclass(frozen=True, kw_only=True)
class RepairHandedOver(RepairEvent):
    """The specialist has handed the item to the warehouse (6.3)."""

    TYPE = "aftersales.repairs.RepairHandedOver.v1"
    FOR_PARTNERS = True

    handed_over_at: datetime


@dataclass(frozen=True, kw_only=True)
class RepairSentToFactory(RepairEvent):
    """The item has left for the factory in a batch (6.3)."""

    TYPE = "aftersales.repairs.RepairSentToFactory.v1"
    FOR_PARTNERS = True

    batch_id: UUID
    sent_at: datetime


@dataclass(frozen=True, kw_only=True)
class RepairReturned(RepairEvent):
    """The item is back from the factory."""

    TYPE = "aftersales.repairs.RepairReturned.v1"

    batch_id: UUID
    outcome: str
    """`repaired`, `replaced` or `not_repairable`."""
    new_serial: str | None = None
    """Where the factory sent another unit."""
    is_part_of_installation: bool
    """Whether it goes home by a visit instead of being collected."""
    responsible_id: UUID
    """Who tells the customer (6.4)."""
    returned_at: datetime


@dataclass(frozen=True, kw_only=True)
class RepairReady(RepairEvent):
    """The item may be collected: the customer is told at once (6.4)."""

    TYPE = "aftersales.repairs.RepairReady.v1"

    is_part_of_installation: bool
    """Whether it goes home by a visit instead of being collected."""
    responsible_id: UUID
    """Who tells the customer (6.4)."""
    clause: str
    equipment_id: UUID | None = None
    job_id: UUID | None = None
    """The job on which it was brought back: its site is where it is put back."""
    outcome: str | None = None
    """`repaired`, `replaced`, `exchanged`, `not_repairable`, `no_fault_found`, `refused` or `given_back`, where the
    ticket was cancelled."""
    fee_terms: str | None = None
    """`free`, `paid` or `undetermined`, by the warranty verdict (6.5)."""
    parts: tuple[PartBuiltIn, ...] = ()
    """What was built in at our own bench."""
    factory_cost: Money | None = None
    """What the factory asks for this item; None where it asks nothing."""
    ready_at: datetime


@dataclass(frozen=True, kw_only=True)
class CustomerNotified(RepairEvent):
    """The customer knows that the item is ready."""

    TYPE = "aftersales.repairs.CustomerNotified.v1"

    means: str
    """`phone`, `message` or `in_person`."""
    notified_at: datetime


@dataclass(frozen=True, kw_only=True)
class RepairCollected(RepairEvent):
    """The item is with the customer again, handed out against the receipt (6.4)."""

    TYPE = "aftersales.repairs.RepairCollected.v1"

    item_id: UUID | None = None
    """The brought-back item; None when the customer brought it himself."""
    equipment_id: UUID | None = None
    new_serial: str | None = None
    """Where the unit is another one."""
    cover_rule: str | None = None
    """As in ItemExchanged, where the unit is another one."""
    old_serial: str | None = None
    outcome: str | None = None
    """As in RepairReady."""
    checked_by: str
    """What was shown: `receipt`, `slip` where none was issued yet, or `identity` when it was lost."""
    clause: str
    collected_at: datetime


@dataclass(frozen=True, kw_only=True)
class PromiseMissed(RepairEvent):
    """The promised date has passed and the item is not ready (4.5, 5.8)."""

    TYPE = "aftersales.repairs.PromiseMissed.v1"

    responsible_id: UUID
    """Who explains it to the customer and reports it to the supervisor."""
    clause: str
    way: str | None = None
    """`counter`, `own_bench` or `factory`."""
    state: str | None = None
    """Where the repair stands."""
    missed_at: datetime
    """The promised time itself, not when it was noticed."""
