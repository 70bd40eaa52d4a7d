"""The staff directory with absences and the duty roster, technicians and what they are certified for."""

from datetime import date, datetime
from uuid import UUID

from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.people import Absence, Duty, Person, PersonEntry
from services.dispatch.domain.refusals import AlreadyATechnician, PersonNotFound, TechnicianNotFound
from services.dispatch.domain.technician import Profile, Shift, Technician, Training
from services.dispatch.work import Work
from shared.actor import Role

STAFF_NUMBERS = "YG"
CERTIFICATE_EXPIRES = "certificate_expires"


async def record_person(entry: PersonEntry, work: Work) -> Person:
    """Enter somebody into the directory."""
    await _must_know(entry, work)
    person, events = Person.recorded(PersonId(work.new_id()), await work.number(STAFF_NUMBERS), entry, work.now)
    return work.people.add(person, events)


async def correct_person(person_id: PersonId, entry: PersonEntry, work: Work) -> Person:
    """Give somebody's entry as it is now."""
    person = await work.people.get(person_id)
    await _must_know(entry, work)
    above = await _line_above(entry.superior_id, work)
    person, events = person.corrected(entry, work.actor, work.now, above=above)
    return work.people.save(person, events)


async def keep_absence(person_id: PersonId, absence: Absence, work: Work) -> Person:
    """Somebody will not be there: his deputy acts, and he gets no job."""
    person = await work.people.get(person_id)
    person, events = person.away(absence, work.actor, work.now).announced(work.now)
    return work.people.save(person, events)


async def withdraw_absence(person_id: PersonId, begins_at: datetime, work: Work) -> Person:
    """An absence does not take place."""
    person = await work.people.get(person_id)
    person, events = person.back(begins_at, work.actor).announced(work.now)
    return work.people.save(person, events)


async def keep_duty(person_id: PersonId, duty: Duty, work: Work) -> Person:
    """Somebody is put on the duty roster."""
    person = await work.people.get(person_id)
    person, events = person.on_duty(duty, work.actor, work.now).announced(work.now)
    return work.people.save(person, events)


async def withdraw_duty(person_id: PersonId, begins_at: datetime, work: Work) -> Person:
    """A duty is somebody else's."""
    person = await work.people.get(person_id)
    person, events = person.off_duty(begins_at, work.actor).announced(work.now)
    return work.people.save(person, events)


async def person_for(person_id: PersonId, work: Work) -> Person:
    """An entry that the caller may read: a technician only his own."""
    if work.actor.role is Role.TECHNICIAN and work.actor.subject != str(person_id):
        raise PersonNotFound(f"person {person_id} is not known")
    return await work.people.get(person_id)


async def register_technician(person_id: PersonId, work: Work) -> Technician:
    """A member of staff may be sent to customers from now on, once certified."""
    person = await work.people.get(person_id)
    if await work.technicians.find(person_id) is not None:
        raise AlreadyATechnician(f"{person.number} is a technician already")
    technician, events = Technician.registered(person, work.now)
    return work.technicians.add(technician, events)


async def grant_certificate(technician_id: PersonId, certificate: str, valid_until: date, work: Work) -> Technician:
    """A technician is trained and certified (5.15), up to and including a day."""
    technician = await work.technicians.get(technician_id)
    timer_id = work.new_id()
    technician, events = technician.granted(certificate, valid_until, actor=work.actor, now=work.now, timer_id=timer_id)
    for each in technician.certificates:
        if each.timer_id == timer_id:
            work.set_timer(timer_id, due_at=each.expires_at, kind=CERTIFICATE_EXPIRES, subject=technician_id)
    return work.technicians.save(technician, events)


async def expire_certificate(technician_id: PersonId, timer_id: UUID, work: Work) -> None:
    """The last day of a certificate is over."""
    technician = await work.technicians.get(technician_id)
    changed, events = technician.expired(timer_id)
    if changed is not technician:
        work.technicians.save(changed, events)


async def record_training(technician_id: PersonId, training: Training, work: Work) -> Technician:
    """A technician took a course."""
    technician = await work.technicians.get(technician_id)
    return work.technicians.save(technician.trained(training, work.actor))


async def describe_technician(technician_id: PersonId, profile: Profile, work: Work) -> Technician:
    """What a technician can, where he lives, how much he can take."""
    technician = await work.technicians.get(technician_id)
    return work.technicians.save(technician.profiled(profile, work.actor))


async def set_shifts(technician_id: PersonId, shifts: tuple[Shift, ...], work: Work) -> Technician:
    """When a technician works."""
    technician = await work.technicians.get(technician_id)
    return work.technicians.save(technician.working(shifts, work.actor))


async def technician_for(technician_id: PersonId, work: Work) -> Technician:
    """A technician that the caller may read: a technician only himself."""
    if work.actor.role is Role.TECHNICIAN and work.actor.subject != str(technician_id):
        raise TechnicianNotFound(f"technician {technician_id} is not known")
    return await work.technicians.get(technician_id)


async def _line_above(person_id: PersonId | None, work: Work) -> list[PersonId]:
    """Whoever stands above, up to the top; a circle that is there already ends it."""
    line: list[PersonId] = []
    while person_id is not None and person_id not in line:
        line.append(person_id)
        person_id = (await work.people.get(person_id)).superior_id
    return line


async def _must_know(entry: PersonEntry, work: Work) -> None:
    for other in (entry.superior_id, entry.deputy_id):
        if other is not None:
            await work.people.get(other)
