"""The contact register: nothing that came in stays without an outcome, and what others pass on opens nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from services.intake.domain.refusals import CodeUnknown, ComplaintSubjectUnclear, RequestCounts
from services.intake.domain.register.complaint import ComplaintId, Concerns, receive_complaint
from services.intake.domain.register.consultation import consulted
from services.intake.domain.register.contact import LoggedContact, LoggedContactId, Medium
from services.intake.domain.report import Caller, CallerRelation
from services.intake.domain.states import CONTACT_LIFE, WITHOUT_AN_OUTCOME, ContactAction, ContactState
from services.intake.use_cases.register.contacts import working_days
from shared.errors import Refused
from shared.events.contract import Event
from shared.events.intake.complaints import ComplaintReceived, ComplaintSubject
from shared.events.intake.contact_log import ConsultationAnswered, ConsultationOverdue, ContactOutcome
from shared.events.intake.contacts import DescriptionRecorded
from shared.identifiers import new_id
from shared.state_machine import ActionNotAllowed
from tests.unit.intake.cases import NOW, POLICY
from tests.unit.intake.test_ticket_life import ticket

E = TypeVar("E", bound=Event)
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def contact(relation: CallerRelation = CallerRelation.CUSTOMER, **facts: object) -> LoggedContact:
    """A call that has just come in through the hotline."""
    plain = LoggedContact(
        id=LoggedContactId(new_id()),
        number="LF20261123-0001",
        state=ContactState.OPEN,
        outcome=ContactOutcome.OPEN,
        medium=Medium.CALL,
        channel="hotline",
        dialled_number="68797190",
        caller=Caller(name="李娜", phone="13900139000", relation=relation),
        customer_id=None,
        site_id=None,
        words="想了解一下维保合同的价格",
        origin="hotline",
        external_reference=None,
        reported_at=NOW,
        recorded_at=NOW,
        recorded_by="specialist-1",
        late_recording_reason=None,
        policy_revision="1.0",
    )
    return replace(plain, **facts)  # type: ignore[arg-type]


def routed() -> LoggedContact:
    """A question that the sales department must answer."""
    consultation = consulted("sales", new_id(), new_id(), MONDAY, POLICY, working_days(POLICY))
    return contact().route(consultation)[0]


@pytest.mark.parametrize("state", ContactState)
@pytest.mark.parametrize("action", ContactAction)
def test_an_entry_moves_only_by_its_table(state: ContactState, action: ContactAction) -> None:
    rows = {(before, does): then for before, does, then in CONTACT_LIFE.rows}
    if (state, action) in rows:
        assert CONTACT_LIFE.after(state, action) is rows[state, action]
    else:
        with pytest.raises(ActionNotAllowed):
            CONTACT_LIFE.after(state, action)


def test_whatever_ends_an_entry_gives_it_an_outcome_and_a_time() -> None:
    ended = [
        contact().opened_ticket(ticket(), now=NOW)[0],
        contact().joined(ticket(), now=NOW)[0],
        contact(CallerRelation.RELAYED).refuse("passed_on_by_third_party", now=NOW, policy=POLICY)[0],
        contact().give_answer("150元", now=NOW)[0],
        routed().give_answer("150元", now=NOW)[0],
        contact().complained(new_id(), is_confidential=True, recorded_by="s1", now=NOW),
        contact().dismiss(now=NOW)[0],
    ]
    assert all(each.state is ContactState.ENDED for each in ended)
    assert all(each.outcome is not ContactOutcome.OPEN and each.ended_at == NOW for each in ended)
    assert ContactState.ENDED not in WITHOUT_AN_OUTCOME


@pytest.mark.parametrize(
    ("relation", "channel", "dialled", "is_refused"),
    [
        (CallerRelation.RELAYED, "hotline", "68797190", True),
        (CallerRelation.RELAYED, "private", "13800138000", True),
        (CallerRelation.CUSTOMER, "private", "13800138000", True),
        (CallerRelation.CUSTOMER, "hotline", "13800138000", True),
        (CallerRelation.CUSTOMER, "hotline", "68797190", False),
        (CallerRelation.GUARD, "counter", None, False),
    ],
)
def test_only_what_does_not_count_is_turned_away(
    relation: CallerRelation, channel: str, dialled: str | None, *, is_refused: bool
) -> None:
    entry = contact(relation, channel=channel, dialled_number=dialled)
    if is_refused:
        after, _ = entry.refuse("private_number", now=NOW, policy=POLICY)
        assert "68797190" in (after.answer or ""), "the answer tells the published channels"
        assert (after.ticket_id, after.customer_id) == (None, None), "nothing is opened, nobody is made up"
    else:
        with pytest.raises(RequestCounts, match="published"):
            entry.refuse("private_number", now=NOW, policy=POLICY)


@pytest.mark.parametrize(
    ("routed_at", "until"),
    [
        # Chongqing is eight hours ahead of UTC: 09:00 on Monday
        (datetime(2026, 11, 23, 1, 0, tzinfo=UTC), datetime(2026, 11, 24, 1, 0, tzinfo=UTC)),
        # Friday 17:00, due on Monday
        (datetime(2026, 11, 27, 9, 0, tzinfo=UTC), datetime(2026, 11, 30, 9, 0, tzinfo=UTC)),
        # Saturday counts from Monday's opening
        (datetime(2026, 11, 28, 3, 0, tzinfo=UTC), datetime(2026, 12, 1, 0, 30, tzinfo=UTC)),
        # 30 September 2026: the National Day holiday lies between
        (datetime(2026, 9, 30, 2, 0, tzinfo=UTC), datetime(2026, 10, 8, 2, 0, tzinfo=UTC)),
    ],
)
def test_a_department_has_one_working_day(routed_at: datetime, until: datetime) -> None:
    consultation = consulted("sales", new_id(), new_id(), routed_at, POLICY, working_days(POLICY))
    assert consultation.answer_until == until
    assert consultation.is_in_time(until)
    assert not consultation.is_in_time(until + timedelta(microseconds=1))


def test_an_unknown_department_gets_no_question() -> None:
    with pytest.raises(CodeUnknown, match="sales"):
        consulted("kitchen", new_id(), new_id(), NOW, POLICY, working_days(POLICY))


def test_a_late_answer_is_told_once_and_counts_as_late() -> None:
    entry = routed()
    consultation = entry.consultation
    assert consultation is not None
    overdue, events = entry.miss_answer(consultation.deadline_id)
    assert only(events, ConsultationOverdue).overdue_at == consultation.answer_until
    late = consultation.answer_until + timedelta(hours=1)
    answered = only(overdue.give_answer("150元", now=late)[1], ConsultationAnswered)
    assert not answered.was_in_time


def test_a_question_that_went_elsewhere_or_is_answered_is_not_overdue() -> None:
    entry = routed()
    first = entry.consultation
    assert first is not None
    elsewhere = entry.route(consulted("finance", new_id(), new_id(), NOW, POLICY, working_days(POLICY)))[0]
    assert elsewhere.miss_answer(first.deadline_id) == (elsewhere, [])
    answered = entry.give_answer("150元", now=NOW)[0]
    assert answered.miss_answer(first.deadline_id) == (answered, [])


@pytest.mark.parametrize(
    ("concerns", "refusal"),
    [
        (Concerns(about=ComplaintSubject.MATTER, matter="late_arrival"), None),
        (Concerns(about=ComplaintSubject.PERSON, person_id=new_id()), None),
        (Concerns(about=ComplaintSubject.PERSON), None),
        (Concerns(about=ComplaintSubject.PERSON, matter="price"), None),
        (Concerns(about=ComplaintSubject.MATTER), ComplaintSubjectUnclear),
        (Concerns(about=ComplaintSubject.MATTER, matter="price", person_id=new_id()), ComplaintSubjectUnclear),
        (Concerns(about=ComplaintSubject.MATTER, matter="weather"), CodeUnknown),
        (Concerns(about=ComplaintSubject.MATTER, matter="price", wanted_level="emperor"), CodeUnknown),
        (Concerns(about=ComplaintSubject.MATTER, matter="price", wanted_level="company"), None),
    ],
)
def test_a_complaint_is_about_a_person_or_a_named_matter(concerns: Concerns, refusal: type[Refused] | None) -> None:
    if refusal is None:
        complaint, events = receive_complaint(
            ComplaintId(new_id()), "TS1", contact(), concerns, POLICY, recorded_by="s1"
        )
        assert only(events, ComplaintReceived).complaint_id == complaint.id
    else:
        with pytest.raises(refusal):
            receive_complaint(ComplaintId(new_id()), "TS1", contact(), concerns, POLICY, recorded_by="s1")


def test_an_anonymous_complaint_tells_nobody_who_it_was() -> None:
    known = contact(customer_id=new_id(), site_id=new_id())
    concerns = Concerns(about=ComplaintSubject.MATTER, matter="price", is_anonymous=True)
    complaint, events = receive_complaint(ComplaintId(new_id()), "TS1", known, concerns, POLICY, recorded_by="s1")
    received, described = only(events, ComplaintReceived), only(events, DescriptionRecorded)
    assert (complaint.customer_id, received.customer_id, received.site_id) == (None, None, None)
    assert (described.reporter_name, described.reporter_phone) == (None, None)
    assert described.customer_id == known.id, "the entry stands for the customer"


def only(events: list[Event], kind: type[E]) -> E:
    """The one event of this kind."""
    [found] = [event for event in events if isinstance(event, kind)]
    return found
