"""What follow-up refuses, each named by what is the matter."""

from shared.errors import Conflict, Forbidden, NotFound, RuleBroken


class CustomerNotFound(NotFound):
    """We have not heard of this customer yet, or his data was erased."""


class CallNotFound(NotFound):
    """There is no such call."""


class ContractNotFound(NotFound):
    """There is no such contract."""


class ComplaintNotFound(NotFound):
    """There is no such complaint, or it concerns the caller or somebody above him."""


class MessageNotFound(NotFound):
    """There is no such message, or it was not for the caller."""


class ImportNotFound(NotFound):
    """There is no such import."""


class OptOutNotFound(NotFound):
    """This customer has not asked to be left alone."""


class SatisfactionOutOfRange(RuleBroken):
    """The score is not on the policy's scale."""


class NotACallBack(RuleBroken):
    """Only a call-back asks whether it is solved; another call is answered by telling."""


class NotACareCall(RuleBroken):
    """Only a care call asks how the equipment does."""


class NotATellingCall(RuleBroken):
    """A call-back is answered by the customer, not by telling him something."""


class SiteNotKnown(RuleBroken):
    """The customer has no such site."""


class PersonNotKnown(RuleBroken):
    """Nobody with this id works here now."""


class AsksAboutHimself(RuleBroken):
    """Nobody asks the customer about his own visit (5.12)."""


class TakenByAnother(Conflict):
    """Somebody else has this call in hand; it is free again when his time is over."""


class NoComplaintAboutNothing(RuleBroken):
    """A complaint from a call needs a word of what it is about."""


class TermTooLong(RuleBroken):
    """The contract would cover longer than the policy allows."""


class TermsDoNotFollow(RuleBroken):
    """A renewal starts the day after the contract before it ends."""


class PriceNotApproved(RuleBroken):
    """A price that was agreed case by case needs the approval of somebody else (3.4)."""


class ApprovedByHimself(RuleBroken):
    """Who wrote the contract down may not approve its price."""


class NotBeforeItsFirstDay(RuleBroken):
    """A contract cannot end before it begins, nor be cut short behind its last day."""


class RenewedAlready(Conflict):
    """Another contract follows this one already."""


class NoNoticeYet(Conflict):
    """No expiry notice was made: the contract is not near its end."""


class SentBeforeItWasMade(RuleBroken):
    """The notice cannot have left the house before it was made."""


class VisitInThePast(RuleBroken):
    """The window of an agreed visit lies ahead, and begins after it was agreed."""


class CalledBeforeItWasOwed(RuleBroken):
    """The attempt or answer is older than the reason for the call."""


class TimeInTheFuture(RuleBroken):
    """What is recorded has not happened yet."""


class BeforeItsLastStep(RuleBroken):
    """A step of a complaint does not come before its report, nor before what was done last."""


class TooLowForLevel(Forbidden):
    """This step is done by the level where the complaint stands, or above."""


class NobodyToAnswer(RuleBroken):
    """The complaint is anonymous: there is no customer who could answer to the outcome."""


class SomebodyToAnswer(RuleBroken):
    """The complaint has a customer: it closes with his answer."""


class NotUp(RuleBroken):
    """A complaint is only raised, and the company is the last level."""
