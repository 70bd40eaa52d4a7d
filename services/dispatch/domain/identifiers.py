"""The ids that travel together in dispatch, each a type of its own."""

from typing import NewType
from uuid import UUID

JobId = NewType("JobId", UUID)
CardId = NewType("CardId", UUID)
DeadlineId = NewType("DeadlineId", UUID)
PersonId = NewType("PersonId", UUID)
"""A member of staff; the subject of his token, and his id as a technician."""
