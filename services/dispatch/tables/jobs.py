"""How people, technicians, jobs and cards are stored, and copies of what others own."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.dispatch.domain.cards.card import Card
from services.dispatch.domain.dispatching.bag import Bag
from services.dispatch.domain.dispatching.customers import CustomerCopy, TicketWords
from services.dispatch.domain.jobs.device_records import RecordStream
from services.dispatch.domain.jobs.facts import Purpose
from services.dispatch.domain.jobs.job import Job
from services.dispatch.domain.people import Person
from services.dispatch.domain.states import CardState, JobState
from services.dispatch.domain.technician import Technician
from services.dispatch.tables.rows import Row
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of, personal


class PersonRow(Row, table=True):
    """An entry of the staff directory."""

    __tablename__ = "person"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    name: str = personal()
    phone: str | None = personal()
    role: str = Field(index=True)
    superior_id: UUID | None
    deputy_id: UUID | None
    is_active: bool
    absences: str = document()
    duties: str = document()
    recorded_at: datetime


class TechnicianRow(Row, table=True):
    """A member of staff who may be sent, once certified."""

    __tablename__ = "technician"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    profile: str = document()
    shifts: str = document()
    trainings: str = document()
    certificates: str = document()
    certified_until: date | None = Field(index=True)
    registered_at: datetime


class JobRow(Row, table=True):
    """A job with its clocks; personal: what was said to show a hold, a wish or a pause, and where the phone stood."""

    __tablename__ = "job"
    __table_args__ = (
        Index("job_state_id_idx", "state", "id"),
        Index("job_technician_id_idx", "technician_id", "id"),
        Index("job_nearest_due_at_idx", "nearest_due_at"),
        Index("job_carried_over_to_idx", "carried_over_to", "rank"),
        Index("job_customer_id_idx", "customer_id"),
        Index("job_occasion_id_idx", "occasion_id"),
        Index("job_origin_id_idx", "origin", "id"),
        Index(
            "job_open_idx",
            "state",
            "nearest_due_at",
            postgresql_where=text("state NOT IN ('done', 'not_needed', 'cancelled')"),
        ),
    )

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: JobState = one_of(JobState)
    purpose: Purpose = one_of(Purpose)
    occasion_id: UUID | None
    opened_at: datetime
    policy_revision: str
    ticket_id: UUID = Field(index=True)
    ticket_number: str
    origin: str
    kind: str
    level: int | None
    region: str
    district: str | None
    customer_id: UUID
    site_id: UUID | None
    equipment_id: UUID | None
    product_model: str | None
    serial: str | None
    is_part_of_installation: bool
    symptom_code: str | None
    reported_at: datetime
    technician_id: UUID | None
    assigned_at: datetime | None
    offers: str = document()
    holds: str = personal(sa_type=JSONB)
    cut_off_at: datetime | None
    carried_over_to: date | None
    carried_over_times: int
    rank: int | None
    duty: str | None = document()
    assessment: str | None = document()
    visit: str | None = document()
    charge: str | None = document()
    parts_cover: str | None = document()
    consent: str | None = document()
    attempts: str = document()
    response: str | None = document()
    appointment: str | None = personal(sa_type=JSONB)
    work_order_number: str | None
    work_order: str | None = document()
    departed_at: datetime | None
    equipment_check: str | None = document()
    arrival: str | None = personal(sa_type=JSONB)
    diagnosis: str | None = document()
    notes: str | None = personal()
    exclusions: str = document()
    log: str = document()
    items_taken: str = document()
    trips: str = document()
    completion: str | None = document()
    customer_withdrew_at: datetime | None
    ended_because: str | None
    ended_at: datetime | None
    clocks: str = personal(sa_type=JSONB)
    nearest_due_at: datetime | None
    nearest_warn_at: datetime | None


class CustomerCopyRow(Row, table=True):
    """Where a customer is, and whom to ask for: intake's."""

    __tablename__ = "customer_copy"

    id: UUID = Field(primary_key=True)
    version: int
    name: str = personal()
    phones: str = personal(sa_type=JSONB)
    contacts: str = personal(sa_type=JSONB)
    sites: str = personal(sa_type=JSONB)


class TicketWordsRow(Row, table=True):
    """What was said about a ticket: intake's."""

    __tablename__ = "ticket_words"

    id: UUID = Field(primary_key=True)
    version: int
    symptom: str = personal()
    reporter_name: str | None = personal()
    reporter_phone: str | None = personal()


class CardRow(Row, table=True):
    """A service card; `personal_part` is the person's part, the seal holds without it."""

    __tablename__ = "card"
    __table_args__ = (
        Index("card_state_id_idx", "state", "id"),
        Index("card_technician_id_idx", "technician_id", "id"),
        Index("card_outstanding_idx", "job_id", postgresql_where=text("returned_at IS NULL AND state <> 'void'")),
    )

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: CardState = one_of(CardState)
    job_id: UUID = Field(unique=True)
    ticket_id: UUID = Field(index=True)
    ticket_number: str
    technician_id: UUID | None
    category: str
    charge_clause: str
    opened_at: datetime
    amount: str | None = document()
    signed_at: datetime | None
    signer_contact_id: UUID | None
    refused_at: datetime | None
    refusal_reason: str | None
    personal_part: str | None = personal(sa_type=JSONB)
    seal: str | None = document()
    addenda: str = personal(sa_type=JSONB)
    settled_at: datetime | None
    returned_at: datetime | None
    archived_at: datetime | None


class RecordStreamRow(Row, table=True):
    """What one phone recorded off line about one job."""

    __tablename__ = "record_stream"
    __table_args__ = (Index("record_stream_job_id_device_key", "job_id", "device", unique=True),)

    id: UUID = Field(primary_key=True)
    version: int
    job_id: UUID
    device: str
    waiting: str = personal(sa_type=JSONB)
    answered: str = document()


class BagRow(Row, table=True):
    """The parts that a technician carries; the id is his."""

    __tablename__ = "bag"

    id: UUID = Field(primary_key=True)
    version: int
    parts: str = document()


PERSON = RowMapping(PersonRow, Person)
TECHNICIAN = RowMapping(TechnicianRow, Technician)
JOB = RowMapping(JobRow, Job, often=("cut_off_at", "clocks", "nearest_due_at", "nearest_warn_at"))
CARD = RowMapping(CardRow, Card)
CUSTOMER_COPY = RowMapping(CustomerCopyRow, CustomerCopy)
TICKET_WORDS = RowMapping(TicketWordsRow, TicketWords)
RECORD_STREAM = RowMapping(RecordStreamRow, RecordStream)
BAG = RowMapping(BagRow, Bag)
