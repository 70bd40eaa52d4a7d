"""Why somebody goes."""

from enum import StrEnum


class Purpose(StrEnum):
    """What a job is for."""

    REPAIR = "repair"
    REDO = "redo"
    """The customer says that the same fault is not solved."""
