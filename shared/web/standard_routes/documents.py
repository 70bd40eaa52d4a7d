"""What a service says of itself: its policy and its AsyncAPI document."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Response

from shared.errors import NotFound
from shared.policy import PolicyBook
from shared.policy_file import describe
from shared.web.auth import EVERYBODY, Caller, may, open_to_all
from shared.web.document.operations import refusals

ASYNCAPI_FOLDER = Path(__file__).resolve().parents[3] / "docs" / "generated" / "asyncapi"


class DocumentMissing(NotFound):
    """This installation carries no such document."""


def document_routes(service: str, policies: PolicyBook[Any]) -> APIRouter:
    """`/policy` and `/asyncapi.json`."""
    router = APIRouter(tags=["service"])

    @router.get("/policy", summary="The policy's revisions with their clauses")
    async def policy(caller: Annotated[Caller, Depends(may(*EVERYBODY))]) -> Response:
        """Every number this service enforces, with its clause, by revision."""
        del caller
        return Response(orjson.dumps(describe(policies), default=str), media_type="application/json")

    @router.get(
        "/asyncapi.json",
        summary="The events this service sends and hears",
        dependencies=[Depends(open_to_all)],
        responses=refusals(DocumentMissing),
    )
    async def asyncapi() -> Response:
        """AsyncAPI 3.0."""
        return Response(_document(ASYNCAPI_FOLDER / f"{service}.json"), media_type="application/json")

    return router


@lru_cache
def _document(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DocumentMissing("the AsyncAPI document was not generated here") from None
