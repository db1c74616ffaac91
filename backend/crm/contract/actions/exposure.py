"""The price risk of a contract: begun at signing where the price is fixed, ended when it ends."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from backend.core.access.actor import Actor
from backend.core.documents.source import Source
from backend.crm.contract.models import Contract, ContractLine
from backend.market.position import actions as positions
from backend.market.position.models import Kind, PositionSide
from backend.market.position.queries import month_of


def begin(contract: Contract, *, actor: Actor, on: date) -> None:
    """This will sell the tonnes whose price is fixed by the signature, inside the limits."""
    for line in _fixed(contract.lines.all()):
        _require(contract, line, actor=actor, quantity=line.quantity, on=on)
        _state(contract, line, actor=actor, on=on)


def amended(
    contract: Contract, rows: Iterable[tuple[ContractLine, Decimal]], *, actor: Actor, on: date
) -> None:
    """This will bring the tonnes sold at a fixed price along with an amendment.

    `rows` gives each line and how many tonnes it has more than before.
    """
    more = dict(rows)
    for line in _fixed(more):
        if more[line]:
            _require(contract, line, actor=actor, quantity=more[line], on=on)
        _state(contract, line, actor=actor, on=on)


def end(contract: Contract, lines: Iterable[ContractLine], *, actor: Actor, on: date) -> None:
    """This will leave no more tonnes sold at a price than were shipped."""
    for line in sorted(lines, key=lambda row: (row.product.metal, row.pk)):
        positions.give_back(
            line.pk, actor=actor, keep=line.quantity_shipped, on=on, source=Source.of(contract)
        )


def _fixed(lines: Iterable[ContractLine]) -> list[ContractLine]:
    """In the order in which metals are locked."""
    rows = [line for line in lines if line.pricing == ContractLine.Pricing.FIXED]
    return sorted(rows, key=lambda row: (row.product.metal, row.pk))


def _require(
    contract: Contract, line: ContractLine, *, actor: Actor, quantity: Decimal, on: date
) -> None:
    positions.require(
        actor=actor,
        metal=line.product.metal,
        month=month_of(on),
        side=PositionSide.SELL,
        quantity=quantity,
        on=on,
        source=Source.of(contract),
    )


def _state(contract: Contract, line: ContractLine, *, actor: Actor, on: date) -> None:
    assert line.fixed_price is not None  # a constraint of the table
    post = positions.Post(
        on=on,
        metal=line.product.metal,
        month=month_of(contract.signed_on or on),
        kind=Kind.SALE,
        side=PositionSide.SELL,
        quantity=line.quantity,
        price=line.fixed_price,
        currency=contract.currency,
        source=Source.of(contract),
        line_id=line.pk,
        unit_id=contract.unit_id,
        owner_id=contract.owner_id,
    )
    positions.restate(post, actor=actor)
