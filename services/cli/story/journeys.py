"""The tickets of the story: a paid visit with an item for the factory, one by phone, one cancelled, one too late."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from services.cli.api import Api, ApiRefused, Document
from services.cli.story.department import install_camera
from services.cli.story.desk import Desk
from services.cli.story.waiting import becomes, first, post_when_known
from shared.actor import Role

Say = Callable[[str], None]
_POWER_SUPPLY = "PSU-12V"
_WORK = [{"work": "replace_power_supply", "finding": 1}]
_PART = [{"part": _POWER_SUPPLY, "quantity": 1, "finding": 1}]


async def publish_prices(api: Api) -> None:
    """Finance publishes what parts cost (3.5)."""
    price = {"part": _POWER_SUPPLY, "name": "12V 电源", "unit_price": "52.00", "cost": "52.00"}
    await api.post("/billing/price-lists", {"prices": [price]}, role=Role.FINANCE)


async def paid_visit(desk: Desk, say: Say) -> Document:
    """Steps 1 to 7 of the story: out of warranty, quoted, consented, paid in cash, one item to the factory and back."""
    api = desk.api
    camera = await install_camera(api, desk.customer, serial="CQ0001234", completed_on="2020-01-15")
    ticket = await desk.take_call(camera["id"], level=2, description="三号门摄像头没有图像")
    say(f"{ticket['number']}: a camera fails, level 2")
    job = await desk.job_of(ticket)
    await desk.reach_customer(job, "visit_needed")
    assessment = {"judgement": "power_supply", "level": 2}
    await api.post(f"/intake/tickets/{ticket['id']}/assessment", assessment, role=Role.SUPERVISOR)
    card = await desk.decide_visit(ticket)
    await desk.agree_visit(job)
    findings = [{"fault": "no_power", "faulty_part": _POWER_SUPPLY}, {"fault": "lens_fogged"}]
    await desk.go_there(job, findings)
    await _quote_and_work(desk, job, say)
    await desk.sign_card(card)
    await collect_and_hand_in(desk, ticket, say)
    await desk.hand_in_card(card)
    await desk.call_back(ticket, solved=True)
    await factory_and_back(desk, ticket, say)
    await desk.call_back(ticket, solved=True)
    await desk.ticket_becomes(ticket, "closed")
    say(f"{ticket['number']}: closed after the call-back")
    return ticket


async def _quote_and_work(desk: Desk, job: Document, say: Say) -> None:
    """Work before consent is refused (5.5); consent to the quote allows it."""
    done = {"completed_at": desk.time(), "outcome": "brought_back", "items": _WORK, "parts": _PART}
    try:
        await desk.on_job(job, "completion", done)
    except ApiRefused as refused:
        say(f"work before consent is refused: {refused.code}")
    await first(desk.api, "/billing/jobs", role=Role.FINANCE, ticket_id=job["ticket_id"], is_diagnosed="true")
    lines = [{"kind": "visit_fee"}, {"kind": "part", "part": _POWER_SUPPLY, "finding": 1, "quantity": "1"}]
    quote = await desk.as_technician("/billing/quotes", {"job_id": job["id"], "lines": lines})
    say(f"quoted {quote['total']} yuan")
    consent = {"contact_id": desk.customer.contact_id, "method": "signature", "quote_version": quote["quote_version"]}
    await desk.as_technician(f"/billing/quotes/{quote['id']}/consent", consent)
    item = {"product_model": "DS-2CD2043G2-I", "serial": "CQ0001234", "accessories": ["power_adapter"]}
    await desk.on_job(job, "brought-back", {**item, "fault": "lens_fogged", "is_part_of_installation": False})
    await becomes(desk.api, f"/dispatch/jobs/{job['id']}", lambda seen: seen["consent"] is not None)
    await desk.on_job(job, "completion", {**done, "completed_at": desk.time()})


async def collect_and_hand_in(desk: Desk, ticket: Document, say: Say) -> None:
    """Cash collected on the spot is in the technician's hands until finance has counted it (5.6)."""
    charge = await first(desk.api, "/billing/charges", ticket_id=ticket["id"], state="owed")
    amount = {"amount": charge["total"]}
    await desk.as_technician(f"/billing/charges/{charge['id']}/payments", {**amount, "method": "cash"})
    remittance = await desk.as_technician("/billing/remittances", amount)
    await desk.api.post(f"/billing/remittances/{remittance['id']}/count", amount, role=Role.FINANCE)
    say(f"{charge['total']} yuan collected, handed in and counted")


