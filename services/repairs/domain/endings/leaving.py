"""Other ways to leave the house: home by a visit, into storage, scrapped with consent, lost (6.4, 5.7)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from services.repairs.domain.bench import Agreed, noted
from services.repairs.domain.endings.exchange import exchanged
from services.repairs.domain.endings.handing_out import check_paid
from services.repairs.domain.entries import EndedAs, Ending, Outcome
from services.repairs.domain.policy import RepairsPolicy
from services.repairs.domain.refusals import ItemElsewhere, NotMounted, ReasonUnknown, TooEarlyToStore
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import Place, RepairAction
from shared.actor import Actor
from shared.events.contract import Event
from shared.events.repairs.endings import RepairEnded
from shared.events.repairs.promises import ItemStored


def take_along(repair: Repair, technician_id: UUID, policy: RepairsPolicy, *, now: datetime) -> Repair:
    """A technician takes the item to the site where it hangs."""
    after = repair.moved(RepairAction.TAKE_ALONG, now=now)
    if not repair.is_part_of_installation:
        raise NotMounted("the customer collects it against his receipt", clause=policy.collection.clause)
    if repair.place is not Place.DESK:
        raise ItemElsewhere(f"the item is with the {repair.place}", clause=policy.collection.clause)
    check_paid(repair, policy)
    return replace(after, carried_by=technician_id)


def put_back(repair: Repair, job_id: UUID, policy: RepairsPolicy, *, now: datetime) -> tuple[Repair, Sequence[Event]]:
    """It hangs in its place again; while the customer has a loaner, the repair is not over."""
    if repair.loan_id is not None:
        return replace(repair.moved(RepairAction.LEAVE_AT_HOME, now=now), home_job_id=job_id), []
    return _home(repair, job_id, policy, now=now)


def loaner_is_back(repair: Repair, policy: RepairsPolicy, *, now: datetime) -> tuple[Repair, Sequence[Event]]:
    """The loaner is here again: a repair whose item is at home is over."""
    after = replace(repair, loan_id=None)
    if after.is_over or after.place is not Place.CUSTOMER:
        return after, []
    return _home(after, after.home_job_id, policy, now=now)


def store(repair: Repair, policy: RepairsPolicy, *, now: datetime) -> tuple[Repair, Sequence[Event]]:
    """Nobody has collected it for so long that it goes to the storage of the warehouse."""
    after = repair.moved(RepairAction.STORE, now=now)
    rule = policy.uncollected
    since = None if repair.waiting is None else repair.waiting.since
    if since is None or now < since + timedelta(days=rule.storage_days):
        raise TooEarlyToStore(f"after {rule.storage_days} days", clause=rule.clause)
    return after, [ItemStored(**repair.facts(), clause=rule.clause, stored_at=now)]


def scrap(
    repair: Repair, said: Agreed, actor: Actor, policy: RepairsPolicy, *, now: datetime
) -> tuple[Repair, Sequence[Event]]:
    """The customer agrees that it is thrown away."""
    after = repair.ended(RepairAction.SCRAP, now=now)
    ended = replace(after, ending=noted(repair, said, actor, now=now))
    return ended, [_ended(repair, EndedAs.SCRAPPED, policy.scrapping.clause, now=now)]


def lose(
    repair: Repair, reason: str, actor: Actor, policy: RepairsPolicy, *, now: datetime
) -> tuple[Repair, Sequence[Event]]:
    """Nobody finds it: a case, with the hands in which it was; a loaner comes back, or is written off, before that."""
    after = repair.ended(RepairAction.LOSE, now=now)
    if reason not in policy.loss.reasons:
        raise ReasonUnknown(f"one of: {', '.join(policy.loss.reasons)}", clause=policy.loss.clause, field="reason")
    case = Ending(reason=reason, noted_by=actor.subject, noted_at=now, from_place=repair.place)
    told = _ended(repair, EndedAs.LOST, policy.loss.clause, now=now, lost_by=repair.place.value)
    return replace(after, ending=case), [told]


def _home(
    repair: Repair, job_id: UUID | None, policy: RepairsPolicy, *, now: datetime
) -> tuple[Repair, Sequence[Event]]:
    if repair.outcome is Outcome.EXCHANGED:
        after = repair.ended(RepairAction.HAND_OUT_NEW_UNIT, now=now)
        return after, [exchanged(repair, "visit", policy, now=now)]
    after = repair.ended(RepairAction.REINSTALL, now=now)
    ended = _ended(repair, EndedAs.REINSTALLED, policy.telling.clause, now=now, job_id=job_id)
    return after, [replace(ended, cover_rule=None if repair.new_serial is None else policy.exchange.cover_starts)]


def _ended(
    repair: Repair,
    way: EndedAs,
    clause: str,
    *,
    now: datetime,
    lost_by: str | None = None,
    job_id: UUID | None = None,
) -> RepairEnded:
    return RepairEnded(
        **repair.facts(),
        way=way.value,
        outcome=None if repair.outcome is None else repair.outcome.value,
        item_id=repair.item_id,
        equipment_id=repair.equipment_id,
        job_id=job_id,
        old_serial=repair.serial,
        new_serial=repair.new_serial,
        parts=tuple(each.announced() for each in repair.parts),
        factory_cost=None if repair.factory is None else repair.factory.cost,
        lost_by=lost_by,
        clause=clause,
        ended_at=now,
    )
