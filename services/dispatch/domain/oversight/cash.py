"""What a member of staff carries of the customers' money, as billing tells it."""

from dataclasses import dataclass, replace

from services.dispatch.domain.identifiers import PersonId
from shared.events.billing.cash import CashCollected, CashCollectedApart, CashCounted, CashHandedIn, CashPaidOut
from shared.money import Money

CashMoved = CashCollected | CashCollectedApart | CashPaidOut | CashHandedIn | CashCounted


@dataclass(frozen=True, kw_only=True)
class CashCopy:
    """What a member of staff carries of the customers' money, and what finance has still to count."""

    id: PersonId
    version: int = 0
    in_hands: Money = Money.ZERO
    handed_in: Money = Money.ZERO
    """Handed in and not counted yet."""

    def heard(self, event: CashMoved) -> "CashCopy":
        """What billing says of his cash."""
        match event:
            case (
                CashCollected(in_hands=in_hands)
                | CashCollectedApart(in_hands=in_hands)
                | CashPaidOut(in_hands=in_hands)
            ):
                return replace(self, in_hands=in_hands)
            case CashHandedIn(amount=amount):
                return replace(self, in_hands=self.in_hands - amount, handed_in=self.handed_in + amount)
            case CashCounted(in_hands=in_hands, counted=counted, difference=difference):
                declared = counted - difference
                return replace(self, in_hands=in_hands, handed_in=self.handed_in - declared)
