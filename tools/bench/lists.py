"""Lists, counts and searches of intake at a million rows: `python -m tools.bench.lists`, or with another number.

Rows are generated in the database; then filtered pages are asked for at random, through the same queries as the routes.
"""

import asyncio
import random
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from services.intake.domain.states import TicketState
from services.intake.queries import customers as on_file
from services.intake.queries import ticket_lists
from services.intake.queries.customers import CustomersWanted, EquipmentWanted
from services.intake.queries.ticket_lists import TicketsWanted
from shared.clock import SystemClock, monotonic
from shared.database import Database, create_database_if_missing, with_database
from shared.embedded_postgres import EmbeddedPostgres
from shared.migration import run_migrations

ROWS = 1_000_000
ASKED = 400
PAGE = 51
_DISTRICTS = ("渝中", "两江新区", "南岸", "九龙坡", "沙坪坝", "大渡口", "北碚", "巴南", "江津", "万州", "涪陵", "忠县")
_ID = "('00000000-0000-7000-8000-' || lpad(to_hex({}), 12, '0'))::uuid"
_CUSTOMER = f"""
    INSERT INTO customer (id, number, version, name, contacts, name_key, people, phones, origin, registered_at)
    SELECT {_ID.format("n")}, 'KH' || n, 1, '客户' || n, '[]', '客户' || n, jsonb_build_array('联系人' || n % 50000),
        jsonb_build_array('86138' || lpad(n::text, 8, '0')), 'hotline', now() FROM generate_series($1::int, $2::int) n
"""
_EQUIPMENT = f"""
    INSERT INTO equipment (id, number, version, customer_id, product_model, product_category, serial, provenance,
        proofs, parts, former_serials, serial_key, serial_keys, registered_at)
    SELECT {_ID.format("n")}, 'SB' || n, 1, {_ID.format("n")}, 'DS-2CD', 'camera', 'CQ' || n, 'sold', '[]', '[]', '[]',
        'CQ' || n, jsonb_build_array('CQ' || n), now() FROM generate_series($1::int, $2::int) n
"""
# Nine of ten are closed; what is open is young; levels and districts are as uneven as a city is.
_TICKET = f"""
    INSERT INTO ticket (id, number, version, state, kind, level, place, customer_id, equipment_id,
        further_equipment_ids, is_level_confirmed, told, region, district, channel, origin, caller, description,
        reported_at, recorded_at, policy_revision,
        charge_category, charge_clause, charge_number, warranty_number, service, closure)
    SELECT {_ID.format("n")}, 'SH' || n, 1,
        CASE WHEN n > $3::int - 2000 THEN (ARRAY['opened', 'assessed', 'in_service'])[1 + n % 3]
             WHEN n % 50 = 0 THEN 'cancelled' WHEN n % 97 = 0 THEN 'resolved' ELSE 'closed' END,
        'fault', CASE WHEN n % 20 = 0 THEN 1 WHEN n % 4 = 0 THEN 2 WHEN n % 3 = 0 THEN 4 ELSE 3 END, 'on_site',
        {_ID.format("1 + n % ($3::int / 5)")}, {_ID.format("n")}, '[]', true, '[]', 'main_city',
        ($4::text[])[1 + floor(power(random(), 2) * 12)::int], 'hotline', 'hotline', '{{"relation": "customer"}}',
        '没有图像', now() - make_interval(mins => $3::int - n), now(), '1.0', 'free', '2.1.1', 1, 1, '{{}}', 0
    FROM generate_series($1::int, $2::int) n
"""
_AT_ONCE = 20_000
Ask = Callable[[], Awaitable[object]]


