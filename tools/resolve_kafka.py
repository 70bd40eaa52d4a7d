"""Resolves Apache Kafka and all it needs anew, and writes the lock of its jars: `python -m tools.resolve_kafka`."""

import hashlib
import sys
import tempfile
from pathlib import Path

from jgo.maven import Dependency, MavenContext

from shared.embedded_kafka.jars import LOCK

KAFKA = ("org.apache.kafka", "kafka_2.13", "4.3.1")
LOG = ("org.apache.logging.log4j", "log4j-slf4j-impl", "2.25.4")
"""Carries the broker's log to log4j, without which the log is empty; it needs nothing that Kafka does not bring."""


def lock_text(folder: Path) -> str:
    """Resolve with the public repository into `folder`; returns the text of the lock."""
    context = MavenContext(repo_cache=folder)
    kafka, log = (context.project(group, name).at_version(version).artifact() for group, name, version in (KAFKA, LOG))
    # Not both at once: resolved together, the versions that Kafka was released with would give way to others.
    inputs, further = context.resolver.resolve([Dependency(kafka)])
    lines = ["# Written by `python -m tools.resolve_kafka`: every jar that the embedded broker runs on."]
    artifacts = [log, *(each.artifact for each in [*inputs, *further])]
    for artifact in sorted(artifacts, key=lambda each: (each.groupId, each.artifactId)):
        content = artifact.resolve().read_bytes()
        lines += [
            "",
            "[[jar]]",
            f'group = "{artifact.groupId}"',
            f'name = "{artifact.artifactId}"',
            f'version = "{artifact.version}"',
            f"bytes = {len(content)}",
            f'sha256 = "{hashlib.sha256(content).hexdigest()}"',
        ]
    return "\n".join(lines) + "\n"


def write_lock(path: Path = LOCK) -> int:
    """Write the lock; returns the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        path.write_text(lock_text(Path(folder)), encoding="utf-8")
    print(f"{path} written")
    return 0


if __name__ == "__main__":
    sys.exit(write_lock())
