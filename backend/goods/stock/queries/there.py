"""What is there, what is free and who holds it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, DecimalField, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from backend.core import search
from backend.core.documents.source import Source
from backend.goods.stock.models import Balance, Lot, Reservation, StockMove
from backend.goods.warehouse import calc as places

ZERO = Decimal("0.000")
FREE = F("actual") - F("reserved") - F("pledged") - F("frozen")
HAS_FREE = Q(actual__gt=F("reserved") + F("pledged") + F("frozen"))
RELEASED = Q(quality=Lot.Quality.FREE)
AVAILABLE = Case(
    When(RELEASED, then=FREE),
    default=Value(ZERO),
    output_field=DecimalField(max_digits=20, decimal_places=3),
)
"""What can be promised: free of claims, and neither held nor rejected."""
REVERSIBLE = (
    StockMove.Kind.RECEIPT,
    StockMove.Kind.ISSUE,
    StockMove.Kind.COUNT,
    StockMove.Kind.PROCESS,
)
BATCH = 8


class Want(NamedTuple):
    """Tonnes of a product wanted for a line; the brands, when named, are a hard filter."""

    line_id: UUID
    product_id: UUID
    weight: Decimal
    warehouse_id: UUID | None = None
    owner_party_id: UUID | None = None
    brands: Sequence[str] = ()

    def rows(self) -> Q:
        """This will say which balances can serve it: our own unless an owner is named.

        Goods off-site (at a mill, on the way, bonded) serve only who names their warehouse; held
        and rejected goods serve nobody.
        """
        return RELEASED & self.places()

    def places(self) -> Q:
        """This will say the same of goods that are held or rejected too."""
        found = Q(product_id=self.product_id)
        found &= (
            Q(owner_party_id=self.owner_party_id)
            if self.owner_party_id is not None
            else Q(owner_party__is_ours=True)
        )
        if self.warehouse_id is not None:
            found &= Q(warehouse_id=self.warehouse_id)
        else:
            found &= Q(warehouse__kind__in=places.PROMISED)
        if self.brands:
            found &= Q(lot__brand__in=list(self.brands))
        return found

    def fits(self, balance: Balance) -> bool:
        """This will tell whether a balance read with its lot serves it."""
        return (
            balance.product_id == self.product_id
            and balance.quality == Lot.Quality.FREE
            and (
                self.warehouse_id == balance.warehouse_id
                if self.warehouse_id is not None
                else balance.place_kind in places.PROMISED  # type: ignore[attr-defined]
            )
            and (
                balance.owner_party_id == self.owner_party_id
                if self.owner_party_id is not None
                else balance.is_ours  # type: ignore[attr-defined]
            )
            and (not self.brands or balance.lot.brand in self.brands)
        )


def free_of(balance: Balance) -> Decimal:
    """This will return what nobody holds: own less reserved, pledged and frozen."""
    return balance.actual - balance.reserved - balance.pledged - balance.frozen


def locked(rows: Q) -> Iterator[Balance]:
    """This will lock balances one batch after the other, oldest receipt first.

    Everybody who locks more than one balance goes in this order (product, receipt, id), so
    nobody waits in a circle; a reader stops as soon as there is enough. Each row comes with
    its lot, `is_ours` and `place_kind`.
    """
    base = (
        Balance.objects.filter(rows)
        .select_related("lot")
        .annotate(is_ours=F("owner_party__is_ours"), place_kind=F("warehouse__kind"))
        .order_by("product_id", "received_at", "id")
        .select_for_update(of=("self",), no_key=True)
    )
    size, after = BATCH, Q()
    while True:
        batch = list(base.filter(after)[:size])
        yield from batch
        if len(batch) < size:
            return
        last, size = batch[-1], size * 4
        after = Q(product_id__gt=last.product_id) | Q(
            Q(received_at__gt=last.received_at) | Q(received_at=last.received_at, id__gt=last.pk),
            product_id=last.product_id,
        )


def holds(source: Source, line_id: UUID | None = None) -> QuerySet[Reservation]:
    """This will give the open reservations of a paper or of one of its lines."""
    rows = Reservation.objects.filter(
        source_code=source.code, source_id=source.id, state=Reservation.State.OPEN
    )
    return rows if line_id is None else rows.filter(line_id=line_id)


def open_weight(reservation: Reservation) -> Decimal:
    """This will return the tonnes a reservation still holds."""
    return reservation.weight - reservation.consumed - reservation.released


def reserved_for(source: Source, line_id: UUID | None = None) -> Decimal:
    """This will return the tonnes still held for a paper or one of its lines."""
    held = F("weight") - F("consumed") - F("released")
    return holds(source, line_id).aggregate(held=Sum(held))["held"] or ZERO


def available(
    product_id: UUID,
    *,
    warehouse_id: UUID | None = None,
    owner_party_id: UUID | None = None,
    brands: Collection[str] = (),
) -> Decimal:
    """This will return the tonnes of a product that can be promised now."""
    want = Want(product_id, product_id, ZERO, warehouse_id, owner_party_id, tuple(brands))
    return Balance.objects.filter(want.rows()).aggregate(free=Sum(FREE))["free"] or ZERO


def ready_for(source: Source, line_id: UUID | None = None) -> Decimal:
    """This will return the tonnes held for a paper or line that may be issued now."""
    held = F("weight") - F("consumed") - F("released")
    rows = holds(source, line_id).filter(balance__quality=Lot.Quality.FREE)
    return rows.aggregate(held=Sum(held))["held"] or ZERO


def moves_of(source: Source, line_id: UUID | None = None) -> QuerySet[StockMove]:
    """This will give the movements of a paper, oldest first."""
    rows = StockMove.objects.filter(source_code=source.code, source_id=source.id)
    rows = rows if line_id is None else rows.filter(line_id=line_id)
    return rows.order_by("at", "id")


def standing(
    source: Source, line_id: UUID | None = None, *, kinds: Collection[str] = REVERSIBLE
) -> QuerySet[StockMove]:
    """This will give the movements of a paper that can be, and were not, taken back."""
    rows = moves_of(source, line_id)
    return rows.filter(reversed_by=None, reversal_of=None, kind__in=kinds)


def is_standing(move: StockMove) -> bool:
    """This will tell whether a movement can be, and was not, taken back."""
    if move.reversal_of_id is not None or move.kind not in REVERSIBLE:
        return False
    return not StockMove.objects.filter(reversal_of=move).exists()


def _of_quality(quality: str) -> Any:
    field: Any = DecimalField(max_digits=20, decimal_places=3)
    return Coalesce(Sum("actual", filter=Q(quality=quality)), ZERO, output_field=field)


def stock(conditions: Q) -> QuerySet[Any, Any]:
    """This will sum balances by product, warehouse and owner, with what is free of each."""
    return (
        Balance.objects.filter(conditions, actual__gt=0)
        .values(
            "product_id",
            "warehouse_id",
            "owner_party_id",
            product_code=F("product__code"),
            product_name=F("product__name"),
            grade=F("product__grade"),
            spec=F("product__spec"),
            warehouse_code=F("warehouse__code"),
            warehouse_name=F("warehouse__name"),
            warehouse_kind=F("warehouse__kind"),
            owner_party_name=F("owner_party__name"),
            is_ours=F("owner_party__is_ours"),
        )
        .annotate(  # before the sums take the names of its columns
            available=Sum(AVAILABLE),
            held=_of_quality(Lot.Quality.HELD),
            rejected=_of_quality(Lot.Quality.REJECTED),
        )
        .annotate(
            pieces=Sum("pieces"),
            theoretical=Sum("theoretical"),
            actual=Sum("actual"),
            reserved=Sum("reserved"),
            pledged=Sum("pledged"),
            frozen=Sum("frozen"),
            receipted=Sum("receipted"),
            bins=ArrayAgg("bin__code", filter=~Q(bin=None), distinct=True, default=Value([])),
        )
        .order_by("product__code", "warehouse__code", "owner_party_id")
    )


def named(words: str) -> Q:
    """This will find balances by words of their product, as the search box reads them."""
    found = search.condition(words, private=False, prefix="product__")
    return Q() if found is None else found


def genealogy(lot: Lot) -> dict[str, list[Any]]:
    """This will list where a lot came from and what became of it, one step each way."""
    columns = {"no": "{}__no", "lot_id": "{}_id"}
    answer = {}
    for name, rows, other in (
        ("parents", lot.parents, "parent"),
        ("children", lot.children, "child"),
    ):
        named = {key: F(path.format(other)) for key, path in columns.items()}
        answer[name] = list(rows.order_by("id").values("kind", "weight", **named))
    return answer
