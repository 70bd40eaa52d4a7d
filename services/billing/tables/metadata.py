"""All tables of billing together, for its migrations."""

from services.billing.tables import charges, copies, custody, invoices, quotes
from services.billing.tables.rows import Row

MODULES = (copies, quotes, charges, custody, invoices)
"""Only a module that was imported has declared its tables."""
METADATA = Row.metadata
