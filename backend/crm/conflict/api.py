"""The HTTP door of conflicts."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path

from backend.core import types
from backend.core.http.doors import actor_of, as_json, read, router_for
from backend.crm.conflict import queries
from backend.crm.conflict.schemas import CONFLICT, ConflictSidesOut

conflicts = router_for(CONFLICT)


@conflicts.get(
    "/{conflict_id}/sides",
    response=ConflictSidesOut,
    operation_id="crm_conflict_sides",
    summary="Read both sides of a conflict",
)
def read_sides(request: HttpRequest, conflict_id: Annotated[types.Id, Path(...)]) -> HttpResponse:
    """Read what each side has, as far as the reader may see it."""
    actor = actor_of(request)
    case = read(CONFLICT, actor, conflict_id)
    return as_json({"items": queries.sides(case, actor)})


ROUTERS = {"conflicts": conflicts}
