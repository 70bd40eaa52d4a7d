"""The fake: remembers what it was given, and can be away; tested against the same cases as the real ones."""

from services.followup.gateways.gateway import Outgoing


class Remembered:
    """Takes everything, or refuses as often as it is told to."""

    def __init__(self, *, refuses: int = 0) -> None:
        self.taken: list[Outgoing] = []
        self.refusals_left = refuses

    async def send(self, message: Outgoing) -> bool:
        """Whether it was taken."""
        if self.refusals_left > 0:
            self.refusals_left -= 1
            return False
        self.taken.append(message)
        return True
