"""The five services under one address: what none of them has is refused like everything else."""

from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest

from services.cli.embedded import embedded_app, embedded_settings


@pytest.mark.parametrize("path", ["/nothing", "/nothing%0A", "/intake/tickets/%0A", "/dispatch/jobs/a%0Ab/assign"])
async def test_an_address_that_nobody_has_is_answered_with_a_problem_document(tmp_path: Path, path: str) -> None:
    app = embedded_app(embedded_settings({"intake": "postgresql://nowhere/intake"}, tmp_path))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://aftersales") as client:
        answer = await client.get(path)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) in {(404, "no_such_address"), (401, "not_authenticated")}
    assert unquote(path) not in answer.text
