"""What is sent in: quotes, lines, instalments and the inputs of verbs."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from backend.core import types
from backend.crm.freight.models import Mode
from backend.crm.opportunity.schemas import Currency
from backend.crm.quote.models import (
    Quote,
    QuoteCharge,
    QuoteCost,
    QuoteLine,
    QuoteRule,
    QuoteTerm,
)
from backend.market.quote.models import Quote as MarketQuote

Share = types.number(7, 6, minimum="0")
TaxRate = Annotated[types.number(5, 4, minimum="0"), Field(lt=1)]
Text = types.text(4000)
Incoterm = Literal["", "EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP"]
Box = Literal["", "20GP", "40GP", "40HQ"]
Travel = Literal["", "sea", "road", "rail", "air", "multimodal"]
ZERO = Decimal(0)


class QuoteLineBody(types.In):
    """A line: goods, price rule, tolerance. Ratios are fractions: 0.02 is 2 %."""

    product_id: types.Id
    brands: Annotated[list[types.text(64, minimum=1)], Field(max_length=50)] = []
    quantity: types.PositiveWeight
    tolerance_more: Share = ZERO
    tolerance_less: Share = ZERO
    tolerance_option: types.one_of(QuoteLine.Side) = QuoteLine.Side.SELLER.value
    pricing: types.one_of(QuoteLine.Pricing)
    fixed_price: types.PositivePrice | None = None
    instrument_id: types.Id | None = None
    quote_kind: types.one_of(MarketQuote.Kind) = MarketQuote.Kind.SETTLE.value
    premium: types.Price = ZERO
    pricer: types.one_of(QuoteLine.Side) = QuoteLine.Side.BUYER.value
    window_start: types.Day | None = None
    window_end: types.Day | None = None
    average_places: types.count(0, 4) = 2
    provisional_price: types.PositivePrice | None = None
    unit: types.text(8, minimum=1) = "t"
    price_from: types.one_of(QuoteLine.PriceFrom) = QuoteLine.PriceFrom.HAND.value
    hand_reason: types.Line = ""
    list_price: types.PositivePrice | None = None
    discounts: Annotated[list[types.number(7, 6, minimum="0")], Field(max_length=10)] = []
    lead_days: types.count(0, 3650) | None = None
    substitutes: types.Line = ""
    note: types.Line = ""


class QuoteTermBody(types.In):
    """An instalment: a percentage as a fraction, an amount, or the rest."""

    portion: types.one_of(QuoteTerm.Portion)
    percent: types.number(9, 6, above="0") | None = None
    amount: types.PositiveMoney | None = None
    trigger: types.one_of(QuoteTerm.Trigger)
    offset_days: types.count(0, 3650) = 0
    method: types.text(32) = ""


class QuoteFreight(types.In):
    """Where the goods go, to find their freight on a card."""

    mode: types.one_of(Mode) = Mode.SEA.value
    origin: types.text(64) = ""
    destination: types.text(64) = ""
    prefer: Literal["cheapest", "fastest"] = "cheapest"
    container: Box = ""
    volume: types.number(14, 3, above="0") | None = None
    km: types.number(9, 3, above="0") | None = None


class QuoteChargeBody(types.In):
    """What the way to the named place costs; a share of the price is a fraction: 0.002."""

    kind: types.one_of(QuoteCharge.Kind)
    label: types.text(100) = ""
    source: types.one_of(QuoteCharge.Source) = QuoteCharge.Source.TYPED.value
    basis: types.one_of(QuoteCharge.Basis) = QuoteCharge.Basis.TONNE.value
    amount: types.number(18, 6, minimum="0") = ZERO
    currency: Currency = "CNY"


class QuoteCostBody(types.In):
    """A row of the cost sheet, of a line by its number or of the whole quote, without VAT."""

    line_seq: types.count(1, 200) | None = None
    kind: types.one_of(QuoteCost.Kind)
    label: types.text(100) = ""
    source: types.one_of(QuoteCost.Source) = QuoteCost.Source.TYPED.value
    basis: types.one_of(QuoteCost.Basis) = QuoteCost.Basis.TONNE.value
    amount: types.number(18, 6) = ZERO
    currency: Currency = "CNY"


class QuotePatch(types.In):
    """What of a draft may be corrected; absent fields stay."""

    party_id: types.Id = UUID(int=0)
    opportunity_id: types.Id | None = None
    their_no: types.text(64) = ""
    contact_name: types.text(64) = ""
    valid_until: types.Day = date.min
    currency: Currency = "CNY"
    tax_rate: TaxRate = Decimal("0.13")
    delivery_place: types.Line = ""
    delivery_mode: types.text(64) = ""
    delivery_until: types.Day | None = None
    quality_terms: Text = ""
    other_terms: Text = ""
    incoterm: Incoterm = ""
    named_place: types.text(120) = ""
    transport_mode: Travel = ""
    language: types.one_of(Quote.Language) = Quote.Language.ZH.value
    validity_rule: types.one_of(Quote.Validity) = Quote.Validity.DATE.value
    validity_percent: types.number(7, 6, above="0") | None = None
    price_places: types.count(0, 4) = 2
    containers: types.count(1, 999) = 1
    cost_profile_id: types.Id | None = None
    freight: QuoteFreight | None = None
    lines: Annotated[list[QuoteLineBody], Field(max_length=200)] = []
    terms: Annotated[list[QuoteTermBody], Field(max_length=30)] = []
    charges: Annotated[list[QuoteChargeBody], Field(max_length=40)] = []
    costs: Annotated[list[QuoteCostBody], Field(max_length=400)] = []


class QuoteIn(QuotePatch):
    """What is needed to write a quote; our only company sells unless another is named."""

    id: types.Id | None = None
    on: types.Day
    party_id: types.Id
    seller_id: types.Id | None = None
    valid_until: types.Day


class QuoteOnDay(types.In):
    """A verb that happens on a day."""

    on: types.Day


class QuoteSend(types.In):
    """When and how a quote went out."""

    on: types.Day
    via: types.text(64) = ""


class QuoteAccept(types.In):
    """When the customer said yes, and who did."""

    on: types.Day
    accepted_by: types.text(64, minimum=1)


class QuoteRevise(types.In):
    """The day of the new revision and until when it binds; its id may come from the client."""

    id: types.Id | None = None
    on: types.Day
    valid_until: types.Day
    reprice: types.Flag = False


class QuoteShare(types.In):
    """From when and for how many days the customer may open the quote by a link."""

    at: types.Moment
    days: types.count(1, 90) = 14


class QuoteUnshare(types.In):
    """Since when and why the links of a quote are closed."""

    at: types.Moment
    reason: types.text(200, minimum=2)


class QuoteRuleIn(types.In):
    """A rule that asks for another pair of eyes; a share is a fraction: 0.02 is 2 %."""

    id: types.Id | None = None
    name: types.text(100, minimum=1)
    kind: types.one_of(QuoteRule.Kind)
    threshold: types.number(18, 6, minimum="0") = ZERO
    role: types.text(32) = ""
    level: types.one_of(QuoteRule.Level) = QuoteRule.Level.APPROVER.value
    is_active: types.Flag = True


class QuoteRulePatch(types.In):
    """What of a rule may be moved."""

    name: types.text(100, minimum=1) = "-"
    threshold: types.number(18, 6, minimum="0") = ZERO
    role: types.text(32) = ""
    level: types.one_of(QuoteRule.Level) = QuoteRule.Level.APPROVER.value
    is_active: types.Flag = True


class PublicAccept(types.In):
    """A customer's yes: who says so, and that this person may."""

    name: types.text(64, minimum=1)
    phone: types.text(32, minimum=5)
    remark: types.text(500) = ""
    consent: types.Flag


class PublicReject(types.In):
    """A customer's no, and why."""

    name: types.text(64, minimum=1)
    phone: types.text(32) = ""
    reason: types.text(500, minimum=2)
