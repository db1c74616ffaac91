"""Turning what was typed into lines and instalments, with their provisional amounts."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.crm.contract import calc, queries
from backend.crm.contract.calc import Claim
from backend.crm.contract.models import Contract, ContractLine, PaymentTerm
from backend.goods.product import queries as products
from backend.goods.product.models import Product
from backend.goods.warehouse.models import Warehouse
from backend.market.instrument.models import Instrument

Pricing = ContractLine.Pricing


class TermsDoNotAddUp(Refusal):
    """The instalments claim more or less than the whole."""

    status = 422
    sentence = _("付款条件不闭合：比例合计应为 100%，或恰有一行余款且其余各行合计小于总额。")


def build(contract: Contract, bodies: Sequence[Any], *, actor: Actor) -> list[ContractLine]:
    """This will make the lines of a contract; a wrong one is named `lines.<n>.<field>`."""
    known = _Known(
        documents.refer_all(Product, (body.product_id for body in bodies), actor=actor),
        documents.refer_all(Warehouse, (body.warehouse_id for body in bodies), actor=actor),
        documents.refer_all(Instrument, (body.instrument_id for body in bodies), actor=actor),
    )
    return [_line(contract, index, body, known) for index, body in enumerate(bodies)]


def terms(contract: Contract, bodies: Sequence[Any]) -> list[PaymentTerm]:
    """This will make the instalments of a contract, in the order given."""
    rows = []
    for index, body in enumerate(bodies):
        _check_term(index, body)
        rows.append(PaymentTerm(contract=contract, seq=index + 1, **dict(body)))
    return rows


def require_sum(rows: Sequence[PaymentTerm], *, total: Decimal) -> None:
    """This will raise TermsDoNotAddUp unless the instalments share out the total."""
    claims = [Claim(percent=row.percent, amount=row.amount) for row in rows]
    if not calc.adds_up(claims, total=total):
        raise TermsDoNotAddUp(errors={"terms": TermsDoNotAddUp.sentence})


def check_sum(contract: Contract, rows: Sequence[PaymentTerm]) -> None:
    """This will check the instalments of a draft as soon as it has any."""
    if rows:
        require_sum(rows, total=contract.amount_estimated)


def price(line: ContractLine, *, agreed: Decimal | None, where: str = "") -> None:
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


def estimate(contract: Contract, rows: Sequence[ContractLine]) -> None:
    """This will bring the contract's estimated amount and cost in line with its lines."""
    contract.amount_estimated = money.total(line.amount_estimated for line in rows)
    contract.cost_estimated = queries.estimated_cost(rows)


class _Known(NamedTuple):
    """What the lines refer to, each kind read once."""

    products: Mapping[UUID | None, Product]
    warehouses: Mapping[UUID | None, Warehouse]
    instruments: Mapping[UUID | None, Instrument]


def _line(contract: Contract, index: int, body: Any, known: _Known) -> ContractLine:
    where = f"lines.{index}."
    values = dict(body)
    agreed = values.pop("provisional_price")
    line = ContractLine(contract=contract, seq=index + 1, **values)
    product = documents.named(known.products, body.product_id, field=f"{where}product_id")
    assert product is not None  # the schema demands one
    line.product = product
    documents.named(known.warehouses, body.warehouse_id, field=f"{where}warehouse_id")
    line.instrument = documents.named(
        known.instruments, body.instrument_id, field=f"{where}instrument_id"
    )
    require(line, where)
    price(line, agreed=agreed, where=where)
    return line


def require(line: ContractLine, where: str) -> None:
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
    if line.reserves_stock and line.warehouse_id is None:
        errors["warehouse_id"] = _("占用库存时必须指定发货仓库")
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
        PaymentTerm.Portion.PERCENT: (True, False),
        PaymentTerm.Portion.AMOUNT: (False, True),
        PaymentTerm.Portion.REST: (False, False),
    }
    if given != expected[body.portion]:
        raise Malformed(errors={f"terms.{index}.portion": _("计算方式与比例、金额不一致")})
    if body.percent is not None and body.percent > 1:
        raise Malformed(errors={f"terms.{index}.percent": _("比例不能超过 1")})
