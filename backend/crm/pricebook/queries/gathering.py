"""Fetching what prices rest on: entries, quotes, rates, costs; each in one question for all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from backend.core.errors import Invisible
from backend.core.party.models import Party
from backend.crm.customer.models import Customer
from backend.crm.pricebook.calc import formula
from backend.crm.pricebook.models import PriceEntry, Scope
from backend.crm.pricebook.queries.asking import Ask, Goods, counted
from backend.goods.cost import queries as costs
from backend.goods.product.models import Product
from backend.market.fx.models import FxRate
from backend.market.quote.models import Quote

HOME = "CNY"
NOBODY = UUID(int=0)
RECENT = timedelta(days=31)
"""No market closes for longer; an older price is no benchmark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """To whom, when and where prices are asked for; empty means nobody and nowhere special."""

    party_id: UUID | None
    on: date
    currency: str
    contract_id: UUID | None = None
    region: str = ""
    channel: str = ""
    as_known_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Found:
    """Everything the prices of a deal rest on."""

    deal: Deal
    tier: str = ""
    region: str = ""
    goods: dict[UUID, Goods] = field(default_factory=dict)
    entries: list[PriceEntry] = field(default_factory=list)
    quotes: dict[tuple[str, str], Quote] = field(default_factory=dict)
    main_kinds: dict[str, str] = field(default_factory=dict)
    rates: dict[str, FxRate] = field(default_factory=dict)
    estimates: dict[Ask, costs.Estimate] = field(default_factory=dict)


def gather(asks: Sequence[Ask], deal: Deal) -> Found:
    """This will fetch in two questions the goods and entries, and in few more what those need."""
    found = Found(deal=deal)
    _read_goods(found, {ask.product_id for ask in asks})
    found.entries = list(_entries(found))
    formulas = {
        entry.pk: formula.wanted(entry.formula)
        for entry in found.entries
        if entry.kind == PriceEntry.Kind.FORMULA
    }
    _read_quotes(found, formulas.values())
    _read_rates(found, formulas.values())
    if _needs_cost(found, formulas):
        wants = [
            costs.Want(ask.product_id, None, None, counted(ask.quantity, ask.unit)) for ask in asks
        ]
        found.estimates = dict(zip(asks, costs.estimates(wants), strict=True))
    return found


def _read_goods(found: Found, keys: set[UUID]) -> None:
    party = found.deal.party_id or NOBODY
    tier = Customer.objects.filter(party_id=party).values("price_tier")[:1]
    province = Party.objects.filter(pk=party).values("province")[:1]
    blank = Value("", output_field=CharField())
    rows = Product.objects.filter(pk__in=keys).annotate(
        tier=Coalesce(Subquery(tier), blank), province=Coalesce(Subquery(province), blank)
    )
    names = ("id", "code", "name", "category", "metal", "dimensions", "tier", "province")
    for row in rows.values(*names):
        found.tier, province_name = row.pop("tier"), row.pop("province")
        found.region = found.deal.region or province_name
        found.goods[row["id"]] = Goods(sizes=_sizes(row.pop("dimensions")), **row)
    if keys - found.goods.keys():
        raise Invisible


def _sizes(stored: Mapping[str, Any]) -> dict[str, Decimal]:
    sizes = {}
    for name, value in stored.items():
        try:
            sizes[name] = Decimal(str(value))
        except InvalidOperation:
            continue  # a word, and no entry asks for words
    return sizes


def _entries(found: Found) -> Iterable[PriceEntry]:
    """The live entries for these goods and this deal on its day."""
    goods, deal = found.goods.values(), found.deal
    of_kind = Q(
        product__isnull=True,
        category__in={"", *(one.category for one in goods)},
        metal__in={"", *(one.metal for one in goods)},
    )
    rows = PriceEntry.objects.filter(
        _for_whom(found),
        Q(product_id__in=found.goods) | of_kind,
        is_live=True,
        valid__contains=deal.on,
        book__currency=deal.currency,
    )
    if deal.as_known_at is not None:
        rows = rows.filter(book__approved_at__lte=deal.as_known_at)
    return rows.select_related("book", "instrument")


