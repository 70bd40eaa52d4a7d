"""Puts dispatch together."""

from pathlib import Path

from fastapi import FastAPI

from services.dispatch.domain.policy import DispatchPolicy
from services.dispatch.events import LISTENERS
from services.dispatch.routes import board, calculations, cards, clocks, dispatching, jobs, staff, technicians
from services.dispatch.routes.oversight import conduct, daily_reports
from services.dispatch.routes.visiting import records, visits
from services.dispatch.schedule import TIMERS
from services.dispatch.settings import Settings
from services.dispatch.work import Work
from shared.application import service_app
from shared.policy_file import load_policy
from shared.service import Runtime, ServiceParts


def create_app(settings: Settings | None = None, *, runtime: Runtime | None = None) -> FastAPI:
    """The service, ready to be served; `runtime` when it shares its process with others."""
    parts = ServiceParts(
        name="dispatch",
        title="Dispatch",
        summary="Technicians, jobs, promised times and service cards.",
        work=Work,
        policies=load_policy(Path(__file__).parent / "policy.toml", DispatchPolicy),
        routers=(
            staff.routes,
            technicians.routes,
            jobs.routes,
            dispatching.routes,
            board.routes,
            visits.routes,
            records.routes,
            clocks.routes,
            calculations.routes,
            conduct.routes,
            daily_reports.routes,
            cards.routes,
        ),
        listeners=LISTENERS,
        timers=TIMERS,
    )
    return service_app(parts, settings or Settings(), runtime)
