"""Questions about freight: which card carries a load, for how much, and why not the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core import money
from backend.core.errors import Refusal
from backend.crm.freight.flow import State
from backend.crm.freight.models import FreightCard
from backend.crm.freight.queries.costs import HOME, home_rate
from backend.market.pricing.calc import freight
from backend.market.pricing.calc.trace import Step

MOST = 200
"""Cards of one way that are looked at."""

WHY: dict[str, StrOrPromise] = {
    "retired": _("已停用"),
    "mode": _("运输方式不同"),
    "day": _("当日不在有效期内（{first} 至 {last}）"),
    "no_fx": _("没有 {currency} 兑人民币的汇率，无法比较"),
    freight.Why.TOO_LIGHT.value: _("低于最低起运吨数"),
    freight.Why.TOO_FAR.value: _("超出最远公里段"),
    freight.Why.NO_DISTANCE.value: _("按公里计费，需要填写运距"),
    freight.Why.NO_CONTAINERS.value: _("按柜计费，需要填写柜数"),
    freight.Why.NO_RATE.value: _("没有 {at} 的运价"),
    freight.Why.PIECE_TOO_LARGE.value: _("货件装不进 {at}"),
    freight.Why.PIECE_TOO_HEAVY.value: _("单件超过 {at} 的载重"),
}


class NoFreight(Refusal):
    """No card carries the load; `rejected` says why each one does not."""

    sentence = _("没有可用的运价卡：{origin} → {destination}，{on}。{why}")

    def __init__(self, *args: Any, rejected: Sequence["Rejected"] = (), **params: Any) -> None:
        super().__init__(*args, **params)
        self.rejected = tuple(rejected)


class Pick(NamedTuple):
    """The card chosen and what it costs."""

    card_id: UUID
    amount: Decimal
    currency: str
    lead_days: int
    transit_days: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a card costs for a load, also in the home currency for comparison."""

    card: FreightCard
    amount: Decimal
    home_amount: Decimal
    chargeable: Decimal
    containers: Mapping[str, int]
    steps: tuple[Step, ...]

    @property
    def days(self) -> int:
        """From order to arrival."""
        return self.card.lead_days + self.card.transit_days


class Rejected(NamedTuple):
    """A card of the way that does not carry the load, and why."""

    card: FreightCard
    code: str
    sentence: str


