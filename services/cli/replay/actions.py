"""Does each step of a call through the public API, as the person who would."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from services.cli.api import Api, ApiRefused, Document
from services.cli.replay.course import Step, StepName
from services.cli.replay.town import Place, Town
from shared.actor import Role
from shared.clock import monotonic

PATIENCE_SECONDS: Final = 60.0
_FIRST_PAUSE_SECONDS: Final = 0.005
_LONGEST_PAUSE_SECONDS: Final = 0.25
_CONFLICT: Final = 409
_LIKE_A_SIGNATURE: Final = "data:image/svg+xml;base64,PHN2Zz48cGF0aCBkPSJNMSA1cTMtOSA2IDB0OSAwIi8+PC9zdmc+"


class Stuck(Exception):
    """What must follow from an earlier step did not happen within a minute."""


class Actions:
    """The people of the town at work; every POST carries a key, so that doing a step again has no second effect."""

    def __init__(self, api: Api, town: Town, prefix: str) -> None:
        self._api = api
        self._town = town
        self._prefix = prefix
        self._tickets: dict[str, str] = {}
        self._jobs: dict[str, str] = {}
        self._steps: Mapping[StepName, Callable[[Step], Awaitable[object]]] = {
            StepName.REPORT: self._report,
            StepName.ASSIGN: self._assign,
            StepName.REACH: self._reach,
            StepName.SOLVE_REMOTELY: self._solve_remotely,
            StepName.DECIDE_VISIT: self._decide_visit,
            StepName.AGREE: self._agree,
            StepName.DEPART: self._depart,
            StepName.ARRIVE: self._arrive,
            StepName.DIAGNOSE: self._diagnose,
            StepName.COMPLETE: self._complete,
            StepName.SIGN: self._sign,
            StepName.RETURN_CARD: self._return_card,
            StepName.ARCHIVE: self._archive,
            StepName.CALL_BACK: self._call_back,
        }

    async def do(self, step: Step) -> None:
        """Do one step. Raises Stuck when it does not become possible, ApiRefused when the rules refuse it."""
        await self._steps[step.name](step)

    async def _report(self, step: Step) -> None:
        call, place = step.call, self._place(step)
        report = {
            "kind": "fault",
            "level": call.level,
            "customer_id": place.customer_id,
            "site_id": place.site_id,
            "equipment_id": place.equipment_id,
            "symptom_code": call.symptom,
            "description": f"{call.reported_at:%m-%d %H:%M} 来电报修",
            "channel": call.channel,
            "external_reference": f"{self._prefix}{call.number}",
            "reported_at": call.reported_at.isoformat(),
        }
        ticket = await self._api.post("/intake/tickets", report, key=self._key(step))
        self._tickets[call.number] = ticket["id"]

    async def _assign(self, step: Step) -> None:
        await self._on_job(step, "assignment", {"technician_id": self._technician(step)}, role=Role.SPECIALIST)
        await self._on_job(step, "acceptance", None)

    async def _reach(self, step: Step) -> None:
        ending = "solved_remotely" if step.call.is_solved_remotely else "visit_needed"
        await self._on_job(step, "response", {"reached_at": _iso(step), "ending": ending})

    async def _solve_remotely(self, step: Step) -> None:
        ticket_id = await self._ticket_id(step)
        await self._try(step, f"/intake/tickets/{ticket_id}/remote-solution", {"solution": "restarted"})

    async def _decide_visit(self, step: Step) -> None:
        ticket_id = await self._ticket_id(step)
        await self._try(step, f"/intake/tickets/{ticket_id}/visit", {})

    async def _agree(self, step: Step) -> None:
        await self._one("/dispatch/cards", ticket_id=await self._ticket_id(step))  # dispatch has heard of the visit
        appointment = {
            "from": (step.visit_at or step.at).isoformat(),
            "agreed_with_contact_id": self._place(step).contact_id,
            "told": {"visit_fee": True, "travel_rule": True},
        }
        await self._on_job(step, "appointment", appointment, role=Role.SPECIALIST)

    async def _depart(self, step: Step) -> None:
        await self._on_job(step, "departure", {"badge": True, "tools": True, "parts": True})

    async def _arrive(self, step: Step) -> None:
        await self._on_job(step, "arrival", {"arrived_at": _iso(step)})

    async def _diagnose(self, step: Step) -> None:
        await self._on_job(step, "diagnosis", {"findings": [{"fault": "loose_cable"}], "diagnosed_at": _iso(step)})

    async def _complete(self, step: Step) -> None:
        work = [{"work": "fasten_cable", "finding": 1}]
        await self._on_job(step, "completion", {"completed_at": _iso(step), "outcome": "fixed", "items": work})

    async def _sign(self, step: Step) -> None:
        ticket_id = await self._ticket_id(step)

        async def priced() -> Document | None:
            card = await self._one("/dispatch/cards", ticket_id=ticket_id)
            return None if card["state"] == "open" else card

        await _until(priced, f"the amount on the card of call {step.call.number}")
        signature = {"signed_at": _iso(step), "signer_name": "值班经理", "drawing": _LIKE_A_SIGNATURE}
        await self._on_card(step, "signature", signature)

    async def _return_card(self, step: Step) -> None:
        await self._on_card(step, "return", {"returned_at": _iso(step)}, role=Role.SPECIALIST)

    async def _archive(self, step: Step) -> None:
        await self._on_card(step, "archive", None, role=Role.SPECIALIST)

    async def _call_back(self, step: Step) -> None:
        ticket_id = await self._ticket_id(step)
        call = await self._one("/followup/calls", ticket_id=ticket_id, purpose="call_back")
        answer = {"answered_at": _iso(step), "is_solved": True, "satisfaction": 3 + step.call.seed % 3}
        await self._try(step, f"/followup/calls/{call['id']}/outcome", answer)

    async def _on_job(self, step: Step, command: str, body: Document | None, *, role: Role = Role.TECHNICIAN) -> None:
        job_id = self._jobs.get(step.call.number)
        if job_id is None:
            job = await self._one("/dispatch/jobs", ticket_id=await self._ticket_id(step))
            job_id = self._jobs[step.call.number] = str(job["id"])
        await self._try(step, f"/dispatch/jobs/{job_id}/{command}", body, role=role)

    async def _on_card(self, step: Step, command: str, body: Document | None, *, role: Role = Role.TECHNICIAN) -> None:
        card = await self._one("/dispatch/cards", ticket_id=await self._ticket_id(step))
        await self._try(step, f"/dispatch/cards/{card['id']}/{command}", body, role=role)

    async def _try(self, step: Step, path: str, body: Document | None, *, role: Role = Role.SPECIALIST) -> Document:
        """A conflict means that an event is still on its way: wait for it as a person would, by trying again."""
        subject = self._technician(step) if role is Role.TECHNICIAN else None
        key = f"{self._key(step)}-{path.rpartition('/')[2]}"

        async def once() -> Document | None:
            try:
                return await self._api.post(path, body, role=role, subject=subject, key=key)
            except ApiRefused as refused:
                if refused.status == _CONFLICT:
                    return None
                raise

        return await _until(once, f"{step.name} of call {step.call.number}")

    async def _one(self, path: str, **wanted: Any) -> Document:
        async def once() -> Document | None:
            found = await self._api.get(path, role=Role.SPECIALIST, **wanted)
            return found["items"][0] if found["items"] else None

        return await _until(once, f"{path} with {wanted}")

    async def _ticket_id(self, step: Step) -> str:
        known = self._tickets.get(step.call.number)
        if known is None:
            ticket = await self._one("/intake/tickets", external_reference=f"{self._prefix}{step.call.number}")
            known = self._tickets[step.call.number] = str(ticket["id"])
        return known

    def _key(self, step: Step) -> str:
        return f"{self._prefix}{step.call.number}-{step.name}"

    def _place(self, step: Step) -> Place:
        return self._town.places[step.call.seed % len(self._town.places)]

    def _technician(self, step: Step) -> str:
        return self._town.technicians[step.call.seed % len(self._town.technicians)]


async def _until(once: Callable[[], Awaitable[Document | None]], what: str) -> Document:
    until, pause = monotonic() + PATIENCE_SECONDS, _FIRST_PAUSE_SECONDS
    while (found := await once()) is None:
        if monotonic() > until:
            raise Stuck(f"{what}: not possible within {PATIENCE_SECONDS:.0f} s")
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
    return found


def _iso(step: Step) -> str:
    return step.at.isoformat()
