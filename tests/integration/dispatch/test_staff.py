"""Staff and technicians through the real doors: roster, absences, training, certificates that expire."""

from datetime import datetime
from typing import Any

from shared.actor import Role
from shared.events.dispatch.deadlines import DeadlineMissed, DeadlineWarned, EscalationRaised
from shared.events.dispatch.jobs import TechnicianAssigned
from shared.events.dispatch.staff import CertificateExpired, StaffRecorded
from shared.events.intake.decisions import ChargeCategory
from shared.identifiers import new_id
from tests.integration.dispatch.conftest import Centre, at

HEAD: dict[str, Any] = {"role": Role.SUPERVISOR}


def period(begins: float, ends: float, **more: str) -> dict[str, str]:
    return {"from": at(hours=begins).isoformat(), "until": at(hours=ends).isoformat(), **more}


async def test_absence_duty_profile_shifts_and_training_stand_in_the_directory(centre: Centre) -> None:
    dispatch, staff = centre.dispatch, f"/staff/{centre.technician}"
    technician = f"/technicians/{centre.technician}"

    await dispatch.post(f"{staff}/absences", period(1, 2, reason="sick"), **HEAD)
    person = await dispatch.post(f"{staff}/duties", period(9, 23), **HEAD)
    assert (person["absences"][0]["reason"], len(person["duties"])) == ("sick", 1)
    await dispatch.post(f"{staff}/duties/withdrawal", {"from": at(hours=9).isoformat()}, **HEAD)
    person = await dispatch.post(f"{staff}/absences/withdrawal", {"from": at(hours=1).isoformat()}, **HEAD)
    assert (person["absences"], person["duties"]) == ([], [])
    told = [event for event in await dispatch.announced(StaffRecorded) if isinstance(event, StaffRecorded)][-3]
    assert (str(told.person_id), len(told.absences), len(told.duties)) == (centre.technician, 1, 1)

    course = {"training": "ptz", "held_on": "2026-10-12", "hours": 8, "result": "passed"}
    await dispatch.post(f"{technician}/trainings", course, **HEAD)
    await dispatch.post(f"{technician}/profile", {"skills": ["cctv"], "home_district": "渝中区"}, **HEAD)
    shown = await dispatch.post(
        f"{technician}/shifts", {"shifts": [{"day": "mon", "opens": "08:30", "closes": "18:00"}]}, **HEAD
    )
    assert (shown["profile"]["skills"], shown["trainings"][0]["training"]) == (["cctv"], "ptz")
    wrong = {"shifts": [{"day": "mon", "opens": "18:00", "closes": "08:30"}]}
    await dispatch.post(f"{technician}/shifts", wrong, **HEAD, status=400)


async def test_a_late_clock_finds_whoever_acts_at_any_remove(centre: Centre) -> None:
    """The team leader's role has no rung; supervisor and technician are away, and so is the first deputy of each."""
    dispatch = centre.dispatch

    async def hired(role: Role, **entry: str) -> str:
        body = {"name": "某人", "role": role.value, **entry}
        return str((await dispatch.post("/staff", body, role=Role.MANAGER))["id"])

    acting = await hired(Role.WAREHOUSE)
    first = await hired(Role.FINANCE, deputy_id=acting)
    away = await hired(Role.SUPERVISOR, deputy_id=first)
    leader = await hired(Role.SPECIALIST, superior_id=away)
    stand_in = await hired(Role.TECHNICIAN)
    neighbour = await hired(Role.TECHNICIAN, deputy_id=stand_in)
    entry = {"name": "王强", "role": "technician", "superior_id": leader, "deputy_id": neighbour}
    await dispatch.post(f"/staff/{centre.technician}/correction", entry, role=Role.MANAGER)
    _, job_id = await centre.report()
    await centre.assign(job_id)
    for person in (first, away, neighbour, centre.technician):
        await dispatch.post(f"/staff/{person}/absences", period(0.5, 9, reason="sick"), role=Role.MANAGER)
    await dispatch.pass_time_to(at(hours=1))

    (warned, missed, raised) = await dispatch.announced(DeadlineWarned, DeadlineMissed, EscalationRaised)
    assert isinstance(warned, DeadlineWarned)
    assert isinstance(missed, DeadlineMissed)
    assert isinstance(raised, EscalationRaised)
    assert [str(each) for each in (warned.person_id, missed.person_id, raised.person_id)] == [
        stand_in,
        stand_in,
        acting,
    ]


