"""What is sent in: contracts, lines, instalments, amendments and the inputs of verbs."""

import re
from datetime import time
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from backend.core import types
from backend.crm.contract.models import Contract, ContractLine, PaymentTerm
from backend.crm.quote.schemas.bodies import Incoterm, Travel
from backend.market.quote.models import Quote as MarketQuote

Share = types.number(7, 6, minimum="0")
TaxRate = Annotated[types.number(5, 4, minimum="0"), Field(lt=1)]
Text = types.text(4000)
# A patch reads only what was sent, so this default is never seen.
NOBODY = UUID(int=0)


def _clock(value: Any) -> Any:
    if isinstance(value, time):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value, re.ASCII):
        raise PydanticCustomError("clock", "时刻格式应为 10:00")
    return time.fromisoformat(value)


Clock = Annotated[
    time,
    BeforeValidator(_clock),
    PlainSerializer(lambda value: f"{value:%H:%M}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}),
]


class OwnTerms(types.In):
    """What only we can say about a line, whatever was quoted."""

    warehouse_id: types.Id | None = None
    reserves_stock: types.Flag = False
    min_tranche: types.WeightNotNegative = Decimal("0")
    max_tranches: types.count(0, 1000) = 0
    cut_off: Clock | None = None
    uncalled: types.one_of(ContractLine.Uncalled) = ContractLine.Uncalled.AGREE.value
    average_missing: types.one_of(ContractLine.Missing) = ContractLine.Missing.WAIT.value
    weight_basis: types.one_of(ContractLine.WeightBasis) = ContractLine.WeightBasis.SELLER.value
    scale_tolerance: Share = Decimal("0")


class ContractLineBody(OwnTerms):
    """A line: goods, price rule, tolerance, weight rule. Ratios are fractions: 0.02 is 2 %."""

    product_id: types.Id
    brands: Annotated[list[types.text(64, minimum=1)], Field(max_length=50)] = []
    quantity: types.PositiveWeight
    tolerance_more: Share = Decimal("0")
    tolerance_less: Share = Decimal("0")
    tolerance_option: types.one_of(ContractLine.Side) = ContractLine.Side.SELLER.value
    pricing: types.one_of(ContractLine.Pricing)
    fixed_price: types.PositivePrice | None = None
    instrument_id: types.Id | None = None
    quote_kind: types.one_of(MarketQuote.Kind) = MarketQuote.Kind.SETTLE.value
    premium: types.Price = Decimal("0")
    pricer: types.one_of(ContractLine.Side) = ContractLine.Side.BUYER.value
    window_start: types.Day | None = None
    window_end: types.Day | None = None
    average_places: types.count(0, 4) = 2
    provisional_on: types.Day | None = None
    provisional_price: types.PositivePrice | None = None


class QuotedLineBody(OwnTerms):
    """What a contract adds to a line of its quote, by the line's number."""

    seq: types.count(1, 500)


class PaymentTermBody(types.In):
    """An instalment: a percentage as a fraction, an amount, or the rest."""

    portion: types.one_of(PaymentTerm.Portion)
    percent: types.number(9, 6, above="0") | None = None
    amount: types.PositiveMoney | None = None
    trigger: types.one_of(PaymentTerm.Trigger)
    offset_days: types.count(0, 3650) = 0
    method: types.text(32) = ""


class AuthorisedBody(types.In):
    """A person whose word counts: a fixing is valid only from these, when any are named."""

    side: types.one_of(ContractLine.Side)
    name: types.text(64, minimum=1)
    contact: types.text(120) = ""


class ContractPatch(types.In):
    """The facts of a draft that may be corrected; absent fields stay."""

    party_id: types.Id = NOBODY
    seller_id: types.Id = NOBODY
    kind: types.one_of(Contract.Kind) = Contract.Kind.SPOT.value
    their_no: types.text(64) = ""
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
    authorised: Annotated[list[AuthorisedBody], Field(max_length=20)] = []
    lines: Annotated[list[ContractLineBody], Field(max_length=200)] = []
    terms: Annotated[list[PaymentTermBody], Field(max_length=30)] = []


class ContractIn(ContractPatch):
    """What is needed to write a contract; its number is given at once."""

    id: types.Id | None = None
    on: types.Day
    party_id: types.Id
    seller_id: types.Id


class ContractFromQuote(types.In):
    """One click from an accepted quote; `lines` may add what a quote does not say."""

    id: types.Id | None = None
    on: types.Day
    quote_id: types.Id
    lines: Annotated[list[QuotedLineBody], Field(max_length=200)] = []


class ContractBecause(types.In):
    """A verb that needs a reason."""

    reason: types.Reason


class ContractOnBecause(types.In):
    """A verb that needs a day and a reason."""

    on: types.Day
    reason: types.Reason


class ContractOn(types.In):
    """A verb that needs a day."""

    on: types.Day


class ContractApprove(types.In):
    """When a contract was approved, and why although it loses money."""

    on: types.Day
    loss_reason: types.text(500) = ""


class ContractSend(types.In):
    """When and how a contract went out for signature."""

    on: types.Day
    via: types.text(64) = ""


class ContractSign(types.In):
    """When and where both parties signed, and the customer's own number."""

    on: types.Day
    their_no: types.text(64) = ""
    signed_place: types.text(64) = ""


class ContractShortClose(types.In):
    """Which line ends with what was shipped, and why."""

    line_id: types.Id
    reason: types.Reason


class AmendedLineBody(types.In):
    """What changes on a line; absent fields stay."""

    seq: types.count(1, 500)
    quantity: types.PositiveWeight | None = None
    tolerance_more: Share | None = None
    tolerance_less: Share | None = None
    window_start: types.Day | None = None
    window_end: types.Day | None = None
    premium: types.Price | None = None


class ContractAmend(types.In):
    """A supplement: only quantity, tolerance, window, premium, delivery day and instalments."""

    on: types.Day
    reason: types.Reason
    their_no: types.text(64) = ""
    delivery_until: types.Day | None = None
    lines: Annotated[list[AmendedLineBody], Field(max_length=200)] = []
    terms: Annotated[list[PaymentTermBody], Field(max_length=30)] = []
