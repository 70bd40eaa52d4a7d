"""Puts intake together."""

from pathlib import Path

from fastapi import FastAPI

from services.intake.domain.policy import IntakePolicy
from services.intake.events import LISTENERS
from services.intake.routes import (
    customers,
    duties,
    equipment,
    erasure,
    exclusions,
    history,
    imports,
    sites,
    steps,
    ticket_lists,
    tickets,
    verdicts,
)
from services.intake.routes.register import complaints, contacts
from services.intake.schedule import TIMERS
from services.intake.settings import Settings
from services.intake.work import Work
from shared.application import service_app
from shared.policy_file import load_policy
from shared.service import Runtime, ServiceParts


def create_app(settings: Settings | None = None, *, runtime: Runtime | None = None) -> FastAPI:
    """The service, ready to be served; `runtime` when it shares its process with others."""
    parts = ServiceParts(
        name="intake",
        title="Intake",
        summary="Customers and their equipment, every request until it is closed, free or paid, in warranty or not.",
        work=Work,
        policies=load_policy(Path(__file__).parent / "policy.toml", IntakePolicy),
        routers=(
            *(contacts.routes, complaints.routes, customers.routes, sites.routes, erasure.routes, equipment.routes),
            *(imports.routes, tickets.routes, ticket_lists.routes, history.routes),
            *(steps.routes, duties.routes, verdicts.routes, exclusions.routes),
        ),
        listeners=LISTENERS,
        timers=TIMERS,
    )
    return service_app(parts, settings or Settings(), runtime)