async def test_what_ends_before_it_begins_and_what_is_about_himself_is_refused(centre: Centre) -> None:
    staff = f"/staff/{centre.technician}"

    wrong = await centre.dispatch.post(f"{staff}/absences", period(2, 1, reason="sick"), **HEAD, status=422)
    assert (wrong["code"], wrong["errors"][0]["field"] if "errors" in wrong else wrong.get("field")) == (
        "period_wrong",
        "until",
    )
    own: dict[str, Any] = {"role": Role.SUPERVISOR, "subject": centre.supervisor, "status": 403}
    await centre.dispatch.post(f"/staff/{centre.supervisor}/duties", period(1, 2), **own)
    await centre.dispatch.post(f"{staff}/duties", period(1, 2), role=Role.SPECIALIST, status=403)


async def test_a_certificate_expires_by_itself_and_from_then_on_he_gets_no_job(centre: Centre) -> None:
    dispatch = centre.dispatch
    granted = {"certificate": "cctv", "valid_until": "2026-11-23"}
    await dispatch.post(f"/technicians/{centre.technician}/certificates", granted, **HEAD)
    _, first = await centre.report()
    await centre.assign(first)
    _, second = await centre.report()

    midnight = datetime.fromisoformat("2026-11-24T00:00:00+08:00")
    await dispatch.pass_time_to(midnight)
    (expired,) = await dispatch.announced(CertificateExpired)
    assert isinstance(expired, CertificateExpired)
    assert (expired.expired_at, expired.is_certified_still) == (midnight, False)
    order = {"technician_id": centre.technician}
    refused = await centre.step(second, "assignment", order, Role.SPECIALIST, status=422)
    assert (refused["code"], refused["clause"]) == ("technician_not_certified", "5.15")


async def test_who_is_not_certified_on_the_day_of_the_appointment_is_not_sent(centre: Centre) -> None:
    dispatch = centre.dispatch
    granted = {"certificate": "cctv", "valid_until": "2026-11-24"}
    await dispatch.post(f"/technicians/{centre.technician}/certificates", granted, **HEAD)
    ticket_id, job_id = await centre.report()
    await centre.assign(job_id)
    await centre.decide_visit(ticket_id, ChargeCategory.FREE, at(minutes=0))

    body = {"agreed_with_contact_id": str(new_id()), "told": {"visit_fee": True, "travel_rule": True}}
    too_late = {**body, "from": "2026-11-25T09:00:00+08:00"}
    refused = await centre.step(job_id, "appointment", too_late, Role.SPECIALIST, status=422)
    assert (refused["code"], refused["clause"], refused["facts"]["day"]) == (
        "technician_not_certified",
        "5.15",
        "2026-11-25",
    )
    await centre.step(job_id, "appointment", {**body, "from": "2026-11-24T09:00:00+08:00"}, Role.SPECIALIST)


async def test_who_takes_over_an_appointment_is_certified_and_there_on_its_day(centre: Centre) -> None:
    ticket_id, job_id = await centre.report()
    await centre.assign(job_id)
    await centre.decide_visit(ticket_id, ChargeCategory.FREE, at(minutes=0))
    await centre.appoint(job_id, **{"from": "2026-11-25T09:00:00+08:00"})
    granted = {"certificate": "cctv", "valid_until": "2026-11-24"}
    await centre.dispatch.post(f"/technicians/{centre.technician}/certificates", granted, **HEAD)

    order = {"technician_id": centre.technician}
    refused = await centre.step(job_id, "assignment", order, Role.SPECIALIST, status=422)
    assert (refused["code"], refused["facts"]["day"]) == ("technician_not_certified", "2026-11-25")


async def test_who_is_away_or_has_left_gets_no_job(centre: Centre) -> None:
    dispatch, order = centre.dispatch, {"technician_id": centre.technician}
    _, job_id = await centre.report()
    await dispatch.post(f"/staff/{centre.technician}/absences", period(0, 2, reason="sick"), **HEAD)
    away = await centre.step(job_id, "assignment", order, Role.SPECIALIST, status=422)
    assert (away["code"], away["field"]) == ("person_away", "technician_id")

    dispatch.clock.advance_to(at(days=3))
    entry = {"name": "王强", "role": "technician", "superior_id": centre.supervisor, "is_active": False}
    await dispatch.post(f"/staff/{centre.technician}/correction", entry, role=Role.MANAGER)
    left = await centre.step(job_id, "assignment", order, Role.SPECIALIST, status=422)
    assert (left["code"], left["field"]) == ("person_not_active", "technician_id")


