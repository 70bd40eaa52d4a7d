"""Equipment: another unit, another part, another owner; the cover stays with what it belongs to."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.intake.domain.equipment import (
    Agreement,
    Equipment,
    EquipmentId,
    NewPart,
    Part,
    Project,
    Proof,
    ProofKind,
    Provenance,
    Swap,
)
from services.intake.domain.refusals import AgreementNotUsed, SameOwner
from shared.events.intake.equipment import EquipmentOwnerChanged, EquipmentReplaced, PartReplaced
from shared.identifiers import new_id
from tests.unit.intake.cases import NOW, POLICY

BOUGHT = Proof(kind=ProofKind.INVOICE, dated_on=date(2026, 1, 15))


def a_camera(**facts: Any) -> Equipment:
    given: dict[str, Any] = {
        "id": EquipmentId(new_id()),
        "number": "SB1",
        "customer_id": new_id(),
        "site_id": None,
        "product_model": "DS-2CD",
        "product_category": "camera",
        "serial": "OLD-1",
        "provenance": Provenance.SOLD,
        "proofs": (BOUGHT,),
        "registered_at": NOW,
    }
    return Equipment(**(given | facts)).found_by_its_serials()


def a_swap(**facts: Any) -> Swap:
    given: dict[str, Any] = {
        "serial": "NEW-2",
        "product_model": "DS-3CD",
        "because": "exchanged",
        "is_cover_anew": True,
        "cover_from": date(2026, 11, 20),
        "ticket_id": new_id(),
        "repair_id": new_id(),
        "clause": "4.4",
        "at": NOW,
    }
    return Swap(**(given | facts))


def a_part(part: str = "hard_disk", **facts: Any) -> NewPart:
    given: dict[str, Any] = {
        "part": part,
        "quantity": 1,
        "previous_serial": None,
        "serial": "HD-9",
        "fitted_on": date(2026, 11, 20),
        "ticket_id": new_id(),
        "job_id": new_id(),
        "at": NOW,
    }
    return NewPart(**(given | facts))


def test_an_exchange_gives_the_new_unit_its_serial_and_a_cover_from_the_swap() -> None:
    camera = a_camera()
    swapped, [told] = camera.swapped(a_swap())

    assert (swapped.serial, swapped.product_model, swapped.former_serials) == ("NEW-2", "DS-3CD", ("OLD-1",))
    assert swapped.proofs[-1] == Proof(kind=ProofKind.EXCHANGE, number="NEW-2", dated_on=date(2026, 11, 20))
    assert swapped.serial_keys == ("NEW2", "OLD1"), "found by either"
    assert isinstance(told, EquipmentReplaced)
    assert (told.previous_serial, told.serial, told.cover_starts_on) == ("OLD-1", "NEW-2", date(2026, 11, 20))


def test_a_unit_whose_cover_continues_brings_no_new_proof() -> None:
    swapped, _ = a_camera().swapped(a_swap(is_cover_anew=False, cover_from=date(2026, 1, 15)))
    assert swapped.proofs == (BOUGHT,)
    assert swapped.parts == ()


def test_a_swap_that_is_told_twice_happens_once() -> None:
    swapped, _ = a_camera().swapped(a_swap())
    assert swapped.swapped(a_swap()) == (swapped, [])


@pytest.mark.parametrize(
    ("part", "clause", "until"),
    [
        ("hard_disk", "4.1", date(2027, 11, 20)),
        ("bracket", "4.2", date(2027, 2, 20)),
        ("cable_rj45", "4.3", None),
    ],
)
def test_a_new_part_starts_its_own_period(part: str, clause: str, until: date | None) -> None:
    _, [told] = a_camera().with_part(a_part(part), POLICY)
    assert isinstance(told, PartReplaced)
    assert (told.clause, told.covered_until, told.cover_starts_on) == (clause, until, date(2026, 11, 20))


@pytest.mark.parametrize(
    ("before", "previous_serial", "after"),
    [
        ((Part(part="hard_disk", serial="HD-1"),), "HD-1", ["HD-9"]),
        ((Part(part="hard_disk", serial="HD-1"),), "HD-7", ["HD-1", "HD-9"]),
        ((Part(part="hard_disk"), Part(part="memory")), None, [None, "HD-9"]),
        ((Part(part="hard_disk", serial="HD-1"),), None, ["HD-1", "HD-9"]),
        ((), None, ["HD-9"]),
    ],
)
def test_a_part_takes_the_place_of_the_one_with_the_old_serial(
    before: tuple[Part, ...], previous_serial: str | None, after: list[str | None]
) -> None:
    changed, _ = a_camera(parts=before).with_part(a_part(previous_serial=previous_serial), POLICY)
    assert [part.serial for part in changed.parts] == after
    assert changed.parts[-1].since == date(2026, 11, 20)
    assert "HD9" in changed.serial_keys


def test_the_cover_follows_the_equipment_to_its_new_owner_with_proofs_and_parts() -> None:
    camera = a_camera(parts=(Part(part="bracket", since=date(2026, 6, 1)),))
    owner, site = new_id(), new_id()
    moved, [told] = camera.handed_to(owner, site, now=NOW)

    assert moved == replace(camera, customer_id=owner, site_id=site)
    assert isinstance(told, EquipmentOwnerChanged)
    assert (told.previous_customer_id, told.customer_id) == (camera.customer_id, owner)


def test_nobody_hands_equipment_to_himself() -> None:
    camera = a_camera()
    with pytest.raises(SameOwner):
        camera.handed_to(camera.customer_id, None, now=NOW)


@pytest.mark.parametrize("provenance", [Provenance.SOLD, Provenance.INSTALLED])
def test_only_what_we_did_not_sell_has_an_agreement(provenance: Provenance) -> None:
    agreement = Agreement(number="XY-1", agreed_on=date(2026, 3, 1))
    project = Project(completed_on=date(2026, 1, 15)) if provenance is Provenance.INSTALLED else None
    with pytest.raises(AgreementNotUsed):
        a_camera(provenance=provenance, project=project, agreement=agreement)
    assert a_camera(provenance=Provenance.FOREIGN, agreement=agreement).agreement == agreement
