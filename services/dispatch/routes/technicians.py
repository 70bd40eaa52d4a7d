"""What can be asked about technicians and their certificates."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from services.dispatch import queries
from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.refusals import (
    AlreadyATechnician,
    NotAboutHimself,
    PersonNotActive,
    PersonNotFound,
    WrongRole,
)
from services.dispatch.domain.technician import Certificate, Technician
from services.dispatch.routes.who_may import DESK, HEADS, STAFF_READERS
from services.dispatch.use_cases import staff as use_cases
from services.dispatch.work import Work
from shared.actor import Role
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Day
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="technicians")
_PERSON = "01936b2e-0000-7000-8000-000000000001"


class NewTechnician(Body):
    """Who may be sent to customers."""

    EXAMPLE: ClassVar = {"person_id": _PERSON}

    person_id: UUID


class NewCertificate(Body):
    """For what, and until when; the last day counts."""

    EXAMPLE: ClassVar = {"certificate": "cctv", "valid_until": "2027-12-31"}

    certificate: Code
    valid_until: Day


class TechnicianFilter(Listing):
    """Which technicians."""

    certified_on: Day | None = None


class TechnicianView(View):
    """A technician; his id is his id in the staff directory."""

    id: UUID
    number: str
    version: int
    certificates: tuple[Certificate, ...]
    certified_until: date | None
    registered_at: datetime

    @classmethod
    def of(cls, technician: Technician) -> "TechnicianView":
        """What we show of a technician."""
        return cls(**{name: getattr(technician, name) for name in cls.model_fields})


@routes.creates(
    "/technicians",
    TechnicianView,
    may=HEADS,
    refuses=(AlreadyATechnician, PersonNotActive, PersonNotFound, WrongRole),
)
async def register_technician(new: Sent[NewTechnician], door: Door[Work]) -> Answer:
    """Register a member of staff as a technician; he is sent once he is certified (5.15)."""
    return await door.change(
        lambda work: use_cases.register_technician(PersonId(new.person_id), work), show=TechnicianView.of
    )


@routes.commands("/technicians/{technician_id}/certificates", TechnicianView, may=HEADS, refuses=(NotAboutHimself,))
async def grant_certificate(technician_id: UUID, new: Sent[NewCertificate], door: Door[Work]) -> Answer:
    """Record that a technician is trained and certified (5.15)."""
    return await door.change(
        lambda work: use_cases.grant_certificate(PersonId(technician_id), new.certificate, new.valid_until, work),
        show=TechnicianView.of,
    )


@routes.shows("/technicians/{technician_id}", TechnicianView, may=STAFF_READERS)
async def show_technician(technician_id: UUID, door: Door[Work]) -> Answer:
    """One technician; a technician sees only himself."""
    return await door.read(lambda work: use_cases.technician_for(PersonId(technician_id), work), show=TechnicianView.of)


@routes.lists("/technicians", TechnicianView, may=(*DESK, Role.AUDITOR))
async def list_technicians(wanted: Asked[TechnicianFilter], door: Door[Work]) -> Answer:
    """Technicians, those with a valid certificate on a day where one is given."""
    return await door.page(
        wanted,
        lambda work: queries.technicians(work.reader, wanted.certified_on, wanted.after(UUID), wanted.rows_to_read),
        show=TechnicianView.of,
        by=("id",),
    )


@routes.lists("/technicians/{technician_id}/history", AuditEntry, may=(*HEADS, Role.AUDITOR))
async def show_technician_history(technician_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a technician."""
    return await history(door, wanted, lambda work: use_cases.technician_for(PersonId(technician_id), work))
