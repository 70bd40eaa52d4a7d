"""What follow-up refuses, each named by what is the matter."""

from shared.errors import NotFound, RuleBroken


class CallNotFound(NotFound):
    """There is no such call."""


class ContractNotFound(NotFound):
    """There is no such contract."""


class SatisfactionOutOfRange(RuleBroken):
    """The score is not on the policy's scale."""


class NotACallBack(RuleBroken):
    """Only a call-back asks whether it is solved; another call is answered by telling."""


class NotATellingCall(RuleBroken):
    """A call-back is answered by the customer, not by telling him something."""


class TermTooLong(RuleBroken):
    """The contract would cover longer than the policy allows."""


class CalledBeforeItWasOwed(RuleBroken):
    """The attempt is older than the reason for the call."""
