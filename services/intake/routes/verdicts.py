"""Verdicts: why they are as they are, decided again by a person, or only asked for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from services.intake.domain.equipment import Provenance
from services.intake.domain.refusals import (
    CustomerNotFound,
    DecisionNotFound,
    EquipmentNotFound,
    ProvenanceIncomplete,
    SupervisorNeeded,
    TicketNotFound,
)
from services.intake.domain.verdicts.decisions import Decision, Judgement
from services.intake.domain.verdicts.facts import Item, ItemPart, ServicePlace
from services.intake.queries import tickets as queries
from services.intake.routes.equipment import Category, Months, ProductModel, ProjectGiven, ProofGiven
from services.intake.routes.roles import DECIDERS, DESK, READERS
from services.intake.routes.shown import DecisionView, TicketView, decision_for, ticket_for
from services.intake.routes.steps import Clause, DecideCharge
from services.intake.use_cases import access, verdicts
from services.intake.work import Work
from shared.events.intake.decisions import ChargeCategory, Coverage, CoverageVerdict, ItemVerdict
from shared.events.intake.tickets import Region, TicketKind
from shared.policy import NoPolicyInForce
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Day, Instant, ShortText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes

routes = Routes(tag="verdicts")
_ALWAYS = (TicketNotFound, ActionNotAllowed, SupervisorNeeded, DecisionNotFound)


class CoverageGiven(Body):
    """Covered or not, by which clause."""

    verdict: CoverageVerdict
    clause: Clause

    def read(self) -> Coverage:
        """As events carry it."""
        return Coverage(verdict=self.verdict, clause=self.clause)


class ItemDecided(Body):
    """What is covered for one item."""

    equipment_id: UUID | None = None
    product_model: ProductModel | None = None
    parts: CoverageGiven
    labour: CoverageGiven
    travel: CoverageGiven
    covered_until: Day | None = None

    def read(self) -> ItemVerdict:
        """As events carry it."""
        return ItemVerdict(
            equipment_id=self.equipment_id,
            product_model=self.product_model,
            parts=self.parts.read(),
            labour=self.labour.read(),
            travel=self.travel.read(),
            covered_until=self.covered_until,
        )


class DecideWarranty(Body):
    """What a person decided to be covered, and why."""

    EXAMPLE: ClassVar = {
        "items": [
            {
                "product_model": "DS-2CD2043G2-I",
                "parts": {"verdict": "covered", "clause": "4.3"},
                "labour": {"verdict": "covered", "clause": "2.1.2"},
                "travel": {"verdict": "covered", "clause": "3.6"},
            }
        ],
        "reason": "the 三包 card was shown at the counter",
    }

    items: Annotated[tuple[ItemDecided, ...], Field(min_length=1, max_length=50)]
    reason: ShortText


class PartAsked(Body):
    """A part with a period of its own; with the day of the swap where it is not as old as the product."""

    part: Category
    since: Day | None = None


class ItemAsked(Body):
    """An item that is not on file."""

    product_category: Category
    provenance: Provenance
    project: ProjectGiven | None = None
    proofs: Annotated[tuple[ProofGiven, ...], Field(max_length=10)] = ()
    card_months: Months | None = None
    contract_months: Months | None = None
    parts: Annotated[tuple[PartAsked, ...], Field(max_length=50)] = ()

    def read(self) -> Item:
        """As the rules take it; raises ProvenanceIncomplete."""
        if (self.project is not None) is not (self.provenance is Provenance.INSTALLED):
            raise ProvenanceIncomplete("installed equipment has a project, other equipment none", field="item.project")
        return Item(
            product_category=self.product_category,
            provenance=self.provenance,
            project=None if self.project is None else self.project.read(),
            proofs=tuple(proof.read() for proof in self.proofs),
            card_months=self.card_months,
            contract_months=self.contract_months,
            parts=tuple(ItemPart(part=each.part, since=each.since) for each in self.parts),
        )


class CheckWarranty(Body):
    """A case that nobody has opened a ticket for: equipment on file, or an item as described."""

    EXAMPLE: ClassVar = {
        "place": "brought_in",
        "item": {
            "product_category": "camera",
            "provenance": "sold",
            "proofs": [{"kind": "invoice", "dated_on": "2026-01-15"}],
        },
        "reported_at": "2026-11-23T14:05:00+08:00",
    }

    kind: TicketKind = TicketKind.FAULT
    place: ServicePlace = ServicePlace.ON_SITE
    region: Region = Region.UNDETERMINED
    customer_id: UUID | None = None
    site_id: UUID | None = None
    equipment_id: UUID | None = None
    item: ItemAsked | None = None
    exclusions: Annotated[tuple[Annotated[int, Field(ge=1, le=5)], ...], Field(max_length=5)] = ()
    reported_at: Instant

    def read(self) -> verdicts.Question:
        """As the use case takes it."""
        return verdicts.Question(
            kind=self.kind,
            place=self.place,
            region=self.region,
            customer_id=self.customer_id,
            site_id=self.site_id,
            equipment_id=self.equipment_id,
            item=None if self.item is None else self.item.read(),
            exclusions=frozenset(self.exclusions),
            reported_at=self.reported_at,
        )


class CheckedView(View):
    """Both verdicts on a case, with reasons and facts; nothing was stored."""

    category: ChargeCategory
    clause: str
    because: str
    warranty: ItemVerdict
    warranty_because: str
    facts: dict[str, str]
    policy_revision: str

    @classmethod
    def of(cls, judged: Judgement) -> "CheckedView":
        """What we show of a judgement."""
        return cls(
            category=judged.charge.category,
            clause=judged.charge.clause,
            because=judged.charge.because,
            warranty=judged.warranty.verdict,
            warranty_because=judged.warranty.because,
            facts=judged.case.told,
            policy_revision=judged.policy.revision.number,
        )


@routes.calculates(
    "/warranty-checks",
    CheckedView,
    may=READERS,
    refuses=(EquipmentNotFound, CustomerNotFound, ProvenanceIncomplete, NoPolicyInForce),
)
async def check_warranty(order: Sent[CheckWarranty], door: Door[Work]) -> Answer:
    """What would be covered and what would be free; stores nothing."""
    question = order.read()
    return await door.calculate(lambda work: verdicts.check(question, work), show=CheckedView.of)


@routes.lists("/tickets/{ticket_id}/decisions", DecisionView, may=READERS, refuses=(TicketNotFound,))
async def list_decisions(ticket_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every verdict on a ticket, oldest first, with clause, facts and policy revision."""

    async def of_ticket(work: Work) -> Sequence[Decision]:
        ticket = await access.ticket_for_caller(ticket_id, work)
        return await queries.decisions(work.reader, ticket.id, wanted.after(datetime, UUID), wanted.rows_to_read)

    return await door.page(wanted, of_ticket, show=decision_for(door.actor), by=queries.DECISIONS_BY)


