"""The receipt 维修单 that the customer holds, and the check code against which the item is handed out."""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.repairs.domain.policy import ReceiptRule
from services.repairs.domain.refusals import ReceiptIsOut
from shared.actor import Actor

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without characters that are mistaken for each other when they are read out."""
_COST = 2**12


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """One receipt; a new issue voids the check code of the one before."""

    number: str
    issues: int = 0
    issued_at: datetime | None = None
    issued_by: str | None = None
    code_hash: str | None = None
    """None: no valid code is out."""

    def issue(self, code_hash: str, actor: Actor, reason: str | None, rule: ReceiptRule, *, now: datetime) -> "Receipt":
        """Hand the receipt to the customer; another one only by those the policy names, with a reason."""
        if self.issues and (actor.role not in rule.reissued_by or reason is None):
            raise ReceiptIsOut(f"receipt {self.number} was issued already", clause=rule.clause, field="reason")
        return replace(self, issues=self.issues + 1, issued_at=now, issued_by=actor.subject, code_hash=code_hash)

    def void(self) -> "Receipt":
        """Whoever finds the lost receipt collects nothing with it."""
        return replace(self, code_hash=None)

    def is_opened_by(self, check_code: str, repair_id: UUID) -> bool:
        """Whether this is the code on the valid receipt; case does not matter."""
        return self.code_hash is not None and hmac.compare_digest(self.code_hash, code_hash(check_code, repair_id))


def code_hash(check_code: str, repair_id: UUID) -> str:
    """What is stored of a check code: costly to compute, so that a stolen table opens nothing."""
    code = check_code.upper().encode()
    return hashlib.scrypt(code, salt=repair_id.bytes, n=_COST, r=8, p=1).hex()
