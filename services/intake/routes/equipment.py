"""What can be asked about equipment."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from services.intake.domain.equipment import Agreement, Equipment, Part, Project, Proof, ProofKind, Provenance
from services.intake.domain.on_file.searching import serial_key
from services.intake.domain.refusals import (
    AgreementNotUsed,
    CustomerErased,
    CustomerNotFound,
    EquipmentNotFound,
    ProofFromTheFuture,
    ProvenanceIncomplete,
    SameOwner,
    SiteNotFound,
)
from services.intake.queries import customers as queries
from services.intake.routes.roles import DESK, READERS, RECORDERS, STAFF_READERS
from services.intake.use_cases import access, equipment
from services.intake.work import Work
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Day
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="equipment")
Category = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$", max_length=40)]
"""A product category as `GET /policy` lists them under 4.1 and 4.2, or another word of the same form."""
ProductModel = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._:/+()-]*$", max_length=64)]
"""A maker's model name: no free text, because it travels in events that partners may read."""
Months = Annotated[int, Field(ge=1, le=600)]


class ProofGiven(Body):
    """A proof of purchase that was seen (4.6.3)."""

    EXAMPLE: ClassVar = {"kind": "invoice", "number": "FP-2026-0117", "dated_on": "2026-01-15"}

    kind: ProofKind
    number: Code | None = None
    dated_on: Day

    def read(self) -> Proof:
        """As the use case takes it."""
        return Proof(**dict(self))


class ProjectGiven(Body):
    """The project that the equipment was installed in."""

    EXAMPLE: ClassVar = {"contract_number": "HT20260115-0001", "completed_on": "2026-01-15", "warranty_months": 12}

    contract_id: UUID | None = None
    contract_number: Code | None = None
    completed_on: Day
    warranty_months: Months | None = None

    def read(self) -> Project:
        """As the use case takes it."""
        return Project(**dict(self))


class AgreementGiven(Body):
    """The special agreement for equipment that we did not sell (2.2.3)."""

    EXAMPLE: ClassVar = {"number": "XY-2026-004", "agreed_on": "2026-03-01", "ends_on": "2027-02-28"}

    number: Code
    agreed_on: Day
    ends_on: Day | None = None

    def read(self) -> Agreement:
        """As the use case takes it."""
        return Agreement(**dict(self))


class PartGiven(Body):
    """A part with a period of its own (4.1, 4.2)."""

    EXAMPLE: ClassVar = {"part": "hard_disk", "model": "ST4000VX", "serial": "ZDH1A2B3"}

    part: Category
    model: ProductModel | None = None
    serial: Code | None = None
    since: Day | None = None

    def read(self) -> Part:
        """As the use case takes it."""
        return Part(**dict(self))


class ChangeOwner(Body):
    """Who owns it now, and where it hangs."""

    EXAMPLE: ClassVar = {"customer_id": "01936b2e-0000-7000-8000-000000000009"}

    customer_id: UUID
    site_id: UUID | None = None


class RegisterEquipment(Body):
    """Equipment at a customer's: installed in a project, sold with a proof, or foreign."""

    EXAMPLE: ClassVar = {
        "customer_id": "01936b2e-0000-7000-8000-000000000001",
        "site_id": "01936b2e-0000-7000-8000-000000000002",
        "product_model": "DS-2CD2043G2-I",
        "product_category": "camera",
        "serial": "CQ0001234",
        "provenance": "installed",
        "project": ProjectGiven.EXAMPLE,
    }

    customer_id: UUID
    site_id: UUID | None = None
    product_model: ProductModel
    product_category: Category
    serial: Code | None = None
    provenance: Provenance
    project: ProjectGiven | None = None
    proofs: Annotated[tuple[ProofGiven, ...], Field(max_length=10)] = ()
    card_months: Months | None = None
    contract_months: Months | None = None
    card_number: Code | None = None
    agreement: AgreementGiven | None = None
    parts: Annotated[tuple[PartGiven, ...], Field(max_length=60)] = ()

    def read(self) -> equipment.NewEquipment:
        """As the use case takes it."""
        made = {"project", "proofs", "agreement", "parts"}
        return equipment.NewEquipment(
            **{name: value for name, value in dict(self).items() if name not in made},
            project=None if self.project is None else self.project.read(),
            proofs=tuple(proof.read() for proof in self.proofs),
            agreement=None if self.agreement is None else self.agreement.read(),
            parts=tuple(part.read() for part in self.parts),
        )


