"""The commands that the README and CI rely on."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import typer

from services.cli.__main__ import app as aftersales

ROOT = Path(__file__).resolve().parents[2]
SECTIONS = ("Start", "Kafka", "Every day", "Deeper", "Documents", "Change", "Look")


def test_make_alone_prints_every_command_under_its_section() -> None:
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    printed = re.findall(r"^  ([a-z-]+) +\S", done.stdout, re.MULTILINE)

    assert tuple(re.findall(r"^([A-Z].+)$", done.stdout, re.MULTILINE)) == SECTIONS
    assert set(printed) == targets - {"help"}
    assert len(printed) == len(set(printed))


def test_what_a_command_runs_is_there() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    programs = [name.replace(".", "/") for name in re.findall(r"-m ((?:tools|services)\.\w+)", text)]
    folders = re.findall(r"pytest (tests/\w+)", text)

    assert [path for path in folders if not (ROOT / path).is_dir()] == []
    assert [path for path in programs if not _is_program(ROOT / path)] == []


def test_every_command_of_the_system_that_make_calls_exists() -> None:
    called = re.findall(r"\$\(AFTERSALES\) ([a-z]+(?: [a-z]+)?)", (ROOT / "Makefile").read_text(encoding="utf-8"))

    assert set(called) - _commands_of(aftersales) == set()


def _commands_of(program: typer.Typer) -> set[str]:
    """`up`, and `kafka up` of a group."""
    own = {each.name or getattr(each.callback, "__name__", "") for each in program.registered_commands}
    groups = [(each.name, each.typer_instance) for each in program.registered_groups]
    return own | {f"{name} {word}" for name, group in groups if group for word in _commands_of(group)}


def _is_program(path: Path) -> bool:
    return path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()


@pytest.mark.parametrize(
    ("failing", "code"), [("nothing", 0), ("check", 1), ("test", 1)], ids=["all well", "a check fails", "a test fails"]
)
def test_ci_runs_checks_then_tests_and_fails_when_either_does(failing: str, code: int, tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    make = tmp_path / "bin" / "make"
    make.parent.mkdir()
    make.write_text(f'#!/bin/sh\necho "made $1"\n[ "$1" != {failing} ]\n', encoding="utf-8")
    make.chmod(0o755)
    path = f"{make.parent}{os.pathsep}{os.defpath}"

    done = subprocess.run(
        [str(tmp_path / ".ci" / "run")], env={"PATH": path}, capture_output=True, text=True, check=False
    )

    assert done.returncode == code
    assert done.stdout.splitlines() == ["made check", "made test"]
