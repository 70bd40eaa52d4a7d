"""Runs the measurements and prints a table of each: `make bench`, or one of them: `make bench only=tickets`."""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from shared.clock import monotonic
from shared.embedded_postgres import EmbeddedPostgres
from tools.bench.backbone import measure_backbone
from tools.bench.kafka import measure_kafka
from tools.bench.memory import measure_memory
from tools.bench.overdue import measure_overdue
from tools.bench.quiet_clocks import measure_quiet_clocks
from tools.bench.sample import Figures
from tools.bench.tickets import measure_tickets

Measure = Callable[[str, int, Path], Awaitable[Figures]]
SECTIONS: dict[str, tuple[str, Measure]] = {
    "tickets": ("Opening a ticket over HTTP, beside a bare handler with two INSERTs", measure_tickets),
    "backbone": ("Events over a feed, numbering, timers", measure_backbone),
    "care": ("Care calls at a million customers: quiet clocks", measure_quiet_clocks),
    "overdue": ("Overdue clocks after an outage of 72 hours, with one process and with two", measure_overdue),
    "memory": ("make up, at rest", measure_memory),
    "kafka": ("Over a real Kafka, on the same machine", measure_kafka),
}


async def main(wanted: list[str]) -> None:
    """Measure on a PostgreSQL of our own with production durability (fsync and synchronous_commit on)."""
    with tempfile.TemporaryDirectory(prefix="aftersales-bench-") as name:
        folder = Path(name)
        postgres = EmbeddedPostgres(folder / "postgres")
        address = await postgres.start()
        try:
            for section in wanted or SECTIONS:
                wanted_one, _, size = section.partition(":")
                title, measure = SECTIONS[wanted_one]
                if size:
                    measure = partial(measure_overdue, jobs=int(size))
                print(f"\n{title} ...", flush=True)
                began = monotonic()
                _show(await measure(address, postgres.server_pid or 0, folder))
                print(f"  ({monotonic() - began:.0f} s)", flush=True)
        finally:
            await postgres.stop()


def _show(figures: Figures) -> None:
    for name, values in figures.items():
        print(f"  {name:<23}" + "  ".join(f"{value:>10.2f} {unit}" for unit, value in values.items()))


if __name__ == "__main__":
    # Only the outage has a size: `overdue:100000`.
    unknown = {each for each in sys.argv[1:] if not each.startswith("overdue:")} - SECTIONS.keys()
    if unknown:
        sys.exit(f"there is no {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    asyncio.run(main(sys.argv[1:]))
