"""Makes aiokafka say the same thing at most once in a while: a broker that is down fills a disk with one sentence."""

import logging

from shared.clock import monotonic

QUIET_SECONDS = 30.0


class Repeated(logging.Filter):
    """Lets a sentence pass once in `QUIET_SECONDS`, with how often it was held back since."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may be written."""
        sentence = (record.name, str(record.msg))
        at, held_back = self._said.get(sentence, (float("-inf"), 0))
        if monotonic() - at < QUIET_SECONDS:
            self._said[sentence] = (at, held_back + 1)
            return False
        self._said[sentence] = (monotonic(), 0)
        if held_back:
            record.msg = f"{record.msg} (and {held_back} times more before)"
        return True


def make_aiokafka_quieter() -> None:
    """Call it after aiokafka was imported: a filter is not inherited, so each of its loggers gets its own."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "aiokafka":
            logger = logging.getLogger(name)
            logger.setLevel(logging.WARNING)
            if not any(isinstance(each, Repeated) for each in logger.filters):
                logger.addFilter(Repeated())
