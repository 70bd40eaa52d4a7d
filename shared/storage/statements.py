"""One statement for everything that several works write, cached by what it touches."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from shared.storage.erasing import erasure
from shared.storage.shapes import TableShape

StepKind = Literal["insert", "update", "delete", "erase"]
_COUNTED = frozenset({"update", "delete"})
"""What must hit every row that it names."""


@dataclass(frozen=True, eq=False)
class Step:
    """What is done to one table: its rows travel as one array for each column. Made by `step`."""

    kind: StepKind
    table: TableShape

    def parameter_columns(self) -> tuple[str, ...]:
        """The columns that travel; an update's expected version comes last."""
        return self.table.key if self.kind in {"delete", "erase"} else self.table.columns


@cache
def step(kind: StepKind, table: TableShape) -> Step:
    """The one step of a kind on a table: each row is filed under its step, so that equal ones must be found fast."""
    return Step(kind, table)


Row = tuple[Any, ...]
"""Values in the order of the shape's columns; an update has its expected version behind them; a delete is its key, an
erasure the id of the person or thing that it is about."""


@lru_cache(maxsize=4096)
def statement(steps: tuple[Step, ...]) -> str:
    """All steps as one statement that fails as a whole when an update or a delete missed its row.

    PostgreSQL runs every data-changing part of WITH to the end and in one transaction; the division by zero in the
    last line is how a lost race aborts it.
    """
    parts: list[str] = []
    counted: list[str] = []
    parameter = 1
    for number, step in enumerate(steps):
        text, used = _part(step, parameter)
        parameter += used
        parts.append(f"s{number} AS ({text} RETURNING 1)")
        if step.kind in _COUNTED:
            counted.append(f"(SELECT count(*) FROM s{number})")
    total = " + ".join(counted) or "0"
    return f"WITH {', '.join(parts)} SELECT 1 / (({total}) = ${parameter}::bigint)::int"


def arguments(steps: tuple[Step, ...], rows: list[list[Row]]) -> list[object]:
    """The arrays of `statement(steps)`, and how many rows its updates and deletes must hit."""
    result: list[object] = []
    must_hit = 0
    for step, rows_of_step in zip(steps, rows, strict=True):
        result.extend(list(column) for column in zip(*rows_of_step, strict=True))
        if step.kind in _COUNTED:
            must_hit += len(rows_of_step)
    result.append(must_hit)
    return result


def _part(step: Step, first: int) -> tuple[str, int]:
    columns = step.parameter_columns()
    arrays = [f"${first + n}::{step.table.type_of(column)}[]" for n, column in enumerate(columns)]
    name, key = step.table.name, step.table.key
    match = " AND ".join(f"t.{column} = u.{column}" for column in key)
    if step.kind == "erase":
        return erasure(step.table, arrays[0]), len(columns)
    if step.kind == "insert":
        return f"INSERT INTO {name} ({', '.join(columns)}) SELECT * FROM unnest({', '.join(arrays)})", len(columns)
    if step.kind == "delete":
        return f"DELETE FROM {name} t USING unnest({', '.join(arrays)}) AS u({', '.join(columns)}) WHERE {match}", len(
            columns
        )
    arrays.append(f"${first + len(columns)}::integer[]")
    assignments = ", ".join(f"{column} = u.{column}" for column in columns if column not in key)
    source = f"unnest({', '.join(arrays)}) AS u({', '.join(columns)}, expected_version)"
    return (
        f"UPDATE {name} t SET {assignments} FROM {source} WHERE {match} AND t.version = u.expected_version",
        len(columns) + 1,
    )