async def main(rows: int) -> None:
    """Measure on a PostgreSQL of our own."""
    with tempfile.TemporaryDirectory(prefix="aftersales-bench-") as name:
        postgres = EmbeddedPostgres(Path(name) / "postgres")
        address = await postgres.start()
        try:
            await create_database_if_missing(address, "aftersales_intake")
            url = with_database(address, "aftersales_intake")
            await run_migrations("intake", url)
            database = await Database.connect(url, max_size=2)
            await _fill(database, rows)
            for label, ask in _questions(database, rows).items():
                await _measure(label, ask)
            await database.close()
        finally:
            await postgres.stop()


async def _fill(database: Database, rows: int) -> None:
    begun = monotonic()
    for first in range(1, rows + 1, _AT_ONCE):
        last = min(rows, first + _AT_ONCE - 1)
        await database.execute(_CUSTOMER, first, last)
        await database.execute(_EQUIPMENT, first, last)
        await database.execute(_TICKET, first, last, rows, list(_DISTRICTS))
    for table in ("customer", "equipment", "ticket"):
        await database.execute(f"VACUUM ANALYZE {table}")
    print(f"{rows:,} tickets, customers and pieces of equipment in {monotonic() - begun:.0f} s")


def _questions(database: Database, rows: int) -> dict[str, Ask]:
    pick = random.Random(20261125)

    async def page() -> object:
        return await ticket_lists.tickets(database, _some_tickets(pick, rows), None, PAGE)

    async def deep_page() -> object:
        after = (SystemClock().now() - timedelta(minutes=pick.randrange(rows)), UUID(int=0))
        return await ticket_lists.tickets(database, _some_tickets(pick, rows), after, PAGE)

    async def count() -> object:
        wanted = TicketsWanted(is_open=True) if pick.random() < 0.5 else TicketsWanted()
        return await ticket_lists.counts(database, wanted, "state", list(TicketState))

    async def customer(**wanted: str) -> object:
        return await on_file.customers(database, CustomersWanted(**wanted), None, PAGE)

    async def serial() -> object:
        wanted = EquipmentWanted(serial=f"CQ{pick.randrange(1, rows)}"[: pick.randrange(3, 9)])
        return await on_file.equipment(database, wanted, None, PAGE)

    return {
        "tickets, a filtered page": page,
        "tickets, a page further on": deep_page,
        "tickets, counts by state": count,
        "customer by number": lambda: customer(phone=f"86138{pick.randrange(rows):08d}"),
        "customer by name": lambda: customer(name=f"客户{pick.randrange(1, 999)}"),
        "customer by contact": lambda: customer(contact_name=f"联系人{pick.randrange(50_000)}"),
        "equipment by serial": serial,
        "equipment by any serial": lambda: on_file.equipment(
            database, EquipmentWanted(any_serial=f"CQ{pick.randrange(rows)}"), None, PAGE
        ),
    }


def _some_tickets(pick: random.Random, rows: int) -> TicketsWanted:
    """Each filter is used or not, in all combinations."""
    now = SystemClock().now()
    period_begins = now - timedelta(minutes=pick.randrange(rows))
    has = {name: pick.random() < 0.4 for name in ("state", "level", "district", "customer", "period", "age")}
    return TicketsWanted(
        state=pick.choice(list(TicketState)) if has["state"] else None,
        level=pick.randrange(1, 5) if has["level"] else None,
        district=pick.choice(_DISTRICTS) if has["district"] else None,
        customer_id=UUID(f"00000000-0000-7000-8000-{pick.randrange(1, rows // 5):012x}") if has["customer"] else None,
        reported_from=period_begins if has["period"] else None,
        reported_until=now - timedelta(hours=pick.randrange(1, 24 * 30)) if has["age"] else None,
    )


async def _measure(label: str, ask: Ask) -> None:
    took = []
    for _ in range(ASKED):
        begun = monotonic()
        await ask()
        took.append((monotonic() - begun) * 1000)
    took.sort()
    p50, p99 = took[len(took) // 2], took[int(len(took) * 0.99)]
    print(f"  {label:<28} p50 {p50:>8.2f} ms   p99 {p99:>8.2f} ms   longest {took[-1]:>8.2f} ms")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
