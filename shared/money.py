"""Yuan with two decimals; never a float, and half up per line as the policy says."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar

_CENT = Decimal("0.01")
_MOST = Decimal("9999999999.99")
_ON_THE_WIRE = r"^(0\.[0-9]{2}|-0\.(0[1-9]|[1-9][0-9])|-?[1-9][0-9]{0,9}\.[0-9]{2})$"
"""No minus zero, no leading zero, and only the digits that every reader knows."""
_AS_TEXT = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]{1,2})?")


@dataclass(frozen=True, order=True)
class Money:
    """An amount in yuan.

    Raises ValueError for more than two decimals, for what is not finite, and beyond ±9,999,999,999.99 (the column is
    `numeric(12,2)`, which would round or refuse silently), TypeError for anything but a Decimal. Minus zero becomes
    zero.
    """

    amount: Decimal

    ZERO: ClassVar["Money"]

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"money is a Decimal, not {type(self.amount).__name__}")
        if not self.amount.is_finite():
            raise ValueError(f"{self.amount!r} is not an amount of money")
        exact = self.amount.quantize(_CENT) if abs(self.amount) <= _MOST else None
        if exact is None or exact != self.amount:
            raise ValueError(f"{self.amount} yuan has more than two decimals or is beyond {_MOST}")
        object.__setattr__(self, "amount", exact + 0)  # + 0 makes minus zero zero

    @classmethod
    def of(cls, text: str) -> "Money":
        """Money written as text, such as `"100.00"`; raises ValueError."""
        amount = Decimal(text) if _AS_TEXT.fullmatch(text) else None
        if amount is None or (amount.is_zero() and amount.is_signed()):
            raise ValueError(f"{text!r} is not an amount of money")
        return cls(amount)

    @classmethod
    def rounded(cls, amount: Decimal) -> "Money":
        """An exact amount rounded half up to two decimals (reading of policy clause 3)."""
        if not amount.is_finite() or abs(amount) > _MOST:
            raise ValueError(f"{amount} is not an amount of money")
        return cls(amount.quantize(_CENT, ROUND_HALF_UP))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + other.amount)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - other.amount)

    def __neg__(self) -> "Money":
        return Money(-self.amount)

    def __mul__(self, quantity: int | Decimal) -> "Money":
        """Price times quantity, rounded half up: one line of a bill."""
        return Money.rounded(self.amount * quantity)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return f"{self.amount:.2f}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> dict[str, Any]:
        """On the wire money is a string with exactly two decimals; a JSON number is refused."""
        return {
            "type": "json-or-python",
            "json_schema": {
                "type": "function-after",
                "function": {"type": "no-info", "function": cls.of},
                "schema": {"type": "str", "pattern": _ON_THE_WIRE, "strict": True},
            },
            "python_schema": {"type": "is-instance", "cls": cls},
            "serialization": {"type": "to-string", "when_used": "always"},
        }


Money.ZERO = Money(Decimal("0.00"))


def total(amounts: Iterable[Money]) -> Money:
    """The sum of lines that are already rounded: a sum is the sum of its lines."""
    return sum(amounts, Money.ZERO)