async def test_who_does_not_work_then_is_only_sent_with_a_reason_unless_the_duty_roster_names_him(
    centre: Centre,
) -> None:
    dispatch, technician = centre.dispatch, f"/technicians/{centre.technician}"
    monday = {"shifts": [{"day": "mon", "opens": "08:30", "closes": "18:00"}]}
    await dispatch.post(f"{technician}/shifts", monday, **HEAD)
    (_, first), (_, second), (_, third) = [await centre.report() for _ in range(3)]
    order = {"technician_id": centre.technician}
    await centre.step(first, "assignment", order, Role.SPECIALIST)

    await dispatch.pass_time_to(datetime.fromisoformat("2026-11-23T20:00:00+08:00"))
    refused = await centre.step(second, "assignment", order, Role.SPECIALIST, status=422)
    assert (refused["code"], refused["clause"], refused["field"]) == ("technician_off_shift", "5.1", "technician_id")
    with_reason = {**order, "override_reason": "lives_next_door"}
    job = await centre.step(second, "assignment", with_reason, Role.SPECIALIST)
    exemption = {"passed_over": ["off_shift"], "reason": "lives_next_door"}
    assert job["offers"][-1]["exemption"] == exemption
    told = [event for event in await dispatch.announced(TechnicianAssigned) if isinstance(event, TechnicianAssigned)]
    assert [(event.passed_over, event.override_reason) for event in told] == [
        ((), None),
        (("off_shift",), "lives_next_door"),
    ]

    await dispatch.post(f"/staff/{centre.technician}/duties", period(10, 20), **HEAD)
    await centre.step(third, "assignment", order, Role.SPECIALIST)


async def test_a_line_of_superiors_never_becomes_a_circle(centre: Centre) -> None:
    below = {"name": "陈静", "role": "manager", "superior_id": centre.technician}
    at_himself = f"/staff/{centre.manager}/correction"
    refused = await centre.dispatch.post(at_himself, below, **HEAD, status=422)
    assert (refused["code"], refused["field"]) == ("superior_of_himself", "superior_id")
    await centre.dispatch.post(at_himself, {**below, "superior_id": None}, **HEAD)


async def test_no_reason_helps_who_has_no_certificate(centre: Centre) -> None:
    granted = {"certificate": "cctv", "valid_until": "2026-11-22"}
    await centre.dispatch.post(f"/technicians/{centre.technician}/certificates", granted, **HEAD)
    _, job_id = await centre.report()
    order = {"technician_id": centre.technician, "override_reason": "only_one_left"}
    refused = await centre.step(job_id, "assignment", order, Role.SPECIALIST, status=422)
    assert (refused["code"], refused["clause"]) == ("technician_not_certified", "5.15")


async def test_an_appointment_is_only_agreed_for_a_day_on_which_whoever_has_the_job_is_there(centre: Centre) -> None:
    dispatch = centre.dispatch
    ticket_id, job_id = await centre.report()
    await centre.assign(job_id)
    await centre.decide_visit(ticket_id, ChargeCategory.FREE, at(minutes=1))
    await dispatch.post(f"/staff/{centre.technician}/absences", period(24, 48, reason="leave"), **HEAD)

    async def agree(hours: float, status: int) -> Any:
        body = {
            "from": at(hours=hours).isoformat(),
            "agreed_with_contact_id": str(new_id()),
            "told": {"visit_fee": True, "travel_rule": True},
        }
        return await centre.step(job_id, "appointment", body, Role.SPECIALIST, status=status)

    refused = await agree(26, 422)
    assert (refused["code"], refused["field"]) == ("person_away", "technician_id")
    await agree(49, 200)

    entry = {"name": "王强", "role": "technician", "superior_id": centre.supervisor, "is_active": False}
    await dispatch.post(f"/staff/{centre.technician}/correction", entry, role=Role.MANAGER)
    left = await agree(50, 422)
    assert (left["code"], left["field"]) == ("person_not_active", "technician_id")
