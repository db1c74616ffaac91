"""What is sent in: requests, quotes, awards, keys, and the inputs of verbs."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from backend.core import types
from backend.supply.rfq.models import AwardLine, Rfq, SupplierQuote, SupplierQuoteLine
from backend.supply.rfq.models.asking import CostBasis, CostKind, TaxMode, TradeTerm

Currency = types.matching(r"^[A-Z]{3}$", maximum=3)
TaxRate = Annotated[types.number(5, 4, minimum="0"), Field(lt=1)]
Incoterm = types.one_of(TradeTerm)
Mark = types.matching(r"^[a-z0-9_]{1,32}$", maximum=32)
Days = types.count(-365, 730)
# A patch reads only what was sent, so these defaults are never seen.
NO_DAY = date(2000, 1, 1)
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
MOST_LINES = 500


class RfqLineBody(types.In):
    """Goods that are asked for, in tonnes."""

    product_id: types.Id
    quantity: types.PositiveWeight
    needed_on: types.Day | None = None
    allows_substitute: types.Flag = False
    requirement: types.text(500) = ""
    requisition_line_id: types.Id | None = None


class RfqInvitationBody(types.In):
    """A supplier to be asked; without a score the one on file counts."""

    supplier_id: types.Id
    contact: types.text(120) = ""
    score: Annotated[types.number(5, 2, minimum="0"), Field(le=100)] | None = None


class RfqRateBody(types.In):
    """What one unit of a currency is worth in the currency of comparison."""

    currency: Currency
    rate: types.Rate


class RfqCostBody(types.In):
    """What the way from an origin costs: a tonne, or as a ratio of the value."""

    origin: types.text(64) = ""
    kind: types.one_of(CostKind)
    basis: types.one_of(CostBasis) = CostBasis.TONNE.value
    amount: types.number(18, 6, minimum="0")
    currency: types.matching(r"^([A-Z]{3})?$", maximum=3) = ""
    only: Annotated[list[Incoterm], Field(max_length=11)] = []


class RfqPenaltyBody(types.In):
    """What a quality costs us a tonne; `substitute` and `deviation` apply by themselves."""

    code: Mark
    name: types.text(120, minimum=1)
    amount: types.Price


class RfqBenchmarkBody(types.In):
    """A market price that premiums and formulas refer to."""

    code: Mark
    name: types.text(120, minimum=1)
    value: types.PositivePrice
    currency: Currency = "CNY"
    tax_mode: types.one_of(TaxMode) = TaxMode.INCLUSIVE.value
    tax_rate: TaxRate = Decimal("0.13")
    on: types.Day


class RfqPatch(types.In):
    """The facts of a draft that may be corrected; a list that is sent stands for all of it."""

    title: types.text(120, minimum=1) = "-"
    kind: types.one_of(Rfq.Kind) = Rfq.Kind.OPEN.value
    buyer_id: types.Id | None = None
    deadline: types.Moment = NO_TIME
    deadline_zone: types.text(48, minimum=1) = "Asia/Shanghai"
    currencies: Annotated[list[Currency], Field(min_length=1, max_length=10)] = ["CNY"]
    currency: Currency = "CNY"
    named_place: types.text(120) = ""
    terms_asked: types.Note = ""
    fx_on: types.Day = NO_DAY
    finance_rate: types.number(9, 6, minimum="0") = Decimal(0)
    reference_days: Days = 0
    day_count: types.count(360, 366) = 365
    risk_rate: types.number(9, 6, minimum="0") = Decimal(0)
    lines: Annotated[list[RfqLineBody], Field(max_length=MOST_LINES)] = []
    invitations: Annotated[list[RfqInvitationBody], Field(max_length=100)] = []
    rates: Annotated[list[RfqRateBody], Field(max_length=20)] = []
    costs: Annotated[list[RfqCostBody], Field(max_length=200)] = []
    penalties: Annotated[list[RfqPenaltyBody], Field(max_length=50)] = []
    benchmarks: Annotated[list[RfqBenchmarkBody], Field(max_length=20)] = []
    openers: Annotated[list[types.count(1, 2_147_483_647)], Field(max_length=2)] = []


class RfqIn(RfqPatch):
    """What is needed to write a request for quotation."""

    id: types.Id | None = None
    title: types.text(120, minimum=1)
    made_on: types.Day
    deadline: types.Moment
    fx_on: types.Day


class RfqInvite(types.In):
    """More suppliers to ask."""

    suppliers: Annotated[list[RfqInvitationBody], Field(min_length=1, max_length=100)]


class RfqMoreTime(types.In):
    """A new deadline, and why."""

    deadline: types.Moment
    reason: types.Reason


class RfqAddendumBody(types.In):
    """What is added to the request."""

    text: types.text(2000, minimum=2)


class RfqDecline(types.In):
    """Why a supplier will not quote; a buyer says which one."""

    supplier_id: types.Id | None = None
    reason: types.Reason


class RfqAsk(types.In):
    """A supplier's question; a buyer says whose."""

    supplier_id: types.Id | None = None
    text: types.text(2000, minimum=2)


