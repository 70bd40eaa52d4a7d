"""All tables of intake together, for its migrations."""

from services.intake.tables import customers, equipment, register, tickets
from services.intake.tables.rows import Row

MODULES = (customers, equipment, register, tickets)
"""Only a module that was imported has declared its tables."""
METADATA = Row.metadata