class Answer(NamedTuple):
    """The offers, best first, and the cards that fell out."""

    offers: tuple[Offer, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be carried, where, when, and what matters."""

    mode: str = ""
    origin: str
    destination: str
    on: date
    weight: Decimal
    volume: Decimal = Decimal(0)
    km: Decimal | None = None
    containers: Mapping[str, int] | None = None
    pieces: Sequence[freight.Piece] = ()
    prefer: str = "cheapest"


def plain(text: str) -> str:
    """This will write a place or a name so that two spellings of it are one."""
    return " ".join(text.split()).casefold()


def lane(card: FreightCard) -> str:
    """This will name what two cards may not both have on one day."""
    carrier = str(card.carrier_id) if card.carrier_id else plain(card.carrier_name)
    parts = (card.mode, plain(card.origin), plain(card.destination), carrier, card.basis)
    return "|".join(parts)


def title(card: FreightCard) -> str:
    """This will name a card to a person."""
    return f"{card.no} {card.carrier_name} {card.origin} → {card.destination}"


def overlapping(card: FreightCard) -> FreightCard | None:
    """This will find another active card of the same lane that holds on a day this one does."""
    if card.state != State.ACTIVE:
        return None
    return (
        FreightCard.objects.filter(
            lane=card.lane,
            state=State.ACTIVE,
            valid_from__lte=card.valid_until,
            valid_until__gte=card.valid_from,
        )
        .exclude(pk=card.pk)
        .order_by("valid_from", "pk")
        .first()
    )


def of_way(origin: str, destination: str) -> list[FreightCard]:
    """This will give the cards from one place to another, whatever their state, newest first."""
    rows = FreightCard.objects.filter(
        origin__iexact=" ".join(origin.split()), destination__iexact=" ".join(destination.split())
    )
    found = rows.prefetch_related("rates", "surcharges").order_by("-valid_from", "-pk")
    return list(found[:MOST])


def tariff(card: FreightCard) -> freight.Tariff:
    """This will give the figures of a card to the sums."""
    rates = list(card.rates.all())
    return freight.Tariff(
        basis=freight.Basis(card.basis),
        tiers=[freight.Tier(r.from_tonnes, r.rate) for r in rates if r.from_tonnes is not None],
        bands=[
            freight.Band(r.up_to_km, r.rate, freight.Per(r.per))
            for r in rates
            if r.up_to_km is not None
        ],
        boxes={r.container: r.rate for r in rates if r.container},
        minimum=card.minimum,
        volumetric=card.volumetric,
        surcharges=[
            freight.Surcharge(row.kind, freight.Extra(row.basis), row.amount)
            for row in card.surcharges.all()
        ],
    )


def compare(wish: Wish) -> Answer:
    """This will price a load by every card of its way, best first, and say why others fell out."""
    offers, rejected = [], []
    for card in of_way(wish.origin, wish.destination):
        found = _offer(card, wish)
        if isinstance(found, Offer):
            offers.append(found)
        else:
            rejected.append(found)
    offers.sort(key=_fastest if wish.prefer == "fastest" else _cheapest)
    return Answer(tuple(offers), tuple(rejected))


def pick(
    *,
    mode: str,
    origin: str,
    destination: str,
    weight: Decimal,
    volume: Decimal | None = None,
    on: date,
    prefer: str = "cheapest",
    containers: Mapping[str, int] | None = None,
    km: Decimal | None = None,
) -> Pick:
    """This will choose the cheapest or the fastest card for a load; raises NoFreight."""
    wish = Wish(
        mode=mode,
        origin=origin,
        destination=destination,
        on=on,
        weight=weight,
        volume=Decimal(0) if volume is None else volume,
        km=km,
        containers=containers,
        prefer=prefer,
    )
    best = best_of(compare(wish), wish)
    return Pick(
        best.card.pk,
        best.amount,
        best.card.currency,
        best.card.lead_days,
        best.card.transit_days,
        best.steps,
    )


def best_of(answer: Answer, wish: Wish) -> Offer:
    """This will give the first offer, or raise NoFreight with the reasons."""
    if answer.offers:
        return answer.offers[0]
    why = "；".join(f"{r.card.no}：{r.sentence}" for r in answer.rejected[:5])
    raise NoFreight(
        origin=wish.origin,
        destination=wish.destination,
        on=wish.on,
        why=why,
        rejected=answer.rejected,
    )


def _cheapest(offer: Offer) -> tuple[Any, ...]:
    return (offer.home_amount, offer.days, offer.card.no)


def _fastest(offer: Offer) -> tuple[Any, ...]:
    return (offer.days, offer.home_amount, offer.card.no)


def _offer(card: FreightCard, wish: Wish) -> Offer | Rejected:
    reason = _unfit(card, wish)
    if reason is not None:
        return reason
    sums = tariff(card)
    try:
        choices = [_charged(sums, wish, boxes) for boxes in _boxes(sums, wish)]
    except freight.NoFit as refused:
        return _rejected(card, str(refused.why), at=refused.at)
    rate = Decimal(1) if card.currency == HOME else home_rate(card.currency, wish.on)
    if rate is None:
        return _rejected(card, "no_fx", currency=card.currency)
    cost, boxes = min(choices, key=lambda choice: choice[0].amount)
    at_home = money.amount(cost.amount, rate)
    return Offer(card, cost.amount, at_home, cost.chargeable, boxes, cost.steps)


def _unfit(card: FreightCard, wish: Wish) -> Rejected | None:
    if card.state != State.ACTIVE:
        return _rejected(card, "retired")
    if wish.mode and card.mode != wish.mode:
        return _rejected(card, "mode")
    if not card.valid_from <= wish.on <= card.valid_until:
        return _rejected(card, "day", first=card.valid_from, last=card.valid_until)
    return None


def _charged(
    sums: freight.Tariff, wish: Wish, boxes: Mapping[str, int]
) -> tuple[freight.Charge, Mapping[str, int]]:
    load = freight.Load(wish.weight, wish.volume, wish.km, boxes)
    return freight.charge(sums, load), boxes


def _boxes(sums: freight.Tariff, wish: Wish) -> list[Mapping[str, int]]:
    """The containers asked for, or else each kind of the card that takes the load."""
    if wish.containers or sums.basis != freight.Basis.CONTAINER:
        return [wish.containers or {}]
    found: list[Mapping[str, int]] = []
    refused: freight.NoFit | None = None
    for kind in sorted(sums.boxes):
        try:
            found.append({kind: _count(wish, kind)})
        except freight.NoFit as error:
            refused = error
    if not found:
        raise refused or freight.NoFit(freight.Why.NO_CONTAINERS)
    return found


def _count(wish: Wish, kind: str) -> int:
    if wish.pieces:
        return freight.fit(wish.pieces, kind).containers
    return freight.boxes_for(wish.weight, wish.volume, kind)


def _rejected(card: FreightCard, code: str, **params: Any) -> Rejected:
    return Rejected(card, code, str(WHY[code]).format(**params))
