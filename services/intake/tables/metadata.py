"""All tables of intake together, for its migrations."""

from services.intake.tables import customers, equipment, history, imports, register, tickets, verdicts
from services.intake.tables.rows import Row

MODULES = (customers, equipment, history, imports, register, tickets, verdicts)
"""Only a module that was imported has declared its tables."""
METADATA = Row.metadata
