"""The evening and the night: level 1 goes to whoever is on duty, the rest is on the list of the morning (5.10)."""

from shared.actor import Role
from shared.events.dispatch.assignments import DutyCalled, JobCarriedOver
from shared.events.dispatch.jobs import TechnicianAssigned
from shared.events.intake.tickets import FaultLevel
from tests.integration.dispatch.conftest import Centre, at, hire

EVENING = {"hours": 9}


async def test_level_1_goes_to_the_person_on_duty_in_the_evening(centre: Centre) -> None:
    duty = {"from": at(hours=8).isoformat(), "until": at(hours=20).isoformat()}
    await centre.dispatch.post(f"/staff/{centre.technician}/duties", duty, role=Role.SUPERVISOR)
    await centre.report(FaultLevel.SYSTEM_DOWN)
    await centre.dispatch.pass_time_to(at(**EVENING))

    (called,) = await centre.dispatch.announced(DutyCalled)
    (assigned,) = await centre.dispatch.announced(TechnicianAssigned)
    assert isinstance(called, DutyCalled)
    assert isinstance(assigned, TechnicianAssigned)
    assert str(called.person_id) == str(assigned.technician_id) == centre.technician
    assert await centre.dispatch.announced(JobCarriedOver) == []


async def test_level_1_at_night_reaches_whoever_is_on_duty_and_certified_at_once(centre: Centre) -> None:
    night = {"from": at(hours=8).isoformat(), "until": at(hours=24).isoformat()}
    trainee = await hire(centre.dispatch, Role.TECHNICIAN, "新人", centre.supervisor)
    for person in (trainee, centre.technician, centre.supervisor):
        await centre.dispatch.post(f"/staff/{person}/duties", night, role=Role.MANAGER)
    eight = at(hours=11)  # 20:00
    centre.dispatch.clock.advance_to(eight)
    await centre.report(FaultLevel.SYSTEM_DOWN, reported_at=eight, recorded_at=eight)
    await centre.dispatch.pass_time_to(eight)
    (assigned,) = await centre.dispatch.announced(TechnicianAssigned)
    assert isinstance(assigned, TechnicianAssigned)
    assert (str(assigned.technician_id), assigned.assigned_at) == (centre.technician, eight)

    await centre.dispatch.pass_time_to(at(hours=11, minutes=6))  # he does not answer
    await centre.dispatch.pass_time_to(at(hours=20))
    called = [event for event in await centre.dispatch.announced(DutyCalled) if isinstance(event, DutyCalled)]
    assert [str(event.person_id) for event in called] == [centre.technician, centre.supervisor]
    assert [event.called_at for event in called] == [eight, at(hours=11, minutes=6)]


async def test_what_came_in_the_evening_is_on_the_list_of_the_morning(centre: Centre) -> None:
    centre.dispatch.clock.advance_to(at(hours=11))
    _, job_id = await centre.report(reported_at=at(hours=11), recorded_at=at(hours=11))
    await centre.dispatch.pass_time_to(at(hours=20))

    (listed,) = (await centre.dispatch.get("/jobs", carried_over_to="2026-11-24"))["items"]
    assert (listed["id"], listed["carried_over_times"]) == (job_id, 1)
