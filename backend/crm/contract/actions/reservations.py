"""Stock that a signed contract holds for its lines."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.errors import Refusal
from backend.crm.contract.models import Contract, ContractLine
from backend.goods.stock import actions as stock
from backend.goods.stock.models import Source
from backend.goods.warehouse.models import Warehouse


class BondedWithTax(Refusal):
    """Goods under bond are sold without domestic VAT, or cleared first."""

    sentence = _(
        "第 {seq} 行从保税仓“{place}”供货，保税货未缴进口税，不能按含增值税的合同销售："
        "请先清关并改为从非保税仓供货，或将合同税率改为 0。"
    )


def reserve_all(contract: Contract, *, actor: Actor) -> None:
    """This will reserve stock for every line that asks for it, all or none.

    Raises BondedWithTax for goods that were not cleared but are sold with domestic VAT.
    """
    if contract.tax_rate:
        bonded = contract.lines.filter(warehouse__kind=Warehouse.Kind.BONDED).order_by("seq")
        for line in bonded.select_related("warehouse")[:1]:
            raise BondedWithTax(seq=line.seq, place=line.warehouse)
    wants = [_want(line, line.quantity) for line in contract.lines.all() if line.reserves_stock]
    if wants:
        stock.reserve_all(actor=actor, source=Source.of(contract), wants=wants)


def release_all(contract: Contract, *, actor: Actor) -> None:
    """This will give up what the contract still holds."""
    stock.release(actor=actor, source=Source.of(contract))


def release_line(line: ContractLine, *, actor: Actor) -> None:
    """This will give up what one line still holds."""
    stock.release(actor=actor, source=Source.of(line.contract), line_id=line.pk)


def adjust(changed: Iterable[tuple[ContractLine, Decimal]], *, actor: Actor) -> None:
    """This will reserve more or give up some for lines whose quantity changed by so many tonnes."""
    held = [(line, by) for line, by in changed if line.reserves_stock and by]
    for line, by in held:
        if by < 0:
            source = Source.of(line.contract)
            stock.release(actor=actor, source=source, line_id=line.pk, weight=-by)
    wants = [_want(line, by) for line, by in held if by > 0]
    if wants:
        stock.reserve_all(actor=actor, source=Source.of(held[0][0].contract), wants=wants)


def _want(line: ContractLine, weight: Decimal) -> stock.Want:
    return stock.Want(
        line_id=line.pk,
        product_id=line.product_id,
        weight=weight,
        warehouse_id=line.warehouse_id,
        owner_party_id=line.contract.seller_id,
        brands=tuple(line.brands),
    )
