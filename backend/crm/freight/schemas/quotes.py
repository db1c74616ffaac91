"""What is asked of the cards and of the trade terms, and the explained answers."""

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from backend.core import money, types
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.crm.freight import actions, queries
from backend.crm.freight.models import Container, CostProfile, Mode
from backend.crm.freight.queries import Answer, Rejected, Table, Wish, best_of
from backend.crm.freight.schemas.cards import Currency, Kilometres, Place
from backend.crm.freight.schemas.profiles import CostElementBody
from backend.crm.freight.schemas.words import told
from backend.market.pricing.calc import elements, freight

Millimetres = types.count(1, 100_000)


class ContainersBody(types.In):
    """How many containers of a kind."""

    kind: types.one_of(Container)
    count: types.count(1, 1000)


class PieceBody(types.In):
    """Some pieces of one kind, in millimetres and kilograms each."""

    count: types.count(1, 100_000)
    length: Millimetres
    width: Millimetres
    height: Millimetres
    kilograms: types.PositiveWeight
    may_tip: types.Flag = False


class FreightAsk(types.In):
    """What is to be carried, where, when, and whether cheap or fast matters."""

    on: types.Day
    mode: types.one_of(Mode) | None = None
    origin: Place
    destination: Place
    weight: types.PositiveWeight
    volume: types.WeightNotNegative = Decimal(0)
    km: Kilometres | None = None
    containers: Annotated[list[ContainersBody], Field(max_length=3)] = []
    pieces: Annotated[list[PieceBody], Field(max_length=100)] = []
    prefer: Literal["cheapest", "fastest"] = "cheapest"


class PartStepOut(types.Out):
    """A step below a step."""

    kind: str
    label: str
    op: str
    operand: str
    before: str
    after: str
    text: str
    source: dict[str, Any]


class CostStepOut(PartStepOut):
    """A step of a figure: what was done and what it came to; parts explain the operand."""

    parts: list[PartStepOut]


class FreightOfferOut(types.Out):
    """What a card costs for the load."""

    card_id: UUID
    no: str
    carrier_name: str
    mode: str
    amount: types.Money
    currency: str
    amount_cny: types.Money
    chargeable_tonnes: types.Weight
    containers: dict[str, int]
    lead_days: int
    transit_days: int
    steps: list[CostStepOut]


class FreightRejectedOut(types.Out):
    """A card that does not carry the load, and why."""

    card_id: UUID
    no: str
    carrier_name: str
    code: str
    reason: str


class FreightAnswerOut(types.Out):
    """The card chosen, the other offers in order, and the cards that fell out."""

    chosen: FreightOfferOut
    others: list[FreightOfferOut]
    rejected: list[FreightRejectedOut]


class FxBody(types.In):
    """What one unit of a currency costs in CNY."""

    currency: Currency
    rate: types.Rate


class IncotermsAsk(types.In):
    """A net-back and the costs of a way: a profile on file, or typed ones, or both.

    Rates that are not given are the newest on file up to the day.
    """

    on: types.Day
    net_back: types.PositivePrice
    net_back_currency: Currency = "CNY"
    currency: Currency = "USD"
    tonnes: types.PositiveWeight
    containers: types.count(0, 10_000) = 1
    bills: types.count(1, 1000) = 1
    profile_id: types.Id | None = None
    elements: Annotated[list[CostElementBody], Field(max_length=60)] = []
    fx: Annotated[list[FxBody], Field(max_length=20)] = []


class IncotermPartOut(types.Out):
    """One cost inside a price."""

    kind: str
    basis: str
    amount: types.Money


class IncotermPriceOut(types.Out):
    """The price under one term."""

    term: str
    sea_only: bool
    total: types.Money
    per_tonne: types.Price
    net_back: types.Money
    parts: list[IncotermPartOut]
    steps: list[CostStepOut]


