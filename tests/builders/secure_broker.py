"""A broker as a cluster in production is: its own certificate, accounts with passwords, and an authorizer."""

import ipaddress
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from shared.clock import SystemClock
from shared.embedded_kafka.broker_settings import LOOPBACK, BrokerSettings
from shared.embedded_kafka.installed import installed_broker
from tests.builders.kafka_broker import JARS, free_ports


@dataclass(frozen=True)
class SecureBroker:
    """Where it answers."""

    bootstrap: str
    """With SASL_SSL, for accounts."""
    administration: str
    """Without, on the loopback address alone: whoever comes here may do everything."""
    ca_file: Path


@asynccontextmanager
async def secure_broker(folder: Path, accounts: Mapping[str, str]) -> AsyncIterator[SecureBroker]:
    """A broker that knows these accounts by their passwords, and grants nobody anything yet."""
    ca_file, keystore = folder / "ca.pem", folder / "broker.pem"
    certificate, key = own_certificate()
    ca_file.write_bytes(certificate)
    keystore.write_bytes(key + certificate)
    port, controller_port, secure_port = free_ports(3)
    scram = "org.apache.kafka.common.security.scram.ScramLoginModule"
    settings = BrokerSettings(
        folder / "kafka",
        port,
        controller_port,
        heap_megabytes=384,
        secure_port=secure_port,
        scram_users=accounts,
        further={
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(keystore),
            "sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": f"{scram} required;",
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "allow.everyone.if.no.acl.found": "false",
            "super.users": "User:ANONYMOUS",
        },
    )
    broker = await installed_broker(settings, JARS, print)
    await broker.start()
    try:
        yield SecureBroker(f"{LOOPBACK}:{secure_port}", broker.bootstrap, ca_file)
    finally:
        await broker.stop()


def own_certificate() -> tuple[bytes, bytes]:
    """A certificate for the loopback address that is its own authority, and its key; both as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "aftersales test broker")])
    now = SystemClock().now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(LOOPBACK))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    as_pem = serialization.Encoding.PEM
    unencrypted = serialization.NoEncryption()
    return certificate.public_bytes(as_pem), key.private_bytes(as_pem, serialization.PrivateFormat.PKCS8, unencrypted)
