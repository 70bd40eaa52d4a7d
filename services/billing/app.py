"""Puts billing together."""

from pathlib import Path

from fastapi import FastAPI

from services.billing.domain.policy import BillingPolicy
from services.billing.events import LISTENERS
from services.billing.routes import cash, charges, closings, deposits, invoices, jobs, prices, quotes, refunds
from services.billing.schedule import TIMERS
from services.billing.settings import Settings
from services.billing.work import Work
from shared.application import service_app
from shared.policy_file import load_policy
from shared.service import Runtime, ServiceParts


def create_app(settings: Settings | None = None, *, runtime: Runtime | None = None) -> FastAPI:
    """The service, ready to be served; `runtime` when it shares its process with others."""
    parts = ServiceParts(
        name="billing",
        title="Billing",
        summary="Tariff, quotes and consent, charges, payments, invoices, deposits, and cash in people's hands.",
        work=Work,
        policies=load_policy(Path(__file__).parent / "policy.toml", BillingPolicy),
        routers=tuple(
            noun.routes for noun in (prices, quotes, jobs, charges, refunds, cash, deposits, invoices, closings)
        ),
        listeners=LISTENERS,
        timers=TIMERS,
    )
    return service_app(parts, settings or Settings(), runtime)
