"""The settings of the one broker: KRaft's combined role, on the loopback address alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

LOOPBACK = "127.0.0.1"
PORT = 9092


@dataclass(frozen=True)
class BrokerSettings:
    """Where the broker answers and keeps its data."""

    folder: Path
    """Data, settings and log of this broker; nobody else's."""
    port: int = PORT
    controller_port: int = PORT + 1
    heap_megabytes: int = 512
    secure_port: int | None = None
    """A second listener with SASL_SSL and SCRAM; `further` then names the certificate and the authorizer."""
    further: Mapping[str, str] = field(default_factory=dict)
    """Further broker properties; they go before ours."""
    scram_users: Mapping[str, str] = field(default_factory=dict)
    """Accounts with their passwords, created with the data folder."""

    @property
    def bootstrap(self) -> str:
        """What clients without encryption connect to."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def ports(self) -> tuple[int, ...]:
        """Every port that it listens on."""
        return tuple(port for port in (self.port, self.controller_port, self.secure_port) if port is not None)


def broker_properties(settings: BrokerSettings) -> str:
    """The text of `server.properties`."""
    listeners = {"PLAINTEXT": settings.port, "CONTROLLER": settings.controller_port}
    if settings.secure_port is not None:
        listeners["SASL_SSL"] = settings.secure_port
    addresses = {name: f"{name}://{LOOPBACK}:{port}" for name, port in listeners.items()}
    properties = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{LOOPBACK}:{settings.controller_port}",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "listeners": ",".join(addresses.values()),
        "advertised.listeners": ",".join(address for name, address in addresses.items() if name != "CONTROLLER"),
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL",
        "log.dirs": str(settings.folder / "data"),
        **_ALWAYS,
        **settings.further,
    }
    return "".join(f"{name}={value}\n" for name, value in properties.items())


def log_properties(folder: Path) -> str:
    """The text of log4j's settings: warnings and the story of the start, in one file that does not grow for ever."""
    return f"""\
status = error
appender.file.type = RollingFile
appender.file.name = file
appender.file.fileName = {folder}/broker.log
appender.file.filePattern = {folder}/broker.%i.log
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d{{ISO8601}} %p %m (%c{{1}})%n
appender.file.policies.type = Policies
appender.file.policies.size.type = SizeBasedTriggeringPolicy
appender.file.policies.size.size = 10MB
appender.file.strategy.type = DefaultRolloverStrategy
appender.file.strategy.max = 2
rootLogger.level = warn
rootLogger.appenderRef.file.ref = file
"""


_ALWAYS = {
    # Topics come from the contracts, with the partitions that keys were promised.
    "auto.create.topics.enable": "false",
    # There is one broker.
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "min.insync.replicas": "1",
    # A broker that was killed serves again after 4 seconds instead of 12.
    "broker.session.timeout.ms": "2000",
    "broker.heartbeat.interval.ms": "500",
    # The first consumer of a group need not wait three seconds for others.
    "group.initial.rebalance.delay.ms": "0",
    # Small, because it shares a machine with everything else.
    "offsets.topic.num.partitions": "8",
    "transaction.state.log.num.partitions": "2",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "log.cleaner.dedupe.buffer.size": "16777216",
}
