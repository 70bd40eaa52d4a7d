"""Items come back to their customers: ready, told, collected; and what happens when the promised date passes."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.repairs.domain.endings import handing_out
from services.repairs.domain.endings.handing_out import Shown
from services.repairs.domain.entries import IdentityCheck, Means, Notification, Outcome
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import REPAIR_LIFE, RepairAction
from services.repairs.use_cases.access import Sight, check_contact, policy_of, repair_in_sight, repair_told
from services.repairs.use_cases.saving import save
from services.repairs.work import Work
from shared.events.followup.calls import CallGivenUp, CustomerInformed

ITEM_READY, LATE_PROMISE = "item_ready", "late_promise"
"""The purposes of the calls of follow-up that are about an item."""


async def make_ready(repair_id: UUID, outcome: Outcome | None, work: Work) -> Repair:
    """The item may be collected."""
    repair = await work.repairs.get(repair_id)
    after, events = handing_out.make_ready(repair, outcome, await policy_of(repair, work), now=work.now)
    return await save(repair, after, events, work)


async def notify(repair_id: UUID, means: Means, notified_at: datetime, sight: Sight, work: Work) -> Repair:
    """Somebody has told the customer himself."""
    repair = await repair_in_sight(repair_id, sight, work)
    notification = Notification(means=means, notified_at=notified_at, call_id=None)
    after, events = handing_out.notify(repair, notification, now=work.now)
    handing_out.check_telling(repair, notified_at, await policy_of(repair, work), now=work.now)
    return await save(repair, after, events, work)


async def keep_notification(event: CustomerInformed, work: Work) -> None:
    """Follow-up has told the customer; what somebody noted before, or a collected item, needs it no more."""
    if event.purpose not in {ITEM_READY, LATE_PROMISE} or event.repair_id is None:
        return
    repair = await repair_told(event.repair_id, work)
    if event.purpose == LATE_PROMISE:
        if repair.delay is not None:
            delay = replace(repair.delay, told_at=event.informed_at)
            await save(repair, replace(repair, delay=delay), (), work)
    elif repair.notification is None and REPAIR_LIFE.allows(repair.state, RepairAction.NOTIFY):
        told = Notification(means=Means(event.means), notified_at=event.informed_at, call_id=event.call_id)
        after, events = handing_out.notify(repair, told, now=work.now)
        await save(repair, after, events, work)


async def keep_silence(event: CallGivenUp, work: Work) -> None:
    """Follow-up could not reach the customer: the item shows it, and the reminders go on."""
    if event.purpose != ITEM_READY or event.repair_id is None:
        return
    repair = await repair_told(event.repair_id, work)
    if repair.notification is None:
        await save(repair, replace(repair, unreached_at=event.given_up_at), (), work)


async def confirm_identity(repair_id: UUID, contact_id: UUID, work: Work) -> Repair:
    """One of two has compared the customer, who lost his receipt, with the contact on file."""
    repair = await work.repairs.get(repair_id)
    check = IdentityCheck(
        role=work.actor.role, subject=work.actor.subject, contact_id=contact_id, confirmed_at=work.now
    )
    policy = await policy_of(repair, work)
    after = handing_out.confirm_identity(repair, check, policy, now=work.now)
    await check_contact(contact_id, repair.customer_id, policy.collection.clause, work)
    return await save(repair, after, (), work)


async def collect(repair_id: UUID, shown: Shown, work: Work) -> Repair:
    """Hand the item out."""
    repair = await work.repairs.get(repair_id)
    after, events = handing_out.collect(repair, shown, await policy_of(repair, work), now=work.now)
    return await save(repair, after, events, work)
