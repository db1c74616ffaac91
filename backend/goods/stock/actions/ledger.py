"""Writing movements: the balance changes and the row of the ledger is added, in one step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.goods.cost import actions as cost
from backend.goods.stock import queries
from backend.goods.stock.calc import Measures
from backend.goods.stock.models import Balance, Lot, StockMove

MEASURES = ["pieces", "theoretical", "actual"]

log.declare(
    "goods.lot.received",
    "goods.lot.issued",
    "goods.lot.returned",
    "goods.lot.transferred",
    "goods.lot.adjusted",
    "goods.lot.split",
    "goods.lot.merged",
    "goods.lot.priced",
    "goods.lot.frozen",
    "goods.lot.unfrozen",
    "goods.lot.pledged",
    "goods.lot.unpledged",
    "goods.lot.passed",
    "goods.lot.placed",
    "goods.lot.cleared",
)


class NotEnough(Refusal):
    """Less is free than is wanted."""

    sentence = _(
        "“{product}”可用 {available} 吨，需要 {wanted} 吨，还差 {missing} 吨"
        "（可用 = 自有 − 已预留 − 已质押 − 已冻结）。"
    )

    @classmethod
    def of(cls, product: object, *, wanted: Decimal, available: Decimal) -> NotEnough:
        """This will name what is wanted, what is free and what is missing."""
        return cls(product=product, wanted=wanted, available=available, missing=wanted - available)


for name in ("goods_balance_not_negative", "goods_balance_claims_within"):
    documents.explains(
        name, Refusal(_("库存不足：结存不能小于零，也不能小于已预留、质押和冻结之和。"))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What all rows of one step share: when, why, for which paper and by whom.

    The cost may be another paper's than the movement: of the sale a transfer of title is for.
    """

    actor: Actor
    at: datetime
    kind: str
    source: Source
    line_id: UUID | None = None
    reason: str = ""
    cost_source: Source | None = None

    def cause(self, kind: str) -> cost.Cause:
        """This will say the same to the cost ledger."""
        return cost.Cause(self.at, self.cost_source or self.source, self.line_id, kind)


def move(
    booking: Booking,
    changes: Sequence[tuple[Balance, Measures]],
    *,
    reverses: Sequence[StockMove] = (),
) -> list[StockMove]:
    """This will change locked balances and add one row of the ledger for each.

    A balance that is emptied lies in no bin any more.
    """
    rows = []
    for index, (balance, measures) in enumerate(changes):
        balance.pieces += measures.pieces
        balance.theoretical += measures.theoretical
        balance.actual += measures.actual
        rows.append(
            StockMove(
                at=booking.at,
                kind=booking.kind,
                lot_id=balance.lot_id,
                warehouse_id=balance.warehouse_id,
                owner_party_id=balance.owner_party_id,
                product_id=balance.product_id,
                pieces=measures.pieces,
                theoretical=measures.theoretical,
                actual=measures.actual,
                source_code=booking.source.code,
                source_id=booking.source.id,
                source_no=booking.source.no,
                line_id=booking.line_id,
                reversal_of=reverses[index] if reverses else None,
                reason=booking.reason,
                by_id=booking.actor.user_id,
            )
        )
    touched = {balance.pk: balance for balance, _ in changes}.values()
    emptied = [row for row in touched if row.bin_id and not row.actual and not row.pieces]
    for row in emptied:
        row.bin = None
    columns = [*MEASURES, "reserved", *(["bin"] if emptied else [])]
    Balance.objects.bulk_update(touched, columns)
    return StockMove.objects.bulk_create(rows)


def whole_of(balance: Balance) -> Measures:
    """This will give all that a balance holds."""
    return Measures(balance.pieces, balance.theoretical, balance.actual)


def lock_balances(rows: Q) -> list[Balance]:
    """This will lock every matching balance in the one order."""
    return list(queries.locked(rows))


def lock_places(lot: Lot, warehouses: Iterable[UUID]) -> dict[UUID, Balance]:
    """This will lock a lot's balances in warehouses, making those that are new."""
    wanted = set(warehouses)
    rows = Q(lot=lot, owner_party_id=lot.owner_party_id, warehouse_id__in=wanted)
    found = {row.warehouse_id: row for row in lock_balances(rows)}
    if wanted - set(found):
        open_balances([(lot, warehouse) for warehouse in wanted - set(found)])
        found = {row.warehouse_id: row for row in lock_balances(rows)}
    return found


def place(lot: Lot, warehouse_id: UUID) -> Balance:
    """This will lock a lot's balance in a warehouse; a place it never lay in is named."""
    rows = Q(lot=lot, owner_party_id=lot.owner_party_id, warehouse_id=warehouse_id)
    found = lock_balances(rows)
    if not found:
        raise Malformed(errors={"warehouse_id": _("该批次不在这个仓库")})
    return found[0]


def open_balances(places: Sequence[tuple[Lot, UUID]]) -> None:
    """This will make empty balances of lots in warehouses, where there are none."""
    Balance.objects.bulk_create(
        [
            Balance(
                warehouse_id=warehouse,
                lot=lot,
                owner_party_id=lot.owner_party_id,
                product_id=lot.product_id,
                received_at=lot.received_at,
                quality=lot.quality,
            )
            for lot, warehouse in places
        ],
        ignore_conflicts=True,
    )


def keys_of(balances: Iterable[Balance]) -> set[cost.Key]:
    """This will name the cost pools of balances; goods of others have none."""
    return {key_of(balance) for balance in balances if balance.is_ours}  # type: ignore[attr-defined]


def key_of(balance: Balance) -> cost.Key:
    """This will name the cost pool of a balance."""
    return (balance.product_id, balance.warehouse_id, balance.owner_party_id)


def tell(event: str, moves: Sequence[StockMove], *, booking: Booking) -> None:
    """This will tell once of each lot how many tonnes moved and for which paper."""
    moved: dict[UUID, Decimal] = {}
    for row in moves:
        moved[row.lot_id] = moved.get(row.lot_id, Decimal("0.000")) + row.actual
    for lot in Lot.objects.filter(pk__in=moved).order_by("pk"):
        payload = {
            "weight": moved[lot.pk],
            "source": booking.source.code,
            "source_id": booking.source.id,
            "source_no": booking.source.no,
        }
        log.emit(event, lot, actor=booking.actor, payload=payload, reason=booking.reason)