async def factory_and_back(desk: Desk, ticket: Document, say: Say) -> None:
    """Register, receipt, promise, batch to the factory and back, told, collected against the receipt (6)."""
    api = desk.api
    repair = await first(api, "/repairs/repairs", ticket_id=ticket["id"])
    at = f"/repairs/repairs/{repair['id']}"
    await api.post(f"{at}/reception", {})
    await api.post(f"{at}/test", {"finding": "confirmed", "fault": "lens_fogged", "way": "factory"})
    receipt = await api.post(f"{at}/receipt", {})
    await _agree_on_repair(desk, repair, say)
    await api.post(f"{at}/warehouse-handover")
    packed = {"factory": "hikvision", "repair_ids": [repair["id"]]}
    batch = await api.post("/repairs/batches", packed, role=Role.WAREHOUSE)
    of_batch = f"/repairs/batches/{batch['id']}"
    await api.post(f"{of_batch}/dispatch", {"carrier": "顺丰速运", "waybill": "SF1234567890"}, role=Role.WAREHOUSE)
    returned = {"items": [{"repair_id": repair["id"], "outcome": "repaired", "cost": "80.00"}]}
    await api.post(f"{of_batch}/returns", returned, role=Role.WAREHOUSE)
    await api.post(f"{at}/ready", {})
    charge = await first(api, "/billing/charges", repair_id=repair["id"], state="owed")
    paid = {"amount": charge["total"], "method": "wechat", "reference": f"WX-{repair['number']}"}
    await api.post(f"/billing/charges/{charge['id']}/payments", paid)
    await becomes(api, at, lambda seen: seen["charge"] and seen["charge"]["is_settled"])
    call = await first(api, "/followup/calls", ticket_id=ticket["id"], state="owed", purpose="item_ready")
    await api.post(f"/followup/calls/{call['id']}/telling", {"informed_at": desk.time()})
    await api.post(f"{at}/collection", {"check_code": receipt["check_code"]})
    say("one item went to the factory and came back; the customer has collected it")


async def _agree_on_repair(desk: Desk, repair: Document, say: Say) -> None:
    """Out of warranty the factory begins only when the customer has agreed to what it may cost (5.5, 6.5)."""
    at = f"/repairs/repairs/{repair['id']}"
    try:
        await desk.api.post(f"{at}/warehouse-handover")
    except ApiRefused as refused:
        say(f"to the factory before consent is refused: {refused.code}")
    lines = [{"kind": "factory_repair", "at_most": "80.00"}]
    quote = await post_when_known(desk.api, "/billing/quotes", {"repair_id": repair["id"], "lines": lines})
    consent = {"contact_id": desk.customer.contact_id, "method": "phone", "quote_version": quote["quote_version"]}
    await desk.api.post(f"/billing/quotes/{quote['id']}/consent", {**consent, "note": "同意最高 80 元"})
    await becomes(desk.api, at, lambda seen: seen["has_consent"])
    say(f"the repair may cost up to {quote['total']} yuan")


async def solved_by_phone(desk: Desk, say: Say) -> Document:
    """Step 8: an operating error, solved by phone, closed after its call-back."""
    camera = await install_camera(desk.api, desk.customer, serial="CQ0001235", completed_on="2026-06-15")
    ticket = await desk.take_call(camera["id"], level=4, description="不会回放录像", symptom="how_to_use")
    job = await desk.job_of(ticket)
    await desk.reach_customer(job, "solved_remotely")
    await desk.api.post(f"/intake/tickets/{ticket['id']}/remote-solution", {"solution": "explained"})
    await desk.call_back(ticket, solved=True)
    await desk.ticket_becomes(ticket, "closed")
    say(f"{ticket['number']}: solved by phone and closed")
    return ticket


async def cancelled(desk: Desk, say: Say) -> Document:
    """Step 8: the customer withdraws; the job ends and nobody calls."""
    camera = await install_camera(desk.api, desk.customer, serial="CQ0001236", completed_on="2026-06-15")
    ticket = await desk.take_call(camera["id"], level=3, description="支架松动", symptom="loose")
    job = await desk.job_of(ticket)
    cancellation = {"reason": "customer_withdrew"}
    await desk.api.post(f"/intake/tickets/{ticket['id']}/cancellation", cancellation)
    await becomes(desk.api, f"/dispatch/jobs/{job['id']}", lambda seen: seen["state"] == "cancelled")
    say(f"{ticket['number']}: cancelled, and its job with it")
    return ticket


async def not_solved_at_first(desk: Desk, say: Say) -> Document:
    """Step 7: "not solved" reopens the ticket, a new job does it again, "solved" closes it."""
    camera = await install_camera(desk.api, desk.customer, serial="CQ0001237", completed_on="2026-06-15")
    ticket = await desk.take_call(camera["id"], level=4, description="图像时有时无", symptom="picture_intermittent")
    job = await desk.job_of(ticket)
    await desk.reach_customer(job, "solved_remotely")
    await desk.api.post(f"/intake/tickets/{ticket['id']}/remote-solution", {"solution": "restarted"})
    await desk.call_back(ticket, solved=False)
    await desk.ticket_becomes(ticket, "assessed")
    redo = await first(desk.api, "/dispatch/jobs", ticket_id=ticket["id"], state="waiting")
    await desk.reach_customer(redo, "solved_remotely")
    await desk.api.post(f"/intake/tickets/{ticket['id']}/remote-solution", {"solution": "restarted"})
    await desk.call_back(ticket, solved=True)
    await desk.ticket_becomes(ticket, "closed")
    say(f"{ticket['number']}: not solved at first, reopened, closed")
    return ticket


async def too_late(desk: Desk, say: Say, pass_time: Callable[[timedelta], Awaitable[None]]) -> Document:
    """Step 8: nobody arrives; a warning at 75 %, the breach at the due time, then the ladder."""
    camera = await install_camera(desk.api, desk.customer, serial="CQ0001238", completed_on="2026-06-15")
    ticket = await desk.take_call(camera["id"], level=1, description="全部黑屏", symptom="no_picture_anywhere")
    job = await desk.job_of(ticket)
    await desk.reach_customer(job, "visit_needed")
    await desk.decide_visit(ticket)
    await pass_time(timedelta(hours=4))
    say(f"{ticket['number']}: nobody arrived in two hours: warned, missed, escalated")
    return ticket
