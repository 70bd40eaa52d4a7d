"""The staff directory, technicians and their certificates."""

from datetime import date

from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.people import Person, PersonEntry
from services.dispatch.domain.refusals import AlreadyATechnician, PersonNotFound, TechnicianNotFound
from services.dispatch.domain.technician import Technician
from services.dispatch.work import Work
from shared.actor import Role

STAFF_NUMBERS = "YG"


async def record_person(entry: PersonEntry, work: Work) -> Person:
    """Enter somebody into the directory."""
    await _must_know(entry, work)
    person, events = Person.recorded(PersonId(work.new_id()), await work.number(STAFF_NUMBERS), entry, work.now)
    return work.people.add(person, events)


async def correct_person(person_id: PersonId, entry: PersonEntry, work: Work) -> Person:
    """Give somebody's entry as it is now."""
    person = await work.people.get(person_id)
    await _must_know(entry, work)
    person, events = person.corrected(entry, work.actor, work.now)
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
    """A technician is trained and certified (5.15)."""
    technician = await work.technicians.get(technician_id)
    technician, events = technician.granted(certificate, valid_until, actor=work.actor, now=work.now)
    return work.technicians.save(technician, events)


async def technician_for(technician_id: PersonId, work: Work) -> Technician:
    """A technician that the caller may read: a technician only himself."""
    if work.actor.role is Role.TECHNICIAN and work.actor.subject != str(technician_id):
        raise TechnicianNotFound(f"technician {technician_id} is not known")
    return await work.technicians.get(technician_id)


async def _must_know(entry: PersonEntry, work: Work) -> None:
    for other in (entry.superior_id, entry.deputy_id):
        if other is not None:
            await work.people.get(other)
