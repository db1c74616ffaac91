"""The rules of a line in the words of the trade, as a contract prints them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from backend.crm.contract import queries
from backend.crm.contract.models import ContractLine, PaymentTerm
from backend.market.quote.models import Quote as MarketQuote

SIDES = {"buyer": "买方", "seller": "卖方"}
MISSING = {
    "wait": "计价期内任一交易日价格缺失的，待该价格公布后再行计算",
    "skip": "计价期内经双方确认未公布价格的交易日不计入平均天数",
    "previous": "计价期内缺失价格的交易日以前一交易日价格代替",
    "next": "计价期内缺失价格的交易日以后一交易日价格代替",
}
WEIGHTS = {
    "seller": "以卖方磅单净重为结算重量",
    "buyer": "以买方磅单净重为结算重量",
    "seller_within": "以卖方磅单净重为准；{by}，以买方磅单净重为准",
    "excess": "以卖方磅单净重为准；{by}，超出允许磅差的部分予以扣减",
    "half": "以卖方磅单净重为准；{by}，超出允许磅差的部分双方各承担一半",
    "hold": "以卖方磅单净重为准；{by}，双方先行核实原因并书面确认后结算",
    "theoretical": "按理论重量结算，不因过磅差异调整",
}
TRIGGERS = {
    "signing": "合同签署",
    "before_release": "每批货物提货之前",
    "delivered": "货物发出",
    "signed": "买方签收货物",
    "invoice": "收到增值税专用发票",
    "final_settlement": "双方确认最终结算单",
}


def figure(value: Decimal) -> str:
    """This will write a number with separators and no needless zeros."""
    whole, _point, places = f"{value:,f}".partition(".")
    places = places.rstrip("0")
    return f"{whole}.{places}" if places else whole


def day(value: date | None) -> str:
    """This will write a day as contracts do."""
    return "" if value is None else f"{value.year}年{value.month}月{value.day}日"


def unit_of(line: ContractLine) -> str:
    """This will name what a line is sold by: tonnes, or what it is counted in."""
    return line.product.unit_of_measure if line.product.is_counted else "吨"


def total(lines: Iterable[ContractLine]) -> str:
    """This will add up the quantities of lines, each unit by itself."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        unit = unit_of(line)
        sums[unit] = sums.get(unit, Decimal(0)) + line.quantity
    said = [
        f"{value:,.3f} 吨" if unit == "吨" else f"{figure(value)} {unit}"
        for unit, value in sums.items()
    ]
    return "、".join(said)


def span(line: ContractLine) -> str:
    """This will say how much more or less may be delivered."""
    more, less = figure(line.tolerance_more * 100), figure(line.tolerance_less * 100)
    if more == less == "0":
        return "不允许"
    return f"±{more}%" if more == less else f"+{more}% / -{less}%"


def option(line: ContractLine) -> str:
    """This will say whose choice the tolerance is."""
    if not line.tolerance_more and not line.tolerance_less:
        return ""
    return f"{SIDES[line.tolerance_option]}选择"


def band(line: ContractLine) -> str:
    """This will say between which tonnages a line is fulfilled."""
    found = queries.delivery_band(line)
    unit = unit_of(line)
    return f"{figure(found.min)} {unit}至 {figure(found.max)} {unit}（含）"


def price_rule(line: ContractLine) -> str:
    """This will say in words how a line's price comes about."""
    if line.pricing == ContractLine.Pricing.FIXED:
        price = f"{figure(line.provisional_price)} 元/{unit_of(line)}"
        return f"固定价，含税单价 {price}，合同期内不作调整。"
    return _called(line) if line.pricing == ContractLine.Pricing.CALL else _averaged(line)


def premium(line: ContractLine) -> str:
    """This will say what is added to or taken off the base price."""
    if line.premium == 0:
        return "平水（升贴水为 0）"
    word = "升水" if line.premium > 0 else "贴水"
    return f"{word} {figure(abs(line.premium))} 元/{unit_of(line)}"


def source(line: ContractLine) -> str:
    """This will name the published price a line hangs on."""
    assert line.instrument is not None  # a constraint of the table
    kind = MarketQuote.Kind(line.quote_kind).label
    return f"{line.instrument.name}（{line.instrument.code}）{kind}"


def window(line: ContractLine) -> str:
    """This will say from when to when a price may be fixed or is averaged."""
    return f"{day(line.window_start)}至{day(line.window_end)}（首尾两日均包括在内）"


def _called(line: ContractLine) -> str:
    return (
        f"点价。由{SIDES[line.pricer]}在{window(line)}内的交易日点价，"
        f"基价为点价日的{source(line)}，最终单价 = 基价 + 升贴水，升贴水为{premium(line)}，"
        f"可分笔点价，各笔金额分别计算并四舍五入至分。{_provisional(line)}"
    )


def _averaged(line: ContractLine) -> str:
    return (
        f"均价。基价为{window(line)}全部交易日{source(line)}的算术平均值，"
        f"四舍五入保留 {line.average_places} 位小数，最终单价 = 基价 + 升贴水，"
        f"升贴水为{premium(line)}。{MISSING[line.average_missing]}。{_provisional(line)}"
    )


def _provisional(line: ContractLine) -> str:
    price = figure(line.provisional_price)
    if line.provisional_on is None:
        return f"暂定单价 {price} 元/{unit_of(line)}。"
    since = f"{day(line.provisional_on)}{source(line)}加升贴水"
    return f"暂定单价 {price} 元/{unit_of(line)}（{since}）。"


def call_rules(line: ContractLine) -> list[str]:
    """This will list what a call must keep to, and what follows if none came."""
    unit = unit_of(line)
    rules = [f"可点价总量以 {figure(queries.priced_ceiling(line))} {unit}为限。"]
    if line.min_tranche:
        rules.append(f"每笔不少于 {figure(line.min_tranche)} {unit}，剩余数量一次点完的除外。")
    if line.max_tranches:
        rules.append(f"最多分 {line.max_tranches} 笔点价。")
    if line.cut_off:
        rules.append(f"点价指令应于当日 {line.cut_off:%H:%M} 前送达，逾时归入下一交易日。")
    if line.uncalled == ContractLine.Uncalled.LAST_SETTLE:
        rules.append("计价期届满仍未点价的数量，按计价期最后一个交易日的价格定价。")
    else:
        rules.append("计价期届满仍未点价的数量，由双方另行书面协商。")
    return rules


def weight_rule(line: ContractLine) -> str:
    """This will say whose scale counts and what happens beyond the tolerance."""
    if line.product.is_counted:
        return "按数量结算，以买方签收的数量与序列号为准，不过磅。"
    by = f"单车磅差超出 ±{figure(line.scale_tolerance * 1000)}‰ 的"
    return WEIGHTS[line.weight_basis].format(by=by) + "。"


def trigger_words(term: PaymentTerm) -> str:
    """This will say when an instalment is to be paid."""
    when = TRIGGERS[term.trigger]
    if term.trigger == PaymentTerm.Trigger.BEFORE_RELEASE:
        return when
    return f"{when}之日起 {term.offset_days} 日内" if term.offset_days else f"{when}当日"
