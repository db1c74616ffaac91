"""What is given out: contracts in lists and in full, their lines, instalments, amendments."""

from datetime import date
from typing import Any
from uuid import UUID

from backend.core import types
from backend.core.http.doors import Filters
from backend.crm.contract import queries
from backend.crm.contract.flow import AmendmentState, State
from backend.crm.contract.models import Axis, Contract, ContractLine
from backend.crm.contract.schemas.bodies import Clock, Share

Exact = types.number(24, 10)


class ContractLineOut(types.Out):
    """A line with its band and how far it has come, and money a unit: `measured_in` says which."""

    id: UUID
    seq: int
    product_id: UUID
    product_name: str
    product_spec: str
    measured_in: str
    brands: list[str]
    warehouse_id: UUID | None
    warehouse_name: str | None
    reserves_stock: bool
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
    premium: types.Price
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
    provisional_price: types.Price
    weight_basis: str
    scale_tolerance: Share
    amount_estimated: types.Money
    quantity_priced: types.Weight
    quantity_shipped: types.Weight
    quantity_signed: types.Weight
    is_delivered: bool
    final_price: Exact | None
    amount_final: types.Money | None
    amount_invoiced: types.Money
    quote_line_id: UUID | None

    @staticmethod
    def resolve_product_name(line: ContractLine) -> str:
        """This will name the goods."""
        return line.product.name

    @staticmethod
    def resolve_measured_in(line: ContractLine) -> str:
        """This will name the unit of its quantities: tonnes, or what is counted."""
        return line.product.measured_in

    @staticmethod
    def resolve_product_spec(line: ContractLine) -> str:
        """This will give the goods' specification."""
        return line.product.spec

    @staticmethod
    def resolve_warehouse_name(line: ContractLine) -> str | None:
        """This will name the warehouse."""
        return line.warehouse.name if line.warehouse else None

    @staticmethod
    def resolve_instrument_code(line: ContractLine) -> str | None:
        """This will name the instrument."""
        return line.instrument.code if line.instrument else None

    @staticmethod
    def resolve_quantity_min(line: ContractLine) -> Any:
        """This will give the lower end of the band."""
        return queries.delivery_band(line).min

    @staticmethod
    def resolve_quantity_max(line: ContractLine) -> Any:
        """This will give the upper end of the band."""
        return queries.delivery_band(line).max


class PaymentTermOut(types.Out):
    """An instalment and what it comes to at the present estimate or final amount."""

    id: UUID
    seq: int
    portion: str
    percent: types.number(9, 6) | None
    amount: types.Money | None
    trigger: str
    offset_days: int
    method: str
    share: types.Money


class AuthorisedOut(types.Out):
    """A person whose word counts."""

    side: str
    name: str
    contact: str


class ContractRow(types.Out):
    """A contract in a list."""

    id: UUID
    no: str
    their_no: str
    party_id: UUID
    party_name: str
    seller_id: UUID
    kind: str
    state: str
    made_on: types.Day
    signed_on: types.Day | None
    delivery_until: types.Day | None
    currency: str
    amount_estimated: types.Money
    amount_final: types.Money | None
    delivery_axis: str
    pricing_axis: str
    invoicing_axis: str
    payment_axis: str
    text_version: int
    owner_id: int | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class AmendmentBrief(types.Out):
    """An amendment on its contract's page."""

    id: UUID
    no: str
    state: str
    made_on: types.Day
    reason: str


class ContractOut(ContractRow):
    """A contract in full."""

    seller_name: str
    quote_id: UUID | None
    tax_rate: types.number(5, 4)
    shortage_rule: str
    approved_on: types.Day | None
    signed_place: str
    ended_on: types.Day | None
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
    authorised: list[AuthorisedOut]
    cost_estimated: types.Money | None
    margin_estimated: types.Money | None
    lines: list[ContractLineOut]
    terms: list[PaymentTermOut]
    amendments: list[AmendmentBrief]
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(contract: Contract) -> str:
        """This will name the buyer."""
        return contract.party.name

    @staticmethod
    def resolve_seller_name(contract: Contract) -> str:
        """This will name our company."""
        return contract.seller.name

    @staticmethod
    def resolve_margin_estimated(contract: Contract) -> Any:
        """This will give the margin as it stands now, without VAT."""
        return queries.margin(contract)

    @staticmethod
    def resolve_lines(contract: Contract) -> Any:
        """This will read the lines, each knowing its contract."""
        return list(contract.lines.all())

    @staticmethod
    def resolve_terms(contract: Contract) -> Any:
        """This will read the instalments with what each comes to."""
        if not contract.terms.all():
            return []
        found = []
        for share in queries.shares(contract):
            share.term.share = share.amount  # type: ignore[attr-defined]
            found.append(share.term)
        return found

    @staticmethod
    def resolve_amendments(contract: Contract) -> Any:
        """This will read the amendments."""
        return list(contract.amendments.all())


class ContractFilters(Filters):
    """What contracts can be filtered by."""

    state: types.one_of(State) | None = None
    party_id: types.Id | None = None
    seller_id: types.Id | None = None
    owner_id: types.count(1, 2_147_483_647) | None = None
    unit_id: types.Id | None = None
    delivery_axis: types.one_of(Axis) | None = None
    pricing_axis: types.one_of(Axis) | None = None
    invoicing_axis: types.one_of(Axis) | None = None
    payment_axis: types.one_of(Axis) | None = None
    signed_from: types.Day | None = None
    signed_to: types.Day | None = None
    product_id: types.Id | None = None


class AmendmentChange(types.Out):
    """One term that changes: where, what it was, what it becomes (values as text)."""

    path: str
    old: Any
    new: Any


class AmendmentRow(types.Out):
    """An amendment in a list."""

    id: UUID
    no: str
    contract_id: UUID
    contract_no: str
    party_id: UUID
    state: str
    seq: int
    made_on: date
    reason: str
    version: int
    created_at: types.Moment


class AmendmentOut(AmendmentRow):
    """An amendment in full."""

    their_no: str
    changes: list[AmendmentChange]
    approved_on: types.Day | None
    applied_on: types.Day | None
    owner_id: int | None
    unit_id: UUID | None

    @staticmethod
    def resolve_contract_no(amendment: Any) -> str:
        """This will give the contract's number."""
        return str(amendment.contract.no)


class AmendmentFilters(Filters):
    """What amendments can be filtered by."""

    contract_id: types.Id | None = None
    party_id: types.Id | None = None
    state: types.one_of(AmendmentState) | None = None
