"""Runs every check of the repository and says which of them failed."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_BIN = Path(sys.executable).parent

CHECKS: dict[str, Sequence[str]] = {
    "format": [str(_BIN / "ruff"), "format", "--check", "--quiet", "."],
    "lint": [str(_BIN / "ruff"), "check", "--quiet", "."],
    "types": [str(_BIN / "mypy"), "--no-error-summary"],
    "import contracts": [str(_BIN / "lint-imports"), "--no-logo"],
    "compatibility of events": [sys.executable, "-m", "tools.check_event_compatibility"],
    "generated documents": [sys.executable, "-m", "tools.generate_documents", "--check"],
}


def failed_checks(checks: dict[str, Sequence[str]]) -> list[str]:
    """Run all of them, also after a failure; print what a failed one said."""
    failed = []
    for name, command in checks.items():
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name}", flush=True)
        if done.returncode != 0:
            failed.append(name)
            print(done.stdout + done.stderr, flush=True)
    return failed


def main() -> int:
    """Exit code 1 when any check failed."""
    return 1 if failed_checks(CHECKS) else 0


if __name__ == "__main__":
    sys.exit(main())
