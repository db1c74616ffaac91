"""The first page and the small addresses every page needs: suggestions, the language."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from backend.core import panels
from backend.core.backoffice import reach
from backend.core.people import actions as people

COLOURS = (
    "var(--color-primary-600)",
    "var(--heng-series-2)",
    "var(--heng-series-3)",
    "var(--heng-series-4)",
    "var(--heng-series-5)",
)


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """This will fill the first page with what this person may know."""
    actor = reach.actor_of(request)
    return {
        **context,
        "today": timezone.localdate(),
        "items": panels.todays(actor),
        "charts": [_drawn(chart) for chart in panels.charts(actor)],
        "title": None,
    }


def _drawn(chart: panels.Chart) -> dict[str, Any]:
    """A chart as the page's own script reads it; the numbers of a picture may be floats."""
    rounded = 4 if chart.kind == "bar" else 0
    sets = [
        {
            "label": str(name),
            "data": [float(value) for value in values],
            "backgroundColor": colour,
            "borderColor": colour,
            "borderRadius": rounded,
            "maxBarThickness": 28,
            "displayYAxis": True,
        }
        for (name, values), colour in zip(chart.series.items(), COLOURS, strict=False)
    ]
    data = {"labels": [str(label) for label in chart.labels], "datasets": sets}
    options = _options(chart)
    return {
        "chart": chart,
        "data": json.dumps(data, ensure_ascii=False),
        "options": json.dumps(options, ensure_ascii=False),
        "is_empty": not any(any(values) for values in chart.series.values()),
    }


def _options(chart: panels.Chart) -> dict[str, Any]:
    axis = {"stacked": chart.stacked, "border": {"width": 0}, "ticks": {"color": "#9ca3af"}}
    return {
        "animation": False,
        "responsive": True,
        "maintainAspectRatio": False,
        "grouped": not chart.stacked,
        "elements": {"line": {"tension": 0.25, "borderWidth": 2}, "point": {"radius": 2}},
        "plugins": {
            "legend": {
                "display": len(chart.series) > 1,
                "align": "end",
                "labels": {"boxWidth": 8, "boxHeight": 8, "usePointStyle": True},
            }
        },
        "scales": {
            "x": {**axis, "grid": {"display": False}},
            "y": {**axis, "beginAtZero": True, "grid": {"lineWidth": 1}},
        },
    }


def suggestions(request: HttpRequest, code: str) -> HttpResponse:
    """This will suggest rows a reference may name, within this person's scope."""
    typed = str(request.GET.get("q", ""))[:100].replace("\x00", "")
    found = reach.suggest(code, typed, reach.actor_of(request))
    if found is None:
        return JsonResponse({"results": []}, status=404)
    return JsonResponse({"results": found})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """This will remember the language in which this person, or this browser, is spoken to."""
    target = str(request.POST.get("next") or reverse("admin:index"))
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("admin:index")
    response = HttpResponseRedirect(target)
    chosen = str(request.POST.get("language", ""))
    if chosen not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        people.choose_language(actor=reach.actor_of(request), language=chosen)
    translation.activate(chosen)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Lax", httponly=True)
    return response
