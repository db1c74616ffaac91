"""What prices rest on: the market, rates, freight, and how far they moved since."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from backend.crm.freight import queries as freight
from backend.crm.freight.models import FreightCard
from backend.crm.freight.queries import Pick
from backend.crm.quote.calc import review
from backend.crm.quote.flow import State
from backend.crm.quote.models import Quote, QuoteLine
from backend.market.fx import queries as fx
from backend.market.fx.models import FxRate
from backend.market.fx.queries import RateValue
from backend.market.pricing.calc import trace
from backend.market.quote import queries as market
from backend.market.quote.models import Quote as MarketQuote
from backend.market.quote.queries import QuoteValue

BINDING = [State.APPROVED, State.SENT]
RATE_KINDS = [FxRate.Kind.MARKET.value, FxRate.Kind.CENTRAL.value]
"""Whose rate counts in a quote, the first that is on file."""


def last_price(instrument_id: UUID, kind: str, *, before: date) -> QuoteValue | None:
    """This will give the last price of a series published before a day."""
    return market.last_before(instrument_id, before, kind=kind)


def rates(currencies: Iterable[str], *, on: date) -> dict[str, RateValue]:
    """This will give what one unit of each currency costs in CNY, as last known on a day.

    A currency without any rate is left out.
    """
    found = {}
    for currency in sorted(set(currencies)):
        rate = rate_of(f"{currency}/CNY", on=on)
        if rate is not None:
            found[currency] = rate
    return found


def rate_of(pair: str, *, on: date) -> RateValue | None:
    """This will find the newest rate of a pair up to a day, the market's before the central one."""
    for kind in RATE_KINDS:
        rate = fx.find(pair, on, kind=kind, latest=True)
        if rate is not None:
            return rate
    return None


def why_stale(quote: Quote, *, on: date) -> str:
    """This will say what moved away from a waiting quote further than it allows, or nothing."""
    return moved_too_far(quote, on=on) if quote.state in BINDING else ""


def moved_too_far(quote: Quote, *, on: date) -> str:
    """This will say what moved away from a quote further than it allows, whatever its state."""
    if quote.validity_percent is None:
        return ""
    found = _fx_move(quote, on) if quote.validity_rule == Quote.Validity.FX else _move(quote, on)
    limit = quote.validity_percent
    return next((words for change, words in found if change > limit), "")


def _fx_move(quote: Quote, on: date) -> list[tuple[Decimal, str]]:
    rate = rate_of(quote.fx_pair, on=on) if quote.fx_pair else None
    if rate is None or quote.fx_rate is None:
        return []
    change = review.moved(quote.fx_rate, rate.value)
    return [(change, _words(quote.fx_pair, quote.fx_rate, rate.value, change))]


def _move(quote: Quote, on: date) -> list[tuple[Decimal, str]]:
    """How far each benchmark moved, each series asked once."""
    found: dict[tuple[UUID, str, Decimal], tuple[Decimal, str]] = {}
    for line in quote.lines.all():
        if line.instrument is None or not line.benchmark_price:
            continue
        key = (line.instrument.pk, line.quote_kind, line.benchmark_price)
        now = None if key in found else last_price(*key[:2], before=on + timedelta(days=1))
        if now is not None:
            change = review.moved(line.benchmark_price, now.value)
            found[key] = (
                change,
                _words(line.instrument.code, line.benchmark_price, now.value, change),
            )
    return list(found.values())


def _words(what: str, before: Decimal, after: Decimal, change: Decimal) -> str:
    return str(
        _("{what} 由 {before} 变为 {after}，变动 {change}%").format(
            what=what,
            before=f"{before.normalize():f}",
            after=f"{after.normalize():f}",
            change=f"{change * 100:.2f}",
        )
    )


def watching(*, rule: str, instrument_ids: Sequence[UUID] = (), pair: str = "") -> QuerySet[Quote]:
    """This will give waiting quotes whose prices hang on a series or a rate, not yet held."""
    rows = Quote.objects.filter(state__in=BINDING, validity_rule=rule, price_stale=False)
    if instrument_ids:
        rows = rows.filter(lines__instrument_id__in=instrument_ids)
    if pair:
        rows = rows.filter(fx_pair=pair)
    return rows.distinct().order_by("id")


def freight_of(quote: Quote, *, tonnes: Decimal, on: date) -> Pick:
    """This will find the freight of a quote's lot on the cards of a day; raises NoFreight."""
    wish = quote.freight
    box = wish.get("container", "")
    return freight.pick(
        mode=wish.get("mode", "sea"),
        origin=wish.get("origin", ""),
        destination=wish.get("destination", ""),
        weight=tonnes,
        volume=_number(wish.get("volume")),
        on=on,
        prefer=wish.get("prefer", "cheapest"),
        containers={box: quote.containers} if box else None,
        km=_number(wish.get("km")),
    )


def card_no(card_id: UUID) -> str:
    """This will give the number people know a freight card by."""
    return FreightCard.objects.filter(pk=card_id).values_list("no", flat=True).first() or ""


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def series_of(market_quote_id: UUID) -> UUID | None:
    """This will tell of which series a published price is."""
    rows = MarketQuote.objects.filter(pk=market_quote_id)
    return rows.values_list("instrument_id", flat=True).first()


def pair_of(rate_id: UUID) -> str:
    """This will tell of which pair a published rate is."""
    return FxRate.objects.filter(pk=rate_id).values_list("pair", flat=True).first() or ""


def untrue_traces() -> list[QuoteLine]:
    """This will find lines whose steps do not come to the price they print."""
    rows = QuoteLine.objects.exclude(trace=[]).select_related("quote").order_by("quote_id", "seq")
    return [line for line in rows.iterator() if not _is_true(line)]


def _is_true(line: QuoteLine) -> bool:
    try:
        return trace.replay(trace.read(line.trace)) == line.provisional_price
    except (trace.BrokenTrace, ArithmeticError):
        return False
