"""Who is asking: bearer tokens (JWT) verified locally, and what each route allows to whom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from starlette.requests import Request

from shared.actor import Actor, Role
from shared.clock import SystemClock
from shared.errors import Forbidden
from shared.web.problems import NotAuthenticated

LONGEST_TOKEN = 8192
LONGEST_SUBJECT = 200
CLOCK_SKEW_SECONDS = 10
MOST_REMEMBERED_TOKENS = 4096
EVERYBODY: tuple[Role, ...] = tuple(Role)
STAFF: tuple[Role, ...] = (
    Role.SPECIALIST,
    Role.TECHNICIAN,
    Role.SUPERVISOR,
    Role.MANAGER,
    Role.LOGISTICS_DIRECTOR,
    Role.FINANCE,
    Role.WAREHOUSE,
)


class NotYours(Forbidden):
    """None of the caller's roles may do this."""


@dataclass(frozen=True)
class Caller:
    """Who asks, as the verified token says."""

    subject: str
    roles: frozenset[Role]
    sources: frozenset[str] = frozenset()
    """The sources of tickets a partner may see; empty for our own people."""
    scopes: frozenset[str] = frozenset()
    expires_at: float = 0.0
    """Unix time."""

    def acting(self, permitted: tuple[Role, ...]) -> Actor:
        """The caller in the first of the permitted roles that is his; raises NotYours."""
        for role in permitted:
            if role in self.roles:
                return Actor(role, self.subject)
        wanted = ", ".join(role.value for role in permitted)
        raise NotYours(f"this needs one of these roles: {wanted}")


class VerificationKeys(Protocol):
    """Where the keys come from that verify tokens: `FixedKeys`, or `shared.web.keys.provider.ProviderKeys`."""

    async def candidates(self, key_id: str | None) -> list[tuple[Any, str]]:
        """Keys that may have signed, each with the one algorithm it is used with."""


class FixedKeys:
    """Configured Ed25519 public keys, in PEM, one behind the other. Raises ValueError for another kind of key."""

    def __init__(self, pem: str) -> None:
        self._keys: list[tuple[Any, str]] = []
        end = "-----END PUBLIC KEY-----"
        for part in pem.replace("\\n", "\n").split(end)[:-1]:
            key = load_pem_public_key((part.strip() + "\n" + end).encode())
            if not isinstance(key, Ed25519PublicKey):
                raise ValueError("tokens are verified with Ed25519 public keys")
            self._keys.append((key, "EdDSA"))
        if not self._keys:
            raise ValueError("no public key to verify tokens with")

    async def candidates(self, key_id: str | None) -> list[tuple[Any, str]]:
        """All of them: there are few."""
        del key_id
        return self._keys


def _unix_time() -> float:
    """Tokens live by the machine's time, also where business runs on a simulated clock."""
    return SystemClock().now().timestamp()


class Tokens:
    """Verifies bearer tokens and remembers those it has verified until they expire."""

    def __init__(
        self, keys: VerificationKeys, *, issuer: str, audience: str, unix_time: Callable[[], float] = _unix_time
    ) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._unix_time = unix_time
        self._verified: dict[bytes, Caller] = {}

    async def caller(self, authorization: bytes | None) -> Caller:
        """Who the value of the Authorization header says is asking. Raises NotAuthenticated."""
        if authorization is None:
            raise NotAuthenticated("send Authorization: Bearer with a token")
        known = self._verified.get(authorization)
        if known is not None:
            if known.expires_at > self._unix_time():
                return known
            del self._verified[authorization]
            raise NotAuthenticated("the token has expired")
        caller = await self._verify(authorization)
        if len(self._verified) >= MOST_REMEMBERED_TOKENS:
            del self._verified[next(iter(self._verified))]
        self._verified[authorization] = caller
        return caller

    async def _verify(self, authorization: bytes) -> Caller:
        scheme, _, raw = authorization.partition(b" ")
        if scheme.lower() != b"bearer" or not raw or len(raw) > LONGEST_TOKEN:
            raise NotAuthenticated("send Authorization: Bearer with a token")
        try:
            token = raw.decode("ascii")
            key_id = jwt.get_unverified_header(token).get("kid")
        except (UnicodeDecodeError, jwt.InvalidTokenError):
            raise NotAuthenticated("the token cannot be read") from None
        for key, algorithm in await self._keys.candidates(key_id if isinstance(key_id, str) else None):
            claims = self._claims(token, key, algorithm)
            if claims is not None:
                return _caller_of(claims)
        raise NotAuthenticated("the token is not signed by a key we know")

    def _claims(self, token: str, key: Any, algorithm: str) -> Mapping[str, Any] | None:
        """What the token says; None when another key signed it."""
        try:
            claims: Mapping[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                issuer=self._issuer,
                audience=self._audience,
                leeway=CLOCK_SKEW_SECONDS,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError):
            return None
        except jwt.ExpiredSignatureError:
            raise NotAuthenticated("the token has expired") from None
        except (jwt.InvalidTokenError, TypeError, ValueError, OverflowError):
            raise NotAuthenticated("the token is not for us") from None
        return claims


def _caller_of(claims: Mapping[str, Any]) -> Caller:
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise NotAuthenticated("the token names no subject")
    named = _words(claims.get("roles")) | _words(claims.get("role"))
    return Caller(
        subject=subject,
        roles=frozenset(role for role in Role if role.value in named),
        sources=frozenset(_words(claims.get("sources"))),
        scopes=frozenset(_words(claims.get("scope"))),
        expires_at=float(claims["exp"]),
    )


def _words(claim: object) -> set[str]:
    """A claim that is a list of texts, or texts with spaces between them."""
    if isinstance(claim, str):
        return set(claim.split())
    if isinstance(claim, list):
        return {word for word in claim if isinstance(word, str)}
    return set()


class May:
    """A dependency for a plain FastAPI route that says which roles may call it, and gives the caller."""

    def __init__(self, roles: tuple[Role, ...]) -> None:
        self.roles = roles

    async def __call__(self, request: Request) -> Caller:
        """The caller, if one of his roles is allowed. Raises NotAuthenticated and NotYours."""
        tokens: Tokens = request.app.state.tokens
        caller = await tokens.caller(request.headers.get("authorization", "").encode("latin-1") or None)
        caller.acting(self.roles)
        return caller


def may(*roles: Role) -> May:
    """`caller: Annotated[Caller, Depends(may(Role.AUDITOR))]`: who may call a plain route; `service_app` looks for it.

    Routes of a service's own business say it in `Routes` (`shared.web.routes`).
    """
    if not roles:
        raise ValueError("name the roles, or say open_to_all")
    return May(roles)


def open_to_all() -> None:
    """Dependency that says on purpose: this route needs no token."""
