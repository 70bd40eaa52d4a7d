"""Which roles may ask what of dispatch, and who reads nobody's own words."""

from services.dispatch.use_cases.keeping import Origins
from shared.actor import Actor, Role

DESK = (Role.SPECIALIST, Role.SUPERVISOR, Role.MANAGER)
AT_WORK = (*DESK, Role.TECHNICIAN)
"""A technician acts on his own jobs only; the use cases see to that."""
STAFF_READERS_OF_JOBS = (*AT_WORK, Role.FINANCE, Role.AUDITOR)
READERS = (*STAFF_READERS_OF_JOBS, Role.PARTNER)
"""A partner reads what came from its own sources."""
SEES_MASKED = frozenset({Role.FINANCE, Role.AUDITOR, Role.PARTNER})
HEADS = (Role.SUPERVISOR, Role.MANAGER)
STAFF_READERS = (*AT_WORK, Role.AUDITOR)
CALCULATORS = (*READERS, Role.LOGISTICS_DIRECTOR, Role.WAREHOUSE, Role.CUSTOMER, Role.SERVICE)


def origins_seen(actor: Actor, sources: frozenset[str]) -> Origins:
    """The sources whose jobs a partner may know of; None: all."""
    return tuple(sorted(sources)) if actor.role is Role.PARTNER else None
