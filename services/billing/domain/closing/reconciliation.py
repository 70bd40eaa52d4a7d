"""Whether quotes, charges, payments, cash, remittances, invoices and deposits agree; each is named that does not."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from shared.money import Money


class Check(StrEnum):
    """What must agree with what."""

    QUOTE_IS_SUM_OF_LINES = "quote_is_sum_of_lines"
    CONSENT_COVERS_QUOTE = "consent_covers_quote"
    CHARGE_IS_SUM_OF_LINES = "charge_is_sum_of_lines"
    CONSENT_COVERS_CHARGE = "consent_covers_charge"
    CHARGE_PAID_IS_SUM_OF_PAYMENTS = "charge_paid_is_sum_of_payments"
    CHARGE_REFUNDED_IS_SUM_OF_REFUNDS = "charge_refunded_is_sum_of_refunds"
    SETTLED_CHARGE_OWES_NOTHING = "settled_charge_owes_nothing"
    REDUCED_IS_SUM_OF_ADJUSTMENTS = "reduced_is_sum_of_adjustments"
    WRITTEN_OFF_IS_SUM_OF_ADJUSTMENTS = "written_off_is_sum_of_adjustments"
    CASH_PAID_IS_COLLECTED = "cash_paid_is_collected"
    REMITTANCE_IS_IN_LEDGER = "remittance_is_in_ledger"
    COUNT_IS_IN_LEDGER = "count_is_in_ledger"
    INVOICE_IS_WHAT_WAS_CHARGED = "invoice_is_what_was_charged"
    CREDIT_MAKES_INVOICE_ZERO = "credit_makes_invoice_zero"
    DEPOSIT_IS_IN_LEDGER = "deposit_is_in_ledger"
    CARRIED_IS_IN_LEDGER = "carried_is_in_ledger"
    HOLDINGS_ARE_CARRIED = "holdings_are_carried"
    TRAVEL_OWED_IS_IN_LEDGER = "travel_owed_is_in_ledger"
    MOVEMENT_IS_ZERO = "movement_is_zero"


AT_MOST = frozenset({Check.CONSENT_COVERS_QUOTE, Check.CONSENT_COVERS_CHARGE})
"""Where less is right too."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two amounts that should agree, and the thing they are about."""

    check: Check
    about: str
    """The number of the quote, charge …, or the id of the person or movement."""
    expected: Money
    found: Money


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """Two amounts that should agree and do not."""

    check: Check
    about: str
    expected: Money
    found: Money


def disagreements(pairs: Iterable[Pair]) -> tuple[Disagreement, ...]:
    """Each pair that does not agree."""
    return tuple(
        Disagreement(check=pair.check, about=pair.about, expected=pair.expected, found=pair.found)
        for pair in pairs
        if not _agrees(pair)
    )


def _agrees(pair: Pair) -> bool:
    return pair.found <= pair.expected if pair.check in AT_MOST else pair.found == pair.expected
