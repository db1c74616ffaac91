"""First claims: tonnes held for a line of a paper, and given up again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from django.db.models import Q

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.goods.product.models import Product
from backend.goods.stock import queries
from backend.goods.stock.actions import quality
from backend.goods.stock.models import Balance, Reservation
from backend.goods.stock.queries import Want, open_weight

ZERO = Decimal("0.000")


def reserve(
    *,
    actor: Actor,
    product_id: UUID,
    weight: Decimal,
    source: Source,
    line_id: UUID,
    warehouse_id: UUID | None = None,
    owner_party_id: UUID | None = None,
    brands: Sequence[str] = (),
) -> list[Reservation]:
    """This will hold tonnes for a line, oldest receipt first; raises NotEnough."""
    want = Want(line_id, product_id, weight, warehouse_id, owner_party_id, tuple(brands))
    return reserve_all(actor=actor, source=source, wants=[want])


@documents.verb
def reserve_all(*, actor: Actor, source: Source, wants: Sequence[Want]) -> list[Reservation]:
    """This will hold tonnes for all lines of a paper or for none; raises NotEnough.

    Products are locked in the order of their ids, so two papers cannot wait for each other.
    """
    held: list[Reservation] = []
    touched: list[Balance] = []
    by_product = sorted(wants, key=lambda want: want.product_id)
    for _product, group in groupby(by_product, key=lambda want: want.product_id):
        claims, balances = _hold(source, list(group))
        held += claims
        touched += balances
    Balance.objects.bulk_update(touched, ["reserved"])
    return Reservation.objects.bulk_create(held)


@documents.verb
def release(
    *, actor: Actor, source: Source, line_id: UUID | None = None, weight: Decimal | None = None
) -> Decimal:
    """This will give up what is held, all of it or so many tonnes, and return the tonnes.

    The newest claims are given up first. Nothing held is nothing given up, not an error.
    """
    known = queries.holds(source, line_id).values_list("balance_id", flat=True)
    balances = {row.pk: row for row in queries.locked(Q(pk__in=list(known)))}
    rows = list(queries.holds(source, line_id).order_by("-id"))
    rows = [row for row in rows if row.balance_id in balances]
    wanted = sum(map(open_weight, rows), ZERO) if weight is None else weight
    given = ZERO
    for row in rows:
        part = min(open_weight(row), wanted - given)
        row.released += part
        balances[row.balance_id].reserved -= part
        given += part
    write(rows, balances.values())
    return given


def consume(rows: Iterable[tuple[Reservation, Decimal]]) -> list[Reservation]:
    """This will count tonnes of reservations as issued; the balance is changed by the caller."""
    changed = []
    for row, part in rows:
        row.consumed += part
        changed.append(row)
    return changed


def write(rows: Sequence[Reservation], balances: Iterable[Balance]) -> None:
    """This will write claims and the reserved tonnes of their locked balances."""
    for row in rows:
        if open_weight(row) == 0:
            is_used = row.consumed > 0
            row.state = Reservation.State.CONSUMED if is_used else Reservation.State.RELEASED
    Reservation.objects.bulk_update(rows, ["consumed", "released", "state"])
    Balance.objects.bulk_update(list(balances), ["reserved"])


def _hold(source: Source, wants: Sequence[Want]) -> tuple[list[Reservation], list[Balance]]:
    """Serve the lines of one product from balances locked one after the other.

    The balances come back changed and locked, to be written together with those of the others.
    """
    missing = [want.weight for want in wants]
    rows = Q()
    held: list[Reservation] = []
    touched: list[Balance] = []
    for want in wants:
        rows |= want.rows()
    for balance in queries.locked(rows & queries.HAS_FREE):
        claims = _serve(source, wants, missing, balance)
        if claims:
            held += claims
            touched.append(balance)
        if not any(missing):
            return held, touched
    short = next(index for index, tonnes in enumerate(missing) if tonnes)
    product = Product.objects.get(pk=wants[short].product_id)
    wanted = wants[short].weight
    there = wanted - missing[short]
    raise quality.short(product, wanted=wanted, available=there, rows=wants[short].places())


def _serve(
    source: Source, wants: Sequence[Want], missing: list[Decimal], balance: Balance
) -> list[Reservation]:
    """Claim what one locked balance has free, line after line; `missing` goes down."""
    claims = []
    for index, want in enumerate(wants):
        part = min(queries.free_of(balance), missing[index])
        if part > 0 and want.fits(balance):
            balance.reserved += part
            missing[index] -= part
            claims.append(claim(source, want.line_id, balance, part))
    return claims


def claim(source: Source, line_id: UUID, balance: Balance, weight: Decimal) -> Reservation:
    """This will make the row of a claim; the balance is changed by the caller."""
    return Reservation(
        balance=balance,
        product_id=balance.product_id,
        warehouse_id=balance.warehouse_id,
        lot_id=balance.lot_id,
        source_code=source.code,
        source_id=source.id,
        source_no=source.no,
        line_id=line_id,
        weight=weight,
    )
