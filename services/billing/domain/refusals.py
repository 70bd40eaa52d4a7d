"""What billing refuses, each named by what is the matter."""

from shared.errors import Conflict, Forbidden, NotFound, RuleBroken


class QuoteNotFound(NotFound):
    """There is no such quote."""


class ChargeNotFound(NotFound):
    """There is no such charge."""


class JobNotFound(NotFound):
    """There is no such job, or billing has not heard of it yet."""


class PriceListNotFound(NotFound):
    """There is no such price list."""


class RemittanceNotFound(NotFound):
    """There is no such remittance."""


class CashAccountNotFound(NotFound):
    """This person has never held cash."""


class VerdictMissing(Conflict):
    """Whether it is free or paid is not decided yet; the specialist does, at the latest with the visit."""


class TicketIsCancelled(Conflict):
    """The ticket was cancelled: nothing is quoted any more."""


class JobIsOver(Conflict):
    """The work of this job is over: its amount is fixed."""


class LinesMissing(RuleBroken):
    """A quote has lines."""


class LineWrong(RuleBroken):
    """A line lacks what its kind needs, or carries what its kind has not."""


class PriceNotListed(RuleBroken):
    """No price list in force has this code."""


class PriceAboveCost(RuleBroken):
    """A part costs the customer at most what it costs the company."""


class PriceListContradicts(RuleBroken):
    """One price list names a code twice."""


class NoMatchingFinding(RuleBroken):
    """No part is replaced that the diagnosis did not find broken."""


class TravelNotCharged(RuleBroken):
    """Inside the main city districts nobody pays for travel."""


class ContactNotListed(RuleBroken):
    """The customer has no such contact on file."""


class MayNotConsent(RuleBroken):
    """This contact may not consent to money."""


class OtherQuoteVersion(Conflict):
    """The consent names another version of the quote than this one."""


class QuoteExpired(Conflict):
    """The quote is too old to be accepted: quote again."""


class AmountNotPositive(RuleBroken):
    """Only more than nothing can be paid or handed in."""


class Overpaid(RuleBroken):
    """More than what is still owed."""


class NotTheCollector(Forbidden):
    """Money is taken by the caller himself or by the technician of the job."""


class NotStaff(Forbidden):
    """The caller is not on the staff directory."""


class ReferenceMissing(RuleBroken):
    """What is not paid in cash has a reference."""


class TimeNotPossible(RuleBroken):
    """It cannot have happened then."""


class SignedAmountDiffers(Conflict):
    """The card was signed with another amount than the one that was fixed."""


class MoreThanInHands(RuleBroken):
    """The person does not hold so much."""


class NotYourCash(Forbidden):
    """Everybody hands in only what he holds himself."""
