"""What repairs refuse, each named by what is the matter."""

from shared.errors import Conflict, Forbidden, NotFound, RuleBroken


class RepairNotFound(NotFound):
    """There is no such repair, or it is not the caller's."""


class BatchNotFound(NotFound):
    """There is no such batch."""


class TicketNotKnown(NotFound):
    """No ticket with this id has been announced to us."""


class CustomerNotKnown(NotFound):
    """No contacts of this customer have been announced to us."""


class NothingPromised(NotFound):
    """No date has been promised for this item."""


class TicketIsCancelled(Conflict):
    """No item is taken in on a ticket that was cancelled."""


class AlreadyInRepair(Conflict):
    """This unit stands in another entry that is not over: end that first."""


class NotRegistered(Conflict):
    """The item has not been tested and entered in the register yet, so there is no receipt."""


class AlreadyCollected(Conflict):
    """The repair is over."""


class ItemElsewhere(Conflict):
    """The item is not at the desk."""


class AlreadyNotified(Conflict):
    """The customer knows already."""


class NotInThisBatch(Conflict):
    """The item did not go out with this batch, or is back already."""


class BatchIsEmpty(RuleBroken):
    """A batch without items is not sent."""


class ResponsibleUnknown(RuleBroken):
    """Somebody from the staff directory must be named who tells the customer."""


class ProductModelMissing(RuleBroken):
    """Neither the ticket nor the order says what the item is."""


class FaultMissing(RuleBroken):
    """A confirmed fault has a code."""


class WayMissing(RuleBroken):
    """With a confirmed fault it is said where the item is repaired, because the promised date follows from it."""


class PromiseNotAhead(RuleBroken):
    """A date is promised for the future."""


class NotForTheFactory(RuleBroken):
    """The customer was not promised a repair at the factory: promise anew, with the reason."""


class OutcomeMissing(RuleBroken):
    """Say what became of an item that was repaired in the house."""


class OutcomeContradictsFactory(RuleBroken):
    """The factory has reported another outcome."""


class AnotherUnitCameBack(RuleBroken):
    """The serial number and the outcome contradict each other."""


class ReceiptIsOut(RuleBroken):
    """The customer holds a receipt: only a supervisor issues another one, with the reason."""


class CheckCodeWrong(RuleBroken):
    """The check code is not the one on the valid receipt."""


class SlipWrong(RuleBroken):
    """The slip is not the one for this item, or a receipt has taken its place."""


class IdentityNotConfirmed(RuleBroken):
    """Without the receipt, identity must be confirmed by each role the policy names, by different persons."""


class ConfirmedTwice(RuleBroken):
    """One person confirms an identity once, and each role once."""


class NotifiedBeforeReady(RuleBroken):
    """The customer was told before there was anything to tell, or in the future."""


class DataConsentMissing(RuleBroken):
    """A recorder leaves its owner only with consent about data loss and secrecy, or without its disk."""


class ReasonUnknown(RuleBroken):
    """The policy lists the reasons; this is none of them."""


class ReasonMissing(RuleBroken):
    """This needs a reason, and somebody who may decide it."""


class ConsentMissing(RuleBroken):
    """No chargeable work before the customer has consented to its price."""


class ContactNotListed(RuleBroken):
    """The customer has no such contact on file: only a listed one consents, refuses, signs or collects."""


class VerdictPending(RuleBroken):
    """No work that may be chargeable before it is decided whether the warranty pays, and the customer consented."""


class ChargeAwaited(Conflict):
    """Billing has not said yet what is owed for the repair: wait for the charge."""


class WayNotNeeded(RuleBroken):
    """Where no fault was found nothing is repaired, so nothing is promised."""


class NotPaid(RuleBroken):
    """What the repair costs is paid before the item goes out."""


class LoanerIsOut(Conflict):
    """The customer has the loaner, or it is on its way to him: the repair is not over before it is back."""


class FaultNotConfirmed(RuleBroken):
    """The standard asks for a fault that a test has shown."""


class OutsideStandard(RuleBroken):
    """The days in which the customer may choose are over, or nothing says when they end."""


class NotInWarranty(RuleBroken):
    """The warranty verdict does not cover the item."""


class SameUnit(RuleBroken):
    """An exchange gives another unit."""


class FaultStillThere(RuleBroken):
    """The second test still shows the fault: it is not repaired."""


class DelayNotExplained(RuleBroken):
    """The promised date was missed, and nobody has said why."""


class DelayNotThere(RuleBroken):
    """Nothing that was promised is late, or will be."""


class NotMounted(RuleBroken):
    """Only equipment of a mounted system goes home by a visit."""


class TooEarlyToStore(RuleBroken):
    """An item goes to storage only when its customer was reminded long enough."""


class LoanerNotFound(NotFound):
    """There is no such loaner."""


class LoanNotFound(NotFound):
    """There is no such loan, or it is not the caller's."""


class LoanerThere(Conflict):
    """A unit with this serial number is in the books already, be it withdrawn."""


class UnitGivenAlready(Conflict):
    """A customer has got the unit with this serial number already."""


class AmountWrong(RuleBroken):
    """Money is not less than nothing, and the price of returned goods is more."""


class OutcomeNotPossible(RuleBroken):
    """Who says it cannot know this outcome: another unit comes from the factory or out of the store, never by word."""


class LoanThere(Conflict):
    """For this repair a loaner is lent, or asked for, already."""


class NoReasonForLoan(RuleBroken):
    """A loaner presumes that the promised date is past or cannot be kept, or the manager's own reason."""


class NotYourStep(RuleBroken):
    """The manager approves first, then the logistics director."""


class ApprovedTwice(RuleBroken):
    """Nobody approves twice, nor what he asked for himself."""


class DepositNotTaken(RuleBroken):
    """The loaner goes out when billing has taken the deposit."""


class AgreementNotSigned(RuleBroken):
    """The loaner goes out when the customer has signed the agreement."""


class ProductNotFound(NotFound):
    """There is no such product or part in the store."""


class ProductThere(Conflict):
    """A product or part with this code is in the store's books already."""


class NotInStock(Conflict):
    """There is not so much of it where it is taken from."""


class MovementIncomplete(RuleBroken):
    """This movement needs to know whose bag, which repair or why."""


class NotHisToMove(Forbidden):
    """The warehouse moves its stock; a specialist books only what is built in at the bench."""


class CountMatches(RuleBroken):
    """What was counted is what the books say: there is nothing to explain."""


class RepairIsOver(Conflict):
    """The repair is over: the customer needs no loaner."""
