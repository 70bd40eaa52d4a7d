"""The shape of policy.toml: the tariff and the rules of money, each part with its clause."""

from dataclasses import dataclass

from shared.events.intake.tickets import Region
from shared.money import Money
from shared.policy import Revision


@dataclass(frozen=True, kw_only=True)
class VisitFee:
    """What a paid visit costs, and in which cases of chapter 2."""

    clause: str
    yuan_per_visit: Money
    cases: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CameraMove:
    """What moving cameras costs."""

    clause: str
    yuan_per_point: Money
    cable_code: str
    """The line of the price list with the price of a metre of cable."""
    replaces_visit_fee: bool


@dataclass(frozen=True, kw_only=True)
class MaintenanceContract:
    """What a maintenance contract costs; the final sum may be agreed case by case."""

    clause: str
    yuan_per_point_and_year: Money


@dataclass(frozen=True, kw_only=True)
class Materials:
    """Materials and parts are charged by what was used."""

    clause: str


@dataclass(frozen=True, kw_only=True)
class Travel:
    """Where the customer pays the technician's actual travel cost."""

    clause: str
    charged_in: tuple[Region, ...]
    receipt_needed: bool
    """Whether travel without a receipt costs the customer nothing."""


@dataclass(frozen=True, kw_only=True)
class PartCost:
    """Whether a part may cost the customer more than it costs the company."""

    clause: str
    price_up_to_cost: bool


@dataclass(frozen=True, kw_only=True)
class SystemPartSwap:
    """The visit whose only work is the swap of a faulty part of a system."""

    clause: str
    waive_visit_fee_on_system_part_swap: bool


@dataclass(frozen=True, kw_only=True)
class FeeOncePerFault:
    """Two trips for one fault cost one fee."""

    clause: str
    purposes_without_fee: tuple[str, ...]
    repeat_window_days: int
    """So long after a paid repair the same fault costs no fee."""


@dataclass(frozen=True, kw_only=True)
class Quoting:
    """What is told before a repair, and how long it holds."""

    clause: str
    valid_days: int


@dataclass(frozen=True, kw_only=True)
class Consenting:
    """Who may agree to pay."""

    clause: str


@dataclass(frozen=True, kw_only=True)
class Receivable:
    """By when a charge is paid."""

    clause: str
    due_days: int
    reminders_days_late: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Refunding:
    """Above which sum a second person approves that money goes back."""

    clause: str
    second_approval_above_yuan: Money


@dataclass(frozen=True, kw_only=True)
class GoodsReturn:
    """Goods that are taken back for the price on the proof."""

    clause: str


@dataclass(frozen=True, kw_only=True)
class Invoicing:
    """When an invoice is in the mail, and when it may be voided."""

    clause: str
    mailed_within_working_days: int
    voided_only_in_month_of_issue: bool
    """Later a red-letter invoice takes it back."""


@dataclass(frozen=True, kw_only=True)
class Depositing:
    """The deposit for a loaner."""

    clause: str


@dataclass(frozen=True, kw_only=True)
class CashLimit:
    """How much cash a person may carry without a warning."""

    clause: str
    yuan_per_person: Money


@dataclass(frozen=True, kw_only=True)
class Remitting:
    """By when cash is handed in."""

    clause: str
    within_working_days: int


@dataclass(frozen=True, kw_only=True)
class ServiceHours:
    """When a working day opens and closes."""

    clause: str
    opens: str
    closes: str


@dataclass(frozen=True, kw_only=True)
class BillingPolicy:
    """Everything billing takes from one revision of the policy."""

    revision: Revision
    sold_product_visit: VisitFee
    project_visit: VisitFee
    camera_move: CameraMove
    maintenance_contract: MaintenanceContract
    materials: Materials
    travel: Travel
    part_cost: PartCost
    system_part_swap: SystemPartSwap
    fee_once_per_fault: FeeOncePerFault
    quote: Quoting
    consent: Consenting
    receivable: Receivable
    refund: Refunding
    goods_return: GoodsReturn
    invoice: Invoicing
    deposit: Depositing
    cash_limit: CashLimit
    remittance: Remitting
    service_hours: ServiceHours

    @property
    def tariff(self) -> tuple[tuple[str, str, Money | None, str | None], ...]:
        """What may be asked for at most: name, clause, yuan, unit; no yuan where a price list or receipt says it."""
        return (
            ("sold_product_visit", self.sold_product_visit.clause, self.sold_product_visit.yuan_per_visit, "visit"),
            ("project_visit", self.project_visit.clause, self.project_visit.yuan_per_visit, "visit"),
            ("camera_move", self.camera_move.clause, self.camera_move.yuan_per_point, "point"),
            ("cable", self.camera_move.clause, None, "metre"),
            (
                "maintenance_contract",
                self.maintenance_contract.clause,
                self.maintenance_contract.yuan_per_point_and_year,
                "point and year",
            ),
            ("materials_and_parts", self.materials.clause, None, "piece"),
            ("travel", self.travel.clause, None, "trip"),
        )

    def visit_fee_in(self, charge_clause: str, *, is_part_of_installation: bool) -> VisitFee:
        """The fee by the case of chapter 2; a case that names neither goes by what the equipment is part of."""
        for fee in (self.sold_product_visit, self.project_visit):
            if charge_clause in fee.cases:
                return fee
        return self.project_visit if is_part_of_installation else self.sold_product_visit
