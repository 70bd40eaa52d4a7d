"""A small client of the public API, for the programs of this command: tokens, keys for safe repeats, clear failures."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import httpx

from shared.actor import Role
from shared.clock import SystemClock
from shared.identifiers import new_id
from shared.settings import Environment
from shared.web.keys.signing import TokenFor, issue_token, signing_key

DEFAULT_URL = "http://127.0.0.1:8080"
ISSUER = AUDIENCE = "aftersales"
LIMITS = httpx.Limits(max_connections=64)
Document = dict[str, Any]


class ApiRefused(Exception):
    """The API answered with a problem document."""

    def __init__(self, response: httpx.Response) -> None:
        problem = response.json() if "json" in response.headers.get("content-type", "") else {}
        self.status = response.status_code
        self.code = str(problem.get("code", ""))
        super().__init__(f"{response.request.method} {response.request.url.path}: {self.status} {response.text[:500]}")


def token_for(folder: Path, role: Role, subject: str | None = None, sources: tuple[str, ...] = ()) -> str:
    """A token signed with the key in the data folder. Raises KeyMissing in production."""
    wanted = TokenFor(subject=subject or f"local-{role}", roles=(role,), sources=sources)
    key = signing_key(folder, Environment.DEVELOPMENT)
    return issue_token(key, wanted, issuer=ISSUER, audience=AUDIENCE, now=SystemClock().now())


class Api:
    """Asks the five services under one address, as whoever is named in each call."""

    def __init__(self, client: httpx.AsyncClient, folder: Path) -> None:
        self._client = client
        self._folder = folder
        self._tokens: dict[tuple[Role, str | None], str] = {}

    async def get(self, path: str, *, role: Role = Role.OPERATOR, **parameters: object) -> Any:
        """A document. Raises ApiRefused."""
        asked = {name: str(value) for name, value in parameters.items()}
        response = await self._client.get(path, params=asked, headers=self._headers(role, None))
        return _document(response)

    async def text(self, path: str) -> str:
        """What needs no token and is not JSON, such as figures. Raises ApiRefused."""
        response = await self._client.get(path)
        if response.is_error:
            raise ApiRefused(response)
        return response.text

    async def feed_page(self, service: str, **asked: object) -> tuple[list[Document], str]:
        """Up to a thousand events of a feed, as our own services see it, and the cursor behind. Raises ApiRefused."""
        parameters = {"limit": "1000", **{name: str(value) for name, value in asked.items()}}
        headers = self._headers(Role.SERVICE, None)
        response = await self._client.get(f"/{service}/events", params=parameters, headers=headers)
        return cast(list[Document], _document(response)), response.headers["Next-Cursor"]

    async def post(
        self,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        role: Role = Role.SPECIALIST,
        subject: str | None = None,
        key: str | None = None,
    ) -> Document:
        """Create or command, whatever the thing's version; the same `key` again has one effect. Raises ApiRefused."""
        headers = {**self._headers(role, subject), "Idempotency-Key": key or str(new_id()), "If-Match": "*"}
        response = await self._client.post(path, json=body, headers=headers)
        return cast(Document, _document(response))

    async def put(self, path: str, body: Mapping[str, object], *, role: Role = Role.OPERATOR) -> Any:
        """Replace. Raises ApiRefused."""
        return _document(await self._client.put(path, json=body, headers=self._headers(role, None)))

    def _headers(self, role: Role, subject: str | None) -> dict[str, str]:
        token = self._tokens.get((role, subject))
        if token is None:
            token = self._tokens[role, subject] = token_for(self._folder, role, subject)
        return {"Authorization": f"Bearer {token}"}


@asynccontextmanager
async def open_api(url: str, folder: Path, transport: httpx.AsyncBaseTransport | None = None) -> AsyncIterator[Api]:
    """The API at this address, with the keys in this data folder; `transport` knows another way to the services."""
    async with httpx.AsyncClient(base_url=url, timeout=30, limits=LIMITS, transport=transport) as client:
        yield Api(client, folder)


def _document(response: httpx.Response) -> Any:
    if response.is_error:
        raise ApiRefused(response)
    return response.json()
