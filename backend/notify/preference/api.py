"""The HTTP door of preferences: one's own, so no permission is asked for; a role's needs one."""

from datetime import time
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Path, Router

from backend.core import notices
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.access.models import Role
from backend.core.errors import Invisible, Malformed
from backend.core.http.doors import IdempotencyKey, actor_of, as_json, once
from backend.notify.preference import actions, queries
from backend.notify.preference.models import QuietHours
from backend.notify.preference.schemas import (
    PreferencesIn,
    PreferencesOut,
    QuietHoursIn,
    RolePreferencesOut,
)

own = Router(tags=["notify"])
quiet = Router(tags=["notify"])
roles = Router(tags=["notify"])
Code = Annotated[str, Path(..., max_length=32)]


@own.get(
    "",
    response=PreferencesOut,
    operation_id="notify_preference_list",
    summary="Read what one is told",
)
def mine(request: HttpRequest) -> HttpResponse:
    """Give every kind of notice the caller may get, by which channels, and the quiet hours."""
    return as_json(_mine(actor_of(request)))


@own.post(
    "/choose",
    response=PreferencesOut,
    operation_id="notify_preference_choose",
    summary="Choose what one is told",
)
def choose(request: HttpRequest, data: PreferencesIn, key: IdempotencyKey = None) -> HttpResponse:
    """Choose by which channels the caller is told of what."""
    actor = actor_of(request)

    def work() -> HttpResponse:
        actions.choose(actor=actor, choices=_choices(data))
        return as_json(_mine(actor))

    return once(request, actor, key, work)


@quiet.post(
    "",
    response=PreferencesOut,
    operation_id="notify_preference_quiet",
    summary="Set one's quiet hours",
)
def be_quiet(request: HttpRequest, data: QuietHoursIn, key: IdempotencyKey = None) -> HttpResponse:
    """Set from when until when the caller is not to be disturbed, or that they may be always."""
    actor = actor_of(request)

    def work() -> HttpResponse:
        if data.starts is None and data.ends is None:
            actions.end_quiet(actor=actor)
        elif data.starts is None or data.ends is None:
            raise Malformed(errors={"ends": _("开始和结束时间须同时填写")})
        else:
            hours = time.fromisoformat(data.starts), time.fromisoformat(data.ends)
            actions.be_quiet(actor=actor, starts=hours[0], ends=hours[1])
        return as_json(_mine(actor))

    return once(request, actor, key, work)


@roles.get(
    "/{role_code}",
    response=RolePreferencesOut,
    operation_id="notify_role_preference_read",
    summary="Read what a role is told",
)
def of_role(request: HttpRequest, role_code: Code) -> HttpResponse:
    """Give what holds for the people of a role who chose nothing themselves."""
    policy.require(actor_of(request), actions.SET_DEFAULTS)
    return as_json(_of_role(role_code))


@roles.post(
    "/{role_code}/choose",
    response=RolePreferencesOut,
    operation_id="notify_role_preference_choose",
    summary="Choose what a role is told",
)
def choose_for_role(
    request: HttpRequest,
    role_code: Code,
    data: PreferencesIn,
    key: IdempotencyKey = None,
) -> HttpResponse:
    """Choose what holds for the people of a role who chose nothing themselves."""
    actor = actor_of(request)

    def work() -> HttpResponse:
        actions.choose_for_role(role_code, actor=actor, choices=_choices(data))
        return as_json(_of_role(role_code))

    return once(request, actor, key, work)


def _choices(data: PreferencesIn) -> list[tuple[str, str, bool]]:
    return [(one.kind, one.channel, one.is_on) for one in data.choices]


def _mine(actor: Actor) -> dict[str, Any]:
    assert actor.user_id is not None  # a caller of the API is a person
    hours = QuietHours.objects.filter(user_id=actor.user_id).first()
    return {
        **_table(queries.kinds(actor), queries.of_user(actor.user_id)),
        "quiet": None
        if hours is None
        else {"starts": f"{hours.starts:%H:%M}", "ends": f"{hours.ends:%H:%M}"},
    }


def _of_role(code: str) -> dict[str, Any]:
    role = Role.objects.filter(code=code).first()
    if role is None:
        raise Invisible
    return {"role": role.code, **_table(queries.kinds(), queries.of_role(role.pk))}


def _table(kinds: list[queries.Kind], holds: dict[queries.Choice, bool]) -> dict[str, Any]:
    channels = list(notices.channels())
    return {
        "channels": [{"code": one.code, "label": str(one.label)} for one in channels],
        "kinds": [
            {
                "kind": kind.kind,
                "label": kind.label,
                "is_urgent": kind.is_urgent,
                "channels": {one.code: holds[kind.kind, one.code] for one in channels},
            }
            for kind in kinds
        ],
    }


ROUTERS = {"preferences": own, "quiet-hours": quiet, "role-preferences": roles}
