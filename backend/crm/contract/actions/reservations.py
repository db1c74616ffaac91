"""Stock that a signed contract holds for its lines."""

from collections.abc import Iterable
from decimal import Decimal

from backend.core.access.actor import Actor
from backend.crm.contract.models import Contract, ContractLine
from backend.goods.stock import actions as stock
from backend.goods.stock.models import Source


def reserve_all(contract: Contract, *, actor: Actor) -> None:
    """This will reserve stock for every line that asks for it, all or none."""
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
