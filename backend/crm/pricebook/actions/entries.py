"""Turning what was typed into entries, and refusing those that say nothing or tie."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Invisible, Malformed, Refusal
from backend.crm.pricebook.actions.rules import check
from backend.crm.pricebook.calc.order import Clash, Item, Rule, clash
from backend.crm.pricebook.models import PriceBook, PriceEntry
from backend.crm.pricebook.queries.asking import counted
from backend.goods.product.models import Product
from backend.market.instrument.models import Instrument

Basis = PriceEntry.Basis
WHY: dict[str, StrOrPromise] = {
    Clash.SAME: _("同一范围、同一产品、同一分档的有效期重叠"),
    Clash.BASIS: _("同一产品不能既按数量又按金额分档"),
    Clash.ATTRIBUTE: _("同一品类不能按两种不同尺寸定价"),
}


class Overlap(Refusal):
    """Two entries would tie: same scope, goods and break on the same day."""

    sentence = _("{one}与{two}冲突：{why}。请修改其一，或修订原价格表。")
    pair: tuple[PriceEntry, PriceEntry] | None = None


for _name in ("in_book", "in_scope"):
    documents.explains(
        f"crm_priceentry_once_{_name}",
        Refusal(_("有两条价格的范围、分档与有效期重叠，请刷新后重试。")),
    )


def build(book: PriceBook, bodies: Sequence[Any], *, actor: Actor) -> list[PriceEntry]:
    """This will make the entries of a book; a wrong one is named `entries.<n>.<field>`."""
    products = _by_code(Product, "product", bodies, actor)
    instruments = _by_code(Instrument, "instrument", bodies, actor)
    made = []
    for index, body in enumerate(bodies):
        values = dict(body)
        values["product"] = _named(products, values, "product", index)
        values["instrument"] = _named(instruments, values, "instrument", index)
        made.append(PriceEntry(book=book, seq=index + 1, **values))
    return made


def keep(book: PriceBook, entries: Sequence[PriceEntry]) -> None:
    """This will store these as the book's only entries, or say which of them cannot stand."""
    check(book, entries)
    for entry in entries:
        derive(entry, book)
    _no_clash_inside(entries)
    no_clash_outside(book, entries)
    PriceEntry.objects.filter(book=book).delete()
    PriceEntry.objects.bulk_create(entries)


def go_live(book: PriceBook) -> None:
    """This will let a book's entries count, or name the two that would tie.

    Another book approved in the same moment is stopped by the table, and then named as well.
    """
    entries = list(book.entries.select_related("product"))
    no_clash_outside(book, entries)
    try:
        with transaction.atomic():
            book.entries.update(is_live=True)
    except IntegrityError:
        no_clash_outside(book, entries)
        raise


def derive(entry: PriceEntry, book: PriceBook) -> None:
    """This will work out the columns that the constraints and the search for prices go by."""
    rule = rule_of(entry, book)
    entry.scope_key, entry.item_key, entry.rank = rule.scope, rule.item.key, rule.item.rank
    entry.break_key = rule.at
    entry.sizes = NumericRange(rule.item.low, rule.item.high, "[]")
    entry.valid = DateRange(rule.first, rule.last, "[]")


def rule_of(entry: PriceEntry, book: PriceBook) -> Rule:
    """This will give an entry as far as it can tie with another."""
    lasts = [day for day in (entry.valid_until, book.valid_until) if day is not None]
    at = entry.break_from
    if entry.break_basis == Basis.QUANTITY:
        at = counted(at, book.unit_of_measure)
    return Rule(
        scope=book.scope_key,
        item=Item(
            product="" if entry.product_id is None else str(entry.product_id),
            category=entry.category,
            metal=entry.metal,
            attribute=entry.attribute,
            low=entry.attribute_from,
            high=entry.attribute_to,
        ),
        basis=entry.break_basis,
        at=at,
        first=max(entry.valid_from or book.valid_from, book.valid_from),
        last=min(lasts) if lasts else None,
    )


