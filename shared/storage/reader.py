"""What a work may read with: rows by SQL, never a transaction of its own."""

from collections.abc import Mapping
from typing import Any, Protocol


class Reader(Protocol):
    """The reading side of a database; `shared.database.Database` is the real one."""

    async def rows(self, sql: str, *values: object) -> list[Mapping[str, Any]]:
        """Every row of a query."""

    async def row(self, sql: str, *values: object) -> Mapping[str, Any] | None:
        """The first row of a query, or None."""

    async def row_with_others(self, sql: str, *values: object) -> Mapping[str, Any] | None:
        """The row of these values, looked up together with those of other requests (`shared.storage.lookups`)."""

    async def rows_with_others(self, sql: str, *values: object) -> list[Mapping[str, Any]]:
        """Every row of a query that other works ask in the same words at the same moment (values hashable)."""

    async def value(self, sql: str, *values: object) -> Any:
        """The first column of the first row, or None."""
