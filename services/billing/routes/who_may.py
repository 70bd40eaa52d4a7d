"""Which roles may ask what of billing."""

from shared.actor import Role

AT_THE_CUSTOMERS = (Role.SPECIALIST, Role.TECHNICIAN)
"""A technician acts on his own jobs only; the use cases see to that."""
COLLECTORS = (*AT_THE_CUSTOMERS, Role.FINANCE)
OFFICE = (Role.SPECIALIST, Role.SUPERVISOR, Role.MANAGER, Role.FINANCE, Role.AUDITOR)
READERS = (*OFFICE, Role.TECHNICIAN, Role.PARTNER)
CASH_READERS = (*OFFICE, Role.TECHNICIAN)
CALCULATORS = (*READERS, Role.LOGISTICS_DIRECTOR, Role.WAREHOUSE, Role.CUSTOMER, Role.SERVICE)
FINANCE_ONLY = (Role.FINANCE,)
SUPERVISOR_ONLY = (Role.SUPERVISOR,)
APPROVERS = (Role.MANAGER, Role.FINANCE)
"""Another person than who asked; the domain sees to that."""
COUNTER = (Role.SPECIALIST, Role.FINANCE)
HISTORY_READERS = (Role.FINANCE, Role.MANAGER, Role.AUDITOR)
MASK = "***"
SEES_MASKED = frozenset({Role.PARTNER, Role.AUDITOR})
"""Those to whom somebody's own words are hidden."""
