"""Logs as one line of JSON each (or coloured for a terminal), with the trace they belong to and nothing personal."""

import logging
import re
import secrets
import sys
from collections.abc import MutableMapping
from contextvars import ContextVar
from enum import StrEnum
from typing import Any

import orjson
import structlog

PERSONAL_KEYS = frozenset(
    {
        "name",
        "phone",
        "address",
        "email",
        "description",
        "text",
        "contact",
        "token",
        "authorization",
        "password",
        "body",
    }
)
_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}", re.ASCII)
TRACE: ContextVar[str | None] = ContextVar("TRACE", default=None)
"""The traceparent of what this task is doing."""


class LogFormat(StrEnum):
    """How log lines look."""

    JSON = "json"
    CONSOLE = "console"


def configure_logging(log_format: LogFormat, *, level: str = "info") -> None:
    """Send our log lines, and those of libraries from warnings up, to standard error."""
    shared: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_trace,
        hide_personal,
    ]
    if log_format is LogFormat.JSON:
        tail: list[structlog.typing.Processor] = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_dumps),
        ]
        factory: Any = structlog.BytesLoggerFactory(file=sys.stderr.buffer)
    else:
        tail = [  # The default formatter would show local variables, and with them people's data.
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
        ]
        factory = structlog.PrintLoggerFactory(file=sys.stderr)
    structlog.configure(
        processors=[*shared, *tail],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=factory,
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)


def add_trace(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The trace id of the request or event at hand."""
    trace = TRACE.get()
    if trace is not None:
        line["trace_id"] = trace_id(trace)
    return line


def hide_personal(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What could be personal never reaches a log, whoever writes the line."""
    for key in PERSONAL_KEYS & line.keys():
        line[key] = "(personal)"
    return line


def traceparent_of(header: bytes | None) -> str:
    """The caller's W3C trace context, or a new one when there is none or it is malformed."""
    if header is not None:
        text = header.decode("latin-1")
        if _TRACEPARENT.fullmatch(text):
            return text
    made = secrets.token_hex(24)
    return f"00-{made[:32]}-{made[32:]}-01"


def trace_id(traceparent: str) -> str:
    """The trace id of a traceparent."""
    return traceparent[3:35]


def _dumps(line: Any, **_options: Any) -> bytes:
    return orjson.dumps(line, default=str)
