"""A quote as machines see it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from backend.core import types
from backend.core.http.doors import Filters
from backend.crm.quote import calc, queries
from backend.crm.quote.flow import State


class QuoteLineOut(types.Out):
    """A line of a quote."""

    id: UUID
    seq: int
    product_id: UUID
    product_name: str
    brands: list[str]
    quantity: types.Weight
    tolerance_more: types.Ratio
    tolerance_less: types.Ratio
    tolerance_option: str
    pricing: str
    fixed_price: types.Price | None
    instrument_id: UUID | None
    instrument_code: str | None
    quote_kind: str
    premium: types.Price
    pricer: str
    window_start: date | None
    window_end: date | None
    average_places: int
    provisional_on: date | None
    provisional_price: types.Price
    amount_estimated: types.Money
    unit: str
    price_from: str
    hand_reason: str
    list_price: types.Price | None
    discounts: list[str]
    price_level: str
    price_entry_id: UUID | None
    benchmark_price: types.Price | None
    benchmark_on: date | None
    lead_days: int | None
    substitutes: str
    note: str

    @staticmethod
    def resolve_product_name(line: Any) -> str:
        """This will name the goods."""
        return str(line.product.name)

    @staticmethod
    def resolve_instrument_code(line: Any) -> str | None:
        """This will name what the price follows."""
        return str(line.instrument.code) if line.instrument else None


class QuoteTermOut(types.Out):
    """An instalment, with what it comes to at the estimate."""

    seq: int
    portion: str
    percent: types.Ratio | None
    amount: types.Money | None
    trigger: str
    offset_days: int
    method: str


class QuoteChargeOut(types.Out):
    """What the way to the named place costs."""

    seq: int
    kind: str
    label: str
    source: str
    basis: str
    amount: types.number(18, 6)
    currency: str
    per_unit: types.number(18, 6) | None


class QuoteCostOut(types.Out):
    """A row of the cost sheet, without VAT."""

    seq: int
    line_seq: int | None
    kind: str
    label: str
    source: str
    basis: str
    amount: types.number(18, 6)
    currency: str
    per_unit: types.number(18, 6) | None


class QuoteLineCostOut(types.Out):
    """What a line costs us a tonne and how low it may go."""

    seq: int
    cost_estimated: types.Price | None
    floor_price: types.Price | None


class QuoteLineMarginOut(types.Out):
    """What is left of a line, without VAT."""

    seq: int
    margin_estimated: types.Money | None


class QuoteFreightOut(types.Out):
    """Where the goods go, to find their freight on a card."""

    mode: str
    origin: str
    destination: str
    prefer: str
    volume: str | None


class QuoteTriggerOut(types.Out):
    """A rule that asks for another pair of eyes, and the lines it is about."""

    name: str
    kind: str
    level: str
    lines: list[int]
    value: str
    limit: str


class SalesQuoteRow(types.Out):
    """A quote in a list."""

    id: UUID
    no: str
    revision: int
    party_id: UUID
    party_name: str
    opportunity_id: UUID | None
    state: str
    made_on: date
    valid_until: date
    currency: str
    amount_estimated: types.Money
    incoterm: str
    price_stale: bool
    owner_id: int | None
    owner_name: str | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class SalesQuoteOut(SalesQuoteRow):
    """A quote in full. `is_expired` is computed when it is read."""

    seller_id: UUID
    seller_name: str
    is_expired: bool
    supersedes_id: UUID | None
    superseded_by_id: UUID | None
    their_no: str
    contact_name: str
    tax_rate: types.Ratio
    delivery_place: str
    delivery_mode: str
    delivery_until: date | None
    quality_terms: str
    other_terms: str
    named_place: str
    transport_mode: str
    language: str
    validity_rule: str
    validity_percent: types.Ratio | None
    price_places: int
    containers: int
    freight: QuoteFreightOut | None
    freight_card_id: UUID | None
    fx_pair: str
    fx_rate: types.number(18, 8) | None
    fx_on: date | None
    fx_source: str
    priced_on: date | None
    stale_reason: str
    stale_now: str
    triggers: list[QuoteTriggerOut]
    submitted_by_id: int | None
    passed_by_id: int | None
    viewed_at: types.Moment | None
    accepted_phone: str | None
    accepted_remark: str
    content_hash: str
    cost_estimated: types.Money | None
    margin_estimated: types.Money | None
    margin_ratio: types.Ratio | None
    charges: list[QuoteChargeOut]
    costs: list[QuoteCostOut] | None
    line_costs: list[QuoteLineCostOut] | None
    line_margins: list[QuoteLineMarginOut] | None
    approved_on: date | None
    sent_on: date | None
    sent_via: str
    accepted_on: date | None
    accepted_by: str
    closed_reason: str
    lines: list[QuoteLineOut]
    terms: list[QuoteTermOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(quote: Any) -> str:
        """This will name the customer."""
        return str(quote.party.name)

    @staticmethod
    def resolve_seller_name(quote: Any) -> str:
        """This will name our company."""
        return str(quote.seller.name)

    @staticmethod
    def resolve_owner_name(quote: Any) -> str | None:
        """This will name the owner."""
        return str(quote.owner) if quote.owner else None

    @staticmethod
    def resolve_is_expired(quote: Any) -> bool:
        """This will tell whether a quote that waits for its customer no longer binds us."""
        return is_over(quote)

    @staticmethod
    def resolve_stale_now(quote: Any) -> str:
        """This will say what moved away from the prices of a waiting quote, or nothing."""
        return queries.why_stale(quote, on=timezone.localdate())

    @staticmethod
    def resolve_freight(quote: Any) -> Any:
        """This will give what its freight is looked up by, when anything is."""
        return quote.freight or None

    @staticmethod
    def resolve_charges(quote: Any) -> Any:
        """This will read what the way costs, in its order."""
        return list(quote.charges.all())

    @staticmethod
    def resolve_costs(quote: Any) -> Any:
        """This will read the cost sheet in its order."""
        return list(quote.costs.all())

    @staticmethod
    def resolve_line_costs(quote: Any) -> Any:
        """This will tell what each line costs."""
        return list(quote.lines.all())

    @staticmethod
    def resolve_line_margins(quote: Any) -> Any:
        """This will tell what is left of each line."""
        return list(quote.lines.all())

    @staticmethod
    def resolve_superseded_by_id(quote: Any) -> UUID | None:
        """This will give the revision that took its place."""
        return queries.successor_of(quote.pk) if quote.state == State.SUPERSEDED else None

    @staticmethod
    def resolve_lines(quote: Any) -> Any:
        """This will read the lines in their order."""
        return list(quote.lines.all())

    @staticmethod
    def resolve_terms(quote: Any) -> Any:
        """This will read the instalments in their order."""
        return list(quote.terms.all())


class QuoteFilters(Filters):
    """What quotes can be filtered by; `series` gives every revision of one."""

    state: types.one_of(State) | None = None
    series: types.text(32) | None = None
    party_id: types.Id | None = None
    opportunity_id: types.Id | None = None
    price_stale: types.Flag | None = None
    owner_id: types.count(1, 2_147_483_647) | None = None
    valid_from: types.Day | None = None
    valid_until: types.Day | None = None
    made_from: types.Day | None = None
    made_until: types.Day | None = None


def is_over(quote: Any) -> bool:
    """This will tell at the door whether the last day of a waiting quote has passed."""
    waiting = quote.state == State.EXPIRED or quote.state in queries.BINDING
    return waiting and calc.has_passed(quote.valid_until, on=timezone.localdate())


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("party", "seller", "owner").prefetch_related(
        "lines__product", "lines__instrument", "terms", "charges", "costs"
    )
