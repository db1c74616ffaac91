"""What is sent in: price books, their entries, the inputs of verbs, a question for a price."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from backend.core import types
from backend.crm.opportunity.schemas import Currency
from backend.crm.pricebook.models import PriceEntry, Scope, Unit, WeightBasis
from backend.goods.product.models import Product
from backend.market.instrument.models import QuoteKind

TaxRate = Annotated[types.number(5, 4, minimum="0"), Field(lt=1)]
Size = types.number(12, 4, minimum="0")
ZERO = Decimal(0)


class PriceEntryBody(types.In):
    """A price: for which goods, from how much, how it comes about. 0.03 is 3 %."""

    product_id: types.Id | None = None
    product_code: types.text(64) = ""
    category: types.one_of(Product.Category) | None = None
    metal: types.one_of(Product.Metal) | None = None
    attribute: types.one_of(PriceEntry.Attribute) | None = None
    attribute_from: Size | None = None
    attribute_to: Size | None = None
    break_basis: types.one_of(PriceEntry.Basis) = PriceEntry.Basis.NONE.value
    break_from: types.number(18, 3, minimum="0") = ZERO
    kind: types.one_of(PriceEntry.Kind) = PriceEntry.Kind.FIXED.value
    price: types.PositivePrice | None = None
    discount: types.number(7, 6) | None = None
    cost_markup: types.number(9, 6) | None = None
    instrument_id: types.Id | None = None
    instrument_code: types.text(32) = ""
    quote_kind: types.one_of(QuoteKind) = QuoteKind.SETTLE.value
    premium: types.Price = ZERO
    formula: types.text(500) = ""
    floor_price: types.PositivePrice | None = None
    valid_from: types.Day | None = None
    valid_until: types.Day | None = None
    note: types.Line = ""

    @model_validator(mode="after")
    def _any_is_empty(self) -> "PriceEntryBody":
        """No category, metal or size is stored as an empty code."""
        for name in ("category", "metal", "attribute"):
            if getattr(self, name) is None:
                self.__dict__[name] = ""
        return self


class PriceBookPatch(types.In):
    """What of a draft may be changed; absent fields stay."""

    name: types.text(120, minimum=1) = ""
    scope: types.one_of(Scope) = Scope.LIST.value
    party_id: types.Id | None = None
    contract_id: types.Id | None = None
    tier: types.text(64) = ""
    region: types.text(32) = ""
    channel: types.text(32) = ""
    currency: Currency = "CNY"
    tax_included: types.Flag = True
    tax_rate: TaxRate = Decimal("0.13")
    unit_of_measure: types.one_of(Unit) = Unit.TONNE.value
    weight_basis: types.one_of(WeightBasis) = WeightBasis.WEIGHED.value
    places: types.count(0, 4) = 2
    valid_from: types.Day = date.min
    valid_until: types.Day | None = None
    priority: types.count(-100, 100) = 0
    note: types.text(500) = ""
    entries: Annotated[list[PriceEntryBody], Field(max_length=2000)] = []


class PriceBookIn(PriceBookPatch):
    """What is needed to write a price book."""

    id: types.Id | None = None
    on: types.Day
    name: types.text(120, minimum=1)
    valid_from: types.Day


class PriceBookOnDay(types.In):
    """A verb that happens on a day."""

    on: types.Day


class PriceBookRetire(types.In):
    """From which day nobody is quoted from it, and why."""

    on: types.Day
    reason: types.Reason


class PriceBookRevise(types.In):
    """The days of the next revision; its id may come from the client."""

    id: types.Id | None = None
    valid_from: types.Day
    valid_until: types.Day | None = None


class PriceBookMassChange(PriceBookRevise):
    """By which ratio the fixed prices change, 0.02 is 2 % dearer, and which of them."""

    percent: Annotated[types.SignedRatio, Field(gt=-1, lt=10)]
    category: types.one_of(Product.Category) | None = None
    metal: types.one_of(Product.Metal) | None = None
    with_floor: types.Flag = False


class PriceBookCopy(types.In):
    """Whom the copy is for and when."""

    id: types.Id | None = None
    on: types.Day
    name: types.text(120, minimum=1)
    scope: types.one_of(Scope) = Scope.LIST.value
    party_id: types.Id | None = None
    contract_id: types.Id | None = None
    tier: types.text(64) = ""
    region: types.text(32) = ""
    channel: types.text(32) = ""
    valid_from: types.Day
    valid_until: types.Day | None = None


class PriceAsk(types.In):
    """Some quantity of a product for a customer on a day; the region is its province if empty."""

    party_id: types.Id | None = None
    product_id: types.Id
    quantity: types.PositiveWeight
    unit: types.one_of(Unit) = Unit.TONNE.value
    on: types.Day
    currency: Currency = "CNY"
    contract_id: types.Id | None = None
    region: types.text(32) = ""
    channel: types.text(32) = ""
