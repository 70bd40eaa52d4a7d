"""The service card from opening to archive, and the staff that escalation goes to."""

from dataclasses import replace
from datetime import date

import pytest

from services.dispatch.domain.cards.card import Card, SignatureGiven
from services.dispatch.domain.cards.seal import Holder, Note, PersonalPart, Signing, sealed
from services.dispatch.domain.jobs.facts import Completion, CompletionOutcome
from services.dispatch.domain.jobs.job import Job
from services.dispatch.domain.jobs.site_work import complete
from services.dispatch.domain.people import Person, PersonEntry, people_to_tell
from services.dispatch.domain.refusals import (
    AmountNotFixed,
    NotAboutHimself,
    SuperiorOfHimself,
    WorkNotCompleted,
    WrongRole,
)
from services.dispatch.domain.states import CardState
from services.dispatch.domain.technician import Technician
from shared.actor import Actor, Role
from shared.events.billing.charges import AmountFixed
from shared.events.dispatch.cards import CardAmended, CardSigned, SignatureRefused
from shared.events.intake.decisions import ChargeCategory
from shared.money import Money
from shared.state_machine import ActionNotAllowed
from tests.unit.dispatch.stories import (
    CHEN,
    LI,
    TICKET,
    WANG,
    at,
    moment,
    names,
    new_id,
    only,
    until_diagnosed,
    visit_decided,
)

PERSONS = PersonalPart.of(
    Signing(
        signer_name="张三", drawing="data:image/svg+xml;base64,PHN2Zz48cGF0aCBkPSJNMSA1cTMtOSA2IDB0OSAwIi8+PC9zdmc+"
    ),
    Holder(customer="渝中网吧", address="解放碑 1 号", phone="13800000001"),
    "s" * 32,
)
SIGNED_AT = at(hours=3, minutes=5)
DESK = Actor(Role.SPECIALIST, "s")


def done() -> Job:
    finished = Completion(completed_at=at(hours=3), outcome=CompletionOutcome.NO_FAULT_FOUND)
    return complete(until_diagnosed(ChargeCategory.FREE), finished, moment(at(hours=3)))[0]


def card_of(job: Job) -> Card:
    return Card.opened(job, visit_decided(job, at(minutes=30), ChargeCategory.FREE), new_id(), "LX1")[0]


def fixed(card: Card) -> AmountFixed:
    return AmountFixed(
        charge_id=new_id(),
        ticket_id=TICKET,
        job_id=card.job_id,
        lines=(),
        total=Money.of("0.00"),
        policy_revision="T",
        fixed_at=at(hours=3),
    )


def signed(job: Job, card: Card) -> tuple[Card, CardSigned]:
    card, events = card.signed(
        job, SignatureGiven(given_at=SIGNED_AT, personal=PERSONS), moment(at(hours=3, minutes=6))
    )
    return card, only(events, CardSigned)


def test_nobody_signs_before_the_work_is_done_and_the_amount_is_on_the_card() -> None:
    job = done()
    with pytest.raises(AmountNotFixed):
        signed(job, card_of(job))
    with pytest.raises(WorkNotCompleted):
        signed(until_diagnosed(), card_of(job).priced(fixed(card_of(job))))


def test_a_card_goes_from_signature_to_archive_and_carries_the_hash_not_the_person() -> None:
    job = done()
    card, event = signed(job, card_of(job).priced(fixed(card_of(job))))
    card, returned = card.returned(job, at(hours=5), moment(at(hours=5)))
    card, archived = card.archived(at(hours=6))

    assert card.seal is not None
    assert (card.state, card.seal.is_intact) == (CardState.ARCHIVED, True)
    assert event.content_sha256 == card.seal.content_sha256
    assert "张三" not in card.seal.content
    assert names([*returned, *archived]) == ["CardReturned", "CardArchived"]


def test_the_seal_stays_provable_when_the_person_is_erased_and_shows_every_other_change() -> None:
    job = done()
    card, _ = signed(job, card_of(job).priced(fixed(card_of(job))))
    card, _ = card.amended(Note(about="serial", words="张三 says PS-77", salt="t"), DESK, at(hours=4))
    erased = card.without_person()

    assert erased.seal is not None
    assert erased.seal.is_intact
    assert (erased.personal_part, "张三" in str(erased)) == (None, False)
    assert erased.seal.proves(PERSONS)
    assert not erased.seal.proves(PersonalPart(content=PERSONS.content.replace("张三", "李四")))
    assert not replace(erased.seal, content=erased.seal.content.replace('"0.00"', '"9.00"')).is_intact
    assert sealed({"b": 1, "a": 2}) == sealed({"a": 2, "b": 1})


