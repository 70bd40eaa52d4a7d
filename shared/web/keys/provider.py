"""Keys of an OpenID provider, fetched from its JWKS address when a token names a key we have not seen."""

import asyncio
from typing import Any

import httpx
import jwt

from shared.clock import monotonic

ALGORITHMS = frozenset({"EdDSA", "ES256", "RS256"})
SECONDS_BETWEEN_LOOKS = 30.0
DEADLINE_SECONDS = 5.0
LARGEST_DOCUMENT_BYTES = 256 * 1024


class ProviderKeys:
    """The provider's keys; looks again at most every 30 s, so that unknown key ids cannot make us flood it."""

    def __init__(self, url: str, client: httpx.AsyncClient | None = None) -> None:
        self._url = url
        self._client = client or httpx.AsyncClient(timeout=DEADLINE_SECONDS)
        self._keys: dict[str | None, tuple[Any, str]] = {}
        self._looked_at = -SECONDS_BETWEEN_LOOKS
        self._looking = asyncio.Lock()

    async def candidates(self, key_id: str | None) -> list[tuple[Any, str]]:
        """The key with this id; all of them for a token that names none. Empty when the provider does not answer."""
        if key_id not in self._keys or key_id is None:
            async with self._looking:
                if key_id not in self._keys and monotonic() - self._looked_at >= SECONDS_BETWEEN_LOOKS:
                    self._looked_at = monotonic()
                    await self._look()
        if key_id is None:
            return list(self._keys.values())
        return [self._keys[key_id]] if key_id in self._keys else []

    async def _look(self) -> None:
        try:
            answer = await self._client.get(self._url)
            if answer.status_code != httpx.codes.OK or len(answer.content) > LARGEST_DOCUMENT_BYTES:
                return
            found = jwt.PyJWKSet.from_dict(answer.json()).keys
        except (httpx.HTTPError, jwt.PyJWTError, ValueError, AttributeError):
            return  # known keys stay good; the next unknown key id looks again
        self._keys = {key.key_id: (key.key, key.algorithm_name) for key in found if key.algorithm_name in ALGORITHMS}
