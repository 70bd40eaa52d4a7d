"""The kinds of routes: what each asks of a request, and how a good answer looks."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class RouteKind:
    """What is the same for all routes of a kind."""

    method: str
    status: int = 200
    changes: bool = False
    needs_key: bool = False
    """Idempotency-Key is required; every change honours one."""
    needs_version: bool = False
    """If-Match is required."""


CREATES = RouteKind(method="POST", status=201, changes=True, needs_key=True)
"""Makes a new thing; 200 when it was there already."""
COMMANDS = RouteKind(method="POST", changes=True, needs_version=True)
"""Changes the thing whose id is the first one in the path."""
MOVES_MONEY = RouteKind(method="POST", changes=True, needs_key=True, needs_version=True)
"""A command that may never be done twice."""
CALCULATES = RouteKind(method="POST")
"""Answers and stores nothing."""
SHOWS = RouteKind(method="GET")
"""One thing, or one answer."""
LISTS = RouteKind(method="GET")
"""A page of many."""
FILES = RouteKind(method="GET")
"""A file to keep, print or open elsewhere."""
