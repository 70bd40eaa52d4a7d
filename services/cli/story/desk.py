"""What people do again and again in the story: take a call, send somebody, agree a visit, do it, call back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.cli.api import Api, Document
from services.cli.story.department import Customer, Department
from services.cli.story.waiting import becomes, first
from shared.actor import Role

SIGNATURE = "data:image/svg+xml;base64,PHN2Zz48cGF0aCBkPSJNMSA1cTMtOSA2IDB0OSAwIi8+PC9zdmc+"


@dataclass(frozen=True)
class Desk:
    """The people of the story, the customer they work for, and what time it is."""

    api: Api
    department: Department
    customer: Customer
    now: Callable[[], datetime]

    def time(self) -> str:
        """Now, as it is written in a request."""
        return self.now().isoformat()

    async def take_call(
        self, equipment_id: str, *, level: int, description: str, reported_at: str = "", symptom: str = "no_picture"
    ) -> Document:
        """The specialist records the report (5.1); returns the ticket."""
        late = {"reported_at": reported_at, "late_recording_reason": "hotline_was_down"} if reported_at else {}
        report = {
            "kind": "fault",
            "level": level,
            "level_reason": "customer_information",
            "customer_id": self.customer.id,
            "site_id": self.customer.site_id,
            "equipment_id": equipment_id,
            "symptom_code": symptom,
            "description": description,
            "channel": "hotline",
            "dialled_number": "68797190",
            "caller": {"name": "李娜", "phone": "13900139000", "relation": "employee"},
            **late,
        }
        return await self.api.post("/intake/tickets", report)

    async def job_of(self, ticket: Document) -> Document:
        """The job that dispatch opened at once."""
        return await first(self.api, "/dispatch/jobs", ticket_id=ticket["id"])

    async def reach_customer(self, job: Document, ending: str) -> None:
        """The specialist names a technician, who phones the customer and reports back (5.1)."""
        technician_id = self.department.technician_id
        await self.api.post(f"/dispatch/jobs/{job['id']}/assignment", {"technician_id": technician_id})
        await self.on_job(job, "response", {"reached_at": self.time(), "ending": ending})

    async def decide_visit(self, ticket: Document) -> Document:
        """The specialist decides the visit (5.3); returns the service card, opened by that."""
        await self.api.post(f"/intake/tickets/{ticket['id']}/visit", {})
        return await first(self.api, "/dispatch/cards", ticket_id=ticket["id"])

    async def agree_visit(self, job: Document) -> None:
        """The specialist agrees the visit, telling visit fee and travel rule; the work order is written."""
        appointment = {
            "from": self.time(),
            "agreed_with_contact_id": self.customer.contact_id,
            "told": {"visit_fee": True, "travel_rule": True},
        }
        await self.api.post(f"/dispatch/jobs/{job['id']}/appointment", appointment)

    async def go_there(self, job: Document, findings: list[Document]) -> None:
        """Equipment check, departure, arrival, diagnosis (7.1, 5.4)."""
        await self.on_job(job, "departure", {"badge": True, "tools": True, "parts": True})
        await self.on_job(job, "arrival", {"arrived_at": self.time()})
        await self.on_job(job, "diagnosis", {"findings": findings, "diagnosed_at": self.time()})

    async def sign_card(self, card: Document) -> Document:
        """The customer signs, once the amount is fixed; returns the signed card."""
        await becomes(self.api, f"/dispatch/cards/{card['id']}", lambda seen: seen["state"] == "priced")
        signature = {"signed_at": self.time(), "signer_name": "张伟", "drawing": SIGNATURE}
        return await self.as_technician(f"/dispatch/cards/{card['id']}/signature", signature)

    async def hand_in_card(self, card: Document) -> None:
        """The card comes back and is archived (5.4, 5.12)."""
        await self.api.post(f"/dispatch/cards/{card['id']}/return", {"returned_at": self.time()})
        await self.api.post(f"/dispatch/cards/{card['id']}/archive")

    async def call_back(self, ticket: Document, *, solved: bool) -> None:
        """The call after the work (5.12)."""
        call = await first(self.api, "/followup/calls", ticket_id=ticket["id"], state="owed", purpose="call_back")
        answer = {"answered_at": self.time(), "is_solved": solved, "satisfaction": 5 if solved else 2}
        await self.api.post(f"/followup/calls/{call['id']}/outcome", answer)

    async def ticket_becomes(self, ticket: Document, state: str) -> Document:
        """The ticket once it is in this state."""
        return await becomes(self.api, f"/intake/tickets/{ticket['id']}", lambda seen: seen["state"] == state)

    async def on_job(self, job: Document, command: str, body: Document) -> Document:
        """The technician on his job."""
        return await self.as_technician(f"/dispatch/jobs/{job['id']}/{command}", body)

    async def as_technician(self, path: str, body: Document) -> Document:
        """As the technician who is sent."""
        return await self.api.post(path, body, role=Role.TECHNICIAN, subject=self.department.technician_id)
