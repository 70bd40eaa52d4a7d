"""Who may do what with tickets, customers and equipment, and who sees personal data."""

from shared.actor import Actor, Role

DESK = (Role.SPECIALIST, Role.SUPERVISOR, Role.MANAGER)
"""Those who act on tickets."""
FINDERS = (*DESK, Role.TECHNICIAN)
"""Those who open an item or see its papers; a technician on the tickets he works on."""
ASSESSORS = (Role.SUPERVISOR, Role.MANAGER)
RECORDERS = (Role.SUPERVISOR, Role.SPECIALIST, Role.PARTNER)
"""Those who take a report; the supervisor first, because he may date it back further."""
DECIDERS = (Role.SUPERVISOR, Role.MANAGER, Role.SPECIALIST)
"""The specialist what is undetermined, the others also what is decided."""
READERS = (
    *DESK,
    Role.LOGISTICS_DIRECTOR,
    Role.TECHNICIAN,
    Role.PARTNER,
    Role.FINANCE,
    Role.WAREHOUSE,
    Role.AUDITOR,
)
STAFF_READERS = tuple(role for role in READERS if role not in {Role.TECHNICIAN, Role.PARTNER})
"""Those who may look through everything."""
_SEES_MASKED = frozenset({Role.FINANCE, Role.WAREHOUSE, Role.PARTNER, Role.AUDITOR})
_SHOWN_DIGITS = 4
MASK = "***"


def sees_masked(actor: Actor) -> bool:
    """Whether names, numbers and words of customers are hidden from this caller."""
    return actor.role in _SEES_MASKED


def masked_phone(phone: str) -> str:
    """Only the last digits, enough to compare."""
    return MASK + phone[-_SHOWN_DIGITS:]