def test_a_refused_signature_is_sealed_with_reason_and_witness_and_announced_like_a_signature() -> None:
    job = done()
    card = card_of(job).priced(fixed(card_of(job)))
    persons = PersonalPart.of(Signing(witness_name="保安老李", words="太贵了"), Holder(), "s" * 32)
    given = SignatureGiven(given_at=SIGNED_AT, personal=persons, has_witness=True)
    card, events = card.refused(job, "price", given, moment(at(hours=4)))

    told = only(events, SignatureRefused)
    assert card.amount is not None
    assert (told.reason, told.has_witness, told.charge_id) == ("price", True, card.amount.charge_id)
    assert card.seal is not None
    assert (card.state, card.seal.is_intact, card.seal.proves(persons)) == (CardState.SIGNATURE_REFUSED, True, True)
    assert (told.content_sha256, "保安老李" in card.seal.content) == (card.seal.content_sha256, False)
    assert card.returned(job, at(hours=5), moment(at(hours=5)))[0].state is CardState.RETURNED
    with pytest.raises(ActionNotAllowed):
        signed(job, card)


def test_addenda_are_chained_to_the_seal_and_only_a_sealed_card_has_them() -> None:
    job = done()
    note = Note(about="serial", words="PS-77, not PS-71", salt="t")
    with pytest.raises(ActionNotAllowed):
        card_of(job).amended(note, DESK, at(hours=4))
    card, _ = signed(job, card_of(job).priced(fixed(card_of(job))))
    card, first = card.amended(note, DESK, at(hours=4))
    card, _ = card.amended(replace(note, words="and PS-78"), DESK, at(hours=5))

    assert card.seal is not None
    assert [each.addendum for each in card.addenda] == [1, 2]
    assert card.addenda[0].after_sha256 == card.seal.content_sha256
    assert card.addenda[1].after_sha256 == card.addenda[0].sha256 == only(first, CardAmended).addendum_sha256
    assert not replace(card.addenda[0], words="PS-79").is_intact
    assert all(each.is_intact for each in card.without_person().addenda)
    assert card.without_person().addenda[1].after_sha256 == card.without_person().addenda[0].sha256


def test_after_the_signature_no_amount_reaches_the_card() -> None:
    job = done()
    card, _ = signed(job, card_of(job).priced(fixed(card_of(job))))

    assert card.priced(fixed(card)) == card
    with pytest.raises(ActionNotAllowed):
        card.archived(at(hours=6))


def person(person_id: object, role: Role, number: str, **changes: object) -> Person:
    blank = Person(id=WANG, number=number, name="n", role=role, is_active=True, recorded_at=at())
    return replace(blank, id=person_id, **changes)  # type: ignore[arg-type]


def test_escalation_goes_to_the_direct_superior_and_on_up() -> None:
    other = person(new_id(), Role.SUPERVISOR, "A0")
    staff = [
        other,
        person(WANG, Role.TECHNICIAN, "A1", superior_id=LI),
        person(LI, Role.SUPERVISOR, "A2", superior_id=CHEN),
        person(CHEN, Role.MANAGER, "A3"),
    ]

    told = people_to_tell(WANG, (Role.SUPERVISOR, Role.MANAGER), staff, at())
    assert (told.responsible_id, told.by_role) == (WANG, {Role.SUPERVISOR: LI, Role.MANAGER: CHEN})
    assert people_to_tell(None, (Role.SUPERVISOR,), staff, at()).by_role == {Role.SUPERVISOR: other.id}


def test_the_deputy_is_told_when_the_superior_no_longer_works_here() -> None:
    staff = [
        person(WANG, Role.TECHNICIAN, "A1", superior_id=LI),
        person(LI, Role.SUPERVISOR, "A2", is_active=False, deputy_id=CHEN),
        person(CHEN, Role.MANAGER, "A3"),
    ]

    assert people_to_tell(WANG, (Role.SUPERVISOR,), staff, at()).by_role == {Role.SUPERVISOR: CHEN}
    assert people_to_tell(WANG, (Role.FINANCE,), staff, at()).by_role == {}


def test_nobody_keeps_his_own_entry_or_is_his_own_superior() -> None:
    li = person(LI, Role.SUPERVISOR, "A2")
    entry = PersonEntry(name="李", role=Role.SUPERVISOR)
    with pytest.raises(NotAboutHimself):
        li.corrected(entry, Actor(Role.SUPERVISOR, str(LI)), at())
    with pytest.raises(SuperiorOfHimself):
        li.corrected(replace(entry, superior_id=LI), Actor(Role.MANAGER, str(CHEN)), at())


def test_a_technician_is_a_member_of_staff_of_that_role_and_never_certifies_himself() -> None:
    with pytest.raises(WrongRole):
        Technician.registered(person(LI, Role.SUPERVISOR, "A2"), at())
    wang, _ = Technician.registered(person(WANG, Role.TECHNICIAN, "A1"), at())
    with pytest.raises(NotAboutHimself):
        wang.granted("cctv", date(2027, 1, 1), actor=Actor(Role.TECHNICIAN, str(WANG)), now=at())
    wang, events = wang.granted("cctv", date(2027, 1, 1), actor=Actor(Role.SUPERVISOR, str(LI)), now=at())
    wang, _ = wang.granted("cctv", date(2028, 1, 1), actor=Actor(Role.SUPERVISOR, str(LI)), now=at())
    assert (names(events), len(wang.certificates), wang.certified_until) == (
        ["CertificateGranted"],
        1,
        date(2028, 1, 1),
    )
