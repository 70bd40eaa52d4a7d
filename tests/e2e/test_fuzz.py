"""schemathesis, a client that we did not write, tries everything that the five OpenAPI documents allow and forbid."""

import asyncio
import sys
from pathlib import Path

import pytest

from services.cli.registry import SERVICES
from services.cli.running import embedded_server
from shared.actor import Role
from shared.clock import SystemClock
from shared.settings import Environment
from shared.web.keys.signing import TokenFor, issue_token, signing_key
from tests.e2e.test_kill import free_port

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
EXAMPLES = 4
"""For each operation, beside those of the coverage phase; `make chaos` is the place for more."""
STREAMS = "^/(events|board/changes)$"
"""They wait, and go on for ever."""


@pytest.mark.timeout(600)
async def test_no_input_brings_a_5xx_or_an_undocumented_answer(tmp_path: Path) -> None:
    port = free_port()
    async with embedded_server(tmp_path, port):
        token = _token_of_everybody(tmp_path)
        for service in SERVICES:
            code, report = await _fuzz(f"http://127.0.0.1:{port}/{service}", token)
            assert code == 0, f"{service}\n{report[-8000:]}"
            assert " 0 generated" not in report


async def _fuzz(url: str, token: str) -> tuple[int, str]:
    options = ["--url", url, "--header", f"Authorization: Bearer {token}", "--max-examples", str(EXAMPLES)]
    phases = ["--phases", "examples,coverage,fuzzing", "--checks", "all", "--seed", "20090310"]
    quiet = ["--generation-database", "none", "--exclude-path-regex", STREAMS]
    command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(CONFIGURATION), "run"]
    process = await asyncio.create_subprocess_exec(
        *command,
        f"{url}/openapi.json",
        *options,
        *phases,
        *quiet,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode(errors="replace")


def _token_of_everybody(folder: Path) -> str:
    wanted = TokenFor(subject="fuzz", roles=tuple(Role))
    key = signing_key(folder, Environment.DEVELOPMENT)
    return issue_token(key, wanted, issuer="aftersales", audience="aftersales", now=SystemClock().now())
