"""Which roles may ask what of dispatch."""

from shared.actor import Role

DESK = (Role.SPECIALIST, Role.SUPERVISOR, Role.MANAGER)
AT_WORK = (*DESK, Role.TECHNICIAN)
"""A technician acts on his own jobs only; the use cases see to that."""
READERS = (*AT_WORK, Role.FINANCE, Role.AUDITOR)
HEADS = (Role.SUPERVISOR, Role.MANAGER)
STAFF_READERS = (*AT_WORK, Role.AUDITOR)
CALCULATORS = (*READERS, Role.LOGISTICS_DIRECTOR, Role.WAREHOUSE, Role.CUSTOMER, Role.PARTNER, Role.SERVICE)
