"""The readings of a service's backbone as Prometheus sees them, looked up every few seconds and never by a scrape."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry

from shared.clock import Clock
from shared.database import Database
from shared.messaging.transport import TransportAway
from shared.messaging.upkeep.readings import readings

EVERY_SECONDS = 5.0
Readings = Callable[[], Awaitable[Mapping[str, float]]]
_LABEL = re.compile(r'(\w+)="([^"]*)"')


class Figures(Collector):
    """Keeps the newest readings."""

    def __init__(
        self, database: Database, clock: Clock, registry: CollectorRegistry, further: Sequence[Readings] = ()
    ) -> None:
        """`further` are asked for what the database does not know; one whose source is away has none."""
        self._database = database
        self._clock = clock
        self._further = further
        self._newest: dict[str, float] = {}
        registry.register(self)

    async def run(self) -> None:
        """Look them up until cancelled."""
        while True:
            newest = await readings(self._database, self._clock)
            for of_one in self._further:
                with suppress(TransportAway):
                    newest |= await of_one()
            self._newest = newest
            await asyncio.sleep(EVERY_SECONDS)

    def collect(self) -> Iterator[Metric]:
        """One family for each name, with its labels."""
        families: dict[str, GaugeMetricFamily] = {}
        for key, value in self._newest.items():
            name, _, labels = key.partition("{")
            found = dict(_LABEL.findall(labels))
            family = families.setdefault(
                name, GaugeMetricFamily(f"aftersales_{name}", name.replace("_", " "), labels=tuple(found))
            )
            family.add_metric(list(found.values()), value)
        yield from families.values()
