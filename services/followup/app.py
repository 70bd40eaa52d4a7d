"""Puts follow-up together."""

from pathlib import Path

from fastapi import FastAPI

from services.followup.domain.policy import FollowupPolicy
from services.followup.events import LISTENERS
from services.followup.routes import calls, contracts
from services.followup.schedule import TIMERS
from services.followup.settings import Settings
from services.followup.work import Work
from shared.application import service_app
from shared.policy_file import load_policy
from shared.service import Runtime, ServiceParts


def create_app(settings: Settings | None = None, *, runtime: Runtime | None = None) -> FastAPI:
    """The service, ready to be served; `runtime` when it shares its process with others."""
    parts = ServiceParts(
        name="followup",
        title="Follow-up",
        summary="Contracts and every call we owe a customer.",
        work=Work,
        policies=load_policy(Path(__file__).parent / "policy.toml", FollowupPolicy),
        routers=(contracts.routes, calls.routes),
        listeners=LISTENERS,
        timers=TIMERS,
    )
    return service_app(parts, settings or Settings(), runtime)
