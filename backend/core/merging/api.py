"""The HTTP door of merges, suspicions and scans."""

from django.http import HttpRequest, HttpResponse

from backend.core.access import policy
from backend.core.http.doors import (
    IdempotencyKey,
    actor_of,
    as_json,
    fixed_first,
    once,
    router_for,
)
from backend.core.merging import actions, queries
from backend.core.merging.schemas import (
    DUPLICATE,
    MERGE,
    SCAN,
    MergePreview,
    MergePreviewOut,
)

merges = router_for(MERGE)


@merges.post(
    "/preview",
    response=MergePreviewOut,
    operation_id="core_merge_preview",
    summary="Count what a merge would move",
)
def preview(request: HttpRequest, data: MergePreview, key: IdempotencyKey = None) -> HttpResponse:
    """Count what a merge would move, table by table; nothing is written."""
    actor = actor_of(request)
    policy.require(actor, MERGE.permission("create"))

    def work() -> HttpResponse:
        items = queries.moved(actions.preview(actor=actor, **dict(data)))
        return as_json({"items": items, "total": sum(int(str(row["rows"])) for row in items)})

    return once(request, actor, key, work)


ROUTERS = {
    "merges": fixed_first(merges),
    "duplicates": router_for(DUPLICATE),
    "scans": router_for(SCAN),
}
