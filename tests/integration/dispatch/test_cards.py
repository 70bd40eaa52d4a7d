"""The service card through the real doors: refused, printed, amended, and without the person after an erasure."""

from typing import Any
from uuid import UUID

from shared.actor import Role
from shared.events.dispatch.cards import CardAmended, SignatureRefused
from shared.events.intake.contacts import ContactPerson, ContactRecorded, SiteAddress
from shared.events.intake.decisions import ChargeCategory
from shared.identifiers import new_id
from shared.messaging.envelope import Envelope
from tests.integration.dispatch.conftest import Centre, at

SIGNED = {
    "signed_at": at(hours=3, minutes=10).isoformat(),
    "signer_name": "张三",
    "drawing": "data:image/svg+xml;base64,PHN2Zz48cGF0aCBkPSJNMSA1cTMtOSA2IDB0OSAwIi8+PC9zdmc+",
}


async def until_priced(centre: Centre, customer_id: UUID) -> tuple[str, str]:
    """A free visit, done and priced, of a customer with a name and an address."""
    dispatch = centre.dispatch
    await dispatch.tell(
        ContactRecorded(
            customer_id=customer_id,
            name="渝中网吧",
            phones=("13800000001",),
            contacts=(ContactPerson(contact_id=new_id(), name="老板", phones=(), may_consent=True),),
            sites=(SiteAddress(site_id=new_id(), address="解放碑 1 号"),),
            recorded_at=at(),
        )
    )
    ticket_id, job_id = await centre.report(customer_id=customer_id)
    await centre.assign(job_id)
    dispatch.clock.advance_to(at(minutes=30))
    await centre.decide_visit(ticket_id, ChargeCategory.FREE)
    await centre.appoint(job_id)
    await centre.go(job_id)
    dispatch.clock.advance_to(at(hours=3, minutes=15))
    await centre.step(job_id, "completion", {"completed_at": at(hours=3).isoformat(), "outcome": "fixed"})
    await centre.price(ticket_id, job_id, "0.00")
    (card,) = (await dispatch.get("/cards", job_id=job_id))["items"]
    return job_id, f"/cards/{card['id']}"


async def test_a_refused_signature_is_sealed_announced_and_returned(centre: Centre) -> None:
    _, path = await until_priced(centre, new_id())
    technician: dict[str, Any] = {"role": Role.TECHNICIAN, "subject": centre.technician}
    refusal = {"refused_at": SIGNED["signed_at"], "reason": "price", "witness_name": "保安老李", "words": "太贵了"}

    card = await centre.dispatch.post(f"{path}/signature-refusal", refusal, **technician)
    assert (card["state"], card["refusal_reason"]) == ("signature_refused", "price")
    (told,) = await centre.dispatch.announced(SignatureRefused)
    assert isinstance(told, SignatureRefused)
    assert (told.has_witness, told.content_sha256) == (True, card["content_sha256"])
    assert "保安" not in card["content"]
    returned = {"returned_at": at(hours=3, minutes=12).isoformat()}
    assert (await centre.dispatch.post(f"{path}/return", returned))["state"] == "returned"
    await centre.dispatch.post(f"{path}/return", returned, **technician, status=403)
    unseen = {name: value for name, value in refusal.items() if name != "witness_name"}
    assert (await centre.dispatch.post(f"{path}/signature-refusal", unseen, status=400))["field"] == "witness_name"


async def test_a_drawing_that_could_do_something_is_refused(centre: Centre) -> None:
    _, path = await until_priced(centre, new_id())
    script = {**SIGNED, "drawing": "data:image/svg+xml;base64,PHN2Zz48c2NyaXB0Lz48L3N2Zz4="}

    refused = await centre.dispatch.post(f"{path}/signature", script, status=422)
    assert (refused["code"], refused["clause"]) == ("drawing_unusable", "5.4")


async def test_the_same_bytes_are_printed_again_and_an_erasure_leaves_the_seal_provable(centre: Centre) -> None:
    customer_id, dispatch = new_id(), centre.dispatch
    job_id, path = await until_priced(centre, customer_id)
    draft = await dispatch.get(f"{path}/document")
    assert (draft["is_sealed"], '"outcome":"fixed"' in draft["content"]) == (False, True)
    await dispatch.post(f"{path}/signature", SIGNED)
    words = {"about": "serial", "words": "张三 says that it is PS-77"}
    await dispatch.post(f"{path}/addenda", words)
    printed = await dispatch.get(f"{path}/document")
    assert (printed["is_intact"], printed["is_personal_part_proven"]) == (True, True)
    assert all(said in printed["personal"] for said in ("张三", "渝中网吧", "解放碑 1 号", "13800000001"))
    assert (await dispatch.get(f"{path}/document", role=Role.FINANCE))["personal"] is None

    await erase(centre, customer_id)
    after = await dispatch.get(f"{path}/document")
    assert (after["content"], after["is_intact"], after["personal"]) == (printed["content"], True, None)
    assert [(each["words"], each["is_intact"]) for each in after["addenda"]] == [(None, True)]
    assert "张三" not in str(await dispatch.get(path)) + str(await dispatch.get(f"{path}/history"))
    assert (await dispatch.get(f"/jobs/{job_id}"))["notes"] is None
    (told,) = await dispatch.announced(CardAmended)
    assert isinstance(told, CardAmended)
    assert told.about == "serial"


async def erase(centre: Centre, customer_id: UUID) -> None:
    """Intake's tombstone arrives."""
    tombstone = Envelope(
        id=new_id(),
        type=ContactRecorded.TYPE,
        topic=ContactRecorded.TOPIC,
        subject=str(customer_id),
        time=at(hours=4),
        aggregate_version=2,
        ordinal=0,
        actor_role=Role.SERVICE.value,
        actor_id="test",
        ticket_id=None,
        origin=None,
        data=None,
    )
    assert await centre.dispatch.service.handling.handle(tombstone) is None
