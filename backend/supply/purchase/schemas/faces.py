"""What is given out: purchases in lists and in full, their lines, instalments and changes."""

from typing import Any
from uuid import UUID

from backend.core import types
from backend.core.http.doors import Filters
from backend.crm.contract.schemas.bodies import Clock, Share
from backend.supply.purchase import queries
from backend.supply.purchase.flow import ChangeState, State
from backend.supply.purchase.models import Axis, Purchase, PurchaseLine

Exact = types.number(24, 10)


class PurchaseLineOut(types.Out):
    """A line with its band and how far it has come; tonnes, and money a tonne."""

    id: UUID
    seq: int
    product_id: UUID
    product_name: str
    product_spec: str
    requisition_line_id: UUID | None
    award_line_id: UUID | None
    brands: list[str]
    warehouse_id: UUID | None
    warehouse_name: str | None
    quantity: types.Weight
    quantity_min: Exact
    quantity_max: Exact
    tolerance_more: Share
    tolerance_less: Share
    tolerance_option: str
    pricing: str
    fixed_price: types.Price | None
    instrument_id: UUID | None
    instrument_code: str | None
    quote_kind: str
    premium: types.Price | None
    pricer: str
    window_start: types.Day | None
    window_end: types.Day | None
    min_tranche: types.Weight
    max_tranches: int
    cut_off: Clock | None
    uncalled: str
    average_missing: str
    average_places: int
    provisional_on: types.Day | None
    provisional_price: types.Price | None
    weight_basis: str
    scale_tolerance: Share
    amount_estimated: types.Money | None
    quantity_priced: types.Weight
    amount_priced: types.Money | None
    quantity_received: types.Weight
    quantity_rejected: types.Weight
    quantity_open: types.Weight
    is_received: bool
    final_price: Exact | None
    amount_final: types.Money | None
    amount_invoiced: types.Money | None

    @staticmethod
    def resolve_product_name(line: PurchaseLine) -> str:
        """This will name the goods."""
        return line.product.name

    @staticmethod
    def resolve_product_spec(line: PurchaseLine) -> str:
        """This will give the goods' specification."""
        return line.product.spec

    @staticmethod
    def resolve_warehouse_name(line: PurchaseLine) -> str | None:
        """This will name the warehouse."""
        return line.warehouse.name if line.warehouse else None

    @staticmethod
    def resolve_instrument_code(line: PurchaseLine) -> str | None:
        """This will name the instrument."""
        return line.instrument.code if line.instrument else None

    @staticmethod
    def resolve_quantity_min(line: PurchaseLine) -> Any:
        """This will give the lower end of the band."""
        return queries.delivery_band(line).min

    @staticmethod
    def resolve_quantity_max(line: PurchaseLine) -> Any:
        """This will give the upper end of the band."""
        return queries.delivery_band(line).max

    @staticmethod
    def resolve_quantity_open(line: PurchaseLine) -> Any:
        """This will give the tonnes still to come."""
        return queries.open_quantity(line)


class PurchaseTermOut(types.Out):
    """An instalment and what it comes to at the present estimate or final amount."""

    id: UUID
    seq: int
    portion: str
    percent: types.number(9, 6) | None
    amount: types.Money | None
    trigger: str
    offset_days: int
    method: str
    share: types.Money | None


class PurchaseRow(types.Out):
    """A purchase in a list."""

    id: UUID
    no: str
    their_no: str
    party_id: UUID
    party_name: str
    buyer_id: UUID
    kind: str
    state: str
    made_on: types.Day
    sent_on: types.Day | None
    acknowledged_on: types.Day | None
    delivery_until: types.Day | None
    currency: str
    amount_estimated: types.Money | None
    amount_final: types.Money | None
    receipt_axis: str
    pricing_axis: str
    invoice_axis: str
    payment_axis: str
    text_version: int
    owner_id: int | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class PurchaseChangeBrief(types.Out):
    """A change on its purchase's page."""

    id: UUID
    no: str
    state: str
    proposed_by: str
    made_on: types.Day
    reason: str


