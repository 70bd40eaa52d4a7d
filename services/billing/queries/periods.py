"""Sums of a day or month, straight from the tables."""

from decimal import Decimal
from uuid import UUID

from services.billing.domain.closing.figures import Charged, Days, Figures, Received
from shared.money import Money
from shared.storage.reader import Reader

_BOOKED = "((booked_at IS NULL AND {0} >= $1 AND {0} < $2) OR (booked_at >= $1 AND booked_at < $2))"
"""On its own day, or when it was recorded where that was closed already."""
_CHARGED = f"""
SELECT c.technician_id, c.circumstances ->> 'charge_clause' AS case_clause, line ->> 'kind' AS category,
       count(*) AS lines, sum((line ->> 'amount')::numeric) AS amount
FROM charge c CROSS JOIN LATERAL jsonb_array_elements(c.lines) AS line
WHERE {_BOOKED.format("raised_at")}
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
_RECEIVED = f"""
SELECT received_by_id, method, count(*) AS payments, sum(amount) AS amount, sum(travel) AS travel
FROM payment WHERE {_BOOKED.format("received_at")} GROUP BY 1, 2 ORDER BY 1, 2
"""
_SUMS = {
    "refunded": "SELECT sum(amount) FROM refund WHERE refunded_at >= $1 AND refunded_at < $2",
    "handed_in": "SELECT sum(amount) FROM remittance WHERE handed_in_at >= $1 AND handed_in_at < $2",
    "counted": "SELECT sum(counted) FROM remittance WHERE counted_at >= $1 AND counted_at < $2",
    "invoiced": f"SELECT sum(amount) FROM invoice WHERE {_BOOKED.format('issued_at')} AND state <> 'voided'",
    "deposits_taken": f"SELECT sum(amount) FROM deposit WHERE {_BOOKED.format('taken_at')}",
    "deposits_returned": "SELECT sum(returned) FROM deposit WHERE returned_at >= $1 AND returned_at < $2",
    "deposits_retained": """
        SELECT -sum(amount) FROM cash_entry WHERE account = 'retained' AND moved_at >= $1 AND moved_at < $2
    """,
    "reduced": "SELECT sum(amount) FROM adjustment WHERE kind = 'reduced' AND made_at >= $1 AND made_at < $2",
    "written_off": "SELECT sum(amount) FROM adjustment WHERE kind = 'written_off' AND made_at >= $1 AND made_at < $2",
}


async def figures(reader: Reader, days: Days) -> Figures:
    """All that a period came to."""
    instants = days.instants
    charged = await reader.rows(_CHARGED, *instants)
    received = await reader.rows(_RECEIVED, *instants)
    sums = {name: _money(await reader.value(sql, *instants)) for name, sql in _SUMS.items()}
    return Figures(
        charged=tuple(
            Charged(
                technician_id=_id(row["technician_id"]),
                case_clause=row["case_clause"],
                category=row["category"],
                lines=row["lines"],
                amount=_money(row["amount"]),
            )
            for row in charged
        ),
        received=tuple(
            Received(
                person_id=_id(row["received_by_id"]),
                method=row["method"],
                payments=row["payments"],
                amount=_money(row["amount"]),
                travel=_money(row["travel"]),
            )
            for row in received
        ),
        **sums,
    )


def _money(amount: Decimal | None) -> Money:
    return Money.ZERO if amount is None else Money(amount)


def _id(found: UUID | None) -> UUID | None:
    return None if found is None else UUID(int=found.int)
