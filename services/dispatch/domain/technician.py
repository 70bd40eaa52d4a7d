"""Technicians and their certificates: who may be sent (5.15)."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.people import Person
from services.dispatch.domain.refusals import NotAboutHimself, PersonNotActive, TechnicianNotCertified, WrongRole
from shared.actor import Actor, Role
from shared.events.dispatch.staff import CertificateGranted, TechnicianRegistered
from shared.policy import business_day

CERTIFICATE_CLAUSE = "5.15"


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A technician is trained for a kind of work, up to and including a day."""

    certificate: str
    valid_until: date
    granted_at: datetime


@dataclass(frozen=True, kw_only=True)
class Technician:
    """A member of staff who may be sent to customers, once certified."""

    id: PersonId
    number: str
    version: int = 0
    certificates: tuple[Certificate, ...] = ()
    certified_until: date | None = None
    """The last day on which any certificate counts."""
    registered_at: datetime

    @classmethod
    def registered(cls, person: Person, now: datetime) -> tuple["Technician", list[TechnicianRegistered]]:
        """Only who works here as a technician can be one."""
        if person.role is not Role.TECHNICIAN:
            raise WrongRole(f"{person.number} is {person.role}, not a technician", field="person_id")
        if not person.is_active:
            raise PersonNotActive(f"{person.number} no longer works here", field="person_id")
        technician = cls(id=person.id, number=person.number, registered_at=now)
        return technician, [TechnicianRegistered(technician_id=person.id, number=person.number, registered_at=now)]

    def granted(
        self, certificate: str, valid_until: date, *, actor: Actor, now: datetime
    ) -> tuple["Technician", list[CertificateGranted]]:
        """A newer certificate of the same kind takes the place of the older; nobody certifies himself."""
        if actor.subject == str(self.id):
            raise NotAboutHimself("nobody certifies himself", clause=CERTIFICATE_CLAUSE)
        others = tuple(each for each in self.certificates if each.certificate != certificate)
        kept = (*others, Certificate(certificate=certificate, valid_until=valid_until, granted_at=now))
        technician = replace(self, certificates=kept, certified_until=max(each.valid_until for each in kept))
        event = CertificateGranted(
            technician_id=self.id,
            certificate=certificate,
            valid_until=valid_until,
            clause=CERTIFICATE_CLAUSE,
            granted_at=now,
        )
        return technician, [event]

    def must_be_certified(self, now: datetime) -> None:
        """A certificate counts on its last day, the company's day."""
        today = business_day(now)
        if not any(each.valid_until >= today for each in self.certificates):
            raise TechnicianNotCertified(
                f"technician {self.number} has no valid certificate on {today}",
                clause=CERTIFICATE_CLAUSE,
                field="technician_id",
                facts={
                    "certified_until": self.certified_until.isoformat() if self.certified_until else "never",
                    "day": today.isoformat(),
                },
            )
