"""The HTTP door of bills of materials: explosion, where-used and comparison beside the rest."""

from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query

from backend.core import types
from backend.core.access import policy
from backend.core.http.doors import FROM_PATH, actor_of, fixed_first, read, router_for
from backend.goods.bom import queries
from backend.goods.bom.models import BomLine
from backend.goods.bom.schemas import (
    BILL_OF_MATERIALS,
    MaterialChangeOut,
    MaterialChangeQuery,
    MaterialExplosionOut,
    MaterialExplosionQuery,
    MaterialUseOut,
    MaterialUseQuery,
)

boms = router_for(BILL_OF_MATERIALS)
MOST = 500
ONE = Decimal(1)


@boms.get(
    "/where-used",
    response=list[MaterialUseOut],
    operation_id="goods_bill_of_materials_where_used",
    summary="Find what a product is used in",
)
def where_used(request: HttpRequest, query: Annotated[MaterialUseQuery, Query(...)]) -> Any:
    """Find the released and former versions that name a product."""
    policy.require(actor_of(request), BILL_OF_MATERIALS.permission("view"))
    return [use(line) for line in queries.where_used(query.product_id)[:MOST]]


def use(line: BomLine) -> dict[str, Any]:
    """This will tell which version a line stands in."""
    bom = line.bom
    return {
        "bom_id": bom.pk,
        "bom_no": bom.no,
        "kind": bom.kind,
        "revision": bom.revision,
        "state": bom.state,
        "product_id": bom.product_id,
        "product_code": bom.product.code,
        "product_name": bom.product.name,
        "position": line.position,
        "quantity": line.quantity,
        "valid_from": bom.valid_from,
        "valid_until": bom.valid_until,
    }


@boms.get(
    "/{bill_of_materials_id}/explosion",
    response=MaterialExplosionOut,
    operation_id="goods_bill_of_materials_explosion",
    summary="Take a product apart",
)
def explosion(
    request: HttpRequest,
    bill_of_materials_id: Annotated[types.Id, FROM_PATH],
    query: Annotated[MaterialExplosionQuery, Query(...)],
) -> Any:
    """Take so many units apart to the last part, by the versions that count on a day."""
    bom = read(BILL_OF_MATERIALS, actor_of(request), bill_of_materials_id)
    quantity = query.quantity or ONE
    return {
        "bom_id": bom.pk,
        "on": query.on,
        "quantity": quantity,
        "parts": [
            {
                "product_id": part.product.pk,
                "product_code": part.product.code,
                "product_name": part.product.name,
                "unit_of_measure": part.product.unit_of_measure,
                "position": part.position,
                "level": part.level,
                "quantity": part.quantity,
                "total": part.total,
                "is_made": part.is_made,
            }
            for part in queries.explosion(bom, on=query.on, quantity=quantity)
        ],
    }


@boms.get(
    "/{bill_of_materials_id}/difference",
    response=list[MaterialChangeOut],
    operation_id="goods_bill_of_materials_difference",
    summary="Compare two versions",
)
def difference(
    request: HttpRequest,
    bill_of_materials_id: Annotated[types.Id, FROM_PATH],
    query: Annotated[MaterialChangeQuery, Query(...)],
) -> Any:
    """Tell line by line what differs from another version: before is the other one."""
    actor = actor_of(request)
    bom = read(BILL_OF_MATERIALS, actor, bill_of_materials_id)
    return queries.changed(read(BILL_OF_MATERIALS, actor, query.other_id), bom)


ROUTERS = {"bills-of-materials": fixed_first(boms)}
"""The routers by the names of their paths."""
