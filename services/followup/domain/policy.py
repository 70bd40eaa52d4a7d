"""The shape of policy.toml: what the company promises after the work."""

from dataclasses import dataclass

from shared.policy import Revision


@dataclass(frozen=True, kw_only=True)
class Calling:
    """By when a call is made, and how often we try."""

    clause: str
    within_hours: int
    attempts: int
    on_days: int
    """The attempts must fall on at least so many days before we give up."""


@dataclass(frozen=True, kw_only=True)
class CallBack(Calling):
    """The call after each visit, remote solution and ended repair."""

    after_purposes: tuple[str, ...]
    """Purposes of jobs whose visit is followed by a call-back."""


@dataclass(frozen=True, kw_only=True)
class Satisfaction:
    """The scale the customer answers on."""

    clause: str
    lowest: int
    highest: int


@dataclass(frozen=True, kw_only=True)
class EngineeringContract:
    """Warranty of a project we installed."""

    clause: str
    longest_warranty_months: int


@dataclass(frozen=True, kw_only=True)
class MaintenanceContract:
    """Maintenance (维保) for a term."""

    clause: str
    longest_term_months: int


@dataclass(frozen=True, kw_only=True)
class FollowupPolicy:
    """Everything followup takes from one revision of the policy."""

    revision: Revision
    call_back: CallBack
    item_ready: Calling
    satisfaction: Satisfaction
    engineering_contract: EngineeringContract
    maintenance_contract: MaintenanceContract
