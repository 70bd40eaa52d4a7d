"""Who may do what on the cluster: each service its part, a partner what it was granted, nobody else anything."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from shared.events.catalogue import RESTRICTED_TOPICS, TOPICS
from shared.messaging.kafka.connection import KafkaConnection


class Operation(StrEnum):
    """What may be done; reading and writing include looking at the topic."""

    READ = "Read"
    WRITE = "Write"


class Resource(StrEnum):
    """On what."""

    TOPIC = "topic"
    GROUP = "group"


@dataclass(frozen=True)
class Grant:
    """One entry of the cluster's access control list."""

    account: str
    operation: Operation
    resource: Resource
    name: str
    as_prefix: bool = False
    """Every resource whose name begins so."""

    def __str__(self) -> str:
        """Arguments of Kafka's own `kafka-acls.sh`, behind its `--bootstrap-server` and `--command-config`."""
        pattern = " --resource-pattern-type prefixed" if self.as_prefix else ""
        return (
            f"--add --allow-principal User:{self.account} --operation {self.operation} "
            f"--{self.resource} {self.name}{pattern}"
        )


class TopicNotGrantable(ValueError):
    """There is no such topic, or it carries personal data, which partners never read."""


def grants_of_service(connection: KafkaConnection, service: str, listened: Collection[str]) -> list[Grant]:
    """The service, by an account of its name, writes its own topics and reads those that it listens to."""
    own = [topic for topic in TOPICS if topic.partition(".")[0] == service]
    return [
        *(Grant(service, Operation.WRITE, Resource.TOPIC, connection.topic(topic)) for topic in own),
        Grant(service, Operation.WRITE, Resource.TOPIC, connection.undecodable(service)),
        *(Grant(service, Operation.READ, Resource.TOPIC, connection.topic(topic)) for topic in sorted(listened)),
        Grant(service, Operation.READ, Resource.GROUP, connection.group(service)),
    ]


def grants_of_partner(connection: KafkaConnection, partner: str, topics: Collection[str]) -> list[Grant]:
    """A partner reads the topics it was granted, in groups that begin with its name. Raises TopicNotGrantable."""
    refused = [topic for topic in topics if topic not in TOPICS or topic in RESTRICTED_TOPICS]
    if refused:
        raise TopicNotGrantable(f"partners cannot read {', '.join(sorted(refused))}")
    return [
        *(Grant(partner, Operation.READ, Resource.TOPIC, connection.topic(topic)) for topic in sorted(topics)),
        Grant(partner, Operation.READ, Resource.GROUP, f"partner.{partner}.", as_prefix=True),
    ]
