"""Every table of dispatch: what its migrations are compared with."""

from services.dispatch.tables import jobs, oversight
from services.dispatch.tables.rows import Row

MODULES = (jobs, oversight)
"""Imported, so that each of their tables is known."""
METADATA = Row.metadata
