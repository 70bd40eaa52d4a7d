"""The real way: `apprise` speaks to WeCom, DingTalk, Feishu, mail and SMS providers by the address of each."""

import asyncio
from collections.abc import Mapping
from urllib.parse import quote

import structlog

from services.followup.gateways.gateway import Outgoing

SEND_SECONDS = 20.0
_log = structlog.get_logger(__name__)


class Providers:
    """Sends through one address for each audience; `{phone}` in it stands for the recipient's number.

    Without an address for an audience nothing is taken. `apprise` is imported when the first message goes: it is large.
    """

    def __init__(self, channels: Mapping[str, str]) -> None:
        self._channels = dict(channels)

    async def send(self, message: Outgoing) -> bool:
        """Whether the provider has taken it."""
        channel = self._channels.get(message.audience)
        if channel is None:
            return False
        import apprise

        target = apprise.Apprise()
        if not target.add(channel.replace("{phone}", quote(message.phone, safe=""))):
            _log.error("no provider knows this address", audience=message.audience)
            return False
        try:
            async with asyncio.timeout(SEND_SECONDS):
                return bool(await target.async_notify(title=message.title, body=message.body))
        except TimeoutError:
            _log.warning("provider does not answer", message_id=str(message.message_id))
            return False
