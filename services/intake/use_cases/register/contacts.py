"""What came in is written down, whoever calls and whatever he wants, and gets its outcome."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from services.intake.domain.policy import IntakePolicy
from services.intake.domain.refusals import ContactNotFound, NothingRouted, OwnerAnswers, SiteNotFound
from services.intake.domain.register.consultation import consulted, reckoned
from services.intake.domain.register.contact import LoggedContact, LoggedContactId, Medium
from services.intake.domain.report import Caller, check_report_time, in_one_form, origin_for
from services.intake.domain.states import CONTACT_LIFE
from services.intake.use_cases.access import customer_to_change, partner_origin
from services.intake.use_cases.customers import site_for_caller
from services.intake.work import Work
from shared.actor import Role
from shared.calendar import Window, WorkingCalendar
from shared.chinese_calendar import chinese_working_days
from shared.deadlines import Reckoning
from shared.events.contract import Event
from shared.events.intake.contact_log import ContactOutcome

ANSWER_DUE = "consultation_answer_due"
REGISTER = "LF"
"""How numbers of the register 来电来访 begin."""
DESK = frozenset({Role.SPECIALIST, Role.SUPERVISOR, Role.MANAGER})
"""Those who answer for everybody."""


@dataclass(frozen=True, kw_only=True)
class CameIn:
    """A call, a letter or a visit, as somebody at the desk writes it down."""

    medium: Medium
    channel: str
    dialled_number: str | None
    caller: Caller
    customer_id: UUID | None
    site_id: UUID | None
    words: str
    origin: str | None
    external_reference: str | None
    reported_at: datetime | None
    late_recording_reason: str | None


async def log_contact(came: CameIn, work: Work) -> LoggedContact:
    """Write it down, still without an outcome; the same reference of the same source gives the same entry."""
    contact, is_new = await written_down(came, work)
    return work.contacts.add(contact, [contact.logged()], origin=contact.origin) if is_new else contact


async def written_down(came: CameIn, work: Work) -> tuple[LoggedContact, bool]:
    """The entry, not yet stored, and whether it is new."""
    origin = origin_for(came.origin, work.actor)
    known = await work.contacts.known(origin, came.external_reference)
    if known is not None:
        return known, False
    if came.customer_id is not None:
        await customer_to_change(came.customer_id, work)
    if came.site_id is not None:
        await _check_site(came.site_id, came.customer_id, work)
    reported_at = check_report_time(
        came.reported_at or work.now, came.late_recording_reason, now=work.now, actor=work.actor, policy=work.policy
    )
    policy = work.policy_at(reported_at)
    work.changes.reason = came.late_recording_reason
    contact = LoggedContact(
        id=LoggedContactId(work.new_id()),
        number=await work.number(REGISTER),
        state=CONTACT_LIFE.initial,
        outcome=ContactOutcome.OPEN,
        medium=came.medium,
        channel=came.channel,
        dialled_number=came.dialled_number,
        caller=in_one_form(came.caller, work.policy),
        customer_id=came.customer_id,
        site_id=came.site_id,
        words=came.words,
        origin=origin,
        external_reference=came.external_reference,
        reported_at=reported_at,
        recorded_at=work.now,
        recorded_by=work.actor.subject,
        late_recording_reason=came.late_recording_reason,
        policy_revision=policy.revision.number,
    )
    return contact, True


async def contact_for_caller(contact_id: UUID, work: Work) -> LoggedContact:
    """An entry the caller may know of; raises ContactNotFound."""
    contact = await work.contacts.get(contact_id)
    origin = partner_origin(work.actor)
    if origin is not None and contact.origin != origin:
        raise ContactNotFound(f"contact {contact_id} is not known")
    return contact


async def refuse_relayed(contact_id: UUID, reason: str, work: Work) -> LoggedContact:
    """What others pass on is answered politely with the published channels, and opens nothing (3.7)."""
    contact = await work.contacts.get(contact_id)
    policy = work.policy_at(contact.reported_at)
    return _saved(*contact.refuse(reason, now=work.now, policy=policy), work)


async def dismiss(contact_id: UUID, work: Work) -> LoggedContact:
    """The caller did not want us."""
    contact = await work.contacts.get(contact_id)
    return _saved(*contact.dismiss(now=work.now), work)


async def route(contact_id: UUID, department: str, owner_id: UUID, work: Work) -> LoggedContact:
    """A question goes to the department that must answer it (3.8)."""
    contact = await work.contacts.get(contact_id)
    policy, deadline_id = work.policy_at(contact.reported_at), work.new_id()
    consultation = consulted(department, owner_id, deadline_id, work.now, policy, working_days(policy))
    work.set_timer(deadline_id, due_at=consultation.answer_until, kind=ANSWER_DUE, subject=contact.id)
    if contact.consultation is not None:
        await work.drop_timer(contact.consultation.deadline_id)
    return _saved(*contact.route(consultation), work)


async def answer(contact_id: UUID, words: str, work: Work) -> LoggedContact:
    """The customer has his answer; from outside the desk only by whom the question was routed to."""
    contact = await work.contacts.get(contact_id)
    routed = contact.consultation
    if work.actor.role not in DESK and (routed is None or str(routed.owner_id) != work.actor.subject):
        raise OwnerAnswers("this question was not routed to you")
    if routed is not None:
        await work.drop_timer(routed.deadline_id)
    return _saved(*contact.give_answer(words, now=work.now), work)


async def miss_answer(contact_id: UUID, deadline_id: UUID, work: Work) -> None:
    """The department has not answered in time."""
    contact = await work.contacts.get(contact_id)
    after, events = contact.miss_answer(deadline_id)
    if events:
        _saved(after, events, work)


async def explain_due_time(contact_id: UUID, work: Work) -> Reckoning:
    """How the time by which the department answers came about; raises NothingRouted."""
    contact = await work.contacts.get(contact_id)
    if contact.consultation is None:
        raise NothingRouted(f"{contact.number} was routed to nobody")
    policy = work.policy_at(contact.reported_at)
    return reckoned(contact.consultation.routed_at, policy, working_days(policy))


async def _check_site(site_id: UUID, customer_id: UUID | None, work: Work) -> None:
    """A site on file that the caller may know of, and of the customer where one is named."""
    site = await site_for_caller(site_id, work)
    if customer_id not in (None, site.customer_id):
        raise SiteNotFound(f"site {site_id} is not one of this customer", field="site_id")


def working_days(policy: IntakePolicy) -> WorkingCalendar:
    """The days on which departments answer."""
    return _calendar((policy.consultations.window,))


@lru_cache
def _calendar(windows: tuple[Window, ...]) -> WorkingCalendar:
    return chinese_working_days(windows)


def _saved(contact: LoggedContact, events: list[Event], work: Work) -> LoggedContact:
    return work.contacts.save(contact, events, origin=contact.origin)
