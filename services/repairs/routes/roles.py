"""Who may do what with items and batches, and who sees somebody's own words."""

from shared.actor import Role

DESK = (Role.SUPERVISOR, Role.SPECIALIST, Role.MANAGER)
"""Those who act on items; the supervisor first, because he may issue a receipt again."""
REGISTRARS = (Role.SPECIALIST,)
"""Those who take items in."""
TELLERS = (*DESK, Role.TECHNICIAN)
"""Those who tell the customer; a technician only about items he answers for."""
PACKERS = (Role.WAREHOUSE, Role.SPECIALIST)
SENDERS = (Role.WAREHOUSE,)
STAFF_READERS = (*DESK, Role.FINANCE, Role.WAREHOUSE, Role.AUDITOR)
"""Those who may look through everything."""
READERS = (*STAFF_READERS, Role.TECHNICIAN, Role.PARTNER)
BATCH_READERS = (Role.WAREHOUSE, *DESK, Role.AUDITOR)
MASK = "***"
SEES_MASKED = frozenset({Role.PARTNER, Role.AUDITOR})
