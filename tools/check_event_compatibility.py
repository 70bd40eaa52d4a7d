"""Refuses a change of an event that would break a tolerant reader, or the reading of events already stored."""

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.event_schemas import FOLDER, all_schemas, inlined

ROOT = Path(__file__).resolve().parent.parent
Schema = Mapping[str, Any]

_PROMISED = ("x-owner", "x-topic", "x-key", "x-when", "x-restricted")
_ONLY_WORDS = {"title", "description", "default", "examples", "properties", "required", "items", "anyOf", "enum"}


def breaks_between(before: Mapping[str, Schema], now: Mapping[str, Schema]) -> list[str]:
    """What each event lost since `before`, by type; an event that is new breaks nobody."""
    found = []
    for type_name, old in before.items():
        if type_name not in now:
            found.append(f"{type_name}: it is gone, but events of it are stored")
        else:
            found += [f"{type_name}: {each}" for each in breaks(old, now[type_name])]
    return found


def breaks(before: Schema, now: Schema) -> list[str]:
    """Every reason why a reader of the one schema cannot read what the other describes."""
    moved = [
        f"{name[2:]} was {before[name]}, now {now.get(name)}"
        for name in _PROMISED
        if name in before and before[name] != now.get(name)
    ]
    return moved + _breaks_at("", inlined(dict(before)), inlined(dict(now)))


def _breaks_at(path: str, before: Schema, now: Schema) -> list[str]:
    old_choices, new_choices = _choices(before), _choices(now)
    if len(old_choices) != len(new_choices):
        return [f"{path}: its type has changed"]
    found = []
    for old, new in zip(old_choices, new_choices, strict=True):
        if _shape(old) != _shape(new):
            found.append(f"{path}: its type has changed")
        found += _enum_breaks(path, old, new) + _field_breaks(path, old, new)
        if "items" in old and "items" in new:
            found += _breaks_at(f"{path}[]", old["items"], new["items"])
    return found


def _field_breaks(path: str, before: Schema, now: Schema) -> list[str]:
    old, new = before.get("properties", {}), now.get("properties", {})
    must, must_now = set(before.get("required", ())), set(now.get("required", ()))
    found = [f"{path}.{name}: the field is gone or has another name" for name in old if name not in new]
    found += [
        f"{path}.{name}: every event had it, now it may be missing" for name in sorted(must - must_now) if name in new
    ]
    found += [
        f"{path}.{name}: {'stored events may lack it' if name in old else 'stored events lack it: give it a default'}"
        for name in sorted(must_now - must)
    ]
    for name in old:
        if name in new:
            found += _breaks_at(f"{path}.{name}", old[name], new[name])
    return found


def _enum_breaks(path: str, before: Schema, now: Schema) -> list[str]:
    old, new = _values(before), _values(now)
    if old is None or new is None:
        return [] if old == new else [f"{path}: its list of values came or went"]
    return [f"{path}: old readers do not know the value {each!r}" for each in new if each not in old] + [
        f"{path}: stored events may have the value {each!r}" for each in old if each not in new
    ]


def _values(schema: Schema) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    values: list[Any] | None = schema.get("enum")
    return values


def _choices(schema: Schema) -> list[Schema]:
    """The branches of `X or null` in a fixed order; a plain schema is its only branch."""
    if "anyOf" not in schema:
        return [schema]
    return sorted(schema["anyOf"], key=lambda each: str(each.get("type")))


def _shape(schema: Schema) -> dict[str, Any]:
    """What decides whether a value fits, apart from what is compared in detail."""
    ignored = _ONLY_WORDS | {"const", "$schema", "$id"}
    return {name: value for name, value in schema.items() if name not in ignored and not name.startswith("x-")}


def committed_schemas(reference: str) -> dict[str, Schema]:
    """The schemas as they are in a commit, by type; none where the commit has none."""
    listed = _git("ls-tree", "-r", "--name-only", reference, "--", FOLDER).split()
    return {Path(path).name.removesuffix(".json"): json.loads(_git("show", f"{reference}:{path}")) for path in listed}


def reference_to_compare_with() -> str:
    """Where this branch left the main one; the commit before, when we are on it; else the first and only commit."""
    for candidate in (("merge-base", "HEAD", "origin/main"), ("rev-parse", "--verify", "HEAD^")):
        done = _run_git(*candidate)
        if done.returncode == 0 and done.stdout.strip() != _git("rev-parse", "HEAD").strip():
            return done.stdout.strip()
    return "HEAD"


def _git(*arguments: str) -> str:
    done = _run_git(*arguments)
    if done.returncode != 0:
        raise SystemExit(f"git {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def _run_git(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def main() -> int:
    """Exit code 1 when a change would break readers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", help="the commit to compare with; found by itself when not given")
    reference = parser.parse_args().base or reference_to_compare_with()
    before = committed_schemas(reference)
    found = breaks_between(before, all_schemas())
    for each in found:
        print(f"breaks readers: {each}")
    print(f"{len(before)} events of {reference[:12]} compared, {len(found)} breaks")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
