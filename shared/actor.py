"""Who does something: a role and a subject, never a name."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do, in the words of the service policy."""

    SPECIALIST = "specialist"
    TECHNICIAN = "technician"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    LOGISTICS_DIRECTOR = "logistics_director"
    FINANCE = "finance"
    WAREHOUSE = "warehouse"
    CUSTOMER = "customer"
    PARTNER = "partner"
    AUDITOR = "auditor"
    SERVICE = "service"
    """One of our own services."""
    OPERATOR = "operator"
    """Runs the platform: parked events, timers, health."""


@dataclass(frozen=True)
class Actor:
    """Somebody as events and the audit trail name him; `subject` of staff is the id in the staff directory."""

    role: Role
    subject: str


SYSTEM = Actor(Role.SERVICE, "system")
"""What happens because time passed."""
