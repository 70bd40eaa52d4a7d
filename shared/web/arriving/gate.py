"""What every request passes first: its trace, the bound on running requests, measuring, and an end to all errors."""

from dataclasses import dataclass
from functools import partial

import structlog
from prometheus_client import CollectorRegistry, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.clock import monotonic
from shared.telemetry import TRACE, trace_id, traceparent_of
from shared.web.problems import Overloaded, our_fault, refusal

LOG = structlog.get_logger("web")
NEVER_SHED = frozenset({"/events", "/livez", "/readyz", "/metrics"})
"""Long polls hold no work, and who watches us must see that we are busy."""
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class RequestMetrics:
    """How long requests take, by operation and status, and how many run."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._seconds = Histogram(
            "http_request_seconds", "Duration of requests", ["operation", "status"], registry=registry, buckets=_BUCKETS
        )
        self.running = Gauge("http_requests_running", "Requests that are being worked on", registry=registry)
        self._children: dict[tuple[str, int], Histogram] = {}

    def observe(self, operation: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        child = self._children.get((operation, status))
        if child is None:
            child = self._children[operation, status] = self._seconds.labels(operation, str(status))
        child.observe(seconds)


@dataclass
class _Sent:
    status: int = 0


class Gate:
    """Pure ASGI, around whatever answers."""

    def __init__(self, *, most_running: int, metrics: RequestMetrics) -> None:
        self._most_running = most_running
        self._metrics = metrics
        self._running = 0
        metrics.running.set_function(lambda: self._running)

    def around(self, app: ASGIApp) -> ASGIApp:
        """The application behind this gate."""
        return partial(self.let_through, app)

    async def let_through(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or shed it."""
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        header = next((value for name, value in scope["headers"] if name == b"traceparent"), None)
        scope["traceparent"] = traceparent_of(header)
        TRACE.set(scope["traceparent"])
        if self._running < self._most_running:
            self._running += 1
            try:
                await self._measured(app, scope, receive, send)
            finally:
                self._running -= 1
        elif path_within(scope) in NEVER_SHED:
            await self._measured(app, scope, receive, send)
        else:
            self._metrics.observe("shed", 503, 0.0)
            await refusal(Overloaded("too many requests are running; ask again in a moment"))(scope, receive, send)

    async def _measured(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        started = monotonic()
        sent = _Sent()

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent.status = message["status"]
            await send(message)

        try:
            await app(scope, receive, note)
        except Exception as error:
            LOG.exception("request failed", operation=_operation(scope), error=type(error).__name__)
            if sent.status:
                raise  # the answer has begun: cutting it is the only way to say that it is not whole
            await our_fault(trace_id(scope["traceparent"]))(scope, receive, note)
        finally:
            seconds = monotonic() - started
            operation = _operation(scope)
            self._metrics.observe(operation, sent.status, seconds)
            LOG.info("request", operation=operation, status=sent.status, milliseconds=round(seconds * 1000, 1))


def _operation(scope: Scope) -> str:
    """The route's name; an address nobody serves must not become a label of its own."""
    return getattr(scope.get("route"), "name", None) or "unknown"


def path_within(scope: Scope) -> str:
    """The address within this service, which may lie below another one (`/dispatch/livez`)."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    if root and path.startswith(root) and path[len(root) : len(root) + 1] in {"", "/"}:
        return path[len(root) :]
    return path