class FxUsedOut(types.Out):
    """A rate the prices were built with."""

    currency: str
    rate: types.Rate


class IncotermsOut(types.Out):
    """The eleven terms at the same net-back."""

    currency: str
    terms: list[IncotermPriceOut]
    fx: list[FxUsedOut]


def ask_of(body: FreightAsk) -> Wish:
    """This will read what is asked of the cards."""
    return Wish(
        mode=body.mode or "",
        origin=body.origin,
        destination=body.destination,
        on=body.on,
        weight=body.weight,
        volume=body.volume,
        km=body.km,
        containers={row.kind: row.count for row in body.containers} or None,
        pieces=[freight.Piece(**dict(row)) for row in body.pieces],
        prefer=body.prefer,
    )


def offered(answer: Answer, wish: Wish) -> dict[str, Any]:
    """This will write the offers and the cards that fell out; raises NoFreight without an offer."""
    best_of(answer, wish)
    offers = [
        {
            "card_id": offer.card.pk,
            "no": offer.card.no,
            "carrier_name": offer.card.carrier_name,
            "mode": offer.card.mode,
            "amount": offer.amount,
            "currency": offer.card.currency,
            "amount_cny": offer.home_amount,
            "chargeable_tonnes": offer.chargeable,
            "containers": dict(offer.containers),
            "lead_days": offer.card.lead_days,
            "transit_days": offer.card.transit_days,
            "steps": told(offer.steps),
        }
        for offer in answer.offers
    ]
    rejected = [_fell_out(row) for row in answer.rejected]
    return {"chosen": offers[0], "others": offers[1:], "rejected": rejected}


def _fell_out(row: Rejected) -> dict[str, Any]:
    return {
        "card_id": row.card.pk,
        "no": row.card.no,
        "carrier_name": row.card.carrier_name,
        "code": row.code,
        "reason": row.sentence,
    }


def costs_of(body: IncotermsAsk) -> list[elements.Element]:
    """This will read the typed costs."""
    return [
        elements.Element(
            kind=elements.Kind(row.kind),
            basis=elements.Basis(row.basis),
            amount=row.amount,
            currency=row.currency,
            only=frozenset(elements.Term(term) for term in row.only),
        )
        for row in body.elements
    ]


def priced(body: IncotermsAsk, *, actor: Actor) -> Table:
    """This will price what is asked for; raises RateMissing, NothingLeft or Malformed."""
    actions.check_elements(body.elements)
    costs = costs_of(body)
    profile = documents.refer(CostProfile, body.profile_id, actor=actor, field="profile_id")
    if profile is not None:
        costs = [*queries.elements_of(profile), *costs]
    codes = [body.net_back_currency, *(cost.currency for cost in costs)]
    fx = queries.fx_table(body.currency, codes, body.on)
    fx = elements.Fx(fx.currency, {**fx.rates, **{row.currency: row.rate for row in body.fx}})
    return queries.table(
        net_back=body.net_back,
        net_back_currency=body.net_back_currency,
        costs=costs,
        quantity=elements.Quantity(body.tonnes, body.containers, body.bills),
        fx=fx,
        on=body.on,
    )


def compared(found: Table) -> dict[str, Any]:
    """This will write the table of the terms with steps."""
    return {
        "currency": found.fx.currency,
        "terms": [
            {
                "term": str(term),
                "sea_only": term in elements.SEA_ONLY,
                "total": price.total,
                "per_tonne": price.per_unit,
                "net_back": price.net_back,
                "parts": [
                    {
                        "kind": str(part.element.kind),
                        "basis": str(part.element.basis),
                        "amount": money.cents(part.amount),
                    }
                    for part in price.parts
                ],
                "steps": told(price.steps),
            }
            for term, price in found.prices.items()
        ],
        "fx": [
            {"currency": code, "rate": money.price(rate, places=8)}
            for code, rate in sorted(found.fx.rates.items())
        ],
    }
