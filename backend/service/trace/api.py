"""The HTTP door of traces and recalls."""

from typing import Annotated, Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from backend.core.access import policy
from backend.core.http.doors import FROM_QUERY, actor_of, as_json, read, router_for
from backend.core.spreadsheet.books import XLSX
from backend.core.types import Id
from backend.service.trace import paper, queries
from backend.service.trace.schemas import RECALL, VIEW_TRACE, GoodsTraceOut, GoodsTraceQuery

trace = Router(tags=["service"])
recalls = router_for(RECALL)


@trace.get("", response=GoodsTraceOut, operation_id="service_trace_find", summary="Trace goods")
def find(request: HttpRequest, query: Annotated[GoodsTraceQuery, FROM_QUERY]) -> HttpResponse:
    """Follow a serial, lot, heat, ticket or supplier's lot back, on, or both ways."""
    actor = actor_of(request)
    policy.require(actor, VIEW_TRACE)
    found = queries.find(query.mark, query.term, direction=query.direction, actor=actor)
    return as_json(plain(found))


@recalls.get(
    "/{recall_id}/list.xlsx",
    operation_id="service_recall_list_xlsx",
    url_name="service_recall_list_xlsx",
    summary="Save the recall list as a workbook",
    openapi_extra={"responses": {200: {"content": {XLSX: {}}}}},
)
def list_xlsx(request: HttpRequest, recall_id: Id) -> HttpResponse:
    """Who has the goods, with contacts as far as the reader may see them, and what lies where."""
    actor = actor_of(request)
    recall = read(RECALL, actor, recall_id)
    policy.require(actor, VIEW_TRACE)
    found = queries.find(recall.mark, recall.term, direction="down", actor=actor)
    at = timezone.now()
    content = paper.recall_list(found, mark=recall.mark, term=recall.term, at=at)
    response = HttpResponse(content, content_type=XLSX)
    name = quote(f"召回名单-{recall.no}.xlsx")
    response["Content-Disposition"] = f"attachment; filename=\"list.xlsx\"; filename*=UTF-8''{name}"
    response["Cache-Control"] = "private, no-store"
    return response


def plain(found: queries.Found) -> dict[str, Any]:
    """This will turn a trace into plain rows."""
    return {
        name: [row._asdict() for row in rows] if isinstance(rows, list) else rows
        for name, rows in found._asdict().items()
    }


ROUTERS = {"trace": trace, "recalls": recalls}
