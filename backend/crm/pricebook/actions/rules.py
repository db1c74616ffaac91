"""What every entry must say, told kindly before the table refuses it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.errors import Malformed
from backend.crm.pricebook.calc import formula
from backend.crm.pricebook.calc.formula import FormulaError
from backend.crm.pricebook.models import PriceBook, PriceEntry, Scope, Unit
from backend.market.instrument.models import Instrument

Kind, Basis = PriceEntry.Kind, PriceEntry.Basis
Errors = dict[str, StrOrPromise]

NEEDS: dict[str, tuple[str, StrOrPromise]] = {
    Kind.FIXED: ("price", _("固定价必须填写单价")),
    Kind.DISCOUNT: ("discount", _("请填写折扣率，例如 0.03 表示优惠 3%")),
    Kind.MARKUP: ("cost_markup", _("请填写加成率，例如 0.05 表示加成 5%")),
    Kind.FORMULA: ("formula", _("请填写公式")),
    Kind.BENCHMARK: ("instrument", _("请选择基准品种")),
}
FAULTS: dict[str, StrOrPromise] = {
    "character": _("第 {at} 个字符“{what}”不能用在公式里"),
    "unexpected": _("第 {at} 个字符处不应出现“{what}”"),
    "ends": _("公式在第 {at} 个字符处意外结束"),
    "unclosed": _("第 {at} 个字符处缺少右括号"),
    "unknown_name": _("第 {at} 个字符处的“{what}”不是可用的名称（可用 list、cost、quantity）"),
    "unknown_function": _("第 {at} 个字符处的函数“{what}”不存在"),
    "arguments": _("第 {at} 个字符处的函数“{what}”参数个数不对"),
    "code": _("第 {at} 个字符处的“{what}”需要一个代码，例如 benchmark(SHFE.CU)"),
    "too_long": _("公式超过 500 个字符"),
    "too_many": _("公式过于复杂（超过 200 个节点）"),
    "too_deep": _("第 {at} 个字符处嵌套过深"),
    "unknown_series": _("没有行情品种“{what}”"),
    "unknown_attribute": _("没有尺寸“{what}”"),
    "unknown_pair": _("“{what}”不是货币对，例如 USDCNY"),
}


def check(book: PriceBook, entries: Sequence[PriceEntry]) -> None:
    """This will raise Malformed naming every field that cannot stand."""
    wrong: Errors = {}
    codes: dict[str, list[int]] = {}
    for entry in entries:
        found = {**_goods(entry), **_price(book, entry), **_break(entry), **_days(book, entry)}
        if entry.kind == Kind.FORMULA and entry.formula:
            found |= _formula(book, entry, codes)
        wrong |= {f"entries.{entry.seq - 1}.{name}": text for name, text in found.items()}
    wrong |= _series(codes) | _bases(entries)
    if wrong:
        raise Malformed(errors=wrong)


def said(error: FormulaError) -> str:
    """This will put a fault of a formula into words, with its place."""
    return str(FAULTS[error.why]).format(at=error.at, what=error.what)


def _goods(entry: PriceEntry) -> Errors:
    if entry.product is not None and (entry.category or entry.metal or entry.attribute):
        return {"product_id": _("指定了产品就不要再填品类、金属或尺寸")}
    if not entry.attribute:
        has_bounds = (entry.attribute_from, entry.attribute_to) != (None, None)
        return {"attribute": _("请选择尺寸")} if has_bounds else {}
    if not entry.category:
        return {"category": _("按尺寸定价时请选择品类")}
    low, high = entry.attribute_from, entry.attribute_to
    if low is None and high is None:
        return {"attribute_from": _("请填写尺寸范围")}
    if low is not None and high is not None and high < low:
        return {"attribute_to": _("尺寸止不能小于尺寸起")}
    return {}


def _price(book: PriceBook, entry: PriceEntry) -> Errors:
    found: Errors = {}
    for kind, (name, sentence) in NEEDS.items():
        value = getattr(entry, name)
        field = "instrument_id" if name == "instrument" else name
        if entry.kind == kind and value in (None, ""):
            found[field] = sentence
        elif entry.kind != kind and value not in (None, ""):
            found[field] = _("这种价格类型不使用此项")
    return found | _limits(book, entry)


def _limits(book: PriceBook, entry: PriceEntry) -> Errors:
    found: Errors = {}
    if entry.discount is not None and not -1 < entry.discount < 1:
        found["discount"] = _("折扣率应在 -1 与 1 之间")
    if entry.cost_markup is not None and entry.cost_markup <= -1:
        found["cost_markup"] = _("加成率应大于 -1")
    if entry.kind != Kind.BENCHMARK and entry.premium != 0:
        found["premium"] = _("这种价格类型不使用此项")
    if entry.kind == Kind.DISCOUNT and book.scope in (Scope.LIST, Scope.COST):
        found["kind"] = _("目录价和成本加成本身不能再按目录价打折")
    if entry.kind == Kind.MARKUP and book.unit_of_measure == Unit.PIECE:
        found["kind"] = _("按件计价没有可用的成本，请改用其他价格类型")
    return found


def _break(entry: PriceEntry) -> Errors:
    if entry.break_basis == Basis.NONE and entry.break_from != 0:
        return {"break_basis": _("请选择按数量还是按金额分档")}
    if entry.break_basis != Basis.NONE and entry.break_from <= 0:
        return {"break_from": _("请填写大于 0 的起始量")}
    return {}


def _days(book: PriceBook, entry: PriceEntry) -> Errors:
    first, last = entry.valid_from or book.valid_from, entry.valid_until or book.valid_until
    if first < book.valid_from or (book.valid_until is not None and first > book.valid_until):
        return {"valid_from": _("生效日不在价格表的有效期内")}
    if last is not None and last < first:
        return {"valid_until": _("失效日不能早于生效日")}
    if book.valid_until is not None and last is not None and last > book.valid_until:
        return {"valid_until": _("失效日不在价格表的有效期内")}
    return {}


def _formula(book: PriceBook, entry: PriceEntry, codes: dict[str, list[int]]) -> Errors:
    try:
        wanted = formula.check(entry.formula)
    except FormulaError as wrong:
        return {"formula": said(wrong)}
    for code in wanted.benchmarks:
        codes.setdefault(code, []).append(entry.seq)
    for name in wanted.attributes - set(PriceEntry.Attribute.values):
        return {"formula": said(FormulaError("unknown_attribute", at=0, what=name))}
    for pair in wanted.pairs:
        if len(pair) != 6 or not pair.isalpha() or not pair.isupper():
            return {"formula": said(FormulaError("unknown_pair", at=0, what=pair))}
    if "list" in wanted.plain and book.scope in (Scope.LIST, Scope.COST):
        return {"formula": _("目录价和成本加成的公式不能使用 list")}
    if "cost" in wanted.plain and book.unit_of_measure == Unit.PIECE:
        return {"formula": _("按件计价没有可用的成本")}
    return {}


def _series(codes: dict[str, list[int]]) -> Errors:
    """Every series a formula names must be on file."""
    if not codes:
        return {}
    known = set(Instrument.objects.filter(code__in=codes).values_list("code", flat=True))
    return {
        f"entries.{seq - 1}.formula": said(FormulaError("unknown_series", at=0, what=code))
        for code, lines in codes.items()
        if code not in known
        for seq in lines
    }


def _bases(entries: Sequence[PriceEntry]) -> Errors:
    """A break by amount is measured at the price without a break, so there must be one."""
    plain = {_item(entry) for entry in entries if entry.break_basis == Basis.NONE}
    return {
        f"entries.{entry.seq - 1}.break_basis": _("按金额分档时，同一产品还需要一行不分档的价格")
        for entry in entries
        if entry.break_basis == Basis.AMOUNT and _item(entry) not in plain
    }


def _item(entry: PriceEntry) -> tuple[object, ...]:
    return (
        entry.product,
        entry.category,
        entry.metal,
        entry.attribute,
        entry.attribute_from,
        entry.attribute_to,
    )
