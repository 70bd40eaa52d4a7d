"""A busy morning of the sample file, as if it were today: so that lists and clocks have something to show."""

from datetime import datetime, timedelta
from itertools import cycle

from services.cli.api import Api
from services.cli.replay.calls import SAMPLE, RealCall, read_calls
from services.cli.replay.town import Town, settle_town
from services.cli.story.waiting import first

CALLS = 30
_BUSY_DAY = "2016-03-07"
_PREFIX = "S"
_LATEST = timedelta(minutes=2)
_ASSIGNED_OF_THREE = 2


async def load_sample(api: Api, now: datetime) -> int:
    """Report thirty calls of one morning at their own rhythm, the last one just now; most get a technician.

    Returns how many tickets there are now; the same reference of an earlier run gives the same ticket.
    """
    calls = _morning()
    shift = now - _LATEST - calls[-1].reported_at
    town = await settle_town(api, _PREFIX, customers=12, technicians=4)
    for number, (call, technician_id) in enumerate(zip(calls, cycle(town.technicians), strict=False)):
        ticket_id = await _report(api, call, town, shift)
        if number % 3 < _ASSIGNED_OF_THREE:
            job = await first(api, "/dispatch/jobs", ticket_id=ticket_id)
            if job["technician_id"] is None:
                await api.post(f"/dispatch/jobs/{job['id']}/assignment", {"technician_id": technician_id})
    return len(calls)


async def _report(api: Api, call: RealCall, town: Town, shift: timedelta) -> str:
    place = town.places[call.seed % len(town.places)]
    report = {
        "kind": "fault",
        "level": call.level,
        "customer_id": place.customer_id,
        "site_id": place.site_id,
        "equipment_id": place.equipment_id,
        "symptom_code": call.symptom,
        "description": "来电报修",
        "channel": call.channel,
        "external_reference": f"{_PREFIX}{call.number}",
        "reported_at": (call.reported_at + shift).isoformat(),
        "late_recording_reason": "sample_of_2016",
    }
    ticket = await api.post("/intake/tickets", report)
    return str(ticket["id"])


def _morning() -> list[RealCall]:
    calls = [call for call in read_calls(SAMPLE, most=4_000) if f"{call.reported_at:%Y-%m-%d %H}" >= f"{_BUSY_DAY} 08"]
    return calls[:CALLS]
