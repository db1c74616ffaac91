"""Working out one entry's price, step by step."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.crm.pricebook.calc import formula, order
from backend.crm.pricebook.calc.formula import FormulaError
from backend.crm.pricebook.models import PriceBook, PriceEntry
from backend.crm.pricebook.queries.asking import (
    KILOGRAMS,
    Ask,
    PriceWaits,
    converts,
    counted,
    fits,
    source_of,
)
from backend.crm.pricebook.queries.gathering import HOME, Found, named_pair
from backend.market.pricing.calc.trace import Chain, Step, chain
from backend.market.quote.models import Quote

Kind, Basis = PriceEntry.Kind, PriceEntry.Basis
BASE_LEVELS = ("list", "cost")
LARGEST = Decimal(10) ** 13
FAULTS: dict[str, StrOrPromise] = {
    "missing": _("公式第 {at} 个字符处的 {what} 没有数据"),
    "zero": _("公式第 {at} 个字符处除数为零"),
    "bounds": _("公式第 {at} 个字符处下限高于上限"),
}


class Pricer:
    """Prices the entries that were gathered."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self._ordered: dict[UUID, list[PriceEntry]] = {}

    def best(self, ask: Ask, *, levels: tuple[str, ...] = order.LEVELS) -> PriceEntry | None:
        """This will give the first entry in the order whose break is reached, if there is one."""
        for entry in self.fitting(ask):
            if entry.book.scope in levels and self._reached(entry, ask):
                return entry
        return None

    def fitting(self, ask: Ask) -> list[PriceEntry]:
        """This will give the entries for a product and its unit, in the order."""
        known = self._ordered.get(ask.product_id)
        if known is None:
            goods = self.found.goods[ask.product_id]
            known = [entry for entry in self.found.entries if fits(entry, goods)]
            # Only a merge of two customers leaves ties behind: there the later approval goes first.
            known.sort(key=_newest, reverse=True)
            known.sort(key=_place)
            self._ordered[ask.product_id] = known
        return [entry for entry in known if converts(entry.book.unit_of_measure, ask.unit)]

    def priced(self, entry: PriceEntry, ask: Ask) -> Chain:
        """This will work out an entry's price for one unit of its book, rounded by its book."""
        found = _WAYS[entry.kind](self, entry, ask)
        found.round(entry.book.places, label="round_price")
        if not 0 < found.value < LARGEST:
            raise self.waits(entry, _("结果 {value} 不是有效的单价"), value=found.value)
        return found

    def waits(self, entry: PriceEntry, why: StrOrPromise, **figures: Any) -> PriceWaits:
        """This will make the refusal that says why an entry has no price now."""
        said = str(why).format(**figures)
        return PriceWaits(book=entry.book.name, seq=entry.seq, why=said)

    def _reached(self, entry: PriceEntry, ask: Ask) -> bool:
        if entry.break_basis == Basis.NONE:
            return True
        quantity = counted(ask.quantity, ask.unit)
        if entry.break_basis == Basis.QUANTITY:
            return quantity >= entry.break_key
        return self._undivided(entry, ask) >= entry.break_from

    def _undivided(self, entry: PriceEntry, ask: Ask) -> Decimal:
        """The amount at the price that the same book has for the same goods without a break."""
        for other in self.fitting(ask):
            is_base = other.book_id == entry.book_id and other.break_basis == Basis.NONE
            if is_base and other.item_key == entry.item_key:
                price = in_unit(self.priced(other, ask), other.book, ask.unit).value
                return price * ask.quantity
        return Decimal(0)

    def fixed(self, entry: PriceEntry, _ask: Ask) -> Chain:
        """This will take the price that is written."""
        assert entry.price is not None  # a constraint of the table
        return chain().set(entry.price, kind="entry", label="fixed", source=source_of(entry))

    def discounted(self, entry: PriceEntry, ask: Ask) -> Chain:
        """This will take a share off the list price."""
        assert entry.discount is not None  # a constraint of the table
        source = {**source_of(entry), "discount": format(entry.discount, "f")}
        return self.base(entry, ask).multiply(
            1 - entry.discount, kind="discount", label="discount", source=source
        )

    def marked_up(self, entry: PriceEntry, ask: Ask) -> Chain:
        """This will put a share on what the goods cost."""
        assert entry.cost_markup is not None  # a constraint of the table
        return self.cost(entry, ask).multiply(
            1 + entry.cost_markup, kind="cost", label="markup", source=source_of(entry)
        )

    def benchmarked(self, entry: PriceEntry, _ask: Ask) -> Chain:
        """This will put the premium on the last published price."""
        assert entry.instrument is not None  # a constraint of the table
        code, kind = entry.instrument.code, entry.quote_kind
        quote = self.found.quotes.get((code, kind))
        if quote is None:
            raise self.waits(entry, _("{code} 近期没有价格，请先录入行情"), code=code)
        made = _quoted(quote)
        _to_unit(made, quote.instrument.unit_of_measure, entry.book.unit_of_measure)
        self._to_tax(made, is_inside=quote.instrument.tax_basis == "incl", book=entry.book)
        self._to_money(made, quote.instrument.currency, entry)
        return made.add(entry.premium, kind="premium", label="premium", source=source_of(entry))

    def by_formula(self, entry: PriceEntry, ask: Ask) -> Chain:
        """This will work the formula out on what it names."""
        try:
            steps = formula.evaluate(entry.formula, self._inputs(entry, ask))
        except FormulaError as wrong:
            why = FAULTS.get(wrong.why, _("公式第 {at} 个字符处无法计算"))
            raise self.waits(entry, why, at=wrong.at, what=wrong.what) from wrong
        source = {**source_of(entry), "formula": entry.formula}
        kind = "cost" if "cost" in formula.wanted(entry.formula).plain else "formula"
        return chain(steps).add(0, kind=kind, label="formula", source=source)

    def _inputs(self, entry: PriceEntry, ask: Ask) -> formula.Inputs:
        wanted, found = formula.wanted(entry.formula), self.found
        quotes = {
            code: _quoted(found.quotes[code, found.main_kinds[code]]).steps
            for code in wanted.benchmarks
            if (code, found.main_kinds.get(code, "")) in found.quotes
        }
        sizes = found.goods[ask.product_id].sizes
        ways = {"list": self.base, "cost": self.cost, "quantity": _quantity}
        return formula.Inputs(
            benchmarks=quotes,
            pairs={pair: steps for pair in wanted.pairs if (steps := self._pair(pair))},
            attributes={
                name: chain().set(sizes[name], kind="spec", label=name).steps
                for name in wanted.attributes
                if name in sizes
            },
            plain={name: ways[name](entry, ask).steps for name in wanted.plain},
        )

    def _pair(self, pair: str) -> tuple[Step, ...]:
        start = chain().set(1, kind="number", label="number")
        return start.steps if self._exchange(start, pair[:3], pair[3:]) else ()

    def base(self, entry: PriceEntry, ask: Ask) -> Chain:
        """This will give the list price that a discount is taken off, as this book counts."""
        found = self.best(ask, levels=BASE_LEVELS)
        if found is None:
            raise self.waits(entry, _("没有可供计算折扣的目录价"))
        made = self.priced(found, ask)
        _to_unit(made, found.book.unit_of_measure, entry.book.unit_of_measure)
        self._to_tax(made, is_inside=found.book.tax_included, book=entry.book)
        return made

    def cost(self, entry: PriceEntry, ask: Ask) -> Chain:
        """This will give what the goods cost now, as this book counts."""
        estimate = self.found.estimates.get(ask)
        if estimate is None or estimate.unit is None or ask.unit not in KILOGRAMS:
            raise self.waits(entry, _("没有库存成本"))
        source = {"basis": estimate.basis, "covered": format(estimate.covered, "f")}
        made = chain().set(estimate.unit, kind="cost", label="cost", source=source)
        _to_unit(made, "t", entry.book.unit_of_measure)
        self._to_tax(made, is_inside=False, book=entry.book)
        self._to_money(made, HOME, entry)
        return made

    def _to_tax(self, made: Chain, *, is_inside: bool, book: PriceBook) -> None:
        if is_inside == book.tax_included or book.tax_rate == 0:
            return
        word = {"kind": "tax", "source": {"rate": format(book.tax_rate, "f")}}
        if is_inside:
            made.divide(1 + book.tax_rate, label="without_tax", **word)
        else:
            made.multiply(1 + book.tax_rate, label="with_tax", **word)

    def _to_money(self, made: Chain, currency: str, entry: PriceEntry) -> None:
        target = entry.book.currency
        if currency == target or self._exchange(made, currency, target):
            return
        is_far = HOME not in (currency, target) and self._exchange(made, currency, HOME)
        if is_far and self._exchange(made, HOME, target):
            return
        raise self.waits(
            entry, _("没有 {pair} 的汇率，请先录入"), pair=named_pair(currency, target)
        )

    def _exchange(self, made: Chain, one: str, other: str) -> bool:
        ways = (
            (named_pair(one, other), made.multiply),
            (named_pair(other, one), made.divide),
        )
        for pair, turn in ways:
            rate = self.found.rates.get(pair)
            if rate is not None:
                source = {
                    "fx": str(rate.pk),
                    "pair": pair,
                    "day": rate.day.isoformat(),
                    "version": rate.version,
                }
                turn(rate.value, kind="fx", label="fx", source=source)
                return True
        return False


