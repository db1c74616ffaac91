"""Turning what was typed into lines and instalments, with their provisional amounts."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.crm.freight.models import CostProfile
from backend.crm.quote import calc
from backend.crm.quote.calc import Claim
from backend.crm.quote.models import Quote, QuoteCharge, QuoteCost, QuoteLine, QuoteTerm
from backend.goods.product.models import Product
from backend.market.instrument.models import Instrument

Pricing = QuoteLine.Pricing


class TermsDoNotAddUp(Malformed):
    """The instalments claim more or less than the whole."""

    sentence = _("付款条件不闭合：比例合计应为 100%，或恰有一行余款且其余各行合计小于总额。")


class _Named:
    """The products and series that the lines of an input refer to, each read in one question."""

    def __init__(self, bodies: Sequence[Any], actor: Actor) -> None:
        self._products = documents.refer_all(
            Product, [body.product_id for body in bodies], actor=actor
        )
        self._instruments = documents.refer_all(
            Instrument, [body.instrument_id for body in bodies], actor=actor
        )

    def product(self, pk: UUID, field: str) -> Product:
        """This will give a product in sight; else the field is named."""
        found = documents.named(self._products, pk, field=field)
        assert found is not None  # a line always names its product
        return found

    def instrument(self, pk: UUID | None, field: str) -> Instrument | None:
        """This will give a series in sight; else the field is named."""
        return documents.named(self._instruments, pk, field=field)


def build(quote: Quote, bodies: Sequence[Any], *, actor: Actor) -> list[QuoteLine]:
    """This will make the lines of a quote; a wrong one is named `lines.<n>.<field>`."""
    named = _Named(bodies, actor)
    return [_line(quote, index, body, named) for index, body in enumerate(bodies)]


def charges(quote: Quote, bodies: Sequence[Any]) -> list[QuoteCharge]:
    """This will make what the way to the named place costs, in the order given.

    Nothing given and a cost profile chosen: the costs of the profile.
    """
    if not bodies and quote.cost_profile is not None:
        return _of_profile(quote, quote.cost_profile)
    rows = []
    for index, body in enumerate(bodies):
        where = f"charges.{index}."
        if body.basis == QuoteCharge.Basis.PERCENT and body.amount >= 1:
            raise Malformed(errors={f"{where}amount": _("比例应小于 1")})
        if body.source == QuoteCharge.Source.CARD and not quote.freight.get("destination"):
            raise Malformed(errors={f"{where}source": _("请先填写运费查询的起运地与目的地")})
        rows.append(QuoteCharge(quote=quote, seq=index + 1, **dict(body)))
    return rows


def _of_profile(quote: Quote, profile: CostProfile) -> list[QuoteCharge]:
    return [
        QuoteCharge(
            quote=quote,
            seq=row.seq,
            kind=row.kind,
            label=profile.name,
            source=QuoteCharge.Source.PROFILE,
            basis=row.basis,
            amount=row.amount,
            currency=row.currency or quote.currency,
            only=row.only,
        )
        for row in profile.elements.all()
    ]


def costs(quote: Quote, bodies: Sequence[Any], *, lines: int) -> list[QuoteCost]:
    """This will make the rows of the cost sheet; each names a line or is for all."""
    rows = []
    for index, body in enumerate(bodies):
        where = f"costs.{index}."
        if body.line_seq is not None and body.line_seq > lines:
            raise Malformed(errors={f"{where}line_seq": _("报价单没有这一行")})
        if body.line_seq is None and body.source in ("stock", "market"):
            raise Malformed(errors={f"{where}line_seq": _("库存成本和行情须指定报价行")})
        if body.kind == QuoteCost.Kind.MARKUP and body.basis != QuoteCost.Basis.PERCENT:
            raise Malformed(errors={f"{where}basis": _("加成只能按比例")})
        rows.append(QuoteCost(quote=quote, seq=index + 1, **dict(body)))
    return rows


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


def _line(quote: Quote, index: int, body: Any, named: "_Named") -> QuoteLine:
    where = f"lines.{index}."
    values = dict(body)
    values["discounts"] = [format(one, "f") for one in body.discounts]
    line = QuoteLine(quote=quote, seq=index + 1, **values)
    line.product = named.product(body.product_id, f"{where}product_id")
    named.instrument(body.instrument_id, f"{where}instrument_id")
    _require(line, where)
    return line


def _require(line: QuoteLine, where: str) -> None:
    """Say kindly what the constraints of the table would refuse."""
    errors: dict[str, StrOrPromise] = {}
    for name in ("tolerance_more", "tolerance_less"):
        if getattr(line, name) >= 1:
            errors[name] = _("溢短装比例应小于 1")
    if any(Decimal(one) >= 1 for one in line.discounts):
        errors["discounts"] = _("折扣应小于 1，例如 0.02")
    if line.pricing == Pricing.FIXED:
        errors |= _fixed_errors(line)
    else:
        errors |= _window_errors(line.window_start, line.window_end)
        if line.instrument_id is None:
            errors["instrument_id"] = _("请选择计价品种")
    if errors:
        raise Malformed(errors={where + name: sentence for name, sentence in errors.items()})


def _fixed_errors(line: QuoteLine) -> dict[str, StrOrPromise]:
    if line.price_from == QuoteLine.PriceFrom.HAND:
        if line.fixed_price is None and line.list_price is None:
            return {"fixed_price": _("固定价必须填写单价")}
        return {}
    if line.price_from == QuoteLine.PriceFrom.BENCHMARK and line.instrument_id is None:
        return {"instrument_id": _("请选择计价品种")}
    return {}


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
