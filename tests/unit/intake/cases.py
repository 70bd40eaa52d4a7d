"""Builders of cases: a policy that is explicit, and facts with a name for each difference."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from services.intake.domain.cover import Cover, CoverId, CoverKind
from services.intake.domain.equipment import Project, Proof, ProofKind, Provenance
from services.intake.domain.policy import IntakePolicy
from services.intake.domain.verdicts.decisions import Judgement, judge
from services.intake.domain.verdicts.facts import Case, Item, ServicePlace
from shared.events.intake.tickets import Region, TicketKind
from shared.identifiers import new_id
from shared.migration import ROOT
from shared.policy_file import load_policy

FILE = Path(ROOT) / "services" / "intake" / "policy.toml"
POLICY: IntakePolicy = load_policy(FILE, IntakePolicy).latest
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
REPORTED_ON = date(2026, 11, 23)
SITE = new_id()


def contract(kind: CoverKind, starts_on: date, ends_on: date, *, parts: bool = False, site: bool = True) -> Cover:
    """A contract of the customer's, about the site unless told otherwise."""
    return Cover(
        id=CoverId(new_id()),
        number=f"HT-{kind}",
        customer_id=new_id(),
        site_ids=(SITE if site else new_id(),),
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        are_parts_included=parts,
    )


def maintenance(ends_on: date, *, parts: bool = False) -> Cover:
    """A maintenance contract that began long ago."""
    return contract(CoverKind.MAINTENANCE, date(2024, 1, 1), ends_on, parts=parts)


def judged(*cases: Case) -> Judgement:
    """Both verdicts by today's policy."""
    return judge(cases, POLICY)


def installed(completed_on: date, months: int | None = 12, **more: Any) -> Item:
    """A camera of a project."""
    project = Project(completed_on=completed_on, warranty_months=months)
    return Item(product_category="camera", provenance=Provenance.INSTALLED, project=project, **more)


def sold(purchased_on: date | None, category: str = "camera", **more: Any) -> Item:
    """A product from the counter."""
    proofs = () if purchased_on is None else (Proof(kind=ProofKind.INVOICE, dated_on=purchased_on),)
    return Item(product_category=category, provenance=Provenance.SOLD, proofs=proofs, **more)


def foreign(**more: Any) -> Item:
    """A product of somebody else's."""
    return Item(product_category="camera", provenance=Provenance.FOREIGN, **more)


def case(item: Item | None = None, *covers: Cover, **more: Any) -> Case:
    """A fault at a site in the main city, reported on REPORTED_ON."""
    facts: dict[str, Any] = {
        "kind": TicketKind.FAULT,
        "place": ServicePlace.ON_SITE,
        "region": Region.MAIN_CITY,
        "reported_on": REPORTED_ON,
        "site_id": SITE,
    }
    return Case(**(facts | more), item=item, covers=covers)
