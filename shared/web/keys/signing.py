"""The key that signs tokens for local use, kept in the data folder, and the tokens it signs."""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from shared.actor import Role
from shared.settings import Environment

KEY_FILE = "token-signing-key.pem"


class KeyMissing(Exception):
    """Production has no configured key, and none is made there."""


@dataclass(frozen=True, kw_only=True)
class TokenFor:
    """Whom a token is for, and for how long."""

    subject: str
    roles: Sequence[Role]
    valid_for: timedelta = timedelta(hours=12)
    sources: Sequence[str] = ()
    """The sources of tickets a partner may see."""
    scopes: Sequence[str] = ()


def signing_key(folder: Path, environment: Environment) -> Ed25519PrivateKey:
    """The key in this folder; made at the first call. Raises KeyMissing in production."""
    if environment is Environment.PRODUCTION:
        raise KeyMissing("production needs AUTH_PUBLIC_KEY or AUTH_JWKS_URL; keys are made only for development")
    path = folder / KEY_FILE
    if not path.exists():
        _make(path)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyMissing(f"{path} is not an Ed25519 key")
    return key


def _make(path: Path) -> None:
    """Five processes may start at once: the first link wins, and nobody reads half a key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = path.with_suffix(f".{secrets.token_hex(8)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first; its key is ours too
    finally:
        draft.unlink()


def public_pem(key: Ed25519PrivateKey) -> str:
    """The public half, as AUTH_PUBLIC_KEY takes it."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def issue_token(key: Ed25519PrivateKey, wanted: TokenFor, *, issuer: str, audience: str, now: datetime) -> str:
    """A signed token; `now` is the machine's time, by which tokens expire."""
    claims: dict[str, object] = {
        "iss": issuer,
        "aud": audience,
        "sub": wanted.subject,
        "roles": [role.value for role in wanted.roles],
        "iat": int(now.timestamp()),
        "exp": int((now + wanted.valid_for).timestamp()),
    }
    if wanted.sources:
        claims["sources"] = list(wanted.sources)
    if wanted.scopes:
        claims["scope"] = " ".join(wanted.scopes)
    return jwt.encode(claims, key, algorithm="EdDSA")
