"""What repairs refuse, each named by what is the matter."""

from shared.errors import Conflict, NotFound, RuleBroken


class RepairNotFound(NotFound):
    """There is no such repair, or it is not the caller's."""


class BatchNotFound(NotFound):
    """There is no such batch."""


class TicketNotKnown(NotFound):
    """No ticket with this id has been announced to us."""


class NothingPromised(NotFound):
    """No date has been promised for this item."""


class TicketIsCancelled(Conflict):
    """No item is taken in on a ticket that was cancelled."""


class AlreadyInRepair(Conflict):
    """An item with this serial number is in repair on this ticket."""


class NotRegistered(Conflict):
    """The item has not been tested and entered in the register yet, so there is no receipt."""


class AlreadyCollected(Conflict):
    """The customer has the item."""


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
