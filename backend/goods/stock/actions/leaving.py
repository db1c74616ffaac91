"""Goods leave for a paper above: what is held for its line first, then what is free."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Refusal
from backend.goods.cost import actions as cost
from backend.goods.cost.models import CostEntry
from backend.goods.product.models import Product
from backend.goods.stock import calc, queries
from backend.goods.stock.actions import claims, ledger, quality
from backend.goods.stock.actions.ledger import Booking, NotEnough
from backend.goods.stock.models import Balance, Lot, Reservation, StockMove
from backend.goods.stock.queries import Want, free_of, open_weight
from backend.goods.warehouse import calc as places

ZERO = Decimal("0.000")


class NotFromHere(Refusal):
    """Goods that must first go elsewhere, through customs or to their arrival."""

    sentence = _("“{place}”的货物不能直接出库：保税货须清关后调拨出库，在途货须先办理到货。")


class IssueResult(NamedTuple):
    """What left and what it cost, excluding VAT."""

    moves: list[StockMove]
    cost: Decimal


class Taken(NamedTuple):
    """Tonnes of one balance: those held for the line, by reservation, and free ones."""

    balance: Balance
    held: list[tuple[Reservation, Decimal]]
    free: Decimal

    @property
    def tonnes(self) -> Decimal:
        """All that is taken from the balance."""
        return sum((part for _, part in self.held), self.free)

    def give_up(self) -> None:
        """This will count the claims as used where the goods themselves move on."""
        self.balance.reserved -= sum((part for _, part in self.held), ZERO)
        claims.write(claims.consume(self.held), [])


@documents.verb
def issue(
    *,
    actor: Actor,
    at: datetime,
    source: Source,
    line_id: UUID,
    product_id: UUID,
    weight: Decimal,
    warehouse_id: UUID | None = None,
    owner_party_id: UUID | None = None,
    brands: Sequence[str] = (),
    pieces: int | None = None,
    reservation_source: Source | None = None,
    reservation_line_id: UUID | None = None,
    reason: str = "",
) -> IssueResult:
    """This will take tonnes out of stock for a paper and cost them; raises NotEnough.

    What (reservation_source, reservation_line_id) holds goes first (default: the paper and its
    line), then what is free, oldest receipt first. Pieces counted are shared by weight; not
    counted, they follow the weight.
    """
    want = Want(line_id, product_id, weight, warehouse_id, owner_party_id, tuple(brands))
    booking = Booking(
        actor=actor,
        at=at,
        kind=StockMove.Kind.ISSUE,
        source=source,
        line_id=line_id,
        reason=reason,
    )
    takes = _take(want, reservation_source or source, reservation_line_id or line_id)
    counted = calc.share_pieces(pieces, tonnes=[take.tonnes for take in takes])
    return book(takes, booking, counted)


def _take(want: Want, source: Source, line_id: UUID) -> list[Taken]:
    held = queries.holds(source, line_id).filter(product_id=want.product_id)
    if queries.ready_for(source, line_id) >= want.weight:
        # The usual case locks only what is held; a claim lost meanwhile falls through.
        with transaction.atomic():
            takes = _from(want, held, Q(pk__in=list(held.values_list("balance_id", flat=True))))
            if takes is not None:
                return takes
            transaction.set_rollback(True)
    rows = want.rows() & (
        queries.HAS_FREE | Q(pk__in=list(held.values_list("balance_id", flat=True)))
    )
    takes = _from(want, held, rows)
    if takes is None:
        raise _short(want, held)
    return takes


def _from(want: Want, held: QuerySet[Reservation], rows: Q) -> list[Taken] | None:
    """Lock balances until they serve the want, and no more; None when all do not suffice."""
    due = {pk: open_weight(row) for row in held for pk in [row.balance_id]}
    balances: list[Balance] = []
    expected = sum(due.values(), ZERO)
    for balance in queries.locked(rows):
        if not want.fits(balance):
            continue
        balances.append(balance)
        due.pop(balance.pk, None)
        expected += max(free_of(balance), ZERO)
        if not due and expected >= want.weight:
            takes = _serve(want.weight, held, balances)
            if takes is not None:
                return takes
    return _serve(want.weight, held, balances)


def _serve(
    wanted: Decimal, held: QuerySet[Reservation], balances: Sequence[Balance]
) -> list[Taken] | None:
    """Take the line's own claims first, read again under the lock, then what is free."""
    claims_of: dict[UUID, list[Reservation]] = {}
    for row in held.filter(balance__in=balances).order_by("id"):
        claims_of.setdefault(row.balance_id, []).append(row)
    takes = []
    for balance in balances:
        rows = claims_of.get(balance.pk, [])
        parts = calc.pick(wanted, free=map(open_weight, rows))
        wanted -= sum(parts, ZERO)
        pairs = [pair for pair in zip(rows, parts, strict=True) if pair[1]]
        takes.append(Taken(balance, pairs, ZERO))
    free = calc.pick(wanted, free=map(free_of, balances))
    wanted -= sum(free, ZERO)
    takes = [take._replace(free=part) for take, part in zip(takes, free, strict=True)]
    return None if wanted else [take for take in takes if take.tonnes]


