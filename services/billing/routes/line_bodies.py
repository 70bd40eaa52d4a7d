"""How lines are asked for and shown, on quotes, bills and calculations alike."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from services.billing.domain.prices.lines import Because, Line, LineKind
from services.billing.domain.prices.tariff import Item
from shared.money import Money
from shared.web.answer import View
from shared.web.input.body import Body
from shared.web.input.fields import Code

Quantity = Annotated[str, StringConstraints(max_length=8, pattern=r"^(0|[1-9][0-9]{0,4})(\.[0-9]{1,2})?$")]
"""A decimal number as text, so that no program makes a float of it."""


class LineBody(Body):
    """Something to be priced; `at_most` for travel and the factory only, `part` for parts and materials only."""

    kind: LineKind
    part: Code | None = None
    quantity: Quantity = "1"
    finding: Annotated[int, Field(ge=1, le=1000)] | None = None
    equipment_id: UUID | None = None
    at_most: Money | None = None

    def item(self) -> Item:
        """As the tariff takes it."""
        return Item(
            kind=self.kind,
            code=self.part,
            quantity=Decimal(self.quantity),
            finding=self.finding,
            equipment_id=self.equipment_id,
            cost=self.at_most,
        )


LineBodies = Annotated[tuple[LineBody, ...], Field(min_length=1, max_length=100)]


class LineView(View):
    """A priced line, with the clause and why it costs what it costs."""

    line: int
    kind: LineKind
    part: str | None
    finding: int | None
    quantity: str
    unit: str
    unit_price: Money
    amount: Money
    clause: str
    because: Because
    is_at_most: bool

    @classmethod
    def of(cls, line: Line) -> "LineView":
        """What we show of a line."""
        values = {name: getattr(line, name) for name in cls.model_fields if name != "quantity"}
        return cls(**values, quantity=f"{line.quantity:f}")


def shown(lines: tuple[Line, ...]) -> tuple[LineView, ...]:
    """Every line."""
    return tuple(LineView.of(line) for line in lines)