_WAYS: dict[str, Callable[[Pricer, PriceEntry, Ask], Chain]] = {
    Kind.FIXED: Pricer.fixed,
    Kind.DISCOUNT: Pricer.discounted,
    Kind.MARKUP: Pricer.marked_up,
    Kind.FORMULA: Pricer.by_formula,
    Kind.BENCHMARK: Pricer.benchmarked,
}


def in_unit(made: Chain, book: PriceBook, unit: str) -> Chain:
    """This will turn a price for one unit of its book into one for the unit asked for."""
    if book.unit_of_measure != unit:
        _to_unit(made, book.unit_of_measure, unit)
        made.round(4, label="round_price")
    return made


def _place(entry: PriceEntry) -> tuple[int, int, int, Decimal, int]:
    return order.place(
        level=entry.book.scope,
        rank=entry.rank,
        priority=entry.book.priority,
        at=entry.break_key,
        first=entry.valid.lower,
    )


def _newest(entry: PriceEntry) -> tuple[datetime, UUID]:
    assert entry.book.approved_at is not None  # set with the approval that lets it count
    return entry.book.approved_at, entry.pk


def _quoted(quote: Quote) -> Chain:
    assert quote.value is not None  # rows without one were left out
    source = {
        "quote": str(quote.pk),
        "instrument": quote.instrument.code,
        "quote_kind": quote.kind,
        "day": quote.trade_date.isoformat(),
        "version": quote.version,
    }
    return chain().set(quote.value, kind="benchmark", label="benchmark", source=source)


def _quantity(_entry: PriceEntry, ask: Ask) -> Chain:
    return chain().set(ask.quantity, kind="quantity", label="quantity", source={"unit": ask.unit})


def _to_unit(made: Chain, one: str, other: str) -> None:
    if one == other or one not in KILOGRAMS or other not in KILOGRAMS:
        return
    source = {"from": one, "to": other}
    if KILOGRAMS[one] != 1:
        made.divide(KILOGRAMS[one], kind="unit", label="unit", source=source)
    if KILOGRAMS[other] != 1:
        made.multiply(KILOGRAMS[other], kind="unit", label="unit", source=source)
