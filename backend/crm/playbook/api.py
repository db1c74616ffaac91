"""The HTTP door of the playbook."""

from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from backend.core.http.doors import actor_of, router_for
from backend.crm.playbook.queries import coverage as covering
from backend.crm.playbook.schemas import PLAYBOOK_RULE, CoverageOut, CoverageQuery

figures = Router(tags=["crm"])


@figures.get(
    "/coverage",
    response=CoverageOut,
    operation_id="crm_playbook_coverage",
    summary="Read how well large sales were followed up in a week",
)
def coverage(request: HttpRequest, query: Annotated[CoverageQuery, Query()]) -> covering.Coverage:
    """Read the follow-up coverage of an ISO week over the sales the caller may see."""
    now = timezone.now()
    week = query.week or covering.this_week(now)
    return covering.coverage(actor_of(request), week, now=now)


ROUTERS = {"playbook-rules": router_for(PLAYBOOK_RULE), "playbook": figures}
