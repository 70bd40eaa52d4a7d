"""Tokens: whose are believed, for how long, and which keys count."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.actor import Actor, Role
from shared.clock import SystemClock
from shared.settings import Environment
from shared.web.auth import MOST_REMEMBERED_TOKENS, FixedKeys, NotYours, Tokens
from shared.web.keys.provider import ProviderKeys
from shared.web.keys.signing import KeyMissing, TokenFor, issue_token, public_pem, signing_key
from shared.web.problems import NotAuthenticated

KEY = Ed25519PrivateKey.generate()
PEM = public_pem(KEY)
NOW = SystemClock().now()
CLAIMS: dict[str, Any] = {
    "iss": "aftersales",
    "aud": "aftersales",
    "sub": "staff-1",
    "roles": ["technician", "supervisor", "unheard-of"],
    "iat": int(NOW.timestamp()),
    "exp": int(NOW.timestamp()) + 86_400,  # the whole suite may run for minutes after this module was read
}


def tokens(pem: str = PEM, **changed: Any) -> Tokens:
    return Tokens(FixedKeys(pem), issuer="aftersales", audience="aftersales", **changed)


def signed(claims: Mapping[str, Any], key: Any = KEY, algorithm: str = "EdDSA", **headers: Any) -> bytes:
    return b"Bearer " + jwt.encode(dict(claims), key, algorithm=algorithm, headers=headers).encode()


async def test_a_good_token_tells_who_asks() -> None:
    caller = await tokens().caller(signed(CLAIMS))
    assert caller.subject == "staff-1"
    assert caller.roles == {Role.TECHNICIAN, Role.SUPERVISOR}


async def test_a_caller_acts_in_the_first_permitted_role_that_is_his() -> None:
    caller = await tokens().caller(signed(CLAIMS))
    assert caller.acting((Role.MANAGER, Role.SUPERVISOR, Role.TECHNICIAN)) == Actor(Role.SUPERVISOR, "staff-1")
    with pytest.raises(NotYours, match="manager"):
        caller.acting((Role.MANAGER,))


async def test_the_token_we_issue_is_one_we_believe() -> None:
    wanted = TokenFor(subject="shop-7", roles=[Role.PARTNER], sources=["partner:shop-7"], scopes=["events:read"])
    token = issue_token(KEY, wanted, issuer="aftersales", audience="aftersales", now=NOW)
    caller = await tokens().caller(b"bearer " + token.encode())
    assert (caller.roles, caller.sources) == (frozenset({Role.PARTNER}), frozenset({"partner:shop-7"}))
    assert caller.scopes == {"events:read"}


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "somebody"},
        {"aud": "another system"},
        {"exp": int(NOW.timestamp()) - 60},
        {"iat": int(NOW.timestamp()) + 3600},
        {"nbf": int(NOW.timestamp()) + 3600},
        {"sub": ""},
        {"sub": "a" * 201},
        {"sub": "line\nbreak"},
        {"sub": 7},
        {"exp": "soon"},
        {"exp": None},
        {"sub": None},
        {"iat": None},
    ],
)
async def test_a_token_with_another_claim_is_refused(changed: dict[str, Any]) -> None:
    claims = {name: value for name, value in (CLAIMS | changed).items() if value is not None}
    try:
        token = signed(claims)
    except TypeError:  # the library that signs refuses it already
        token = b"Bearer " + _forged(claims)
    with pytest.raises(NotAuthenticated):
        await tokens().caller(token)


def _forged(claims: dict[str, Any]) -> bytes:
    return jwt.api_jws.PyJWS().encode(jwt.utils.force_bytes(str(claims)), KEY, algorithm="EdDSA").encode()


async def test_only_our_key_and_our_algorithm_count() -> None:
    rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    forgeries = [
        signed(CLAIMS, Ed25519PrivateKey.generate()),
        signed(CLAIMS, "x" * 64, "HS256"),
        signed(CLAIMS, rsa_key, "RS256"),
        signed(CLAIMS, None, "none"),
        signed(CLAIMS)[:-4] + b"AAAA",
    ]
    for forgery in forgeries:
        with pytest.raises(NotAuthenticated):
            await tokens().caller(forgery)


async def test_while_a_key_is_changed_the_old_and_the_new_one_count() -> None:
    new = Ed25519PrivateKey.generate()
    both = tokens(PEM + public_pem(new))
    assert (await both.caller(signed(CLAIMS))).subject == (await both.caller(signed(CLAIMS, new))).subject


def test_other_kinds_of_keys_are_refused_at_the_start() -> None:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    pem = curve.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    with pytest.raises(ValueError, match="Ed25519"):
        FixedKeys(pem)
    with pytest.raises(ValueError, match="no public key"):
        FixedKeys("")


async def test_a_remembered_token_ends_when_it_expires() -> None:
    time = [NOW.timestamp()]
    remembering = tokens(unix_time=lambda: time[0])
    token = signed(CLAIMS)
    await remembering.caller(token)
    time[0] = CLAIMS["exp"] + 1
    with pytest.raises(NotAuthenticated, match="expired"):
        await remembering.caller(token)


async def test_a_verified_token_is_not_verified_again_and_memory_is_bounded() -> None:
    remembering = tokens()
    token = signed(CLAIMS)
    first = await remembering.caller(token)
    assert await remembering.caller(token) is first
    for number in range(MOST_REMEMBERED_TOKENS):
        remembering._verified[str(number).encode()] = first
    await remembering.caller(signed(CLAIMS | {"sub": "staff-2"}))
    assert len(remembering._verified) <= MOST_REMEMBERED_TOKENS + 2


class Provider:
    """A stand-in for an OpenID provider that publishes one key."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.asked = 0
        self.status = 200

    def answer(self, _request: httpx.Request) -> httpx.Response:
        self.asked += 1
        public = jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return httpx.Response(self.status, json={"keys": [public | {"kid": "one", "alg": "ES256", "use": "sig"}]})

    def tokens(self) -> Tokens:
        client = httpx.AsyncClient(transport=httpx.MockTransport(self.answer))
        return Tokens(ProviderKeys("https://provider.test/keys", client), issuer="aftersales", audience="aftersales")


