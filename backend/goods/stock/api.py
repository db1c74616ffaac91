"""The HTTP door of stock: lots, the ledger, claims, and what can be promised."""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Router

from backend.core import types
from backend.core.access import policy
from backend.core.http import paging
from backend.core.http.doors import (
    FROM_PATH,
    FROM_QUERY,
    actor_of,
    as_json,
    read,
    router_for,
)
from backend.core.registry import permit
from backend.goods.stock import queries
from backend.goods.stock.schemas import (
    LOT,
    MOVE,
    RESERVATION,
    StockPage,
    StockQuery,
    TraceOut,
    TraceQuery,
)

VIEW_STOCK = permit("goods.view_stock")
stock = Router(tags=["goods"])
lots = router_for(LOT)


@stock.get("", response=StockPage, operation_id="goods_stock_list", summary="List stock")
def list_stock(request: HttpRequest, query: Annotated[StockQuery, FROM_QUERY]) -> HttpResponse:
    """List what is there by product, warehouse and owner, with what is free of each."""
    policy.require(actor_of(request), VIEW_STOCK)
    rows = list(queries.stock(_narrow(query))[: query.limit + 1])
    following = None
    if len(rows) > query.limit:
        rows = rows[: query.limit]
        last = rows[-1]
        place = f"{last['product_code']}\n{last['warehouse_code']}"
        following = paging.encode(place, last["owner_party_id"])
    return as_json({"items": rows, "next": following})


@lots.get(
    "/{lot_id}/trace", response=TraceOut, operation_id="goods_lot_trace", summary="Trace a lot"
)
def trace_lot(
    request: HttpRequest,
    lot_id: Annotated[types.Id, FROM_PATH],
    query: Annotated[TraceQuery, FROM_QUERY],
) -> HttpResponse:
    """Follow a lot back to its receipts and on to its issues, through every reshaping."""
    lot = read(LOT, actor_of(request), lot_id)
    found = queries.trace(lot.pk, query.direction)
    return as_json(
        {name: [row._asdict() for row in rows] for name, rows in found._asdict().items()}
    )


def _narrow(query: Any) -> Q:
    found = Q()
    for name in ("product_id", "warehouse_id", "owner_party_id"):
        value = getattr(query, name)
        found &= Q() if value is None else Q(**{name: value})
    if query.is_ours is not None:
        found &= Q(owner_party__is_ours=query.is_ours)
    if query.q:
        found &= queries.named(query.q)
    return found & _behind(query.after) if query.after else found


def _behind(cursor: str) -> Q:
    """What comes after the last row of the page before, in the order of the list."""
    place, owner = paging.decode(cursor)
    product, _, warehouse = place.partition("\n")
    try:
        later = Q(warehouse__code=warehouse, owner_party_id__gt=UUID(owner))
    except ValueError:
        raise paging.bad_cursor() from None
    later |= Q(warehouse__code__gt=warehouse)
    return Q(product__code__gt=product) | (Q(product__code=product) & later)


ROUTERS = {
    "stock": stock,
    "lots": lots,
    "stockmoves": router_for(MOVE),
    "reservations": router_for(RESERVATION),
}
