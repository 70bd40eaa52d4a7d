"""Pairs of amounts that should agree, of everything that happened in a period."""

from decimal import Decimal

from services.billing.domain.closing.figures import Days
from services.billing.domain.closing.reconciliation import Check, Pair
from shared.money import Money
from shared.storage.reader import Reader

_LINES = "(SELECT COALESCE(sum((line ->> 'amount')::numeric), 0) FROM jsonb_array_elements({}.lines) AS line)"
_QUOTES = "FROM quote q WHERE q.issued_at >= $1 AND q.issued_at < $2"
_CHARGES = "FROM charge c WHERE c.fixed_at >= $1 AND c.fixed_at < $2"
_PAID = """FROM charge c WHERE ((c.fixed_at >= $1 AND c.fixed_at < $2) OR c.id IN (
    SELECT p.charge_id FROM payment p WHERE p.received_at >= $1 AND p.received_at < $2
    UNION SELECT r.charge_id FROM refund r WHERE r.refunded_at >= $1 AND r.refunded_at < $2
))"""
"""Also charges of earlier days on which money came in or went back in the period."""
_OF_LEDGER = "(SELECT COALESCE(sum(e.amount), 0) FROM cash_entry e WHERE {})"
_SQL: dict[Check, str] = {
    Check.QUOTE_IS_SUM_OF_LINES: f"""
        SELECT q.number AS about, {_LINES.format("q")} AS expected, q.total AS found {_QUOTES}
    """,
    Check.CONSENT_COVERS_QUOTE: f"""
        SELECT q.number AS about, (q.consent ->> 'amount')::numeric AS expected, q.total AS found
        {_QUOTES} AND q.consent IS NOT NULL
    """,
    Check.CHARGE_IS_SUM_OF_LINES: f"""
        SELECT c.number AS about, {_LINES.format("c")} AS expected, c.total AS found {_CHARGES}
    """,
    Check.CONSENT_COVERS_CHARGE: """
        SELECT c.number AS about, (q.consent ->> 'amount')::numeric AS expected,
               c.total - CASE WHEN q.lines @> '[{"kind": "travel"}]' THEN 0 ELSE
                   (SELECT COALESCE(sum((line ->> 'amount')::numeric), 0) FROM jsonb_array_elements(c.lines) AS line
                    WHERE line ->> 'kind' = 'travel') END AS found
        FROM charge c JOIN quote q ON q.id = c.quote_id WHERE c.fixed_at >= $1 AND c.fixed_at < $2
    """,
    Check.CHARGE_PAID_IS_SUM_OF_PAYMENTS: f"""
        SELECT c.number AS about, c.paid AS found,
               (SELECT COALESCE(sum(p.amount), 0) FROM payment p WHERE p.charge_id = c.id) AS expected {_PAID}
    """,
    Check.CHARGE_REFUNDED_IS_SUM_OF_REFUNDS: f"""
        SELECT c.number AS about, c.refunded AS found,
               (SELECT COALESCE(sum(r.amount), 0) FROM refund r WHERE r.charge_id = c.id AND r.state = 'paid')
                   AS expected
        {_PAID}
    """,
    Check.SETTLED_CHARGE_OWES_NOTHING: f"""
        SELECT c.number AS about, 0.00 AS expected,
               greatest(0, c.total - c.reduced - c.written_off - c.paid + c.refunded) AS found
        {_PAID} AND c.state IN ('settled', 'written_off')
    """,
    **{
        check: f"""
            SELECT c.number AS about, c.{column} AS found,
                   (SELECT COALESCE(sum(a.amount), 0) FROM adjustment a
                    WHERE a.charge_id = c.id AND a.kind = '{column}') AS expected
            {_CHARGES}
        """
        for check, column in (
            (Check.REDUCED_IS_SUM_OF_ADJUSTMENTS, "reduced"),
            (Check.WRITTEN_OFF_IS_SUM_OF_ADJUSTMENTS, "written_off"),
        )
    },
    Check.CASH_PAID_IS_COLLECTED: f"""
        SELECT c.number AS about,
               (SELECT COALESCE(sum(p.amount), 0) FROM payment p WHERE p.charge_id = c.id AND p.method = 'cash')
                   AS expected,
               {_OF_LEDGER.format("e.charge_id = c.id AND e.movement = 'collected' AND e.account <> 'customers'")}
                   AS found
        {_PAID}
    """,
    Check.REMITTANCE_IS_IN_LEDGER: f"""
        SELECT m.number AS about, m.amount AS expected,
               {_OF_LEDGER.format("e.remittance_id = m.id AND e.movement = 'handed_in' AND e.account = 'handed_in'")}
                   AS found
        FROM remittance m WHERE m.handed_in_at >= $1 AND m.handed_in_at < $2
    """,
    Check.COUNT_IS_IN_LEDGER: f"""
        SELECT m.number AS about, m.counted AS expected,
               {_OF_LEDGER.format("e.remittance_id = m.id AND e.movement = 'counted' AND e.account = 'finance'")}
                   AS found
        FROM remittance m WHERE m.counted_at >= $1 AND m.counted_at < $2
    """,
    Check.INVOICE_IS_WHAT_WAS_CHARGED: """
        SELECT i.number AS about, c.total - c.reduced AS expected, i.amount AS found
        FROM invoice i JOIN charge c ON c.invoice_id = i.id WHERE i.requested_at >= $1 AND i.requested_at < $2
    """,
    Check.CREDIT_MAKES_INVOICE_ZERO: """
        SELECT i.number AS about, 0.00 AS expected,
               i.amount + (SELECT COALESCE(sum(r.amount), 0) FROM invoice r
                           WHERE r.credits_id = i.id AND r.state <> 'voided') AS found
        FROM invoice i WHERE i.issued_at >= $1 AND i.issued_at < $2 AND i.state = 'credited'
    """,
    Check.DEPOSIT_IS_IN_LEDGER: f"""
        SELECT d.number AS about, d.amount - d.retained - d.returned AS expected,
               -{_OF_LEDGER.format("e.deposit_id = d.id AND e.account = 'deposits'")} AS found
        FROM deposit d WHERE d.taken_at >= $1 AND d.taken_at < $2
    """,
    Check.CARRIED_IS_IN_LEDGER: f"""
        SELECT a.id::text AS about, a.carried AS expected,
               {_OF_LEDGER.format("e.person_id = a.id AND e.account = 'carried'")} AS found
        FROM cash_account a WHERE $1::timestamptz < $2::timestamptz
    """,
    Check.HOLDINGS_ARE_CARRIED: """
        SELECT a.id::text AS about, a.carried AS expected,
               (SELECT COALESCE(sum((h ->> 'amount')::numeric), 0) FROM jsonb_array_elements(a.holdings) AS h) AS found
        FROM cash_account a WHERE $1::timestamptz < $2::timestamptz
    """,
    Check.TRAVEL_OWED_IS_IN_LEDGER: f"""
        SELECT a.id::text AS about, a.travel_owed AS expected,
               -{_OF_LEDGER.format("e.person_id = a.id AND e.account = 'travel_owed'")} AS found
        FROM cash_account a WHERE $1::timestamptz < $2::timestamptz
    """,
    Check.MOVEMENT_IS_ZERO: """
        SELECT e.movement_id::text AS about, 0.00 AS expected, sum(e.amount) AS found
        FROM cash_entry e WHERE e.moved_at >= $1 AND e.moved_at < $2 GROUP BY e.movement_id
    """,
}


async def pairs(reader: Reader, days: Days) -> list[Pair]:
    """What should agree: whether it does, the domain says."""
    found: list[Pair] = []
    for check, sql in _SQL.items():
        for row in await reader.rows(sql, *days.instants):
            found.append(
                Pair(check=check, about=row["about"], expected=_money(row["expected"]), found=_money(row["found"]))
            )
    return found


def _money(amount: Decimal) -> Money:
    return Money(Decimal(amount))
