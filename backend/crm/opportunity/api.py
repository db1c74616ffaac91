"""The HTTP door of opportunities, pipelines and the figures of the sale."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query

from backend.core.access import policy
from backend.core.documents import actions as documents
from backend.core.http.doors import Filters, actor_of, as_json, fixed_first, only_known, router_for
from backend.crm.opportunity import queries
from backend.crm.opportunity.actions.opening import NoPipeline
from backend.crm.opportunity.models import Pipeline
from backend.crm.opportunity.schemas import (
    LOST_REASON,
    OPPORTUNITY,
    PIPELINE,
    AccuracyOut,
    AccuracyQuery,
    BoardOut,
    BoardQuery,
    ConversionOut,
    DurationsOut,
    ForecastOut,
    FunnelOut,
    FunnelQuery,
    PeriodQuery,
    WinRateOut,
    WinRateQuery,
)

opportunities = router_for(OPPORTUNITY)
VIEW = OPPORTUNITY.permission("view")


@opportunities.get(
    "/board",
    response=BoardOut,
    operation_id="crm_opportunity_board",
    summary="See the board of a pipeline",
)
def board(request: HttpRequest, query: Annotated[BoardQuery, Query(...)]) -> Any:
    """Every running stage of a pipeline with counts, sums in CNY and its largest cards."""
    only_known(request, BoardQuery)
    actor = actor_of(request)
    policy.require(actor, VIEW)
    named = documents.refer(Pipeline, query.pipeline_id, actor=actor, field="pipeline_id")
    pipeline = named or queries.default_pipeline()
    if pipeline is None:
        raise NoPipeline
    columns = queries.board(
        actor,
        pipeline,
        on=query.on,
        owner_id=query.owner_id,
        unit_id=query.unit_id,
        limit=query.limit,
    )
    return {
        "pipeline_id": pipeline.pk,
        "pipeline_name": pipeline.name,
        "edition": pipeline.edition,
        "columns": columns,
    }


@opportunities.get(
    "/funnel",
    response=FunnelOut,
    operation_id="crm_opportunity_funnel",
    summary="See what stood in each stage on a day",
)
def funnel(request: HttpRequest, query: Annotated[FunnelQuery, Query(...)]) -> HttpResponse:
    """The funnel as a snapshot, from the ledger of moves alone."""
    only_known(request, FunnelQuery)
    rows = queries.funnel_as_of(
        actor_of(request), as_of=query.as_of, part=_part(query), by=query.by
    )
    return as_json({"as_of": query.as_of, "rows": rows})


@opportunities.get(
    "/conversion",
    response=ConversionOut,
    operation_id="crm_opportunity_conversion",
    summary="See how far a cohort came",
)
def conversion(request: HttpRequest, query: Annotated[PeriodQuery, Query(...)]) -> HttpResponse:
    """The funnel as a cohort: of those who entered a stage in the period, who reached another."""
    only_known(request, PeriodQuery)
    as_of = query.as_of or query.until
    rows = queries.conversion(
        actor_of(request), since=query.since, until=query.until, as_of=as_of, part=_part(query)
    )
    return as_json({"since": query.since, "until": query.until, "as_of": as_of, "rows": rows})


@opportunities.get(
    "/stage-durations",
    response=DurationsOut,
    operation_id="crm_opportunity_stage_durations",
    summary="See how long stages take",
)
def durations(request: HttpRequest, query: Annotated[PeriodQuery, Query(...)]) -> HttpResponse:
    """Median and ninetieth percentile of the days in stages that were left in the period."""
    only_known(request, PeriodQuery)
    rows = queries.durations(
        actor_of(request), since=query.since, until=query.until, part=_part(query), by=query.by
    )
    return as_json({"since": query.since, "until": query.until, "rows": rows})


@opportunities.get(
    "/forecast",
    response=ForecastOut,
    operation_id="crm_opportunity_forecast",
    summary="See the forecast as it stood on a day",
)
def forecast(request: HttpRequest, query: Annotated[FunnelQuery, Query(...)]) -> HttpResponse:
    """Σ amount and Σ amount × probability by category and month of closing."""
    only_known(request, FunnelQuery)
    rows = queries.forecast(actor_of(request), as_of=query.as_of, part=_part(query), by=query.by)
    return as_json({"as_of": query.as_of, "rows": rows})


@opportunities.get(
    "/forecast-accuracy",
    response=AccuracyOut,
    operation_id="crm_opportunity_forecast_accuracy",
    summary="See how good the forecast of a month was",
)
def accuracy(request: HttpRequest, query: Annotated[AccuracyQuery, Query(...)]) -> HttpResponse:
    """What closed in a month against the forecast thirty days before its end."""
    only_known(request, AccuracyQuery)
    return as_json(queries.accuracy(actor_of(request), month=query.month, part=_part(query)))


@opportunities.get(
    "/win-rate",
    response=WinRateOut,
    operation_id="crm_opportunity_win_rate",
    summary="See what share is won",
)
def win_rate(request: HttpRequest, query: Annotated[WinRateQuery, Query(...)]) -> HttpResponse:
    """Won ÷ (won + lost) of what closed in the period, by count and by amount."""
    only_known(request, WinRateQuery)
    rows = queries.win_rate(
        actor_of(request),
        since=query.since,
        until=query.until,
        as_of=query.as_of or query.until,
        part=_part(query),
        by=query.by,
    )
    return as_json({"since": query.since, "until": query.until, "rows": rows})


def _part(query: Filters) -> queries.Slice:
    given = {name: getattr(query, name) for name in ("pipeline", "owner_id", "unit_id", "source")}
    return queries.Slice(**{name: value for name, value in given.items() if value is not None})


ROUTERS = {
    "opportunities": fixed_first(opportunities),
    "pipelines": router_for(PIPELINE),
    "lost-reasons": router_for(LOST_REASON),
}
