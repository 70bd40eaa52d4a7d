"""What intake refuses, each by its own name."""

from shared.errors import Conflict, Forbidden, Malformed, NotFound, RuleBroken


class CustomerNotFound(NotFound):
    """No such customer, or not one of the caller's."""


class SiteNotFound(NotFound):
    """No such site of this customer."""


class EquipmentNotFound(NotFound):
    """No such equipment, or not one of the caller's."""


class TicketNotFound(NotFound):
    """No such ticket, or not one of the caller's."""


class CoverNotFound(NotFound):
    """No such contract is known here."""


class DecisionNotFound(NotFound):
    """No such decision is on file."""


class CodeUnknown(Malformed):
    """A code that is not on the policy's list."""


class LevelMissing(Malformed):
    """A fault needs a level from 1 to 4."""


class LevelReasonMissing(Malformed):
    """Who gives another level than the symptom catalogue proposes says why (5.16)."""


class LevelNotUsed(Malformed):
    """This kind of ticket has no level."""


class ReportInTheFuture(Malformed):
    """Nobody has reported anything later than now."""


class FaultInTheFuture(Malformed):
    """A fault cannot begin after it was reported."""


class ReasonForBackDatingMissing(Malformed):
    """A report that was recorded much later needs a reason."""


class BackDatingNeedsSupervisor(RuleBroken):
    """A report that lies further back is entered by the supervisor."""


class RelayedRequestNotAccepted(RuleBroken):
    """What others pass on is not accepted; the published channels are told."""


class ChannelNotPublished(RuleBroken):
    """Requests count only through the published numbers and channels."""


class OriginNotYours(Forbidden):
    """The reference would be counted as another source's."""


class ProofFromTheFuture(Malformed):
    """A proof of purchase cannot be dated later than today."""


class ProvenanceIncomplete(Malformed):
    """Installed equipment needs its project, a sold one none."""


class ContactsMissing(Malformed):
    """A customer needs somebody who can be reached."""


class PhoneNotValid(Malformed):
    """A number that cannot be dialled reaches nobody."""


class PersonNotListed(NotFound):
    """Nobody with this id speaks for the customer."""


class CustomerErased(Conflict):
    """The customer was erased: nothing may be put on file about him again."""


class TicketsStillOpen(Conflict):
    """Somebody is at work for this customer and must be able to reach him."""


class AgreementNotUsed(Malformed):
    """Only equipment that we did not sell is served by special agreement (2.2.3)."""


class SameOwner(Conflict):
    """It belongs to this customer already."""


class ImportNotFound(NotFound):
    """No such import, or not one of the caller's."""


class SheetNotReadable(Malformed):
    """The sheet cannot be read as it should be: see the field."""


class CellNotValid(Malformed):
    """A cell of a sheet holds what its column cannot."""


class TooManyRows(Malformed):
    """A sheet is brought in in parts."""


class ReferenceMissing(Malformed):
    """Each thing of a sheet has the sender's own reference, so that it comes in once."""


class DistrictUnknown(Malformed):
    """A district is named as the policy lists it, in its own region."""


class RegionAlreadyDecided(Conflict):
    """The region of this site is not in doubt."""


class RegionUndetermined(RuleBroken):
    """Nobody is sent before it is decided where the site lies."""


class ChargeUndetermined(RuleBroken):
    """Free or paid is decided before the visit (5.3)."""


class ServiceDeclined(RuleBroken):
    """A product the company did not sell is served only by special agreement (2.2.3)."""


class NothingToDecline(RuleBroken):
    """A free service cannot be declined for this reason."""


class ExclusionNotFound(NotFound):
    """No such finding on this ticket."""


class ExclusionUnknown(Malformed):
    """There are five exclusions, 4.6.1 to 4.6.5."""


class PaidWorkNotFound(NotFound):
    """No such paid repair is known here."""


class NotForThisKind(RuleBroken):
    """Nothing is installed, and no camera moved, by phone or at the counter."""


class BringInNotOffered(RuleBroken):
    """Who has a sold product visited is first told the repair address and offered support by phone (4.4)."""


class DeclinedWithoutGround(RuleBroken):
    """A request is declined only for what is so."""


class SymptomUnknown(RuleBroken):
    """The catalogue says nothing about this symptom on this equipment."""


class DutyUnknown(Malformed):
    """Only what the policy's list names is recorded as told."""


class ItemAlreadyThere(Conflict):
    """The ticket is about this equipment already."""


class SiteMissing(RuleBroken):
    """A visit needs a site to go to."""


class VisitAlreadyDecided(Conflict):
    """The visit is decided; a second one follows from the job, not from the ticket."""


class SupervisorNeeded(Forbidden):
    """Changing a decided verdict takes the supervisor."""


class ReasonMissing(Malformed):
    """A person's decision needs a reason."""


class ContactNotFound(NotFound):
    """The register has no such entry, or the caller may not know of it."""


class ComplaintNotFound(NotFound):
    """No such complaint was written down here, or the caller may not read it."""


class RequestCounts(RuleBroken):
    """Who speaks for the customer, through a published channel, is not turned away (3.7)."""


class CallerNotIdentified(RuleBroken):
    """A ticket needs a customer; while only somebody else is known, none is made up."""


class ComplaintSubjectUnclear(RuleBroken):
    """A complaint is about a person or about a named matter."""


class ComplaintAboutYourself(Forbidden):
    """Who is complained about neither writes it down nor has it forgotten (8.3): another person does."""


class ContactStillOpen(Conflict):
    """Somebody must still answer it, and know whom; or a ticket has its words."""


class OwnerAnswers(Forbidden):
    """A question is answered by whom it was routed to, or by the desk."""


class NothingRouted(Conflict):
    """No department has to answer this."""


class NothingRepeated(Conflict):
    """No earlier fault is linked, so there is nothing to explain."""
