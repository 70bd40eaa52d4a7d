"""Who may do what with items, batches, loans and the store, and who sees somebody's own words."""

from shared.actor import Role

DESK = (Role.SUPERVISOR, Role.SPECIALIST, Role.MANAGER)
"""Those who act on items; the supervisor first, because he may issue a receipt again."""
REGISTRARS = (Role.SPECIALIST,)
"""Those who take items in."""
TELLERS = (*DESK, Role.TECHNICIAN)
"""Those who tell the customer; a technician only about items he answers for."""
PACKERS = (Role.WAREHOUSE, Role.SPECIALIST)
SENDERS = (Role.WAREHOUSE,)
STOREKEEPERS = (Role.WAREHOUSE,)
"""Those who make exchanges, move stock and keep units."""
FINDERS = (*DESK, Role.WAREHOUSE)
"""Those who may say that an item cannot be found."""
STAFF_READERS = (*DESK, Role.FINANCE, Role.WAREHOUSE, Role.AUDITOR)
"""Those who may look through everything."""
READERS = (*STAFF_READERS, Role.TECHNICIAN, Role.PARTNER)
BATCH_READERS = (Role.WAREHOUSE, *DESK, Role.FINANCE, Role.AUDITOR)
STORE_READERS = (*BATCH_READERS, Role.TECHNICIAN)
"""A technician sees what he carries."""
LENDERS = (Role.SPECIALIST,)
"""Those who ask for a loaner, have the agreement signed, and withdraw a request."""
APPROVERS = (Role.MANAGER, Role.LOGISTICS_DIRECTOR)
ISSUERS = (Role.WAREHOUSE, Role.SPECIALIST)
"""Those who give a loaner out and take it back."""
LOAN_READERS = (*STAFF_READERS, Role.LOGISTICS_DIRECTOR, Role.TECHNICIAN)
MASK = "***"
SEES_MASKED = frozenset({Role.PARTNER, Role.AUDITOR})
