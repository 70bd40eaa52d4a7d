"""The shape of policy.toml: what the company promises after the work."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.followup.domain.call_record import Purpose
from shared.actor import Role
from shared.policy import Revision


@dataclass(frozen=True, kw_only=True)
class Calling:
    """By when a call is made, and how often we try."""

    clause: str
    within_hours: int
    attempts: int
    on_days: int
    """The attempts must fall on at least so many days before we give up."""
    pause_working_days: int
    """After an attempt in vain, before the next one."""


@dataclass(frozen=True, kw_only=True)
class CallBack(Calling):
    """The call after each visit, remote solution and ended repair."""

    after_purposes: tuple[str, ...]
    """Purposes of jobs whose visit is followed by a call-back."""


@dataclass(frozen=True, kw_only=True)
class CareCall(Calling):
    """The call after quiet months."""

    quiet_months: int
    most_on_a_day: int
    """So many customers can be called on a working day; who is due beyond that is called on the next ones."""


@dataclass(frozen=True, kw_only=True)
class Satisfaction:
    """The scale the customer answers on."""

    clause: str
    lowest: int
    highest: int
    low_until: int
    """A score up to this is put before a person."""


@dataclass(frozen=True, kw_only=True)
class WorkingList:
    """How calls are shared out."""

    clause: str
    lease_minutes: int
    opens: str
    closes: str
    """Office hours on working days."""


class InForceFrom(StrEnum):
    """From when a signed contract covers."""

    START = "start"
    PAYMENT = "payment"


class GivesBack(StrEnum):
    """What of the price goes back when a contract is ended early."""

    PRO_RATA = "pro_rata"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class ContractRule:
    """What holds for one kind of contract."""

    clause: str
    longest_months: int
    in_force_from: InForceFrom
    gives_back: GivesBack
    price_clause: str | None = None
    """By which its price follows the tariff or is agreed with approval; None: the price is no matter of the tariff."""


@dataclass(frozen=True, kw_only=True)
class ExpiryNotice:
    """The notice before cover ends."""

    clause: str
    months_before: int
    clock_behind_minutes: int
    """How far behind ours the clock of who reports a sending may be."""


@dataclass(frozen=True, kw_only=True)
class Complaints:
    """How long a level of the ladder has, and its steps as percent of that time."""

    clause: str
    hours_at_a_level: int
    hours_if_urgent: int
    acknowledge_percent: int
    assess_percent: int
    investigate_percent: int
    company_role: Role
    """Who is the last step."""


@dataclass(frozen=True, kw_only=True)
class Messages:
    """How and when we write."""

    clause: str
    language: str
    """`zh-CN` or `en`."""
    quiet_from: str
    quiet_until: str
    """Between them, by the clock of the business zone, no customer is written to."""
    even_when_quiet: tuple[str, ...]
    """Occasions whose message the customer waits for."""
    most_tries: int
    pause_seconds: int
    """Before the second try; doubled before each further one."""
    useless_after_hours: int
    """A message to a customer that could not be sent by then says nothing new any more."""
    acknowledge_within_minutes: int
    """Then the deputy is told."""


@dataclass(frozen=True, kw_only=True)
class FollowupPolicy:
    """Everything followup takes from one revision of the policy."""

    revision: Revision
    call_back: CallBack
    care_call: CareCall
    renewal_call: Calling
    item_ready: Calling
    late_promise: Calling
    payment_reminder: Calling
    invoice_to_mail: Calling
    satisfaction: Satisfaction
    working_list: WorkingList
    engineering_contract: ContractRule
    maintenance_contract: ContractRule
    special_agreement: ContractRule
    expiry_notice: ExpiryNotice
    complaints: Complaints
    messages: Messages

    def calling(self, purpose: Purpose) -> Calling:
        """The rule for this kind of call."""
        rules: Mapping[Purpose, Calling] = {
            Purpose.CALL_BACK: self.call_back,
            Purpose.CARE: self.care_call,
            Purpose.RENEWAL: self.renewal_call,
            Purpose.ITEM_READY: self.item_ready,
            Purpose.LATE_PROMISE: self.late_promise,
            Purpose.PAYMENT_REMINDER: self.payment_reminder,
            Purpose.INVOICE_TO_MAIL: self.invoice_to_mail,
        }
        return rules[purpose]
