"""The board on which opportunities are moved, and the figures of any past day."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.backoffice import deeds, reach
from backend.core.backoffice.pages import DocumentAdmin
from backend.crm.opportunity import queries
from backend.crm.opportunity.flow import State
from backend.crm.opportunity.models import Forecast, Opportunity, Pipeline, Stage
from backend.crm.opportunity.schemas import OPPORTUNITY

FRAGMENT = "crm/opportunity/columns.html"
PERIOD = timedelta(days=90)


class FigurePages(DocumentAdmin):
    """The pages beside the list: board, funnel, forecast."""

    change_list_template = "crm/opportunity/list.html"

    def get_urls(self) -> list[Any]:
        """This will add the pages."""
        wrap = self.admin_site.admin_view
        mine = [
            path(f"{name}/", wrap(view), name=f"crm_opportunity_{name}")
            for name, view in (
                ("board", self.board_view),
                ("funnel", self.funnel_view),
                ("forecast", self.forecast_view),
            )
        ]
        return [*mine, *super().get_urls()]

    # -- the board ---------------------------------------------------------------------------

    def board_view(self, request: HttpRequest) -> HttpResponse:
        """This will draw the board and move a card by the verb; without a script too."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        outcome = deeds.Outcome()
        if request.method == "POST":
            actor = reach.actor_of(request)
            outcome = deeds.attempt(request, actor, lambda: self._move(request, actor))
        is_script = request.headers.get("X-Board") == "1"
        if outcome.refusal is not None and is_script:
            said = {"sentence": self._why(outcome), "checks": list(outcome.errors.values())}
            return JsonResponse(said, status=outcome.refusal.status)
        if outcome.response is not None and not is_script:
            return outcome.response
        return self._draw(request, outcome, is_script=is_script)

    def _move(self, request: HttpRequest, actor: Actor) -> str:
        pk = UUID(_uuid(request.POST.get("opportunity")))
        version = str(request.POST.get("_version", ""))
        typed = {"at": timezone.now().isoformat(), "stage": str(request.POST.get("stage", ""))[:32]}
        deed = deeds.Deed(OPPORTUNITY, "move", OPPORTUNITY.verbs["move"])
        stated = int(version) if version.isascii() and version.isdigit() else None
        deeds.do(deed, actor, pk, typed, stated)
        return f"{request.path}?{request.GET.urlencode()}"

    def _why(self, outcome: deeds.Outcome) -> str:
        """The checks are listed beside the sentence, so the sentence need not repeat them."""
        if outcome.refusal is None:
            return ""
        stage = outcome.refusal.params.get("stage")
        if outcome.errors and stage:
            return str(_("不能进入“{stage}”：")).format(stage=stage)
        return deeds.said_permission(outcome.refusal)

    def _draw(
        self, request: HttpRequest, outcome: deeds.Outcome, *, is_script: bool
    ) -> HttpResponse:
        actor = reach.actor_of(request)
        pipelines = _pipelines(actor)
        chosen = next((p for p in pipelines if str(p.pk) == request.GET.get("pipeline")), None)
        pipeline = chosen or next((p for p in pipelines if p.is_default), None)
        mine = request.GET.get("mine") == "1"
        columns: list[queries.Column] = []
        if pipeline is not None:
            owner = actor.user_id if mine else None
            columns = queries.board(actor, pipeline, on=timezone.localdate(), owner_id=owner)
        for card in (card for column in columns for card in column.cards):
            card["link"] = self._at("change", card["id"])
            card["key"] = deeds.fresh_key()
        context = {
            "columns": columns,
            "pipelines": pipelines,
            "pipeline": pipeline,
            "mine": mine,
            "may_move": actor.may(OPPORTUNITY.permission("move")),
            "refused": str(request.POST.get("opportunity", "")) if outcome.refusal else "",
            "sentence": self._why(outcome),
            "checks": list(outcome.errors.values()),
            "heading": _("商机看板"),
        }
        if is_script:
            return TemplateResponse(request, FRAGMENT, context)
        response = self._page(request, "crm/opportunity/board.html", **context)
        response.status_code = outcome.refusal.status if outcome.refusal is not None else 200
        return response

    # -- the figures -------------------------------------------------------------------------

    def funnel_view(self, request: HttpRequest) -> HttpResponse:
        """This will draw what stood in each stage on a day, the cohort apart, and durations."""
        actor, day = self._asked(request)
        part = queries.Slice(pipeline=str(request.GET.get("pipeline", ""))[:40])
        since = day - PERIOD
        snapshot = queries.funnel_as_of(actor, as_of=day, part=part)
        most = max((row["amount"] for row in snapshot), default=0)
        for row in snapshot:
            row["width"] = int(row["amount"] * 100 / most) if most else 0
        cohort = queries.conversion(actor, as_of=day, part=part, since=since, until=day)
        names, called = _stage_names(), {one.code: one.name for one in _series(actor)}
        for row in cohort:
            series = row["pipeline"]
            row["pipeline_name"] = called.get(series, series)
            row["from_name"] = names.get((series, row["from_stage"]), row["from_stage"])
            row["to_name"] = names.get((series, row["to_stage"]), row["to_stage"])
        return self._page(
            request,
            "crm/opportunity/funnel.html",
            heading=_("商机漏斗"),
            day=day,
            since=since,
            pipeline=part.pipeline,
            series=_series(actor),
            snapshot=snapshot,
            cohort=_percent(cohort, "share"),
            durations=queries.durations(actor, part=part, since=since, until=day),
            wins=_percent(
                queries.win_rate(actor, as_of=day, part=part, by="owner", since=since, until=day),
                "rate",
            ),
        )

    def forecast_view(self, request: HttpRequest) -> HttpResponse:
        """This will draw the forecast as it stood on a day, by month and category."""
        actor, day = self._asked(request)
        part = queries.Slice(pipeline=str(request.GET.get("pipeline", ""))[:40])
        rows = queries.forecast(actor, as_of=day, part=part, by="owner")
        labels = dict(Forecast.choices)
        called = {one.code: one.name for one in _series(actor)}
        for row in rows:
            row["pipeline_name"] = called.get(row["pipeline"], row["pipeline"])
            row["category_label"] = labels.get(row["category"], row["category"])
        last = day.replace(day=1) - timedelta(days=1)
        return self._page(
            request,
            "crm/opportunity/forecast.html",
            heading=_("销售预测"),
            day=day,
            pipeline=part.pipeline,
            series=_series(actor),
            rows=rows,
            accuracy=_percent([queries.accuracy(actor, month=last, part=part)], "accuracy")[0],
        )

    def _asked(self, request: HttpRequest) -> tuple[Actor, date]:
        """Who asks and for which day; a day that is none is today."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            day = date.fromisoformat(str(request.GET.get("as_of", "")))
        except ValueError:
            day = timezone.localdate()
        sound = date(1970, 1, 1) <= day - PERIOD and day <= date(2200, 12, 31)
        return reach.actor_of(request), day if sound else timezone.localdate()


def _uuid(text: Any) -> str:
    try:
        return str(UUID(str(text)))
    except ValueError:
        return str(UUID(int=0))


def _pipelines(actor: Actor) -> list[Pipeline]:
    """Current pipelines, and older editions in which something still runs."""
    running = Opportunity.objects.filter(state=State.OPEN).values("pipeline_id")
    rows = Pipeline.objects.filter(is_current=True) | Pipeline.objects.filter(pk__in=running)
    return list(rows.order_by("-is_default", "-is_current", "name", "-edition"))


def _series(actor: Actor) -> list[Pipeline]:
    return [row for row in _pipelines(actor) if row.is_current and row.code]


def _stage_names() -> dict[tuple[str, str], str]:
    """What the stages of each series are called now."""
    rows = Stage.objects.filter(pipeline__is_current=True)
    return {
        (series, code): name
        for series, code, name in rows.values_list("pipeline__code", "code", "name")
    }


def _percent(rows: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    for row in rows:
        row["percent"] = None if row[name] is None else row[name] * 100
    return rows
