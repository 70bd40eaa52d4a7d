"""How a client reaches the cluster: addresses, encryption, account; and the names that things have there."""

import ssl
from dataclasses import dataclass
from typing import Any

from shared.settings import KafkaSettings


@dataclass(frozen=True, kw_only=True)
class KafkaConnection:
    """Everything that a client must know, whichever it is."""

    bootstrap: str
    """`host:port` pairs, separated by commas."""
    username: str | None = None
    """With it, clients use SASL_SSL and SCRAM-SHA-512; without it, neither account nor encryption."""
    password: str | None = None
    ca_file: str | None = None
    """PEM with the authority that signed the brokers' certificates; None for those that the machine trusts."""
    prefix: str = ""
    """Put before the names of topics and groups: several systems may share a cluster."""

    @classmethod
    def of(cls, settings: KafkaSettings) -> "KafkaConnection | None":
        """The connection that the settings describe; None when they name no cluster."""
        if settings.kafka_bootstrap_servers is None:
            return None
        return cls(
            bootstrap=settings.kafka_bootstrap_servers,
            username=settings.kafka_username,
            password=settings.kafka_password,
            ca_file=settings.kafka_ca_file,
            prefix=settings.kafka_topic_prefix,
        )

    def options(self) -> dict[str, Any]:
        """Arguments that every client of aiokafka takes."""
        found: dict[str, Any] = {"bootstrap_servers": self.bootstrap, "request_timeout_ms": 20_000}
        if self.username is None:
            return found
        return {
            **found,
            "security_protocol": "SASL_SSL",
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": self.username,
            "sasl_plain_password": self.password,
            "ssl_context": ssl.create_default_context(cafile=self.ca_file),
        }

    def topic(self, name: str) -> str:
        """What the topic of the contracts is called on the cluster."""
        return f"{self.prefix}{name}"

    def contract_topic(self, name: str) -> str:
        """The reverse."""
        return name.removeprefix(self.prefix)

    def group(self, service: str) -> str:
        """The consumer group of a service."""
        return f"{self.prefix}aftersales.{service}"

    def undecodable(self, service: str) -> str:
        """The topic for bytes that a service could not read as an event."""
        return f"{self.prefix}undecodable.{service}"