class EquipmentFilter(Listing):
    """Which equipment: `serial` is the beginning of what hangs there now, `any_serial` a whole one ever seen there."""

    customer_id: UUID | None = None
    site_id: UUID | None = None
    serial: Code | None = None
    any_serial: Code | None = None


class EquipmentView(View):
    """A piece of equipment with what its cover rests on."""

    id: UUID
    number: str
    version: int
    customer_id: UUID
    site_id: UUID | None
    product_model: str
    product_category: str
    serial: str | None
    provenance: Provenance
    completed_on: date | None
    contract_number: str | None
    proofs: tuple[Proof, ...]
    card_months: int | None
    contract_months: int | None
    card_number: str | None
    agreement: Agreement | None
    parts: tuple[Part, ...]
    former_serials: tuple[str, ...]
    registered_at: datetime

    @classmethod
    def of(cls, one: Equipment) -> "EquipmentView":
        """What we show of equipment."""
        of_project = {"completed_on", "contract_number"}
        values = {name: getattr(one, name) for name in cls.model_fields if name not in of_project}
        return cls(
            **values,
            completed_on=None if one.project is None else one.project.completed_on,
            contract_number=None if one.project is None else one.project.contract_number,
        )


@routes.creates(
    "/equipment",
    EquipmentView,
    may=RECORDERS,
    refuses=(
        CustomerNotFound,
        CustomerErased,
        SiteNotFound,
        ProvenanceIncomplete,
        AgreementNotUsed,
        ProofFromTheFuture,
    ),
)
async def register_equipment(order: Sent[RegisterEquipment], door: Door[Work]) -> Answer:
    """Put equipment on file."""
    wanted = order.read()
    return await door.change(lambda work: equipment.register_equipment(wanted, work), show=EquipmentView.of)


@routes.commands(
    "/equipment/{equipment_id}/proofs", EquipmentView, may=DESK, refuses=(EquipmentNotFound, ProofFromTheFuture)
)
async def add_proof(equipment_id: UUID, order: Sent[ProofGiven], door: Door[Work]) -> Answer:
    """A proof of purchase was shown (4.5)."""
    return await door.change(lambda work: equipment.add_proof(equipment_id, order.read(), work), show=EquipmentView.of)


@routes.commands(
    "/equipment/{equipment_id}/owner",
    EquipmentView,
    may=DESK,
    refuses=(EquipmentNotFound, CustomerNotFound, CustomerErased, SiteNotFound, SameOwner),
)
async def change_owner(equipment_id: UUID, order: Sent[ChangeOwner], door: Door[Work]) -> Answer:
    """Another customer owns it; the cover follows it with its proof."""
    return await door.change(
        lambda work: equipment.change_owner(equipment_id, order.customer_id, order.site_id, work),
        show=EquipmentView.of,
        about=equipment_id,
    )


@routes.shows("/equipment/{equipment_id}", EquipmentView, may=READERS, refuses=(EquipmentNotFound,))
async def show_equipment(equipment_id: UUID, door: Door[Work]) -> Answer:
    """One piece of equipment."""
    return await door.read(lambda work: access.equipment_for_caller(equipment_id, work), show=EquipmentView.of)


@routes.lists("/equipment", EquipmentView, may=READERS, refuses=(CustomerNotFound,))
async def list_equipment(wanted: Asked[EquipmentFilter], door: Door[Work]) -> Answer:
    """Equipment of a customer, newest first, or by serial number; a partner names one of his customers."""
    narrowed = queries.EquipmentWanted(
        customer_id=wanted.customer_id,
        site_id=wanted.site_id,
        serial=None if wanted.serial is None else serial_key(wanted.serial),
        any_serial=None if wanted.any_serial is None else serial_key(wanted.any_serial),
    )
    after = wanted.after(UUID) if wanted.serial is None else wanted.after(str, UUID)

    async def found(work: Work) -> Sequence[Equipment]:
        if access.partner_origin(work.actor) is not None:
            await access.customer_for_caller(wanted.customer_id or work.new_id(), work)
        return await queries.equipment(work.reader, narrowed, after, wanted.rows_to_read)

    return await door.page(wanted, found, show=EquipmentView.of, by=narrowed.by)


@routes.lists("/equipment/{equipment_id}/history", AuditEntry, may=STAFF_READERS, refuses=(EquipmentNotFound,))
async def show_equipment_history(equipment_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a piece of equipment, oldest first."""
    return await history(door, wanted, lambda work: work.equipment.get(equipment_id))
