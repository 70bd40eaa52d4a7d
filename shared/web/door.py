"""What a route does with a request: runs a use case or a query, and shows what came of it.

How a `routes.py` looks:

    routes = Routes(tag="jobs")
    DESK = (Role.SPECIALIST, Role.SUPERVISOR, Role.MANAGER)


    class Assign(Body):
        \"\"\"Who shall do the job.\"\"\"

        technician_id: UUID


    class JobFilter(Listing):
        state: JobState | None = None


    class JobView(View):
        id: UUID
        number: str
        state: JobState

        @classmethod
        def of(cls, job: Job) -> "JobView":
            return cls(id=job.id, number=job.number, state=job.state)


    @routes.commands("/jobs/{job_id}/assignment", JobView, may=DESK, refuses=(TechnicianFull, TechnicianNotCertified))
    async def assign_technician(job_id: UUID, order: Sent[Assign], door: Door[Work]) -> Answer:
        \"\"\"Make a technician responsible for a job.\"\"\"
        return await door.change(
            lambda work: use_cases.assign_technician(JobId(job_id), order.technician_id, work), show=JobView.of
        )


    @routes.shows("/jobs/{job_id}", JobView, may=DESK)
    async def show_job(job_id: UUID, door: Door[Work]) -> Answer:
        \"\"\"One job.\"\"\"
        return await door.read(lambda work: work.jobs.get(JobId(job_id)), show=JobView.of)


    @routes.lists("/jobs", JobView, may=DESK)
    async def list_jobs(wanted: Asked[JobFilter], door: Door[Work]) -> Answer:
        \"\"\"Jobs, newest first.\"\"\"
        return await door.page(
            wanted,
            lambda work: queries.jobs(work.reader, wanted.state, wanted.after(UUID), wanted.rows_to_read),
            show=JobView.of,
            by=("id",),
        )
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from shared.actor import Actor
from shared.errors import Refused
from shared.storage.committer import AlreadyThere
from shared.storage.erasing import about as about_of
from shared.storage.reader import Reader
from shared.storage.transactions import Transactions
from shared.storage.work import SharedWork
from shared.web.answer import Answer, Headers, StreamedAnswer, to_json
from shared.web.auth import Caller, Tokens
from shared.web.idempotency import Repeatable, Running, fingerprint, key_needed, key_of
from shared.web.kinds import RouteKind
from shared.web.paging import Listing, page_bytes
from shared.web.preconditions import etag, must_match, wanted_versions

W = TypeVar("W", bound=SharedWork[Any])
T = TypeVar("T")
Show = Callable[[T], BaseModel]


@dataclass(frozen=True)
class Entrance:
    """What every request of a service passes through."""

    transactions: Transactions[Any]
    reader: Reader
    tokens: Tokens
    running: Running = field(default_factory=Running)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the service ends: whoever streams stops then."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One request, as far as a door needs it."""

    kind: RouteKind
    operation: str
    path: str
    query: bytes
    headers: dict[bytes, bytes]
    body: bytes
    about: object
    """The id in the path: what a command changes; None where the path names nothing."""
    traceparent: str | None


