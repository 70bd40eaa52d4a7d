"""Plays a file of calls: tells the clock each minute in which something happens, and does what happens in it."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from services.cli.api import Api
from services.cli.registry import SERVICES
from services.cli.replay.actions import Actions
from services.cli.replay.calls import RealCall
from services.cli.replay.course import Step, StepName, course_of
from services.cli.replay.journal import Journal
from services.cli.replay.simulated_time import SimulatedTime
from services.cli.replay.town import Town
from shared.clock import monotonic

TELL_EVERY_SECONDS = 2.0
_AT_ONCE = 32


@dataclass(frozen=True)
class Progress:
    """How far a replay is."""

    done: int
    steps: int
    seconds: float
    day: str


class Replay:
    """One run over a file; it ends behind the minute in which `stopping` was set."""

    def __init__(
        self,
        api: Api,
        journal: Journal,
        time: SimulatedTime,
        *,
        tell: Callable[[Progress], None],
        stopping: asyncio.Event,
    ) -> None:
        self._api = api
        self._journal = journal
        self._time = time
        self._tell = tell
        self._stopping = stopping
        self._told_at = self._began = monotonic()

    async def play(self, calls: Iterable[RealCall], town: Town, prefix: str) -> int:
        """Do every step that is not done yet, in the order of time; returns how many there were to do.

        Raises Stuck, NeverAtRest, ApiRefused and CancelledError; what was done until then is noted.
        """
        actions = Actions(self._api, town, prefix)
        steps = sorted((step for call in calls for step in course_of(call)), key=lambda step: step.at)
        left = [step for step in steps if not self._journal.is_done(step)]
        done = len(steps) - len(left)
        commanded: set[str] = set(SERVICES)
        for at, together in groupby(left, key=lambda step: step.at):
            if self._stopping.is_set():
                raise asyncio.CancelledError
            await self._time.come_to(at, commanded)
            of_this_minute = list(together)
            done += await self._do(of_this_minute, actions)
            commanded = {step.name.service for step in of_this_minute}
            self._show(Progress(done, len(steps), monotonic() - self._began, f"{at:%Y-%m-%d}"))
        return len(left)

    async def _do(self, steps: list[Step], actions: Actions) -> int:
        """Steps of one minute are of different calls, so they can be done side by side.

        But first what is reported: it may repeat an earlier fault, unless that one ends in this very minute.
        """
        for together in _reports_and_others(steps):
            for first in range(0, len(together), _AT_ONCE):
                some = together[first : first + _AT_ONCE]
                await asyncio.gather(*(actions.do(step) for step in some))
                self._journal.note(some)
        return len(steps)

    def _show(self, progress: Progress) -> None:
        if monotonic() - self._told_at >= TELL_EVERY_SECONDS or progress.done == progress.steps:
            self._told_at = monotonic()
            self._tell(progress)


def _reports_and_others(steps: list[Step]) -> tuple[list[Step], list[Step]]:
    reports = [step for step in steps if step.name is StepName.REPORT]
    return reports, [step for step in steps if step.name is not StepName.REPORT]
