"""Runs every measurement and prints a table: `make bench`."""

import asyncio
import tempfile
from pathlib import Path

from shared.embedded_postgres import EmbeddedPostgres
from tools.bench.kafka import measure_kafka
from tools.bench.tickets import measure_tickets


async def main() -> None:
    """Measure on a PostgreSQL of our own with production durability (fsync and synchronous_commit on)."""
    with tempfile.TemporaryDirectory(prefix="aftersales-bench-") as name:
        folder = Path(name)
        postgres = EmbeddedPostgres(folder / "postgres")
        address = await postgres.start()
        try:
            tickets = await measure_tickets(address, postgres.server_pid or 0, folder)
            kafka = await measure_kafka(address, folder)
        finally:
            await postgres.stop()
    _show("Opening a ticket over HTTP", tickets)
    print(f"ours / bare: {tickets['ours']['requests/s'] / tickets['bare']['requests/s']:.2f} times the requests/s")
    _show("Over a real Kafka, on the same machine", kafka)


def _show(title: str, figures: dict[str, dict[str, float]]) -> None:
    print(f"\n{title}")
    for name, values in figures.items():
        print(f"  {name:<16}" + "  ".join(f"{value:>10.2f} {unit}" for unit, value in values.items()))


if __name__ == "__main__":
    asyncio.run(main())