@routes.commands(
    "/tickets/{ticket_id}/judgements",
    TicketView,
    may=DESK,
    refuses=(TicketNotFound, ActionNotAllowed, DecisionNotFound),
)
async def judge_again(ticket_id: UUID, door: Door[Work]) -> Answer:
    """Judge anew from what is on file now, as of the report; what was decided before stays on file."""
    return await door.change(lambda work: verdicts.judge_again(ticket_id, work), show=ticket_for(door.actor))


@routes.commands("/tickets/{ticket_id}/charge-decisions", TicketView, may=DECIDERS, refuses=_ALWAYS)
async def decide_charge(ticket_id: UUID, order: Sent[DecideCharge], door: Door[Work]) -> Answer:
    """Free or paid, by a person: the specialist what is undetermined, the supervisor also what is decided."""
    return await door.change(
        lambda work: verdicts.decide_charge(ticket_id, order.category, order.clause, order.reason, work),
        show=ticket_for(door.actor),
    )


@routes.commands("/tickets/{ticket_id}/warranty-decisions", TicketView, may=DECIDERS, refuses=_ALWAYS)
async def decide_warranty(ticket_id: UUID, order: Sent[DecideWarranty], door: Door[Work]) -> Answer:
    """What is covered, by a person: the specialist what is undetermined, the supervisor also what is decided."""
    items = tuple(item.read() for item in order.items)
    return await door.change(
        lambda work: verdicts.decide_warranty(ticket_id, items, order.reason, work), show=ticket_for(door.actor)
    )
