"""SQL of a filtered, paged list: only the conditions that were asked for, so that PostgreSQL can use its indexes."""

from collections.abc import Sequence

Query = tuple[str, list[object]]


class ListQuery:
    """Collects conditions; what is None was not asked for.

    `ListQuery("SELECT * FROM job").equal("state", state).below("due_at", until).page(("id",), after, limit)`
    Values of the select itself are named in it as `$1`, `$2` and given behind it.
    """

    def __init__(self, select: str, *values: object) -> None:
        self._select = select
        self._conditions: list[str] = []
        self._values: list[object] = list(values)

    def equal(self, column: str, value: object) -> "ListQuery":
        """Only rows with this value."""
        return self if value is None else self._add(f"{column} = {{}}", value)

    def below(self, column: str, value: object) -> "ListQuery":
        """Only rows before this value."""
        return self if value is None else self._add(f"{column} < {{}}", value)

    def at_least(self, column: str, value: object) -> "ListQuery":
        """Only rows from this value on."""
        return self if value is None else self._add(f"{column} >= {{}}", value)

    def holding(self, column: str, value: str | None) -> "ListQuery":
        """Only rows whose JSON list holds this text."""
        return self if value is None else self._add(f"{column} @> to_jsonb({{}}::text)", value)

    def when(self, condition: str, value: object) -> "ListQuery":
        """A condition of the service's own about a value, which `{}` stands for: `origin = ANY({}::text[])`."""
        return self if value is None else self._add(condition, value)

    def where(self, condition: str) -> "ListQuery":
        """A condition without values of the caller's."""
        self._conditions.append(condition)
        return self

    def page(self, by: Sequence[str], after: Sequence[object] | None, limit: int, *, descending: bool = False) -> Query:
        """The rows behind `after`, sorted by these columns; the last of them is unique."""
        if after is not None:
            self._add(f"({', '.join(by)}) {'<' if descending else '>'} ({', '.join('{}' for _ in by)})", *after)
        condition = f" WHERE {' AND '.join(self._conditions)}" if self._conditions else ""
        order = ", ".join(f"{column} DESC" if descending else column for column in by)
        self._values.append(limit)
        return f"{self._select}{condition} ORDER BY {order} LIMIT ${len(self._values)}", self._values

    def _add(self, condition: str, *values: object) -> "ListQuery":
        first = len(self._values) + 1
        self._conditions.append(condition.format(*(f"${first + number}" for number in range(len(values)))))
        self._values.extend(values)
        return self
