"""Rows of imports, and what is on file in the columns of a sheet."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from services.intake.domain.on_file.importing import ImportLine, LineOutcome
from services.intake.tables.imports import IMPORT_LINE
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader

_NEXT_CUSTOMERS = """
    SELECT id FROM customer WHERE ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2
"""
_COLUMNS = """
    coalesce(rc.reference, c.number) AS customer_reference, c.name AS customer_name,
    c.contacts -> 0 ->> 'name' AS contact_name, c.contacts -> 0 ->> 'phone' AS contact_phone,
    CASE WHEN (c.contacts -> 0 ->> 'may_consent')::boolean THEN 'yes' ELSE 'no' END AS may_consent,
    coalesce(rs.reference, s.number) AS site_reference, s.address, s.division_code,
    coalesce(re.reference, e.number) AS equipment_reference, e.product_model, e.product_category, e.serial,
    e.provenance, e.project ->> 'contract_number' AS contract_number, e.project ->> 'completed_on' AS completed_on,
    e.project ->> 'warranty_months' AS warranty_months, p.proof ->> 'kind' AS proof_kind,
    p.proof ->> 'number' AS proof_number, p.proof ->> 'dated_on' AS proof_dated_on, e.card_months
"""
_REST = """
    LEFT JOIN external_reference rc ON rc.thing_id = c.id AND rc.kind = 'customer'
    LEFT JOIN external_reference rs ON rs.thing_id = s.id AND rs.kind = 'site'
    LEFT JOIN external_reference re ON re.thing_id = e.id AND re.kind = 'equipment'
    LEFT JOIN LATERAL (SELECT each AS proof FROM jsonb_array_elements(e.proofs) each
                       WHERE each ->> 'kind' <> 'exchange' LIMIT 1) p ON true
    WHERE c.id = ANY($1::uuid[]) AND c.erased_at IS NULL
"""
# Each piece of equipment is a row, each site without one too, and each customer who has neither.
_ON_FILE = f"""
    SELECT * FROM (
        SELECT {_COLUMNS}, c.id AS of_customer FROM customer c LEFT JOIN equipment e ON e.customer_id = c.id
        LEFT JOIN site s ON s.id = e.site_id {_REST}
            AND (e.id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM site x WHERE x.customer_id = c.id))
        UNION ALL
        SELECT {_COLUMNS}, c.id FROM customer c JOIN site s ON s.customer_id = c.id
        LEFT JOIN equipment e ON false {_REST}
            AND NOT EXISTS (SELECT 1 FROM equipment x WHERE x.site_id = s.id AND x.customer_id = c.id)
    ) AS sheet ORDER BY of_customer, site_reference NULLS LAST, equipment_reference
"""


async def lines(
    reader: Reader, import_id: UUID, outcome: LineOutcome | None, after: tuple[int] | None, limit: int
) -> Sequence[ImportLine]:
    """The rows of a sheet in its order."""
    query = ListQuery("SELECT * FROM import_line").equal("import_id", import_id)
    sql, values = query.equal("outcome", outcome).page(("row",), after, limit)
    return [IMPORT_LINE.from_record(row) for row in await reader.rows(sql, *values)]


async def on_file(
    reader: Reader, after: tuple[UUID] | None, limit: int
) -> tuple[Sequence[Mapping[str, Any]], UUID | None]:
    """The next customers with all that is theirs, and the last of them when others may follow."""
    found = [row["id"] for row in await reader.rows(_NEXT_CUSTOMERS, None if after is None else after[0], limit)]
    rows = await reader.rows(_ON_FILE, found)
    return rows, UUID(int=found[-1].int) if len(found) == limit else None