class Door(Generic[W]):
    """Made for each request whose caller may pass."""

    __slots__ = ("_asking", "_entrance", "actor", "caller")

    def __init__(self, entrance: Entrance, caller: Caller, actor: Actor, asking: Asking) -> None:
        self._entrance = entrance
        self._asking = asking
        self.caller = caller
        self.actor = actor

    async def change(self, use_case: Callable[[W], Awaitable[T]], *, show: Show[T], about: object = None) -> Answer:
        """Run a use case, commit it, and show what it returned.

        Created: 201 with Location (200 when nothing had to be changed). Commands: compared with If-Match before the
        commit. A repeat with the same Idempotency-Key gets the first answer. `about`: the id of the thing that a
        command changes, where it is not the first one in the path.
        Raises what the use case raises, Stale, KeyReused, StillRunning, and InputWrong for malformed headers.
        """
        asking = self._asking
        kind = asking.kind
        if not kind.changes:
            raise TypeError(f"{asking.operation} is not declared as a route that changes something")
        key = (key_needed if kind.needs_key else key_of)(asking.headers.get(b"idempotency-key"))
        wanted = wanted_versions(asking.headers.get(b"if-match")) if kind.needs_version else None
        thing_id = asking.about if about is None else about
        repeatable = None if key is None else self._repeatable(key)
        answers: list[Answer] = []

        def finish(work: W, result: T) -> None:
            if wanted is not None:
                must_match(wanted, _version_in(work, thing_id, asking.operation))
            answer = self._shown(result, show, self._status(work))
            answers.append(answer)
            if repeatable is not None:
                repeatable.remember(answer, work.changes, about=about_of(result))

        if repeatable is None:
            await self._run(use_case, finish, thing_id)
            return answers[-1]
        with self._entrance.running.alone(repeatable):
            try:
                await self._run(use_case, finish, thing_id)
            except (Refused, AlreadyThere):
                earlier = await repeatable.earlier_answer(self._entrance.reader)
                if earlier is None:
                    raise
                return earlier
        return answers[-1]

    async def calculate(self, use_case: Callable[[W], Awaitable[T]], *, show: Show[T]) -> Answer:
        """Run a use case, show what it returned, and store nothing."""
        return self._shown(await self._look(use_case), show, 200)

    async def read(self, query: Callable[[W], Awaitable[T]], *, show: Show[T]) -> Answer:
        """Show one thing, with its version as ETag."""
        return self._shown(await self._look(query), show, 200)

    async def file(self, query: Callable[[W], Awaitable[str]], *, media_type: str, name: str) -> Answer:
        """Give a text as a file with this name."""
        body = (await self._look(query)).encode()
        disposition = (b"content-disposition", f'attachment; filename="{name}"'.encode())
        return Answer(200, body, (disposition,), f"{media_type}; charset=utf-8".encode())

    def watch(self, query: Callable[[W], Awaitable[T | None]], *, show: Show[T]) -> Answer:
        """Go on showing what a query brings each second; None: nothing has changed."""

        async def look() -> bytes | None:
            found = await self._look(query)
            return None if found is None else to_json(show(found))

        return StreamedAnswer(200, b"", look=look, stopping=self._entrance.stopping)

    async def page(
        self,
        wanted: Listing,
        query: Callable[[W], Awaitable[Sequence[T]]],
        *,
        show: Show[T],
        by: Sequence[str],
    ) -> Answer:
        """Show a page; the query reads `wanted.rows_to_read` things behind `wanted.after(…)`, sorted by `by`."""
        return Answer(200, page_bytes(wanted, await self._look(query), show, by))

    async def _run(self, use_case: Callable[[W], Awaitable[T]], finish: Callable[[W, T], None], queue: object) -> None:
        asking = self._asking
        await self._entrance.transactions.run(
            use_case,
            actor=self.actor,
            action=asking.operation,
            queue=queue,
            traceparent=asking.traceparent,
            finish=finish,
        )

    async def _look(self, query: Callable[[W], Awaitable[T]]) -> T:
        asking = self._asking
        result: T = await self._entrance.transactions.look(
            query, actor=self.actor, action=asking.operation, traceparent=asking.traceparent
        )
        return result

    def _repeatable(self, key: str) -> Repeatable:
        asking = self._asking
        return Repeatable(
            self.caller.subject, asking.operation, key, fingerprint(asking.path, asking.query, asking.body)
        )

    def _status(self, work: W) -> int:
        """Nothing new: what was to be created is there already."""
        status = self._asking.kind.status
        return 200 if status == 201 and work.changes.is_empty() else status

    def _shown(self, result: T, show: Show[T], status: int) -> Answer:
        headers: Headers = ()
        version = getattr(result, "version", None)
        if isinstance(version, int):
            headers = ((b"etag", etag(version)),)
        if status == 201:
            place = f"{self._asking.path}/{getattr(result, 'id', '')}"
            headers = (*headers, (b"location", place.encode()))
        return Answer(status, to_json(show(result)), headers)


def _version_in(work: SharedWork[Any], thing_id: object, operation: str) -> int:
    """The version at which the use case loaded the thing."""
    version = work.changes.versions.get(thing_id)
    if version is None:
        raise TypeError(f"{operation} did not load {thing_id!r}: name the thing that it changes with about=")
    return version
