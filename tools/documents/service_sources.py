"""The five services as the generators see them; named one by one, because nothing here is found by magic."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from fastapi import FastAPI

from services.billing import app as billing_app
from services.billing.domain import states as billing_states
from services.billing.domain.policy import BillingPolicy
from services.billing.events import LISTENERS as BILLING_LISTENERS
from services.billing.schedule import TIMERS as BILLING_TIMERS
from services.billing.settings import Settings as BillingSettings
from services.dispatch import app as dispatch_app
from services.dispatch.domain import states as dispatch_states
from services.dispatch.domain.policy import DispatchPolicy
from services.dispatch.events import LISTENERS as DISPATCH_LISTENERS
from services.dispatch.schedule import TIMERS as DISPATCH_TIMERS
from services.dispatch.settings import Settings as DispatchSettings
from services.followup import app as followup_app
from services.followup.domain import states as followup_states
from services.followup.domain.policy import FollowupPolicy
from services.followup.events import LISTENERS as FOLLOWUP_LISTENERS
from services.followup.schedule import TIMERS as FOLLOWUP_TIMERS
from services.followup.settings import Settings as FollowupSettings
from services.intake import app as intake_app
from services.intake.domain import states as intake_states
from services.intake.domain.policy import IntakePolicy
from services.intake.events import LISTENERS as INTAKE_LISTENERS
from services.intake.schedule import TIMERS as INTAKE_TIMERS
from services.intake.settings import Settings as IntakeSettings
from services.repairs import app as repairs_app
from services.repairs.domain import states as repairs_states
from services.repairs.domain.policy import RepairsPolicy
from services.repairs.events import LISTENERS as REPAIRS_LISTENERS
from services.repairs.schedule import TIMERS as REPAIRS_TIMERS
from services.repairs.settings import Settings as RepairsSettings
from shared.events.catalogue import EVENTS
from shared.events.contract import owner_of
from shared.messaging.subscriptions import Listeners
from shared.policy_file import describe, load_policy
from shared.settings import ServiceSettings
from shared.timers.timers import Timers
from tools.documents.service_facts import ServiceFacts, first_sentence, machines_in, operations_in, refusals_of

ROOT = Path(__file__).resolve().parents[2]
_NOWHERE = "postgresql://nobody@localhost/nothing"
"""No document needs a database: the application is built and never started."""


@dataclass(frozen=True, kw_only=True)
class ServiceSource:
    """Where the declarations of one service are."""

    name: str
    create_app: Callable[[Any], FastAPI]
    settings: type[ServiceSettings]
    policy: type[Any]
    states: ModuleType
    listeners: Listeners[Any]
    timers: Timers[Any]

    def openapi(self) -> Mapping[str, Any]:
        """The OpenAPI document that the running service shows."""
        return self.create_app(self.settings(database_url=_NOWHERE)).openapi()

    def facts(self) -> ServiceFacts:
        """What its card says."""
        folder = ROOT / "services" / self.name
        operations = operations_in(openapi_documents()[self.name], without=offered_by_all())
        listened = self.listeners.event_classes
        return ServiceFacts(
            machines=machines_in(self.states),
            operations=operations,
            listens_to={each: first_sentence(self.listeners.handler(name)) for name, each in listened.items()},
            timers={kind: first_sentence(self.timers.handler(kind)) for kind in self.timers.kinds},
            announces=[each for each in EVENTS.values() if owner_of(each) == self.name],
            revisions=describe(load_policy(folder / "policy.toml", self.policy)),
            refusals=refusals_of(self.name, folder),
        )


SERVICES = (
    ServiceSource(
        name="intake",
        create_app=intake_app.create_app,
        settings=IntakeSettings,
        policy=IntakePolicy,
        states=intake_states,
        listeners=INTAKE_LISTENERS,
        timers=INTAKE_TIMERS,
    ),
    ServiceSource(
        name="dispatch",
        create_app=dispatch_app.create_app,
        settings=DispatchSettings,
        policy=DispatchPolicy,
        states=dispatch_states,
        listeners=DISPATCH_LISTENERS,
        timers=DISPATCH_TIMERS,
    ),
    ServiceSource(
        name="billing",
        create_app=billing_app.create_app,
        settings=BillingSettings,
        policy=BillingPolicy,
        states=billing_states,
        listeners=BILLING_LISTENERS,
        timers=BILLING_TIMERS,
    ),
    ServiceSource(
        name="repairs",
        create_app=repairs_app.create_app,
        settings=RepairsSettings,
        policy=RepairsPolicy,
        states=repairs_states,
        listeners=REPAIRS_LISTENERS,
        timers=REPAIRS_TIMERS,
    ),
    ServiceSource(
        name="followup",
        create_app=followup_app.create_app,
        settings=FollowupSettings,
        policy=FollowupPolicy,
        states=followup_states,
        listeners=FOLLOWUP_LISTENERS,
        timers=FOLLOWUP_TIMERS,
    ),
)


@cache
def openapi_documents() -> Mapping[str, Mapping[str, Any]]:
    """The OpenAPI document of each service, by its name."""
    return {source.name: source.openapi() for source in SERVICES}


def offered_by_all() -> frozenset[str]:
    """The paths that every service has; they are described once, not on five cards."""
    return frozenset.intersection(*(frozenset(document["paths"]) for document in openapi_documents().values()))
