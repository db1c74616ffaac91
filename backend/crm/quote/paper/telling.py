"""What a quote says in sentences, each in Chinese and in English."""

from datetime import date
from decimal import Decimal

from backend.core import capitals
from backend.core.templatetags import paper
from backend.crm.quote.calc import words as english
from backend.crm.quote.models import Quote, QuoteLine, QuoteTerm
from backend.crm.quote.paper.words import KINDS, SIDES, TRIGGERS

Pair = tuple[str, str]


def figure(value: Decimal) -> str:
    """This will write a number with separators and no needless zeros."""
    whole, _point, places = f"{value:,f}".partition(".")
    places = places.rstrip("0")
    return f"{whole}.{places}" if places else whole


def day(value: date) -> Pair:
    """This will write a day."""
    return f"{value.year}年{value.month}月{value.day}日", value.isoformat()


def tolerance(line: QuoteLine) -> Pair:
    """This will say how much more or less may be delivered and whose choice that is."""
    more, less = figure(line.tolerance_more * 100), figure(line.tolerance_less * 100)
    if more == less == "0":
        return "不允许溢短装", "none"
    span = f"±{more}%" if more == less else f"+{more}% / -{less}%"
    side = SIDES[line.tolerance_option]
    return f"{span}（{side[0]}选择）", f"{span} at {side[1]}'s option"


def price_rule(line: QuoteLine, quote: Quote) -> Pair:
    """This will say in words how a line's price comes about."""
    price, money = paper.price(line.provisional_price), quote.currency
    if line.pricing == QuoteLine.Pricing.FIXED:
        if quote.tax_rate == 0:
            return f"固定价，单价 {price} {_unit(quote)}", f"fixed price {money} {price}/t"
        return (
            f"固定价，含税单价 {price} {_unit(quote)}",
            f"fixed price {money} {price}/t incl. VAT",
        )
    name = line.instrument.name if line.instrument else ""
    code = line.instrument.code if line.instrument else ""
    kind = KINDS.get(line.quote_kind, ("", line.quote_kind))
    first, last = f"{line.window_start:%Y-%m-%d}", f"{line.window_end:%Y-%m-%d}"
    if line.pricing == QuoteLine.Pricing.CALL:
        side = SIDES[line.pricer]
        rule = f"{side[0]}点价，点价期 {first} 至 {last}，以点价日{name}{kind[0]}"
        rule_en = f"priced by the {side[1]} between {first} and {last} on {code} {kind[1]}"
    else:
        rule = f"均价，按 {first} 至 {last} {name}{kind[0]}的算术平均价"
        rule_en = f"arithmetic mean of {code} {kind[1]} from {first} to {last}"
    sign = ("加", "plus") if line.premium >= 0 else ("减", "less")
    more = figure(abs(line.premium))
    known = line.provisional_on
    tail = f"（暂按 {known:%Y-%m-%d} 价格计）" if known else ""
    tail_en = f" (provisionally as of {known:%Y-%m-%d})" if known else ""
    return (
        f"{rule}{sign[0]} {more} {_unit(quote)}{tail}",
        f"{rule_en} {sign[1]} {money} {more}/t{tail_en}",
    )


def portion(term: QuoteTerm) -> Pair:
    """This will say how an instalment is found."""
    if term.percent is not None:
        share = figure(term.percent * 100)
        return f"总额的 {share}%", f"{share}% of the total"
    return ("定额", "fixed sum") if term.amount is not None else ("余款", "balance")


def when(term: QuoteTerm) -> Pair:
    """This will say when an instalment is due."""
    zh, en = TRIGGERS[term.trigger]
    if term.trigger == QuoteTerm.Trigger.BEFORE_RELEASE:
        return zh, en
    if not term.offset_days:
        return zh.removesuffix("之日起"), f"on {en}"
    return f"{zh} {term.offset_days} 日内", f"within {term.offset_days} days of {en}"


def tax(quote: Quote) -> Pair:
    """This will say in which currency and with which tax prices are."""
    if quote.tax_rate == 0:
        return f"{quote.currency}，不含增值税", f"{quote.currency}, excl. VAT"
    rate = figure(quote.tax_rate * 100)
    return f"{quote.currency}，含 {rate}% 增值税", f"{quote.currency}, incl. {rate}% VAT"


def validity(quote: Quote) -> Pair:
    """This will say what ends the offer before its last day, or nothing."""
    if quote.validity_percent is None:
        return "", ""
    share = figure(quote.validity_percent * 100)
    if quote.validity_rule == Quote.Validity.FX:
        return (
            f"{quote.fx_pair} 汇率（{figure(quote.fx_rate or Decimal(0))}）变动超过 {share}% 时，"
            "本报价须重新确认。",
            f"To be reconfirmed when {quote.fx_pair} moves by more than {share}% "
            f"from {figure(quote.fx_rate or Decimal(0))}.",
        )
    return (
        f"基准行情变动超过 {share}% 时，本报价须重新确认。",
        f"To be reconfirmed when the benchmark price moves by more than {share}%.",
    )


def in_words(quote: Quote) -> Pair:
    """This will write the amount in words: capitals for renminbi, English for any currency."""
    amount = quote.amount_estimated
    zh = capitals.rmb(amount) if quote.currency == "CNY" else ""
    return zh, english.spelled(amount, quote.currency)


def _unit(quote: Quote) -> str:
    return "元/吨" if quote.currency == "CNY" else f"{quote.currency}/吨"
