"""The HTTP door of the question why."""

from dataclasses import asdict
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from backend.core.access import policy, queries
from backend.core.access.models import Mode, Scope
from backend.core.access.schemas import ExplainOut, ExplainQuery
from backend.core.errors import Malformed
from backend.core.http.doors import actor_of, as_json
from backend.core.people.actions import MANAGE_ACCESS
from backend.core.people.models import User
from backend.core.registry import Resource, find

router = Router(tags=["core"])


@router.get(
    "/explain",
    response=ExplainOut,
    operation_id="core_access_explain",
    summary="Explain what somebody may do",
)
def explain(request: HttpRequest, query: Annotated[ExplainQuery, Query()]) -> HttpResponse:
    """Tell how far somebody holds a verb, or what a field is to them, and the chain behind it."""
    policy.require(actor_of(request), MANAGE_ACCESS)
    user = User.objects.filter(pk=query.user).first()
    resource = find(query.document)
    if user is None or resource is None:
        name, said = (
            ("user", _("没有这个用户")) if user is None else ("document", _("没有这种单据"))
        )
        raise Malformed(errors={name: said})
    verb = _verb_of(resource, query)
    found = queries.explain(
        user, resource, verb=verb, field=query.field, document_id=query.document_id
    )
    answer = {
        "user": user.pk,
        "document": resource.code,
        "permission": found.permission,
        "field": query.field,
        "scope": Scope(found.scope).name.lower(),
        "scope_label": str(Scope(found.scope).label),
        "mode": None if found.mode is None else Mode(found.mode).name.lower(),
        "mode_label": "" if found.mode is None else str(Mode(found.mode).label),
        "row": found.row,
        "steps": [asdict(step) for step in found.steps],
    }
    return as_json(ExplainOut.model_validate(answer).model_dump())


def _verb_of(resource: Resource, query: ExplainQuery) -> str:
    """The verb asked about; of a field it is looking."""
    if bool(query.verb) == bool(query.field):
        raise Malformed(errors={"verb": _("请在动作与字段中选填一个")})
    if query.field:
        first = query.field.partition(".")[0]
        if query.field not in resource.sensitive and first not in resource.out.model_fields:
            raise Malformed(errors={"field": _("这种单据没有这个字段")})
        return "view"
    if resource.permission(query.verb) not in resource.permissions():
        raise Malformed(errors={"verb": _("这种单据没有这个动作")})
    return str(query.verb)


ROUTERS = {"access": router}
