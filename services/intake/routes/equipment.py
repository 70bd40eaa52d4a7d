"""What can be asked about equipment."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from services.intake.domain.equipment import Equipment, Project, Proof, ProofKind, Provenance
from services.intake.domain.refusals import (
    CustomerNotFound,
    EquipmentNotFound,
    ProofFromTheFuture,
    ProvenanceIncomplete,
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


class EquipmentFilter(Listing):
    """Which equipment."""

    customer_id: UUID | None = None
    serial: Code | None = None


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
    refuses=(CustomerNotFound, SiteNotFound, ProvenanceIncomplete, ProofFromTheFuture),
)
async def register_equipment(order: Sent[RegisterEquipment], door: Door[Work]) -> Answer:
    """Put equipment on file."""
    simple = {name: value for name, value in dict(order).items() if name not in {"project", "proofs"}}
    wanted = equipment.NewEquipment(
        **simple,
        project=None if order.project is None else order.project.read(),
        proofs=tuple(proof.read() for proof in order.proofs),
    )
    return await door.change(lambda work: equipment.register_equipment(wanted, work), show=EquipmentView.of)


@routes.commands(
    "/equipment/{equipment_id}/proofs", EquipmentView, may=DESK, refuses=(EquipmentNotFound, ProofFromTheFuture)
)
async def add_proof(equipment_id: UUID, order: Sent[ProofGiven], door: Door[Work]) -> Answer:
    """A proof of purchase was shown (4.5)."""
    return await door.change(lambda work: equipment.add_proof(equipment_id, order.read(), work), show=EquipmentView.of)


@routes.shows("/equipment/{equipment_id}", EquipmentView, may=READERS, refuses=(EquipmentNotFound,))
async def show_equipment(equipment_id: UUID, door: Door[Work]) -> Answer:
    """One piece of equipment."""
    return await door.read(lambda work: access.equipment_for_caller(equipment_id, work), show=EquipmentView.of)


@routes.lists("/equipment", EquipmentView, may=READERS, refuses=(CustomerNotFound,))
async def list_equipment(wanted: Asked[EquipmentFilter], door: Door[Work]) -> Answer:
    """Equipment of a customer or with a serial number, newest first; a partner names one of his customers."""

    async def narrowed(work: Work) -> Sequence[Equipment]:
        if access.partner_origin(work.actor) is not None:
            await access.customer_for_caller(wanted.customer_id or work.new_id(), work)
        return await queries.equipment(
            work.reader,
            wanted.after(UUID),
            wanted.rows_to_read,
            customer_id=wanted.customer_id,
            serial=wanted.serial,
        )

    return await door.page(wanted, narrowed, show=EquipmentView.of, by=("id",))


@routes.lists("/equipment/{equipment_id}/history", AuditEntry, may=STAFF_READERS, refuses=(EquipmentNotFound,))
async def show_equipment_history(equipment_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a piece of equipment, oldest first."""
    return await history(door, wanted, lambda work: work.equipment.get(equipment_id))
