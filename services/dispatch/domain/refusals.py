"""What dispatch refuses, and why."""

from shared.errors import Conflict, Forbidden, Malformed, NotFound, RuleBroken


class JobNotFound(NotFound):
    """There is no such job, or it is somebody else's."""


class CardNotFound(NotFound):
    """There is no such card, or it is somebody else's."""


class ClockNotFound(NotFound):
    """The job has no such clock."""


class PersonNotFound(NotFound):
    """Nobody of this id is in the staff directory."""


class TechnicianNotFound(NotFound):
    """Nobody of this id is registered as a technician."""


class NotInTheDirectory(Forbidden):
    """Whoever asks is nobody of the staff directory."""


class NotAboutHimself(Forbidden):
    """Nobody records or changes anything about himself in the directory."""


class AlreadyATechnician(Conflict):
    """This person is registered as a technician already."""


class PersonNotActive(RuleBroken):
    """This person no longer works here."""


class PersonAway(RuleBroken):
    """This person is not there when he is needed."""


class WrongRole(RuleBroken):
    """Only a person of the right role can be this."""


class PeriodWrong(RuleBroken):
    """An absence or duty ends before it begins, is over already, or there are too many."""


class NoSuchPeriod(RuleBroken):
    """No absence or duty begins then."""


class SuperiorOfHimself(RuleBroken):
    """A line of superiors must end at the top, never in a circle."""


class TechnicianNotCertified(RuleBroken):
    """Only trained and certified technicians work (5.15)."""


class TechnicianOffShift(RuleBroken):
    """He works at other times and is not on duty; he is only sent with a reason (5.1)."""


class TechnicianLacksSkill(RuleBroken):
    """This kind of ticket asks for a skill that he does not have; he is only sent with a reason (5.1)."""


class TechnicianFull(RuleBroken):
    """He has as many open jobs as he may have; he only gets another with a reason (5.1)."""


class TechnicianMissing(Conflict):
    """Nobody is responsible for this job yet."""


class NothingOffered(Conflict):
    """This job is offered to nobody."""


class OfferOver(Conflict):
    """The time to answer is over."""


class EvidenceMissing(RuleBroken):
    """What is put down to the customer, or ends his cover, is shown, else it does not count."""


class NotCarriedOver(Conflict):
    """The job is not on the list of carried-over jobs of this day (5.10)."""


class TechnicianNotThere(Conflict):
    """This is said at the visit."""


class NothingToAcknowledge(NotFound):
    """The clock has not told this."""


class NotToldToYou(Forbidden):
    """Only who was told takes note of it."""


class VisitNotDecided(RuleBroken):
    """Nobody goes before the specialist has decided the visit (5.3)."""


class NoAppointment(RuleBroken):
    """The technician comes at the agreed time (5.4); only a level 1 fault goes without one."""


class EquipmentIncomplete(RuleBroken):
    """Nobody leaves without badge, tools and spare parts (7.1)."""


class WindowWrong(RuleBroken):
    """The agreed window ends before it begins, or is over already."""


class DelayUnexplained(RuleBroken):
    """Whoever has promised an end and names another says why; the first promise counts on (5.12)."""


class TravelCostWrong(RuleBroken):
    """Travel has cost something, and only who has departed has paid for it (3.6)."""


class TimeInTheFuture(RuleBroken):
    """What is reported to have happened lies in the future."""


class TimeOutOfOrder(RuleBroken):
    """This cannot have happened before what came before it."""


class ConsentMissing(RuleBroken):
    """Paid work begins only when the customer has agreed to the price (5.5)."""


class PartNotBroken(RuleBroken):
    """No part is replaced that the diagnosis did not find broken (5.5)."""


class NoTicketBehindIt(RuleBroken):
    """Nobody has reported a fault: on a visit about a contract nothing is taken along and no cover is judged."""


class NothingBroughtBack(RuleBroken):
    """The outcome says that an item was taken along, but none was recorded."""


class ProductNotNamed(RuleBroken):
    """An item that is taken along is described on its slip (5.7)."""


class AmountNotFixed(RuleBroken):
    """The amount is on the card before the customer signs it (5.5)."""


class DrawingUnusable(RuleBroken):
    """The drawn signature is too large, damaged, or holds something but strokes."""


class TooManyAddenda(RuleBroken):
    """A card is corrected a bounded number of times."""


class WorkNotCompleted(RuleBroken):
    """The customer signs what was done, so it must be done first (5.4)."""


class MissingPartsNotNamed(RuleBroken):
    """A follow-up visit for a missing part says which part."""


class TooManyRecords(RuleBroken):
    """A phone has sent more records than can wait for an earlier one."""


class OnlyHimself(Forbidden):
    """Only the person whom it is about may do this."""


class ViolationNotFound(NotFound):
    """There is no such violation, or it is none of the caller's business."""


class CaseNotFound(NotFound):
    """There is no such disciplinary case, or it may not be known to the caller yet."""


class DailyReportNotFound(NotFound):
    """Nothing happened on this day that a report would tell."""


class CalculationWrong(Malformed):
    """The calculation cannot be understood: it has an amount and an end, or neither."""
