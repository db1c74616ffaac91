"""One's own notices in the back office, and those of a role for whom they are theirs to set."""

from datetime import time
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter, ValidationError
from unfold.admin import ModelAdmin

from backend.core import notices
from backend.core.access.actor import Actor
from backend.core.access.models import Role
from backend.core.backoffice import reach
from backend.core.errors import Malformed, Refusal
from backend.notify.preference import actions, queries
from backend.notify.preference.models import Preference, QuietHours
from backend.notify.preference.schemas import HourMinute

HOUR = TypeAdapter(HourMinute)


@admin.register(Preference)
class PreferenceAdmin(ModelAdmin):  # type: ignore[misc]
    """By which ways I am told of what."""

    icon = "notifications_active"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """This will show the choices as one table of ticks, and take what was ticked."""
        actor = reach.actor_of(request)
        role = _role(request, actor)
        sentence = ""
        if request.method == "POST":
            try:
                _take(request, actor, role)
            except Refusal as refusal:
                said = [str(text) for text in refusal.errors.values()]
                sentence = "；".join(said) or str(refusal)
            else:
                return HttpResponseRedirect(f"{request.get_full_path()}")
        assert actor.user_id is not None  # a person is logged in
        holds = queries.of_user(actor.user_id) if role is None else queries.of_role(role.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("通知设置"),
            "opts": self.model._meta,
            "channels": list(notices.channels()),
            "rows": _rows(queries.kinds(actor if role is None else None), holds),
            "quiet": QuietHours.objects.filter(user_id=actor.user_id).first(),
            "roles": Role.objects.order_by("code") if actor.may(actions.SET_DEFAULTS) else [],
            "role": role,
            "sentence": sentence,
        }
        return TemplateResponse(request, "notify/preference/page.html", context)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """This will show everybody their own settings."""
        return bool(request.user.is_authenticated)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will show everybody their own settings; the page shows no others."""
        return bool(request.user.is_authenticated)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """This will refuse: what holds is ticked in the table."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will refuse single rows: what holds is ticked in the table."""
        return obj is None and bool(request.user.is_authenticated)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will refuse: what holds is ticked in the table."""
        return False

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """This will lead back to the table."""
        return HttpResponseRedirect("../../")


def _role(request: HttpRequest, actor: Actor) -> Role | None:
    code = request.GET.get("role", "")
    if not code:
        return None
    if not actor.may(actions.SET_DEFAULTS):
        raise PermissionDenied
    return Role.objects.filter(code=code).first()


def _rows(kinds: list[queries.Kind], holds: dict[queries.Choice, bool]) -> list[dict[str, Any]]:
    return [
        {
            "kind": kind,
            "ticks": [
                {"name": f"{kind.kind}|{one.code}", "is_on": holds[kind.kind, one.code]}
                for one in notices.channels()
            ],
        }
        for kind in kinds
    ]


def _take(request: HttpRequest, actor: Actor, role: Role | None) -> None:
    """Everything shown was chosen: a missing tick is a no."""
    shown = [name.split("|") for name in request.POST.getlist("shown") if name.count("|") == 1]
    ticked = set(request.POST.getlist("on"))
    choices = [(kind, channel, f"{kind}|{channel}" in ticked) for kind, channel in shown]
    if role is not None:
        actions.choose_for_role(role.code, actor=actor, choices=choices)
        return
    actions.choose(actor=actor, choices=choices)
    starts, ends = request.POST.get("starts", ""), request.POST.get("ends", "")
    if not starts and not ends:
        actions.end_quiet(actor=actor)
        return
    try:
        hours = [time.fromisoformat(HOUR.validate_python(text[:5])) for text in (starts, ends)]
    except ValidationError:
        raise Malformed(errors={"starts": _("请同时填写免打扰的开始和结束时间")}) from None
    actions.be_quiet(actor=actor, starts=hours[0], ends=hours[1])