class PurchaseOut(PurchaseRow):
    """A purchase in full."""

    buyer_name: str
    fx_rate: types.number(18, 8)
    tax_rate: types.number(5, 4)
    shortage_rule: str
    approved_on: types.Day | None
    sent_via: str
    acknowledged_by: str
    ended_on: types.Day | None
    signed_place: str
    delivery_place: str
    delivery_mode: str
    incoterm: str
    named_place: str
    transport_mode: str
    shipping_terms: str
    quality_terms: str
    umpire: str
    objection_days: int
    title_terms: str
    invoice_terms: str
    late_fee: types.number(9, 6)
    breach_terms: str
    dispute_terms: str
    other_terms: str
    copies: int
    amount_invoiced: types.Money | None
    amount_paid: types.Money | None
    lines: list[PurchaseLineOut]
    terms: list[PurchaseTermOut]
    order_changes: list[PurchaseChangeBrief]
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(purchase: Purchase) -> str:
        """This will name the seller."""
        return purchase.party.name

    @staticmethod
    def resolve_buyer_name(purchase: Purchase) -> str:
        """This will name our company."""
        return purchase.buyer.name

    @staticmethod
    def resolve_lines(purchase: Purchase) -> Any:
        """This will read the lines, each knowing its purchase."""
        return list(purchase.lines.all())

    @staticmethod
    def resolve_terms(purchase: Purchase) -> Any:
        """This will read the instalments with what each comes to."""
        if not purchase.terms.all():
            return []
        found = []
        for share in queries.shares(purchase):
            share.term.share = share.amount  # type: ignore[attr-defined]
            found.append(share.term)
        return found

    @staticmethod
    def resolve_order_changes(purchase: Purchase) -> Any:
        """This will read the changes."""
        return list(purchase.order_changes.all())


class PurchaseMade(types.Out):
    """A draft that an award became."""

    id: UUID
    no: str
    party_id: UUID


class PurchasesMade(types.Out):
    """The drafts that an award became, one a supplier."""

    items: list[PurchaseMade]


class PurchaseFilters(Filters):
    """What purchases can be filtered by."""

    state: types.one_of(State) | None = None
    party_id: types.Id | None = None
    buyer_id: types.Id | None = None
    owner_id: types.count(1, 2_147_483_647) | None = None
    unit_id: types.Id | None = None
    receipt_axis: types.one_of(Axis) | None = None
    pricing_axis: types.one_of(Axis) | None = None
    invoice_axis: types.one_of(Axis) | None = None
    payment_axis: types.one_of(Axis) | None = None
    sent_from: types.Day | None = None
    sent_to: types.Day | None = None
    product_id: types.Id | None = None


class PurchaseChangeTerm(types.Out):
    """One term that changes: where, what it was, what it becomes (values as text)."""

    path: str
    old: Any
    new: Any


class PurchaseChangeRow(types.Out):
    """A change of a purchase in a list."""

    id: UUID
    no: str
    purchase_id: UUID
    purchase_no: str
    party_id: UUID
    state: str
    seq: int
    proposed_by: str
    made_on: types.Day
    reason: str
    version: int
    created_at: types.Moment


class PurchaseChangeOut(PurchaseChangeRow):
    """A change of a purchase in full."""

    changes: list[PurchaseChangeTerm] | None
    agreed_on: types.Day | None
    agreed_by: str
    applied_on: types.Day | None
    owner_id: int | None
    unit_id: UUID | None

    @staticmethod
    def resolve_purchase_no(change: Any) -> str:
        """This will give the purchase's number."""
        return str(change.purchase.no)


class PurchaseChangeFilters(Filters):
    """What changes can be filtered by."""

    purchase_id: types.Id | None = None
    party_id: types.Id | None = None
    state: types.one_of(ChangeState) | None = None
