"""Which service listens to which events, asked of the five services themselves."""

from typing import Any

from services.billing.events import LISTENERS as BILLING
from services.dispatch.events import LISTENERS as DISPATCH
from services.followup.events import LISTENERS as FOLLOWUP
from services.intake.events import LISTENERS as INTAKE
from services.repairs.events import LISTENERS as REPAIRS
from shared.messaging.subscriptions import Listeners
from tools.event_map import Heard

LISTENERS: tuple[Listeners[Any], ...] = (INTAKE, DISPATCH, BILLING, REPAIRS, FOLLOWUP)
HEARD: Heard = {each.service: each.event_classes for each in LISTENERS}
