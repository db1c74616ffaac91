"""Turning what was typed into lines and instalments, with their provisional amounts."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core import money
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Invisible, Malformed
from backend.crm.contract import calc
from backend.crm.contract.calc import Claim
from backend.goods.product import queries as products
from backend.goods.product.models import Product
from backend.goods.warehouse.models import Warehouse
from backend.market.instrument.models import Instrument
from backend.supply.purchase import queries
from backend.supply.purchase.models import Purchase, PurchaseLine, PurchaseTerm
from backend.supply.requisition.models import Requisition, RequisitionLine

Pricing = PurchaseLine.Pricing


class PurchaseTermsOpen(Malformed):
    """The instalments claim more or less than the whole."""

    sentence = _("付款条件不闭合：比例合计应为 100%，或恰有一行余款且其余各行合计小于总额。")


def build(purchase: Purchase, bodies: Sequence[Any], *, actor: Actor) -> list[PurchaseLine]:
    """This will make the lines of a purchase; a wrong one is named `lines.<n>.<field>`."""
    known = _Known(
        documents.refer_all(Product, (body.product_id for body in bodies), actor=actor),
        documents.refer_all(Warehouse, (body.warehouse_id for body in bodies), actor=actor),
        documents.refer_all(Instrument, (body.instrument_id for body in bodies), actor=actor),
        _needs((body.requisition_line_id for body in bodies), actor),
    )
    return [_line(purchase, index, body, known) for index, body in enumerate(bodies)]


def terms(purchase: Purchase, bodies: Sequence[Any]) -> list[PurchaseTerm]:
    """This will make the instalments of a purchase, in the order given."""
    rows = []
    for index, body in enumerate(bodies):
        _check_term(index, body)
        rows.append(PurchaseTerm(purchase=purchase, seq=index + 1, **dict(body)))
    return rows


def require_sum(rows: Sequence[PurchaseTerm], *, total: Decimal) -> None:
    """This will raise PurchaseTermsOpen unless the instalments share out the total."""
    claims = [Claim(percent=row.percent, amount=row.amount) for row in rows]
    if not calc.adds_up(claims, total=total):
        raise PurchaseTermsOpen(errors={"terms": PurchaseTermsOpen.sentence})


def price(line: PurchaseLine, *, agreed: Decimal | None, where: str = "") -> None:
    """This will set a line's provisional price and amount.

    A fixed price stands; else the agreed provisional price, or the quote of the base day plus
    the premium.
    """
    if line.pricing == Pricing.FIXED:
        line.provisional_price = line.fixed_price or Decimal(0)
    elif line.provisional_on is not None:
        base = queries.base_price(line, on=line.provisional_on)
        line.provisional_price = base + line.premium
    elif agreed is not None:
        line.provisional_price = agreed
    else:
        raise Malformed(errors={f"{where}provisional_on": _("请填写暂定价基准日或暂定单价")})
    line.amount_estimated = money.amount(line.quantity, line.provisional_price)


def estimate(purchase: Purchase, rows: Sequence[PurchaseLine]) -> None:
    """This will bring the purchase's estimated amount in line with its lines."""
    purchase.amount_estimated = money.total(line.amount_estimated for line in rows)


class _Known(NamedTuple):
    """What the lines refer to, each kind read once."""

    products: Mapping[UUID | None, Product]
    warehouses: Mapping[UUID | None, Warehouse]
    instruments: Mapping[UUID | None, Instrument]
    needs: Mapping[UUID, RequisitionLine]


def _needs(wanted: Any, actor: Actor) -> dict[UUID, RequisitionLine]:
    keys = [pk for pk in wanted if pk is not None]
    if not keys:
        return {}
    seen = policy.visible(Requisition, actor)
    rows = RequisitionLine.objects.filter(pk__in=keys, requisition__in=seen)
    return {row.pk: row for row in rows}


def _line(purchase: Purchase, index: int, body: Any, known: _Known) -> PurchaseLine:
    where = f"lines.{index}."
    values = dict(body)
    agreed = values.pop("provisional_price")
    line = PurchaseLine(purchase=purchase, seq=index + 1, **values)
    product = documents.named(known.products, body.product_id, field=f"{where}product_id")
    assert product is not None  # the schema demands one
    line.product = product
    documents.named(known.warehouses, body.warehouse_id, field=f"{where}warehouse_id")
    line.instrument = documents.named(
        known.instruments, body.instrument_id, field=f"{where}instrument_id"
    )
    _require_need(line, known, where)
    require(line, where)
    price(line, agreed=agreed, where=where)
    return line


def _require_need(line: PurchaseLine, known: _Known, where: str) -> None:
    if line.requisition_line_id is None:
        return
    field = f"{where}requisition_line_id"
    need = known.needs.get(line.requisition_line_id)
    if need is None:
        raise Malformed(errors={field: Invisible.sentence})
    if need.product_id != line.product_id and line.award_line_id is None:
        raise Malformed(errors={field: _("请购行是另一个品名")})


def require(line: PurchaseLine, where: str) -> None:
    """This will say kindly what the constraints of the table would refuse."""
    errors: dict[str, StrOrPromise] = {}
    if line.tolerance_less >= 1:
        errors["tolerance_less"] = _("短装比例应小于 1")
    if line.pricing == Pricing.FIXED:
        if line.fixed_price is None:
            errors["fixed_price"] = _("固定价必须填写单价")
    else:
        errors |= _window_errors(line.window_start, line.window_end)
        if line.instrument is None:
            errors["instrument_id"] = _("请选择计价品种")
        elif line.instrument.currency != line.purchase.currency:
            errors["instrument_id"] = _("计价品种的币种与合同币种不同")
    if said := products.not_whole(line.product, line.quantity):
        errors["quantity"] = said
    if errors:
        raise Malformed(errors={where + name: sentence for name, sentence in errors.items()})


def _window_errors(first: date | None, last: date | None) -> dict[str, StrOrPromise]:
    if first is None or last is None:
        return {"window_start": _("请填写计价期起止日期")}
    return {"window_end": _("计价期止不能早于起")} if last < first else {}


def _check_term(index: int, body: Any) -> None:
    given = (body.percent is not None, body.amount is not None)
    expected = {
        PurchaseTerm.Portion.PERCENT: (True, False),
        PurchaseTerm.Portion.AMOUNT: (False, True),
        PurchaseTerm.Portion.REST: (False, False),
    }
    if given != expected[body.portion]:
        raise Malformed(errors={f"terms.{index}.portion": _("计算方式与比例、金额不一致")})
    if body.percent is not None and body.percent > 1:
        raise Malformed(errors={f"terms.{index}.percent": _("比例不能超过 1")})
