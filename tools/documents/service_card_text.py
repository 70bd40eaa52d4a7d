"""Writes the facts of a service as the generated part of its README."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from shared.events.contract import name_of, owner_of
from tools.documents.service_facts import ServiceFacts, first_sentence

_OF_REVISION = ("number", "effective_from", "compiled_by", "reviewed_by", "approved_by")


def card(facts: ServiceFacts) -> str:
    """Markdown: states, doors, events out, numbers, refusals. A section without entries says so by its absence."""
    sections = [
        *_states(facts),
        *_asked(facts),
        *_told(facts),
        *_timed(facts),
        *_announced(facts),
        *_numbers(facts),
        *_refused(facts),
    ]
    return "\n\n".join(sections) + "\n"


def _states(facts: ServiceFacts) -> Iterator[str]:
    for name, machine in facts.machines.items():
        yield f"### {name}\n\n```mermaid\n{machine.mermaid()}\n```"


def _asked(facts: ServiceFacts) -> Iterator[str]:
    rows = [(f"`{each.method} {each.path}`", each.summary, ", ".join(each.roles)) for each in facts.operations]
    yield from _section("Door 1: what can be asked", ("request", "what", "who may"), rows)


def _told(facts: ServiceFacts) -> Iterator[str]:
    rows = [(f"`{name_of(each)}`", owner_of(each), doing) for each, doing in facts.listens_to.items()]
    rows.sort(key=lambda row: (row[1], row[0]))
    yield from _section("Door 2: what other services tell", ("event", "from", "what happens here"), rows)


def _timed(facts: ServiceFacts) -> Iterator[str]:
    rows = [(f"`{kind}`", doing) for kind, doing in sorted(facts.timers.items())]
    yield from _section("Door 3: what time brings", ("timer", "what happens"), rows)


def _announced(facts: ServiceFacts) -> Iterator[str]:
    rows = [
        (f"`{name_of(each)}`", f"`{each.TOPIC}`", first_sentence(each) + (" *Restricted.*" if each.RESTRICTED else ""))
        for each in sorted(facts.announces, key=lambda each: (each.TOPIC, name_of(each)))
    ]
    yield from _section("What it announces", ("event", "topic", "when"), rows)


def _numbers(facts: ServiceFacts) -> Iterator[str]:
    for policy in facts.revisions:
        revision = policy["revision"]
        title = f"Numbers of the policy, revision {revision['number']}, from {revision['effective_from']}"
        rows = [
            (str(table["clause"]), f"`{name}.{key}`", str(value))
            for name, table in policy.items()
            if name != "revision"
            for key, value in _flat(table)
        ]
        yield from _section(title, ("clause", "number", "value"), rows)


def _refused(facts: ServiceFacts) -> Iterator[str]:
    rows = [(f"`{each.code}`", each.sentence, each.kind, ", ".join(each.clauses)) for each in facts.refusals]
    yield from _section("What it refuses", ("code", "what is the matter", "kind", "clause"), rows)


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}.")
        elif key != "clause":
            yield f"{above}{key}", _shown(value)


def _shown(value: object) -> str:
    """An entry of a list of tables by its first value, and the others behind it."""
    if isinstance(value, list):
        return ", ".join(map(_shown, value)) or "none"
    if isinstance(value, Mapping):
        first, *others = value.items()
        details = ", ".join(f"{key} {_shown(each)}" for key, each in others if each)
        return f"{_shown(first[1])} ({details})" if details else _shown(first[1])
    if value is None:
        return "not set"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _section(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    cells = [" | ".join(cell.replace("|", r"\|").replace("\n", " ") for cell in row) for row in rows]
    if cells:
        lines = [" | ".join(columns), "|".join("---" for _ in columns), *cells]
        yield f"### {title}\n\n" + "\n".join(
            f"| {line} |" if not line.startswith("---") else f"|{line}|" for line in lines
        )
