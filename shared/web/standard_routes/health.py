"""Whether the process lives, whether it can work, and its figures; asked by machines without a token."""

import asyncio
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Depends, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.responses import JSONResponse, PlainTextResponse

from shared.web.auth import open_to_all

READY_WITHIN_SECONDS = 2.0


def health_routes(is_ready: Callable[[], Awaitable[bool]], registry: CollectorRegistry) -> APIRouter:
    """`/livez`, `/readyz` and `/metrics`."""
    router = APIRouter(tags=["service"], dependencies=[Depends(open_to_all)])

    @router.get("/livez", summary="Does the process live")
    async def livez() -> dict[str, str]:
        """Says nothing about the database: restarting us would not help it."""
        return {"status": "alive"}

    not_ready = {"description": "Not now: starting, stopping, or without its database."}

    @router.get("/readyz", summary="Can it take requests", responses={503: not_ready})
    async def readyz() -> Response:
        """Off while starting, while draining, and while the database does not answer."""
        try:
            async with asyncio.timeout(READY_WITHIN_SECONDS):
                ready = await is_ready()
        except TimeoutError:
            ready = False
        if ready:
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not ready"}, status_code=503, headers={"Retry-After": "1"})

    @router.get("/metrics", summary="Figures for Prometheus", response_class=PlainTextResponse)
    async def metrics() -> Response:
        """In Prometheus' text format."""
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router