def no_clash_outside(book: PriceBook, entries: Sequence[PriceEntry]) -> None:
    """This will raise Overlap for an entry that ties with one that counts in another book."""
    keys = {entry.item_key for entry in entries}
    others = PriceEntry.objects.filter(
        is_live=True, scope_key=book.scope_key, item_key__in=keys, valid__isempty=False
    )
    others = others.exclude(book__in=[book.pk, book.supersedes_id or book.pk])
    by_item = _grouped(others.select_related("book", "product"))
    for entry in entries:
        mine = rule_of(entry, book)
        for other in by_item.get(entry.item_key, ()):
            why = clash(mine, _standing(other))
            if why is not None:
                raise _overlap(entry, other, why)


def _standing(entry: PriceEntry) -> Rule:
    """An entry that counts, on the days it really does: it may have been cut short."""
    rule = rule_of(entry, entry.book)
    upper = entry.valid.upper
    last = None if upper is None else upper - upper.resolution
    return Rule(
        scope=rule.scope,
        item=rule.item,
        basis=rule.basis,
        at=rule.at,
        first=entry.valid.lower,
        last=last,
    )


def _no_clash_inside(entries: Sequence[PriceEntry]) -> None:
    for rows in _grouped(entries).values():
        rules = [rule_of(entry, entry.book) for entry in rows]
        for at, one in enumerate(rules):
            for other in range(at):
                why = clash(rules[other], one)
                if why is not None:
                    raise _overlap(rows[at], rows[other], why)


def _grouped(entries: Iterable[PriceEntry]) -> dict[str, list[PriceEntry]]:
    found: dict[str, list[PriceEntry]] = defaultdict(list)
    for entry in entries:
        found[entry.item_key].append(entry)
    return found


def _overlap(one: PriceEntry, two: PriceEntry, why: Clash) -> Overlap:
    refusal = Overlap(
        one=told(one), two=told(two), why=WHY[why], errors={f"entries.{one.seq - 1}": WHY[why]}
    )
    refusal.pair = one, two
    return refusal


def told(entry: PriceEntry) -> str:
    """This will name an entry to a person: its book, its line, its goods, break and days."""
    rule = rule_of(entry, entry.book)
    return _("价格表“{book}”第 {seq} 行（{goods}，{at}，{days}）").format(
        book=" ".join(part for part in (entry.book.name, entry.book.no) if part),
        seq=entry.seq,
        goods=goods_of(entry),
        at=_("不分档") if rule.at == 0 else _("{at} 起").format(at=plain(entry.break_from)),
        days=f"{rule.first} — {rule.last or ''}".rstrip(),
    )


def goods_of(entry: PriceEntry) -> str:
    """This will name what an entry is for."""
    if entry.product is not None:
        return entry.product.code
    words = [entry.get_metal_display(), entry.get_category_display()]
    if entry.attribute:
        low, high = entry.attribute_from, entry.attribute_to
        size = f"{'' if low is None else plain(low)}–{'' if high is None else plain(high)}"
        words.append(f"{entry.get_attribute_display()} {size} mm")
    return " ".join(str(word) for word in words if word) or str(_("全部产品"))


def plain(value: Decimal) -> str:
    """This will write a figure without the zeros at its end."""
    return format(value.normalize(), "f")


def _by_code(
    model: type[Any], name: str, bodies: Sequence[Any], actor: Actor
) -> dict[tuple[str, Any], Any]:
    """Read in two questions the rows that lines refer to, by id or by code."""
    ids = {getattr(body, f"{name}_id") for body in bodies} - {None}
    codes = {getattr(body, f"{name}_code") for body in bodies} - {""}
    found: dict[tuple[str, Any], Any] = {}
    if ids:
        rows = policy.visible(model, actor).in_bulk(list(ids))
        found |= {("id", pk): row for pk, row in rows.items()}
    if codes:
        found |= {
            ("code", row.code): row for row in policy.visible(model, actor).filter(code__in=codes)
        }
    return found


def _named(
    found: Mapping[tuple[str, Any], Any], values: dict[str, Any], name: str, index: int
) -> Any:
    """Pick the row a line names; both names are taken out of its values."""
    pk, code = values.pop(f"{name}_id"), values.pop(f"{name}_code")
    if pk is None and not code:
        return None
    field = f"{name}_id" if pk is not None else f"{name}_code"
    row = found.get(("id", pk) if pk is not None else ("code", code))
    if row is None:
        raise Malformed(errors={f"entries.{index}.{field}": Invisible.sentence})
    if pk is not None and code and row.code != code:
        raise Malformed(errors={f"entries.{index}.{name}_code": _("编码与所选记录不一致")})
    return row
