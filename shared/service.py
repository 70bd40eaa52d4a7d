"""What a service is made of, and what a process shares between the services that run in it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter

from shared.clock import Clock, SystemClock
from shared.messaging.feed import Feed
from shared.messaging.subscriptions import Listeners
from shared.policy import PolicyBook
from shared.storage.transactions import Transactions
from shared.timers.timers import Timers

Job = Callable[[Transactions[Any]], Awaitable[None]]
"""Runs until it is cancelled, and is started again when it fails; it changes things through transactions."""


@dataclass(frozen=True, kw_only=True)
class ServiceParts:
    """Everything that makes a service this one: its doors, its rules' numbers and its `Work`."""

    name: str
    title: str
    summary: str
    work: Callable[..., Any]
    policies: PolicyBook[Any]
    routers: Sequence[APIRouter]
    listeners: Listeners[Any]
    timers: Timers[Any]
    jobs: Mapping[str, Job] = field(default_factory=dict)
    """What runs in the background beside the three doors, by name: outside parties are spoken to there."""


@dataclass
class Runtime:
    """What services in one process share: the clock, and each other's feeds without a network between them."""

    clock: Clock = field(default_factory=SystemClock)
    feeds: dict[str, Feed] = field(default_factory=dict)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set as soon as the process is told to end: streams and long polls end first, or the server would wait for them.
    """
