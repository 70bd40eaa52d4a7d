"""Lock files pin everything with hashes, without addresses, and in step with pyproject.toml."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = {"requirements.lock": ("embedded",), "requirements-dev.lock": ("embedded", "dev")}
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[^\]]*\])?==(?P<version>[^\s;\\]+)")
_ADDRESS = re.compile(r"://|--(extra-)?index-url|--find-links(?!\w)|--trusted-host|^-[ief]\s|\s@\s")


@dataclass(frozen=True)
class Pin:
    """One distribution of a lock file."""

    version: str
    hashes: int


def locks_with_addresses(root: Path) -> list[str]:
    """Where packages come from is a setting of the machine."""
    return [
        f"{lock}:{number} holds an address"
        for lock in LOCKS
        for number, line in enumerate((root / lock).read_text(encoding="utf-8").splitlines(), start=1)
        if _ADDRESS.search(line)
    ]


def locks_without_hashes(root: Path) -> list[str]:
    """A pin without a hash trusts whoever answers."""
    return [
        f"{lock}: {name} has no hash" for lock in LOCKS for name, pin in _pins(root / lock).items() if pin.hashes == 0
    ]


def locks_out_of_step(root: Path) -> list[str]:
    """Every requirement of pyproject.toml is pinned by a version it allows, the same one in both locks."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    offences = []
    for lock, extras in LOCKS.items():
        pins = _pins(root / lock)
        wanted = [
            *project["dependencies"],
            *(line for extra in extras for line in project["optional-dependencies"][extra]),
        ]
        for requirement in map(Requirement, wanted):
            pin = pins.get(canonicalize_name(requirement.name))
            if pin is None:
                offences.append(f"{lock} lacks {requirement.name}")
            elif not requirement.specifier.contains(pin.version, prereleases=True):
                offences.append(f"{lock} has {requirement.name} {pin.version}, which pyproject.toml does not allow")
    runtime, development = _pins(root / "requirements.lock"), _pins(root / "requirements-dev.lock")
    return offences + [
        f"requirements-dev.lock has another {name} than requirements.lock"
        for name, pin in runtime.items()
        if development.get(name) != pin
    ]


def _pins(lock: Path) -> dict[str, Pin]:
    pins: dict[str, Pin] = {}
    name = ""
    for line in lock.read_text(encoding="utf-8").splitlines():
        if found := _PIN.match(line):
            name = canonicalize_name(found["name"])
            pins[name] = Pin(found["version"], 0)
        if "--hash=sha256:" in line:
            pins[name] = Pin(pins[name].version, pins[name].hashes + 1)
    return pins
