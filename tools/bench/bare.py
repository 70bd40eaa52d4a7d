"""The barest program with the same effect: FastAPI, an asyncpg pool, BEGIN, two INSERTs, COMMIT."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from shared.identifiers import new_id

TABLES = (
    """
    CREATE TABLE bare_ticket (
        id uuid PRIMARY KEY, kind text, level integer, customer_id uuid, site_id uuid, equipment_id uuid,
        description text, channel text, external_reference text, reported_at timestamptz
    )
    """,
    "CREATE TABLE bare_event (id uuid PRIMARY KEY, type text, ticket_id uuid, data jsonb, at timestamptz)",
)


class BareTicket(BaseModel):
    """The same body as intake's, without a rule."""

    kind: str
    level: int
    customer_id: UUID
    site_id: UUID
    equipment_id: UUID
    description: str
    channel: str
    external_reference: str
    reported_at: datetime


def bare_app(url: str) -> FastAPI:
    """The application; its tables are made at the start."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with asyncpg.create_pool(url, min_size=10, max_size=10) as pool:
            for table in TABLES:
                await pool.execute(table)
            app.state.pool = pool
            yield

    app = FastAPI(lifespan=lifespan)

    @app.post("/tickets", status_code=201)
    async def open_ticket(ticket: BareTicket) -> dict[str, Any]:
        ticket_id = new_id()
        async with app.state.pool.acquire() as connection, connection.transaction():
            await connection.execute(
                "INSERT INTO bare_ticket VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                ticket_id,
                *ticket.model_dump().values(),
            )
            await connection.execute(
                "INSERT INTO bare_event VALUES ($1, $2, $3, $4, $5)",
                new_id(),
                "TicketOpened",
                ticket_id,
                ticket.model_dump_json(),
                ticket.reported_at,
            )
        return {"id": ticket_id, **ticket.model_dump()}

    return app


if __name__ == "__main__":
    uvicorn.run(bare_app(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), log_level="error", access_log=False)