def book(
    takes: Sequence[Taken],
    booking: Booking,
    counted: Sequence[int | None],
    *,
    kind: str = CostEntry.Kind.ISSUE,
) -> IssueResult:
    """This will move what was taken out of stock, use up its claims and cost it.

    Raises NotFromHere when goods would leave for a customer from a place they cannot.
    """
    for take in takes:
        place = take.balance.place_kind  # type: ignore[attr-defined]
        if booking.kind == StockMove.Kind.ISSUE and not places.rules(place).issued:
            raise NotFromHere(place=take.balance.warehouse)
    changes = []
    for take, count in zip(takes, counted, strict=True):
        whole = ledger.whole_of(take.balance)
        take.balance.reserved -= sum((part for _, part in take.held), ZERO)
        changes.append((take.balance, -calc.part_of(whole, tonnes=take.tonnes, pieces=count)))
    moves = ledger.move(booking, changes)
    used = claims.consume([pair for take in takes for pair in take.held])
    claims.write(used, [])
    value = take_cost(moves, [take.balance for take in takes], booking, kind)
    ledger.tell("goods.lot.issued", moves, booking=booking)
    return IssueResult(moves, money.total(part.value for parts in value for part in parts))


def take_cost(
    moves: Sequence[StockMove], balances: Sequence[Balance], booking: Booking, kind: str
) -> list[list[cost.Part]]:
    """This will cost the goods of ours that moved out, pool by pool, and return their parts."""
    pools = cost.lock_pools(ledger.keys_of(balances))
    parts: dict[UUID, list[cost.Part]] = {row.pk: [] for row in moves}
    for key, pool in sorted(pools.items(), key=lambda pair: pair[1].pk):
        mine = [
            row
            for row, balance in zip(moves, balances, strict=True)
            if ledger.key_of(balance) == key
        ]
        of_pool = [(row.pk, -row.actual) for row in mine]
        lots = [row.lot_id for row in mine]
        issued = cost.issue(pool, takes=of_pool, lots=lots, cause=booking.cause(kind))
        for (pk, _tonnes), found in zip(of_pool, issued, strict=True):
            parts[pk] = found
    return [parts[row.pk] for row in moves]


def _short(want: Want, held: QuerySet[Reservation]) -> NotEnough:
    product = Product.objects.get(pk=want.product_id)
    free = queries.available(
        want.product_id,
        warehouse_id=want.warehouse_id,
        owner_party_id=want.owner_party_id,
        brands=want.brands,
    )
    ready = held.filter(balance__quality=Lot.Quality.FREE)
    own = sum(map(open_weight, ready), ZERO)
    return quality.short(product, wanted=want.weight, available=free + own, rows=want.places())