async def test_a_providers_keys_are_fetched_once_and_unknown_key_ids_cannot_make_us_flood_it() -> None:
    provider = Provider()
    verifier = provider.tokens()
    assert (await verifier.caller(signed(CLAIMS, provider.key, "ES256", kid="one"))).subject == "staff-1"
    for number in range(20):
        with pytest.raises(NotAuthenticated):
            await verifier.caller(signed(CLAIMS, provider.key, "ES256", kid=f"unknown-{number}"))
    assert provider.asked == 1


async def test_a_provider_that_fails_lets_nobody_in() -> None:
    provider = Provider()
    provider.status = 500
    with pytest.raises(NotAuthenticated):
        await provider.tokens().caller(signed(CLAIMS, provider.key, "ES256", kid="one"))


async def test_a_providers_public_key_cannot_be_used_as_a_secret() -> None:
    provider = Provider()
    verifier = provider.tokens()
    with pytest.raises(NotAuthenticated):
        await verifier.caller(signed(CLAIMS, "p" * 64, "HS256", kid="one"))


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = signing_key(tmp_path / "data", Environment.DEVELOPMENT)
    assert public_pem(signing_key(tmp_path / "data", Environment.DEVELOPMENT)) == public_pem(first)
    (path,) = (tmp_path / "data").iterdir()
    assert path.stat().st_mode & 0o077 == 0


def test_production_makes_no_keys(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing, match="AUTH_PUBLIC_KEY"):
        signing_key(tmp_path, Environment.PRODUCTION)
    assert list(tmp_path.iterdir()) == []


def test_a_token_is_valid_as_long_as_was_asked() -> None:
    wanted = TokenFor(subject="a", roles=[Role.AUDITOR], valid_for=timedelta(minutes=5))
    now = datetime(2026, 11, 23, tzinfo=UTC)
    token = issue_token(KEY, wanted, issuer="i", audience="a", now=now)
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 300
