"""The HTTP door of the figures."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.errors import Invisible, Malformed
from backend.core.http.doors import IdempotencyKey, actor_of, as_json, once
from backend.service.figures import actions, paper, queries
from backend.service.figures.queries import FIGURES, VIEW, Cut
from backend.service.figures.schemas import (
    FigureGoalIn,
    FigureGroupQuery,
    FigureGroupsOut,
    FigureOut,
    FigurePapersOut,
    FigureQuery,
    FiguresOut,
)

router = Router(tags=["service"])
Name = Annotated[str, Path(..., max_length=32)]


@router.get(
    "",
    response=FiguresOut,
    operation_id="service_figure_list",
    summary="Read the figures of service",
)
def listing(request: HttpRequest, query: Annotated[FigureQuery, Query()]) -> HttpResponse:
    """Give every figure of a span, each with what it was worked out of and its goal."""
    _may(request)
    asked = _cut(query)
    items = [paper.shown(name, asked) for name in FIGURES]
    span = asked.span
    return as_json({"since": span.since, "until": span.until, "items": items})


@router.get(
    "/{name}",
    response=FigureGroupsOut,
    operation_id="service_figure_read",
    summary="Take a figure apart",
)
def read(
    request: HttpRequest, name: Name, query: Annotated[FigureGroupQuery, Query()]
) -> HttpResponse:
    """Give one figure by model, batch, supplier lot, clock or engineer."""
    _may(request)
    spec = FIGURES.get(name)
    if spec is None:
        raise Invisible
    if query.by and query.by not in spec.groups:
        raise Malformed(errors={"by": _("这个指标不能这样分组")})
    asked = _cut(query)
    items = spec.groups[query.by][1](asked) if query.by else []
    figure = paper.shown(name, asked)
    return as_json({"figure": figure, "by": query.by, "items": paper.apart(items)})


@router.get(
    "/{name}/rows",
    response=FigurePapersOut,
    operation_id="service_figure_rows",
    summary="Read the papers behind a figure",
)
def rows(request: HttpRequest, name: Name, query: Annotated[FigureQuery, Query()]) -> HttpResponse:
    """Give the tickets or work orders a figure was counted of, those the caller may see."""
    actor = _may(request)
    if name not in FIGURES:
        raise Invisible
    found = queries.rows(name, _cut(query), actor=actor)
    return as_json({"items": paper.papers(found)})


@router.post(
    "/{name}/goal",
    response=FigureOut,
    operation_id="service_figure_goal",
    summary="Set the goal of a figure",
)
def goal(
    request: HttpRequest,
    name: Name,
    data: FigureGoalIn,
    key: IdempotencyKey = None,
) -> HttpResponse:
    """Set what a figure should come to, and how many cases it takes to speak of it."""
    actor = actor_of(request)

    def work() -> HttpResponse:
        actions.set_goal(name, actor=actor, goal=data.goal, least=data.least)
        return as_json(paper.shown(name, _cut(FigureQuery())))

    return once(request, actor, key, work)


def _may(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    policy.require(actor, VIEW)
    return actor


def _cut(query: FigureQuery) -> Cut:
    return paper.cut(
        since=query.since,
        until=query.until,
        product_id=query.product_id,
        unit_id=query.unit_id,
        today=timezone.localdate(),
    )


ROUTERS = {"figures": router}
