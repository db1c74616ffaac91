"""The HTTP door of machines: their history, tree, readings and labels beside what all have."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query

from backend.core import printing, types
from backend.core.access import policy
from backend.core.errors import Malformed
from backend.core.http.doors import FROM_PATH, actor_of, fixed_first, read, router_for
from backend.core.http.lists import as_json
from backend.service.asset import paper, queries
from backend.service.asset.models import Asset
from backend.service.asset.schemas import (
    ASSET,
    AssetHistoryPage,
    AssetHistoryQuery,
    AssetLabelsQuery,
    AssetReadingOut,
    AssetReadingsQuery,
    AssetTreeOut,
)

MOST = 400
PRINTED = {
    "responses": {
        200: {"description": "PDF", "content": {printing.PDF: {"schema": {"type": "string"}}}}
    }
}
assets = router_for(ASSET)


@assets.get(
    "/{asset_id}/history",
    response=AssetHistoryPage,
    operation_id="service_asset_history",
    summary="Read what happened to an asset",
)
def history(
    request: HttpRequest,
    asset_id: Annotated[types.Id, FROM_PATH],
    query: Annotated[AssetHistoryQuery, Query(...)],
) -> HttpResponse:
    """Read all that happened to a machine and to its papers, newest first."""
    actor = actor_of(request)
    asset = read(ASSET, actor, asset_id)
    rows = queries.history(asset.pk, actor, before=query.before, limit=query.limit + 1)
    following = rows[query.limit - 1]["id"] if len(rows) > query.limit else None
    return as_json({"items": rows[: query.limit], "next": following})


@assets.get(
    "/{asset_id}/tree",
    response=AssetTreeOut,
    operation_id="service_asset_tree",
    summary="Read what an asset consists of",
)
def tree(request: HttpRequest, asset_id: Annotated[types.Id, FROM_PATH]) -> Any:
    """Read a machine with its parts and the machines that are part of it."""
    return queries.tree(read(ASSET, actor_of(request), asset_id))


@assets.get(
    "/{asset_id}/readings",
    response=list[AssetReadingOut],
    operation_id="service_asset_readings",
    summary="Read what the meters of an asset showed",
)
def readings(
    request: HttpRequest,
    asset_id: Annotated[types.Id, FROM_PATH],
    query: Annotated[AssetReadingsQuery, Query(...)],
) -> Any:
    """Read the counters' readings, the last first."""
    asset = read(ASSET, actor_of(request), asset_id)
    return list(queries.readings(asset.pk, meter_id=query.meter_id)[: query.limit])


@assets.get(
    "/{asset_id}/label.pdf",
    operation_id="service_asset_label",
    url_name="service_asset_label",
    summary="Print the label of an asset",
    openapi_extra=PRINTED,
)
def label(request: HttpRequest, asset_id: Annotated[types.Id, FROM_PATH]) -> HttpResponse:
    """Print the QR label of one machine."""
    asset = read(ASSET, actor_of(request), asset_id)
    return printing.pdf_response(
        paper.labels([asset], origin=_origin(request)), name=f"设备标签-{asset.no}"
    )


@assets.get(
    "/labels.pdf",
    operation_id="service_asset_labels",
    url_name="service_asset_labels",
    summary="Print the labels of many assets",
    openapi_extra=PRINTED,
)
def labels(request: HttpRequest, query: Annotated[AssetLabelsQuery, Query(...)]) -> HttpResponse:
    """Print a sheet of QR labels, as far as the actor may see the machines."""
    actor = actor_of(request)
    policy.require(actor, ASSET.permission("view"))
    rows = _wanted(policy.visible(Asset, actor), query)
    found = list(rows.select_related("product").order_by("no")[:MOST])
    if not found:
        raise Malformed(errors={"ids": _("没有可打印标签的设备")})
    printed = paper.labels(found, origin=_origin(request), skip=query.skip)
    return printing.pdf_response(printed, name="设备标签")


def _wanted(rows: Any, query: AssetLabelsQuery) -> Any:
    given = {
        name: value
        for name in ("delivery_id", "contract_id", "customer_id")
        if (value := getattr(query, name)) is not None
    }
    if query.ids:
        given["pk__in"] = _ids(query.ids)
    if not given:
        raise Malformed(errors={"ids": _("请选择设备，或指定发货单、合同或客户")})
    return rows.filter(**given)


def _ids(text: str) -> list[UUID]:
    try:
        return [UUID(part.strip()) for part in text.split(",") if part.strip()]
    except ValueError:
        raise Malformed(errors={"ids": _("设备编号格式不正确")}) from None


def _origin(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


ROUTERS = {"assets": fixed_first(assets)}
"""The routers by the names of their paths."""
