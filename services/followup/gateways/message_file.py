"""The way where no provider is configured: messages are written into a file, one line of JSON for each."""

import asyncio
from pathlib import Path

import orjson
import structlog

from services.followup.gateways.gateway import Outgoing

_log = structlog.get_logger(__name__)


class MessageFile:
    """Writes what would have been sent; for development and for a look at what customers would read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def send(self, message: Outgoing) -> bool:
        """Whether it is written."""
        line = orjson.dumps(message, option=orjson.OPT_APPEND_NEWLINE)
        try:
            await asyncio.to_thread(self._append, line)
        except OSError as error:
            _log.warning("message not written", message_id=str(message.message_id), reason=str(error))
            return False
        return True

    def _append(self, line: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.write(line)
