"""What differs between machines, the same for every service; each adds its own prefix for what is its own."""

from enum import StrEnum

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(StrEnum):
    """Where this runs: production refuses conveniences."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class ClockKind(StrEnum):
    """The machine's clock, or one that is told the time (replay, tests)."""

    SYSTEM = "system"
    SIMULATED = "simulated"


class KafkaSettings(BaseSettings):
    """Where the cluster is. Without KAFKA_BOOTSTRAP_SERVERS services read each other's feeds."""

    model_config = SettingsConfigDict(extra="ignore", populate_by_name=True)

    kafka_bootstrap_servers: str | None = Field(None, validation_alias="KAFKA_BOOTSTRAP_SERVERS")
    """`host:port`, several separated by commas: services ship their events there and read each other's there."""
    kafka_username: str | None = Field(None, validation_alias="KAFKA_USERNAME")
    """Account for SASL_SSL with SCRAM-SHA-512; unset: neither account nor encryption."""
    kafka_password: str | None = Field(None, validation_alias="KAFKA_PASSWORD")
    """Its password."""
    kafka_ca_file: str | None = Field(None, validation_alias="KAFKA_CA_FILE")
    """PEM of the authority that signed the brokers' certificates, when the machine does not know it."""
    kafka_topic_prefix: str = Field("", validation_alias="KAFKA_TOPIC_PREFIX")
    """Before the names of topics and groups, where several systems share a cluster."""
    kafka_replication: int = Field(1, ge=1, validation_alias="KAFKA_REPLICATION")
    """Copies of each topic that `aftersales topics apply` creates; 3 in production."""
    kafka_min_insync_replicas: int = Field(1, ge=1, validation_alias="KAFKA_MIN_INSYNC_REPLICAS")
    """Copies that must have an event before it counts as shipped; 2 in production."""
    kafka_port: int = Field(9092, ge=1024, le=65000, validation_alias="KAFKA_PORT")
    """Port of the embedded broker on the loopback address; the next two are its own as well."""
    maven_repository: str | None = Field(None, validation_alias="MAVEN_REPOSITORY")
    """Where the embedded broker's jars come from, when the public repository cannot be reached."""
    kafka_retention_days: int = Field(400, ge=1, validation_alias="KAFKA_RETENTION_DAYS")
    """Age at which Kafka drops events; not above EVENT_RETENTION_DAYS, which is how long consumers know repetitions."""


class ServiceSettings(KafkaSettings):
    """Addresses and secrets. A service's own class sets `env_prefix`, such as `DISPATCH_`, for `DATABASE_URL`.

    What all services share is read without a prefix: ENVIRONMENT, AUTH_PUBLIC_KEY, FEED_URLS, CLOCK, DATA_FOLDER.
    """

    model_config = SettingsConfigDict(extra="ignore", populate_by_name=True)

    database_url: str
    """PostgreSQL 15 or newer: `postgresql://user:password@host:5432/database`."""
    database_connections: int = Field(10, ge=2, validation_alias="DATABASE_CONNECTIONS")
    """Connections that each process of a service keeps for reading, beside one for writing."""
    environment: Environment = Field(Environment.DEVELOPMENT, validation_alias="ENVIRONMENT")
    """`production` refuses to make keys and to simulate a clock."""
    auth_public_key: str | None = Field(None, validation_alias="AUTH_PUBLIC_KEY")
    """Ed25519 public key in PEM that verifies tokens."""
    auth_jwks_url: str | None = Field(None, validation_alias="AUTH_JWKS_URL")
    """Where an OpenID provider publishes its keys, instead of a fixed key."""
    auth_issuer: str = Field("aftersales", validation_alias="AUTH_ISSUER")
    """The `iss` that tokens must carry."""
    auth_audience: str = Field("aftersales", validation_alias="AUTH_AUDIENCE")
    """The `aud` that tokens must carry."""
    feed_urls: dict[str, str] = Field(default_factory=dict, validation_alias="FEED_URLS")
    """Base address of each other service that does not run in this process, as JSON: `{"intake": "http://…"}`."""
    feed_token: str | None = Field(None, validation_alias="FEED_TOKEN")
    """Token of role `service` with which the feeds of other processes are read."""
    clock: ClockKind = Field(ClockKind.SYSTEM, validation_alias="CLOCK")
    """`simulated` lets `PUT /clock` tell the time; never in production."""
    data_folder: str = Field("data", validation_alias="DATA_FOLDER")
    """Where a start without a configured key keeps the one it makes."""
    event_retention_days: int = Field(400, ge=1, validation_alias="EVENT_RETENTION_DAYS")
    """Age at which a day of the event log is dropped."""
    most_running_requests: int = Field(500, ge=1, validation_alias="MOST_RUNNING_REQUESTS")
    """Requests above this number are answered 503 with Retry-After."""
