"""What is sent in: purchases, lines, instalments, changes and the inputs of verbs."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from backend.core import types
from backend.crm.contract.models import Contract
from backend.crm.contract.schemas.bodies import NOBODY, Clock, Share, TaxRate, Text
from backend.crm.opportunity.schemas import Currency
from backend.crm.quote.schemas.bodies import Incoterm, Travel
from backend.market.quote.models import Quote as MarketQuote
from backend.supply.purchase.models import PurchaseLine, PurchaseTerm


class PurchaseRules(types.In):
    """The price, tolerance and weight rules of a line. Ratios are fractions: 0.02 is 2 %."""

    brands: Annotated[list[types.text(64, minimum=1)], Field(max_length=50)] = []
    warehouse_id: types.Id | None = None
    tolerance_more: Share = Decimal("0")
    tolerance_less: Share = Decimal("0")
    tolerance_option: types.one_of(PurchaseLine.Side) = PurchaseLine.Side.SELLER.value
    instrument_id: types.Id | None = None
    quote_kind: types.one_of(MarketQuote.Kind) = MarketQuote.Kind.SETTLE.value
    pricer: types.one_of(PurchaseLine.Side) = PurchaseLine.Side.BUYER.value
    window_start: types.Day | None = None
    window_end: types.Day | None = None
    min_tranche: types.WeightNotNegative = Decimal("0")
    max_tranches: types.count(0, 1000) = 0
    cut_off: Clock | None = None
    uncalled: types.one_of(PurchaseLine.Uncalled) = PurchaseLine.Uncalled.AGREE.value
    average_missing: types.one_of(PurchaseLine.Missing) = PurchaseLine.Missing.WAIT.value
    average_places: types.count(0, 4) = 2
    provisional_on: types.Day | None = None
    provisional_price: types.PositivePrice | None = None
    weight_basis: types.one_of(PurchaseLine.WeightBasis) = PurchaseLine.WeightBasis.BUYER.value
    scale_tolerance: Share = Decimal("0")


class PurchaseLineBody(PurchaseRules):
    """A line: goods, the need they meet if any, and its rules."""

    product_id: types.Id
    requisition_line_id: types.Id | None = None
    quantity: types.PositiveWeight
    pricing: types.one_of(PurchaseLine.Pricing)
    fixed_price: types.PositivePrice | None = None
    premium: types.Price = Decimal("0")


class AwardedLineBody(PurchaseRules):
    """What a purchase adds to an awarded share; its price or premium is what was won."""

    award_line_id: types.Id
    pricing: types.one_of(PurchaseLine.Pricing) | None = None


class PurchaseTermBody(types.In):
    """An instalment: a percentage as a fraction, an amount, or the rest."""

    portion: types.one_of(PurchaseTerm.Portion)
    percent: types.number(9, 6, above="0") | None = None
    amount: types.PositiveMoney | None = None
    trigger: types.one_of(PurchaseTerm.Trigger)
    offset_days: types.count(0, 3650) = 0
    method: types.text(32) = ""


class PurchasePatch(types.In):
    """The facts of a draft that may be corrected; absent fields stay."""

    party_id: types.Id = NOBODY
    buyer_id: types.Id = NOBODY
    kind: types.one_of(Contract.Kind) = Contract.Kind.SPOT.value
    their_no: types.text(64) = ""
    currency: Currency = "CNY"
    fx_rate: types.Rate | None = None
    tax_rate: TaxRate = Decimal("0.13")
    shortage_rule: types.one_of(Contract.ShortageRule) = Contract.ShortageRule.LAST_TRANCHE.value
    signed_place: types.text(64) = ""
    delivery_place: types.Line = ""
    delivery_mode: types.text(64) = ""
    delivery_until: types.Day | None = None
    incoterm: Incoterm = ""
    named_place: types.text(120) = ""
    transport_mode: Travel = ""
    shipping_terms: Text = ""
    quality_terms: Text = ""
    umpire: types.text(120) = ""
    objection_days: types.count(0, 730) = 7
    title_terms: Text = ""
    invoice_terms: Text = ""
    late_fee: types.Ratio = Decimal("0.0005")
    breach_terms: Text = ""
    dispute_terms: Text = ""
    other_terms: Text = ""
    copies: types.count(1, 20) = 4
    lines: Annotated[list[PurchaseLineBody], Field(max_length=200)] = []
    terms: Annotated[list[PurchaseTermBody], Field(max_length=30)] = []


class PurchaseIn(PurchasePatch):
    """What is needed to write a purchase; its number is given at once."""

    id: types.Id | None = None
    on: types.Day
    party_id: types.Id
    buyer_id: types.Id


class PurchaseFromAward(types.In):
    """One click from an approved award; without a party, for every supplier who won."""

    on: types.Day
    award_id: types.Id
    buyer_id: types.Id
    party_id: types.Id | None = None
    lines: Annotated[list[AwardedLineBody], Field(max_length=500)] = []


class PurchaseBecause(types.In):
    """A verb that needs a reason."""

    reason: types.Reason


class PurchaseOnBecause(types.In):
    """A verb that needs a day and a reason."""

    on: types.Day
    reason: types.Reason


class PurchaseOn(types.In):
    """A verb that needs a day."""

    on: types.Day


class PurchaseSend(types.In):
    """When and how a purchase went out."""

    on: types.Day
    via: types.text(64) = ""


class PurchaseAcknowledge(types.In):
    """When the supplier accepted, who said so, and the supplier's own number."""

    on: types.Day
    by: types.text(64) = ""
    their_no: types.text(64) = ""


class PurchaseLineChange(types.In):
    """What changes on a line; absent fields stay."""

    seq: types.count(1, 500)
    quantity: types.PositiveWeight | None = None
    tolerance_more: Share | None = None
    tolerance_less: Share | None = None
    fixed_price: types.PositivePrice | None = None
    premium: types.Price | None = None
    window_start: types.Day | None = None
    window_end: types.Day | None = None


class PurchasePropose(types.In):
    """A change put before the other side: quantity, tolerance, price, window, day, instalments."""

    on: types.Day
    reason: types.Reason
    proposed_by: types.one_of(PurchaseLine.Side) = PurchaseLine.Side.BUYER.value
    delivery_until: types.Day | None = None
    lines: Annotated[list[PurchaseLineChange], Field(max_length=200)] = []
    terms: Annotated[list[PurchaseTermBody], Field(max_length=30)] = []


class PurchaseAgree(types.In):
    """When the other side agreed, and who said so."""

    on: types.Day
    by: types.text(64) = ""
