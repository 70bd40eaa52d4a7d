"""What a technician says about a visit, on line or off line: the same words either way."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.dispatch.domain.jobs.device_records import Took
from services.dispatch.domain.jobs.facts import Completion, CompletionOutcome, EquipmentCheck
from services.dispatch.domain.jobs.visit_facts import Position, WorkLog
from shared.events.dispatch.jobs import Finding, PartUsed, WorkDone
from shared.money import Money
from shared.web.input.body import Body
from shared.web.input.fields import Code, Count, ShortText

Numbered = Annotated[int, Field(ge=1, le=200)]
Metres = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,4})(\.[0-9]{1,2})?$", max_length=8)]
"""Metres with up to two decimals, as text."""
Sha256 = Annotated[str, StringConstraints(min_length=64, max_length=64, pattern=r"^[0-9a-f]{64}$")]
Photos = Annotated[tuple[Sha256, ...], Field(max_length=20)]
"""Hashes of photos; the photos stay with whoever keeps them."""
PartCodes = Annotated[tuple[Code, ...], Field(max_length=50)]
InterruptionReason = Literal["no_access", "part_missing", "waits_for_customer", "unsafe", "time_over", "other"]
ExclusionClause = Literal["4.6.1", "4.6.2", "4.6.3", "4.6.4", "4.6.5"]


class CheckBody(Body):
    """What the technician has with him (7.1)."""

    badge: bool
    tools: bool
    parts: bool

    @property
    def check(self) -> EquipmentCheck:
        """As the domain takes it."""
        return EquipmentCheck(badge=self.badge, tools=self.tools, parts=self.parts)


class PositionBody(Body):
    """Where the phone says it is; it decides nothing."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    accuracy_metres: Annotated[int, Field(ge=0, le=100_000)]

    @property
    def position(self) -> Position:
        """As the domain takes it."""
        return Position(latitude=self.latitude, longitude=self.longitude, accuracy_metres=self.accuracy_metres)


class FindingBody(Body):
    """One fault that was found, and the code of the broken part."""

    fault: Code
    equipment_id: UUID | None = None
    faulty_part: Code | None = None


class FindingsBody(Body):
    """What is the matter; without findings there is no fault.

    On the job they are numbered on after what was found before: on line, the answer says how. Work and parts that
    the same phone records off line behind an off-line diagnosis count its findings from 1 in this order.
    """

    findings: Annotated[tuple[FindingBody, ...], Field(max_length=50)]

    @property
    def numbered(self) -> tuple[Finding, ...]:
        """As the domain takes them."""
        return tuple(
            Finding(finding=number, equipment_id=each.equipment_id, fault=each.fault, faulty_part=each.faulty_part)
            for number, each in enumerate(self.findings, start=1)
        )


class ItemBody(Body):
    """An item that cannot be fixed on site; model and fault are those of the job where they are not given."""

    slip_number: Code | None = None
    """The number on the slip that the customer holds, where the phone was off line; else it is given here."""
    equipment_id: UUID | None = None
    product_model: ShortText | None = None
    serial: Code | None = None
    fault: Code | None = None
    accessories: PartCodes = ()
    is_part_of_installation: bool | None = None

    @property
    def took(self) -> Took:
        """As the domain takes it."""
        given = {name: getattr(self, name) for name in ItemBody.model_fields if name != "slip_number"}
        return Took(slip_number=self.slip_number or "", **given)


class WorkBody(Body):
    """One item of work and how it ended."""

    work: Code
    finding: Numbered | None = None
    equipment_id: UUID | None = None
    outcome: Literal["done", "not_possible", "brought_back"] = "done"


class PartBody(Body):
    """Parts of one kind that were built in, for which finding; or material, which needs none."""

    part: Code
    quantity: Annotated[int, Field(ge=1, le=1000)]
    finding: Numbered | None = None
    is_material: bool = False
    equipment_id: UUID | None = None
    old_serial: Code | None = None
    new_serial: Code | None = None


class LogBody(Body):
    """What was done and used."""

    items: Annotated[tuple[WorkBody, ...], Field(max_length=100)] = ()
    parts: Annotated[tuple[PartBody, ...], Field(max_length=100)] = ()
    cable_metres: Metres = "0"
    camera_points: Count = 0

    @property
    def log(self) -> WorkLog:
        """As the domain takes it."""
        return WorkLog(
            work=tuple(WorkDone(**each.model_dump()) for each in self.items),
            parts=tuple(PartUsed(**each.model_dump()) for each in self.parts),
            cable_centimetres=int(Decimal(self.cable_metres) * 100),
            camera_points=self.camera_points,
        )


class EndBody(LogBody):
    """How the work ended, and what was done and used that was not recorded before."""

    outcome: CompletionOutcome
    travel_cost: Money = Money.ZERO
    travel_receipt: Code | None = None

    def ending_at(self, completed_at: datetime) -> Completion:
        """As the domain takes it."""
        log = self.log
        return Completion(
            completed_at=completed_at,
            outcome=self.outcome,
            work=log.work,
            parts=log.parts,
            cable_centimetres=log.cable_centimetres,
            camera_points=log.camera_points,
            travel_cost=self.travel_cost,
            travel_receipt=self.travel_receipt,
        )
