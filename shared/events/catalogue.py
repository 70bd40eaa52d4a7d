"""All events there are; the only place that knows every owner."""

from collections.abc import Mapping
from types import MappingProxyType, ModuleType

from shared.events.billing import cash, charges, deposits, invoices, prices, quotes, refunds
from shared.events.contract import Event, owner_of
from shared.events.dispatch import assignments, cards, conduct, days, deadlines, jobs, staff, visits
from shared.events.followup import calls, contracts, messages
from shared.events.followup import complaints as complaint_cases
from shared.events.intake import complaints, contact_log, contacts, decisions, equipment, tickets
from shared.events.repairs import batches, bench, endings, items, loans, promises, stock

MODULES: tuple[ModuleType, ...] = (
    *(contacts, equipment, tickets, decisions, contact_log, complaints),
    *(staff, jobs, assignments, visits, deadlines, cards, days, conduct),
    *(prices, quotes, charges, refunds, cash, invoices, deposits),
    *(items, bench, promises, endings, batches, loans, stock),
    *(contracts, calls, complaint_cases, messages),
)
"""In the order in which documents list them."""


class UnknownEvent(LookupError):
    """No event of this type is declared here; a newer service may know it."""


def event_type(type_name: str) -> type[Event]:
    """The class of a type; `UnknownEvent` if there is none."""
    try:
        return EVENTS[type_name]
    except KeyError:
        raise UnknownEvent(type_name) from None


def _declared_in(module: ModuleType) -> list[type[Event]]:
    classes = [each for each in vars(module).values() if isinstance(each, type) and issubclass(each, Event)]
    return [each for each in classes if "TYPE" in vars(each) and each.__module__ == module.__name__]


EVENTS: Mapping[str, type[Event]] = MappingProxyType(
    {each.TYPE: each for module in MODULES for each in _declared_in(module)}
)
"""Every event by its type."""

OWNERS: tuple[str, ...] = tuple(dict.fromkeys(owner_of(each) for each in EVENTS.values()))
"""The five services, in the order of a ticket's life."""

TOPICS: Mapping[str, tuple[type[Event], ...]] = MappingProxyType(
    {
        topic: tuple(each for each in EVENTS.values() if topic == each.TOPIC)
        for topic in dict.fromkeys(each.TOPIC for each in EVENTS.values())
    }
)
"""Every topic with the events that travel on it."""

RESTRICTED_TOPICS = frozenset(each.TOPIC for each in EVENTS.values() if each.RESTRICTED)
"""Compacted, for our own services only, emptied by tombstones."""


def partitions_of(topic: str) -> int:
    """How many partitions a topic is created with; never changed later, because that would send keys elsewhere."""
    return 24 if topic == "dispatch.jobs" else 12
