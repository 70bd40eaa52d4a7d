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


class NobodyTravelled(Conflict):
    """Travel is entered afterwards only for a cancelled job to which somebody had departed; others name it."""


class TravelEntered(Conflict):
    """The receipt of the travel to this job is on a bill already, charged or not."""


class TravelNotOwed(RuleBroken):
    """The customer does not owe this travel: he was not told, or the site is in the main city districts."""


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


class MoreThanOwed(RuleBroken):
    """The person is not owed so much."""


class NotYourCash(Forbidden):
    """Everybody hands in only what he holds himself."""


class RefundNotFound(NotFound):
    """There is no such refund."""


class InvoiceNotFound(NotFound):
    """There is no such invoice."""


class DepositNotFound(NotFound):
    """There is no such deposit."""


class RepairNotFound(NotFound):
    """There is no such repair, or billing has not heard of it yet."""


class ClosingNotFound(NotFound):
    """There is no such closing."""


class NotForOne(RuleBroken):
    """A quote is for a job or for a repair."""


class LineNotForRepairs(RuleBroken):
    """A repair at the bench has no visit, no travel and no cable."""


class NotBelow(RuleBroken):
    """A reduction goes below what is asked now, not above it and not below nothing."""


class NoteMissing(RuleBroken):
    """Consent by phone has a note of what was said."""


class ReferenceUsed(Conflict):
    """A payment with this reference is recorded already."""


class SamePerson(Forbidden):
    """Who asks for it does not approve it himself."""


class MoreThanOverpaid(RuleBroken):
    """Only what was paid beyond what is owed goes back."""


class NotSettledByCash(RuleBroken):
    """What was missing is made good or borne by the company; what was too much is given back or found."""


class MoreThanHeld(RuleBroken):
    """No more of a deposit is kept or given back than is held."""


class AlreadyInvoiced(Conflict):
    """The charge has an invoice that counts: void or credit it first."""


class NothingToInvoice(RuleBroken):
    """An invoice is for an amount that was charged."""


class TaxNumberWrong(RuleBroken):
    """The check digit says that this is no tax number."""


class TaxNumberMissing(RuleBroken):
    """An organisation's invoice names its tax number."""


class InvoiceNumberUsed(Conflict):
    """Another invoice has this number."""


class OtherMonth(RuleBroken):
    """An invoice is voided in the month of its issue; later a red-letter invoice takes it back."""


class OtherDelivery(Conflict):
    """The invoice goes another way than this."""


class PeriodWrong(RuleBroken):
    """A period is a day or a month that is over."""


class AlreadyClosed(Conflict):
    """This period is closed already."""


class PriceImportWrong(RuleBroken):
    """A row of the imported price list cannot be read."""
