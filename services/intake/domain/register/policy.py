"""The parts of policy.toml about what comes in, and about faults that come again."""

from dataclasses import dataclass

from shared.calendar import Window, parse_window


@dataclass(frozen=True, kw_only=True)
class Consultations:
    """Where questions are routed, and by when the department answers."""

    clause: str
    departments: tuple[str, ...]
    answer_within_working_days: int
    opens: str
    closes: str

    @property
    def window(self) -> Window:
        """The working hours of a day, as a calendar takes them."""
        return parse_window(self.opens, self.closes)


@dataclass(frozen=True, kw_only=True)
class RelayedRequests:
    """Why what others pass on does not count, and the words in which the customer is told."""

    clause: str
    reasons: tuple[str, ...]
    answer: str


@dataclass(frozen=True, kw_only=True)
class Complaints:
    """What may be complained about, and to whom."""

    clause: str
    matters: tuple[str, ...]
    ladder_clause: str
    levels: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RepeatFaults:
    """For how long a fault of the same item or site counts as come again, and why it may have."""

    clause: str
    within_days: int
    reasons: tuple[str, ...]
