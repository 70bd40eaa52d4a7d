"""Puts follow-up together."""

from pathlib import Path
from typing import Any

from fastapi import FastAPI

from services.followup.domain.message import Audience
from services.followup.domain.policy import FollowupPolicy
from services.followup.events import LISTENERS
from services.followup.gateways.gateway import Gateway
from services.followup.gateways.message_file import MessageFile
from services.followup.gateways.providers import Providers
from services.followup.routes import calls, complaints, contracts, messages, renewals, reports
from services.followup.schedule import TIMERS
from services.followup.settings import Settings
from services.followup.use_cases.delivery import Outbox
from services.followup.work import Work
from shared.application import service_app
from shared.policy_file import load_policy
from shared.service import Runtime, ServiceParts
from shared.storage.transactions import Transactions


def create_app(
    settings: Settings | None = None, *, runtime: Runtime | None = None, gateway: Gateway | None = None
) -> FastAPI:
    """The service, ready to be served; `runtime` when it shares its process, `gateway` beside the configured one."""
    settings = settings or Settings()
    way_out = gateway or gateway_of(settings)

    async def send_messages(transactions: Transactions[Any]) -> None:
        await Outbox(transactions, way_out).run()

    parts = ServiceParts(
        name="followup",
        title="Follow-up",
        summary="Contracts, every call we owe a customer, messages, and complaints until they are closed.",
        work=Work,
        policies=load_policy(Path(__file__).parent / "policy.toml", FollowupPolicy),
        routers=(
            *(contracts.routes, renewals.routes, calls.routes),
            *(complaints.routes, messages.routes, reports.routes),
        ),
        listeners=LISTENERS,
        timers=TIMERS,
        jobs={"outbox of messages": send_messages},
    )
    return service_app(parts, settings, runtime)


def gateway_of(settings: Settings) -> Gateway:
    """Providers where one is configured; else a file that shows what would have been sent."""
    configured = {Audience.CUSTOMER.value: settings.customer_channel, Audience.STAFF.value: settings.staff_channel}
    channels = {audience: address for audience, address in configured.items() if address is not None}
    if channels:
        return Providers(channels)
    return MessageFile(Path(settings.message_file or Path(settings.data_folder) / "messages.jsonl"))
