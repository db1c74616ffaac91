"""What is sent in: quotes, lines, instalments and the inputs of verbs."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from backend.core import types
from backend.crm.opportunity.schemas import Currency
from backend.crm.quote.models import QuoteLine, QuoteTerm
from backend.market.quote.models import Quote as MarketQuote

Share = types.number(7, 6, minimum="0")
TaxRate = Annotated[types.number(5, 4, minimum="0"), Field(lt=1)]
Text = types.text(4000)
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
    note: types.Line = ""


class QuoteTermBody(types.In):
    """An instalment: a percentage as a fraction, an amount, or the rest."""

    portion: types.one_of(QuoteTerm.Portion)
    percent: types.number(9, 6, above="0") | None = None
    amount: types.PositiveMoney | None = None
    trigger: types.one_of(QuoteTerm.Trigger)
    offset_days: types.count(0, 3650) = 0
    method: types.text(32) = ""


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
    lines: Annotated[list[QuoteLineBody], Field(max_length=200)] = []
    terms: Annotated[list[QuoteTermBody], Field(max_length=30)] = []


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
