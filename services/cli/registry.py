"""The five services by name, loaded only when they are asked for."""

from pkgutil import resolve_name
from typing import Any

from fastapi import FastAPI

from shared.messaging.subscriptions import Listeners
from shared.service import Runtime
from shared.settings import ServiceSettings

SERVICES = ("intake", "dispatch", "billing", "repairs", "followup")
"""In the order of a ticket's life."""


def settings_of(service: str, **known: str) -> ServiceSettings:
    """A service's settings from the environment; `known` where we run the database ourselves."""
    shape: type[ServiceSettings] = resolve_name(f"services.{service}.settings:Settings")
    return shape(**known)  # type: ignore[arg-type]


def app_of(service: str, settings: ServiceSettings, runtime: Runtime | None = None) -> FastAPI:
    """A service as an application."""
    app: FastAPI = resolve_name(f"services.{service}.app:create_app")(settings, runtime=runtime)
    return app


def listeners_of(service: str) -> Listeners[Any]:
    """The events a service listens to."""
    listeners: Listeners[Any] = resolve_name(f"services.{service}.events:LISTENERS")
    return listeners
