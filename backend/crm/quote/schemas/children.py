"""What hangs on a quote, as machines see it."""

from datetime import date
from typing import Any
from uuid import UUID

from backend.core import types


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
    container: str
    volume: str | None
    km: str | None


class QuoteTriggerOut(types.Out):
    """A rule that asks for another pair of eyes, and the lines it is about."""

    name: str
    kind: str
    level: str
    lines: list[int]
    value: str
    limit: str


class QuotePastLineOut(types.Out):
    """What was paid before for the goods of a line: by this customer, lowest, by its tier."""

    seq: int
    product_name: str
    price: types.Price
    last_price: types.Price | None
    last_on: date | None
    last_no: str | None
    low_12m: types.Price | None
    tier_average: types.Price | None


class QuoteHistoryOut(types.Out):
    """Every line of a quote beside what was paid before."""

    tier: str
    items: list[QuotePastLineOut]


class QuoteTraceStepOut(types.Out):
    """One step of a price, in words, with the figure before and after."""

    depth: int
    kind: str
    title: str
    detail: str
    op: str
    operand: str
    before: str
    after: str


class QuoteTraceLineOut(types.Out):
    """A line's price and the steps that made it. `is_whole`: no step was cut."""

    seq: int
    product_name: str
    quantity: types.Weight
    price: types.Price
    amount: types.Money
    is_whole: bool
    steps: list[QuoteTraceStepOut]


class QuoteTraceOut(types.Out):
    """How every price of a quote came about."""

    no: str
    currency: str
    priced_on: date | None
    fx_pair: str
    fx_rate: types.number(18, 8) | None
    fx_on: date | None
    amount: types.Money
    items: list[QuoteTraceLineOut]


class QuoteTermPriceOut(types.Out):
    """The whole quote under one of the eleven terms, at the same net-back."""

    term: str
    amount: types.Money
    per_tonne: types.Price
    is_chosen: bool


class QuoteTermsOut(types.Out):
    """The whole quote under each of the Incoterms 2020."""

    currency: str
    items: list[QuoteTermPriceOut]


class QuoteLinkOut(types.Out):
    """A link by which the customer reads the quote."""

    id: UUID
    url: str | None
    made_at: types.Moment
    expires_at: types.Moment
    revoked_at: types.Moment | None
    first_seen_at: types.Moment | None
    views: int


class QuoteAnswerOut(types.Out):
    """What the customer answered through a link."""

    kind: str
    at: types.Moment
    name: str
    phone: str | None
    words: str
    address: str | None
    agent: str | None
    content_hash: str


class QuoteLinksOut(types.Out):
    """The links of a quote and what was answered."""

    items: list[QuoteLinkOut]
    answers: list[QuoteAnswerOut]


class PublicLineOut(types.Out):
    """A line as its customer sees it."""

    seq: int
    product: str
    brands: list[str]
    quantity: types.Weight
    unit: str
    price: types.Price
    amount: types.Money
    price_rule: str
    tolerance: str
    lead_days: int | None
    substitutes: str
    note: str


class PublicQuoteOut(types.Out):
    """A quote as its customer sees it through a link."""

    standing: str
    no: str
    seller: str
    buyer: str
    made_on: date
    valid_until: date
    currency: str
    incoterm: str
    named_place: str
    amount: types.Money
    lines: list[PublicLineOut]
    instalments: list[str]
    requirements: list[str]
    content_hash: str