def _for_whom(found: Found) -> Q:
    deal = found.deal
    whom = Q(book__scope__in=[Scope.LIST, Scope.COST])
    for scope, column, value in (
        (Scope.CONTRACT, "contract_id", deal.contract_id),
        (Scope.CUSTOMER, "party_id", deal.party_id),
        (Scope.TIER, "tier", found.tier),
        (Scope.REGION, "region", found.region),
        (Scope.CHANNEL, "channel", deal.channel),
    ):
        if value:
            whom |= Q(**{"book__scope": scope, f"book__{column}": value})
    return whom


def _read_quotes(found: Found, formulas: Iterable[formula.Wanted]) -> None:
    """The last prices published before the day, of every series that an entry follows."""
    series = Q()
    for entry in found.entries:
        if entry.kind == PriceEntry.Kind.BENCHMARK:
            series |= Q(instrument_id=entry.instrument_id, kind=entry.quote_kind)
    codes = {code for one in formulas for code in one.benchmarks}
    if codes:
        series |= Q(instrument__code__in=codes, kind=F("instrument__quote_kinds__0"))
    if not series:
        return
    on = found.deal.on
    rows = Quote.objects.filter(series, trade_date__lt=on, trade_date__gte=on - RECENT)
    later: dict[str, Any] = {}
    if found.deal.as_known_at is not None:
        later = {"recorded_at__lte": found.deal.as_known_at}
    newest = (
        Quote.objects.filter(
            instrument=OuterRef("instrument"),
            kind=OuterRef("kind"),
            trade_date=OuterRef("trade_date"),
            **later,
        )
        .order_by("-version")
        .values("pk")[:1]
    )
    counting = rows.filter(pk=Subquery(newest), value__isnull=False).select_related("instrument")
    ordered = counting.order_by("instrument", "kind", "-trade_date").distinct("instrument", "kind")
    for quote in ordered:
        code = quote.instrument.code
        found.quotes[code, quote.kind] = quote
        found.main_kinds[code] = quote.instrument.quote_kinds[0]


def _read_rates(found: Found, formulas: Iterable[formula.Wanted]) -> None:
    target = found.deal.currency
    foreign = {
        entry.instrument.currency
        for entry in found.entries
        if entry.kind == PriceEntry.Kind.BENCHMARK and entry.instrument is not None
    }
    if any(entry.kind == PriceEntry.Kind.MARKUP for entry in found.entries):
        foreign.add(HOME)
    pairs = {pair for one in formulas for pair in one.pairs}
    if foreign - {target}:
        every = {*foreign, target, HOME}
        pairs |= {one + other for one in every for other in every if one != other}
    if not pairs:
        return
    stored = {named_pair(pair[:3], pair[3:]) for pair in pairs}
    stored |= {named_pair(pair[3:], pair[:3]) for pair in pairs}
    rows = FxRate.objects.filter(
        pair__in=stored, kind=FxRate.Kind.MARKET.value, day__lte=found.deal.on
    )
    if found.deal.as_known_at is not None:
        rows = rows.filter(recorded_at__lte=found.deal.as_known_at)
    for rate in rows.order_by("pair", "-day", "-version").distinct("pair"):
        found.rates[rate.pair] = rate


def named_pair(one: str, other: str) -> str:
    """This will write a pair as rates are filed."""
    return f"{one}/{other}"


def _needs_cost(found: Found, formulas: Mapping[UUID, formula.Wanted]) -> bool:
    if any("cost" in one.plain for one in formulas.values()):
        return True
    return any(entry.kind == PriceEntry.Kind.MARKUP for entry in found.entries)


__all__ = ["HOME", "Deal", "Found", "gather", "named_pair"]
