"""The HTTP door of surveys."""

from datetime import timedelta
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.access import policy
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.core.http.doors import (
    FROM_PATH,
    FROM_QUERY,
    actor_of,
    as_json,
    fixed_first,
    only_known,
    router_for,
)
from backend.service.survey import calc, queries
from backend.service.survey.models import Survey
from backend.service.survey.schemas import SURVEY, ContentQuery, SurveyContentOut, SurveyLinkOut

surveys = router_for(SURVEY)
LONGEST = timedelta(days=1100)


@surveys.get(
    "/content",
    response=SurveyContentOut,
    operation_id="service_survey_content",
    summary="Sum up how content customers were",
)
def content(request: HttpRequest, query: Annotated[ContentQuery, FROM_QUERY]) -> HttpResponse:
    """Sum up the surveys asked in a span of time; few answers make no mean."""
    actor = actor_of(request)
    policy.require(actor, SURVEY.permission("view"))
    only_known(request, ContentQuery)
    if not query.since < query.until <= query.since + LONGEST:
        raise Malformed(errors={"until": _("结束须晚于开始，且不超过三年")})
    found: Any = queries.content(actor, **dict(query))
    return as_json({**vars(found), "enough": calc.ENOUGH})


@surveys.get(
    "/{survey_id}/link",
    response=SurveyLinkOut,
    operation_id="service_survey_link",
    summary="Read the link of a survey",
)
def link(request: HttpRequest, survey_id: Annotated[types.Id, FROM_PATH]) -> HttpResponse:
    """Read the path the customer opens, while the survey may be answered."""
    actor = actor_of(request)
    policy.require(actor, SURVEY.permission("create"))
    survey = documents.get(Survey, survey_id, actor=actor)
    is_open = queries.is_open(survey, at=timezone.now())
    return as_json({"path": queries.path(survey.pk) if is_open else None})


ROUTERS = {"surveys": fixed_first(surveys)}
