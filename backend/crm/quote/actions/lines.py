"""Turning what was typed into lines and instalments, with their provisional amounts."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.crm.quote import calc
from backend.crm.quote.calc import Claim
from backend.crm.quote.models import Quote, QuoteLine, QuoteTerm
from backend.goods.product.models import Product
from backend.market.instrument.models import Instrument
from backend.market.quote import queries as market

Pricing = QuoteLine.Pricing


class TermsDoNotAddUp(Malformed):
    """The instalments claim more or less than the whole."""

    sentence = _("付款条件不闭合：比例合计应为 100%，或恰有一行余款且其余各行合计小于总额。")


class NoPriceYet(Malformed):
    """The market has no price to estimate with."""

    sentence = _("该品种在报价日之前没有价格，请录入行情或填写暂定单价。")


def build(quote: Quote, bodies: Sequence[Any], *, actor: Actor) -> list[QuoteLine]:
    """This will make the lines of a quote; a wrong one is named `lines.<n>.<field>`."""
    return [_line(quote, index, body, actor) for index, body in enumerate(bodies)]


def terms(quote: Quote, bodies: Sequence[Any]) -> list[QuoteTerm]:
    """This will make the instalments of a quote, in the order given."""
    rows = []
    for index, body in enumerate(bodies):
        _check_term(index, body)
        rows.append(QuoteTerm(quote=quote, seq=index + 1, **dict(body)))
    return rows


def total(quote: Quote, lines: Sequence[QuoteLine], rows: Sequence[QuoteTerm]) -> None:
    """This will set a quote's estimated amount and check that its instalments share it out."""
    quote.amount_estimated = money.total(line.amount_estimated for line in lines)
    claims = [Claim(percent=row.percent, amount=row.amount) for row in rows]
    if claims and not calc.adds_up(claims, total=quote.amount_estimated):
        raise TermsDoNotAddUp(errors={"terms": TermsDoNotAddUp.sentence})


def price(line: QuoteLine, *, on: date, agreed: Decimal | None, where: str = "") -> None:
    """This will set a line's provisional price and amount.

    A fixed price stands; an agreed provisional price too; else the last price published before
    `on` counts, plus the premium.
    """
    line.provisional_on = None
    if line.pricing == Pricing.FIXED:
        line.provisional_price = line.fixed_price or Decimal(0)
    elif agreed is not None:
        line.provisional_price = agreed
    else:
        line.provisional_on, line.provisional_price = _market(line, on, where)
    line.amount_estimated = money.amount(line.quantity, line.provisional_price)


def _market(line: QuoteLine, on: date, where: str) -> tuple[date, Decimal]:
    assert line.instrument_id is not None  # required above for a price that follows one
    found = market.last_before(line.instrument_id, on, kind=line.quote_kind)
    if found is None:
        raise NoPriceYet(errors={f"{where}provisional_price": NoPriceYet.sentence})
    return found.trade_date, found.value + line.premium


def _line(quote: Quote, index: int, body: Any, actor: Actor) -> QuoteLine:
    where = f"lines.{index}."
    values = dict(body)
    agreed = values.pop("provisional_price")
    line = QuoteLine(quote=quote, seq=index + 1, **values)
    documents.refer(Product, body.product_id, actor=actor, field=f"{where}product_id")
    documents.refer(Instrument, body.instrument_id, actor=actor, field=f"{where}instrument_id")
    _require(line, where)
    price(line, on=quote.made_on, agreed=agreed, where=where)
    return line


def _require(line: QuoteLine, where: str) -> None:
    """Say kindly what the constraints of the table would refuse."""
    errors: dict[str, StrOrPromise] = {}
    for name in ("tolerance_more", "tolerance_less"):
        if getattr(line, name) >= 1:
            errors[name] = _("溢短装比例应小于 1")
    if line.pricing == Pricing.FIXED:
        if line.fixed_price is None:
            errors["fixed_price"] = _("固定价必须填写单价")
    else:
        errors |= _window_errors(line.window_start, line.window_end)
        if line.instrument_id is None:
            errors["instrument_id"] = _("请选择计价品种")
    if errors:
        raise Malformed(errors={where + name: sentence for name, sentence in errors.items()})


def _window_errors(first: date | None, last: date | None) -> dict[str, StrOrPromise]:
    if first is None or last is None:
        return {"window_start": _("请填写计价期起止日期")}
    return {"window_end": _("计价期止不能早于起")} if last < first else {}


def _check_term(index: int, body: Any) -> None:
    given = (body.percent is not None, body.amount is not None)
    expected = {
        QuoteTerm.Portion.PERCENT: (True, False),
        QuoteTerm.Portion.AMOUNT: (False, True),
        QuoteTerm.Portion.REST: (False, False),
    }
    if given != expected[body.portion]:
        raise Malformed(errors={f"terms.{index}.portion": _("计算方式与比例、金额不一致")})
    if body.percent is not None and body.percent > 1:
        raise Malformed(errors={f"terms.{index}.percent": _("比例不能超过 1")})
