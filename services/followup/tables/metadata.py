"""All tables of follow-up together, for its migrations."""

from services.followup.tables import calls, complaints, contracts, copies, messages, reported
from services.followup.tables.rows import Row

MODULES = (calls, contracts, complaints, messages, copies, reported)
"""Only a module that was imported has declared its tables."""
METADATA = Row.metadata
