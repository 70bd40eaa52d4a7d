"""All tables of repairs together, for its migrations."""

from services.repairs.tables import lending, register, store
from services.repairs.tables.rows import Row

MODULES = (register, lending, store)
"""Only a module that was imported has declared its tables."""
METADATA = Row.metadata