class RfqAnswer(types.In):
    """The answer, to all who were asked unless it is private."""

    question_id: types.Id
    answer: types.text(2000, minimum=1)
    is_private: types.Flag = False


class RfqOpenSeal(types.In):
    """An opener's passphrase; it is not kept."""

    passphrase: types.text(200, minimum=1)


class RfqNoteCell(types.In):
    """What was found about an offer for a line."""

    quote_line_id: types.Id
    text: types.Note = ""
    qualities: Annotated[list[Mark], Field(max_length=20)] = []


class RfqBecause(types.In):
    """Why."""

    reason: types.Reason


class OpeningKeyIn(types.In):
    """The passphrase that makes one's opening key: twelve characters or more, kept nowhere."""

    id: types.Id | None = None
    passphrase: types.text(200, minimum=12)


class PriceBreakBody(types.In):
    """From which tonnage on another price or premium holds."""

    from_quantity: types.PositiveWeight
    price: types.Price


class PricePartBody(types.In):
    """So much of a benchmark is part of a price."""

    benchmark: Mark
    factor: types.number(12, 6, above="0")


class SupplierQuoteLineBody(types.In):
    """An offer for a line: a price, a premium to a benchmark, or a formula plus a premium."""

    rfq_line_id: types.Id
    pricing: types.one_of(SupplierQuoteLine.Pricing) = SupplierQuoteLine.Pricing.PRICE.value
    price: types.Price
    benchmark: Mark | None = None
    formula: Annotated[list[PricePartBody], Field(max_length=10)] = []
    breaks: Annotated[list[PriceBreakBody], Field(max_length=20)] = []
    least: types.PositiveWeight | None = None
    most: types.PositiveWeight | None = None
    lead_days: types.count(0, 730) | None = None
    substitute_id: types.Id | None = None
    deviation: types.text(500) = ""
    qualities: Annotated[list[Mark], Field(max_length=20)] = []


class SupplierQuoteIn(types.In):
    """A quote: its terms and its lines; a buyer says for whom and how it came in."""

    id: types.Id | None = None
    rfq_id: types.Id
    supplier_id: types.Id | None = None
    channel: types.one_of(SupplierQuote.Channel) = SupplierQuote.Channel.PORTAL.value
    channel_note: types.text(500) = ""
    currency: Currency
    tax_mode: types.one_of(TaxMode)
    tax_rate: TaxRate
    incoterm: Incoterm
    origin: types.text(64) = ""
    payment_days: Days = 0
    valid_until: types.Day | None = None
    remark: types.Note = ""
    lines: Annotated[list[SupplierQuoteLineBody], Field(min_length=1, max_length=MOST_LINES)]


class AwardLineBody(types.In):
    """A supplier's share of a line in percent, and why when it is not the lowest."""

    rfq_line_id: types.Id
    supplier_id: types.Id
    percent: Annotated[types.number(5, 2, above="0"), Field(le=100)] = Decimal(100)
    reason: types.one_of(AwardLine.Reason) | None = None
    reason_text: types.text(500) = ""


class AwardIn(types.In):
    """Who delivers what; lines nobody gets need a word."""

    id: types.Id | None = None
    rfq_id: types.Id
    on: types.Day
    left_out: types.text(500) = ""
    lines: Annotated[list[AwardLineBody], Field(min_length=1, max_length=MOST_LINES * 4)]
