"""Puts repairs together."""

from pathlib import Path

from fastapi import FastAPI

from services.repairs.domain.policy import RepairsPolicy
from services.repairs.events import LISTENERS
from services.repairs.routes import batches, bench, desk, exchanging, handing_out, leaving, lending, register, store
from services.repairs.schedule import TIMERS
from services.repairs.settings import Settings
from services.repairs.work import Work
from shared.application import service_app
from shared.policy_file import load_policy
from shared.service import Runtime, ServiceParts


def create_app(settings: Settings | None = None, *, runtime: Runtime | None = None) -> FastAPI:
    """The service, ready to be served; `runtime` when it shares its process with others."""
    parts = ServiceParts(
        name="repairs",
        title="Repairs",
        summary="Repair register, receipts, factory batches, exchanges and returns, loaners, the main store.",
        work=Work,
        policies=load_policy(Path(__file__).parent / "policy.toml", RepairsPolicy),
        routers=(
            *(register.routes, desk.routes, bench.routes, batches.routes, exchanging.routes),
            *(handing_out.routes, leaving.routes, lending.routes, store.routes),
        ),
        listeners=LISTENERS,
        timers=TIMERS,
    )
    return service_app(parts, settings or Settings(), runtime)
