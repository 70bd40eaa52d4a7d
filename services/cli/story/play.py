"""Plays the story of a service department from an empty system."""

from collections.abc import Callable
from datetime import datetime

from services.cli.api import Api, Document
from services.cli.story.department import staff_department, win_customer
from services.cli.story.desk import Desk
from services.cli.story.journeys import (
    Say,
    cancelled,
    not_solved_at_first,
    paid_visit,
    publish_prices,
    solved_by_phone,
)


async def open_department(api: Api, now: Callable[[], datetime]) -> Desk:
    """People, a customer, prices: what must be there before the first call."""
    department = await staff_department(api, now())
    await publish_prices(api)
    return Desk(api, department, await win_customer(api), now)


async def play_story(api: Api, now: Callable[[], datetime], say: Say) -> Document:
    """Every journey that needs no waiting; returns the ticket with the longest life."""
    desk = await open_department(api, now)
    ticket = await paid_visit(desk, say)
    for journey in (solved_by_phone, cancelled, not_solved_at_first):
        await journey(desk, say)
    return ticket
