"""One transaction of intake, and all that a use case may touch in it."""

from functools import cached_property
from typing import ClassVar

from services.intake.domain.policy import IntakePolicy
from services.intake.repository.customers import Covers, Customers, EquipmentOnFile, Sites
from services.intake.repository.history import EquipmentFacts, HeardEvents, InvoiceHolds
from services.intake.repository.imports import ImportLines, References, SheetImports
from services.intake.repository.register import Complaints, ContactRegister
from services.intake.repository.tickets import Decisions, OnFile, Tickets, Wanted
from services.intake.repository.tickets import look_up as look_up_on_file
from services.intake.repository.verdicts import Exclusions, PaidWorks
from shared.storage.work import SharedWork


class Work(SharedWork[IntakePolicy]):
    """What intake's use cases work with."""

    CONFIDENTIAL: ClassVar[frozenset[str]] = frozenset({"complaint"})

    @cached_property
    def customers(self) -> Customers:
        """Every customer."""
        return Customers(self.reader, self.changes)

    @cached_property
    def sites(self) -> Sites:
        """Every site."""
        return Sites(self.reader, self.changes)

    @cached_property
    def equipment(self) -> EquipmentOnFile:
        """Every piece of equipment."""
        return EquipmentOnFile(self.reader, self.changes)

    @cached_property
    def covers(self) -> Covers:
        """Our copies of contracts."""
        return Covers(self.reader, self.changes)

    @cached_property
    def equipment_facts(self) -> EquipmentFacts:
        """What happened to equipment."""
        return EquipmentFacts(self.reader, self.changes)

    @cached_property
    def heard_events(self) -> HeardEvents:
        """What others told about tickets."""
        return HeardEvents(self.reader, self.changes)

    @cached_property
    def invoice_holds(self) -> InvoiceHolds:
        """Our copies of invoices."""
        return InvoiceHolds(self.reader, self.changes)

    @cached_property
    def sheet_imports(self) -> SheetImports:
        """Sheets that were sent."""
        return SheetImports(self.reader, self.changes)

    @cached_property
    def import_lines(self) -> ImportLines:
        """Their rows."""
        return ImportLines(self.reader, self.changes)

    @cached_property
    def references(self) -> References:
        """What senders call things."""
        return References(self.reader, self.changes)

    @cached_property
    def tickets(self) -> Tickets:
        """Every ticket."""
        return Tickets(self.reader, self.changes)

    @cached_property
    def contacts(self) -> ContactRegister:
        """The contact register."""
        return ContactRegister(self.reader, self.changes)

    @cached_property
    def complaints(self) -> Complaints:
        """Complaints as they came in."""
        return Complaints(self.reader, self.changes)

    @cached_property
    def decisions(self) -> Decisions:
        """Every verdict."""
        return Decisions(self.reader, self.changes)

    @cached_property
    def exclusions(self) -> Exclusions:
        """Every finding that ends a cover."""
        return Exclusions(self.reader, self.changes)

    @cached_property
    def paid_works(self) -> PaidWorks:
        """Our copies of charges for repairs."""
        return PaidWorks(self.reader, self.changes)

    async def look_up(self, wanted: Wanted) -> OnFile:
        """All that a new ticket is judged by, in one query."""
        return await look_up_on_file(self.reader, wanted)
