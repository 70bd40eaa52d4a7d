"""Why somebody cannot be sent, why a technician does not take a job, and why a job waits."""

from enum import StrEnum


class Rejection(StrEnum):
    """Why somebody cannot be sent."""

    LEFT = "left"
    NOT_CERTIFIED = "not_certified"
    ABSENT = "absent"
    OFF_SHIFT = "off_shift"
    SKILL_MISSING = "skill_missing"
    FULL = "full"


class RefusalReason(StrEnum):
    """Why a technician does not take a job."""

    BUSY = "busy"
    TOO_FAR = "too_far"
    SKILL_MISSING = "skill_missing"
    PART_MISSING = "part_missing"
    UNWELL = "unwell"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    OTHER = "other"


class DelayReason(StrEnum):
    """Why a technician names another end than the one that he has promised."""

    PART_MISSING = "part_missing"
    MORE_FOUND = "more_found"
    CUSTOMERS_WISH = "customers_wish"
    SITE_NOT_READY = "site_not_ready"
    OTHER = "other"


class HoldReason(StrEnum):
    """Why nobody goes on for the time being; the policy says which of these pause clocks."""

    CUSTOMER_AWAY = "customer_away"
    CUSTOMER_DECIDES = "customer_decides"
    SITE_CLOSED = "site_closed"
    SITE_NOT_READY = "site_not_ready"
    PART_MISSING = "part_missing"
    NOBODY_FREE = "nobody_free"
    OTHER = "other"
