"""The HTTP doors of dispatch: the weights, suggestions, the board and its moves."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.http.doors import (
    IdempotencyKey,
    actor_of,
    as_json,
    once,
    only_known,
    router_for,
)
from backend.core.types import Id
from backend.service.dispatch import actions, queries
from backend.service.dispatch.schemas import (
    DISPATCH_RULE,
    BoardAsk,
    DispatchAsk,
    DispatchBoardOut,
    DispatchMove,
    DispatchPlacedOut,
    DispatchPlanAsk,
    DispatchPlanOut,
    DispatchSuggestionOut,
    DispatchUndo,
    board_of,
    placed,
    plan_of,
    suggestion_of,
)

SCHEDULE = "service.schedule_work_order"
VIEW = "service.view_work_order"
dispatch = Router(tags=["service"])


def _asking(request: HttpRequest, query: Any, permission: str) -> Actor:
    only_known(request, type(query))
    actor = actor_of(request)
    policy.require(actor, permission)
    return actor


@dispatch.get(
    "/suggestions",
    response=DispatchPlanOut,
    operation_id="service_dispatch_plan",
    summary="Suggest engineers for every order that waits",
)
def suggest_all(
    request: HttpRequest, query: Annotated[DispatchPlanAsk, Query(...)]
) -> dict[str, Any]:
    """The best engineers for each waiting order; each pick counts for the orders after it."""
    actor = _asking(request, query, SCHEDULE)
    return plan_of(*queries.suggest_all(actor=actor, at=query.at, best=query.best))


@dispatch.get(
    "/suggestions/{work_order_id}",
    response=DispatchSuggestionOut,
    operation_id="service_dispatch_suggest",
    summary="Suggest engineers for one order",
)
def suggest(
    request: HttpRequest,
    work_order_id: Annotated[Id, Path(...)],
    query: Annotated[DispatchAsk, Query(...)],
) -> dict[str, Any]:
    """Every engineer with the parts of the score in words, and who cannot be sent, and why."""
    actor = _asking(request, query, SCHEDULE)
    found = queries.suggest(work_order_id, actor=actor, at=query.at)
    return suggestion_of(found, rule=queries.rule_in_force())


@dispatch.get(
    "/board",
    response=DispatchBoardOut,
    operation_id="service_dispatch_board",
    summary="Read the board of a day or a week",
)
def board(request: HttpRequest, query: Annotated[BoardAsk, Query(...)]) -> dict[str, Any]:
    """Engineers with their booked times, the orders that wait, and what does not fit."""
    actor = _asking(request, query, VIEW)
    return board_of(queries.board(actor, first=query.first, days=query.days, at=query.at))


@dispatch.post(
    "/moves",
    response=DispatchPlacedOut,
    operation_id="service_dispatch_move",
    summary="Move an order on the board",
)
def move(request: HttpRequest, data: DispatchMove, key: IdempotencyKey = None) -> HttpResponse:
    """Book an order for somebody, or put it back; the move can be taken back afterwards."""
    actor = actor_of(request)

    def work() -> HttpResponse:
        policy.require(actor, SCHEDULE)
        return as_json(placed(actions.move(actor=actor, **dict(data))))

    return once(request, actor, key, work)


@dispatch.post(
    "/undo",
    response=DispatchPlacedOut,
    operation_id="service_dispatch_undo",
    summary="Take back one's last move",
)
def undo(request: HttpRequest, data: DispatchUndo, key: IdempotencyKey = None) -> HttpResponse:
    """Take back the caller's last move, unless the order was moved again since."""
    actor = actor_of(request)

    def work() -> HttpResponse:
        policy.require(actor, SCHEDULE)
        return as_json(placed(actions.undo(actor=actor, at=data.at)))

    return once(request, actor, key, work)


ROUTERS = {"dispatch-rules": router_for(DISPATCH_RULE), "dispatch": dispatch}
