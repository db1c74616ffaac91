"""The HTTP door of log-ins and keys: who am I, log in, log out, keys of other systems."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from backend.core.access import actor as actors
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.access.models import Assignment, Mode, Scope
from backend.core.errors import Malformed, Refusal
from backend.core.http import throttle
from backend.core.http.doors import IdempotencyKey, actor_of, as_json, fixed_first, once, router_for
from backend.core.people import actions, handover
from backend.core.people.models import Membership, User
from backend.core.people.schemas import (
    API_KEY,
    DEPARTURE,
    ApiKeyIn,
    ApiKeyOut,
    DepartureOutlook,
    DepartureOutlookQuery,
    IssuedKeyOut,
    LanguageChoice,
    LogIn,
    MeOut,
    counts,
)
from backend.core.registry import outward, permissions, resources

me = Router(tags=["core"])
session = Router(tags=["core"])
keys = router_for(API_KEY)
departures = router_for(DEPARTURE)


class WrongLogin(Refusal):
    """Name and password do not belong together, or the log-in is closed."""

    status = 401
    sentence = _("用户名或密码不正确。")


class OtherSite(Refusal):
    """Another site's page tried to log somebody in."""

    status = 403
    sentence = _("请从本系统的页面登录。")


@me.get("", response=MeOut, operation_id="me_read", summary="Who am I")
def who(request: HttpRequest) -> HttpResponse:
    """Tell who the caller is, what it may do and which fields it may see."""
    return as_json(_me(request, actor_of(request)))


@me.put("/language", response=MeOut, operation_id="me_language", summary="Choose a language")
def choose(request: HttpRequest, data: LanguageChoice) -> HttpResponse:
    """Remember the language for a caller that sends no Accept-Language, and for the admin."""
    actions.choose_language(actor=actor_of(request), language=data.language)
    return as_json(_me(request, actor_of(request)))


@session.post("", response=MeOut, auth=None, operation_id="session_create", summary="Log in")
def log_in(request: HttpRequest, data: LogIn) -> HttpResponse:
    """Log a person in by name and password; the answer sets the session and its CSRF token."""
    throttle.hit("login", throttle.address(request), limit=throttle.LOGINS)
    _require_own_site(request)
    user = authenticate(request, username=data.username, password=data.password)
    if user is None or not user.is_active:
        raise WrongLogin
    login(request, user)
    assert isinstance(user, User)
    return as_json(_me(request, actors.of_user(user)))


@session.delete("", response={204: None}, operation_id="session_delete", summary="Log out")
def log_out(request: HttpRequest) -> HttpResponse:
    """Log the person out here."""
    logout(request)
    return HttpResponse(status=204)


@keys.post(
    "",
    response={201: IssuedKeyOut},
    operation_id="core_api_key_create",
    summary="Issue an API key",
)
def issue(request: HttpRequest, data: ApiKeyIn, key: IdempotencyKey = None) -> HttpResponse:
    """Issue a key. Its secret is in this answer and nowhere else, not even in a repeated one."""
    actor = actor_of(request)
    secrets: list[str] = []

    def work() -> HttpResponse:
        made, secret = actions.issue_key(
            actor=actor,
            now=timezone.now(),
            user_id=data.user_id or actor.user_id or 0,
            name=data.name,
            permissions=data.permissions,
            addresses=data.addresses,
            expires_at=data.expires_at,
        )
        secrets.append(secret)
        shown = ApiKeyOut.model_validate(made).model_dump()
        return as_json({**shown, "secret": None}, status=201)

    response = once(request, actor, key, work)
    for secret in secrets:  # after it was remembered without
        shown = f'"secret":"{secret}"'.encode()
        response.content = response.content.replace(b'"secret":null', shown)
    return response


def _require_own_site(request: HttpRequest) -> None:
    """A log-in carries no CSRF token yet, so the browser's own word on the origin counts."""
    origin = request.headers.get("Origin", "")
    if not origin:
        return
    if urlsplit(origin).netloc != request.get_host() and origin not in (
        settings.CSRF_TRUSTED_ORIGINS
    ):
        raise OtherSite


def _me(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    user = User.objects.get(pk=actor.user_id or 0)
    held = [(name, actor.scope_of(name)) for name in permissions()]
    roles = Assignment.objects.filter(user=user).filter(actors.is_running(timezone.localdate()))
    units = Membership.objects.filter(user=user).values_list("unit__name", flat=True)
    return {
        "id": user.pk,
        "username": user.username,
        "name": user.name,
        "language": user.language,
        "is_superuser": user.is_superuser,
        "key_id": actor.key_id,
        "roles": sorted(roles.values_list("role__code", flat=True)),
        "units": sorted(units),
        "permissions": [
            {"permission": name, "scope": Scope(scope).name.lower()}
            for name, scope in held
            if scope
        ],
        "fields": [
            {
                "document": resource.code,
                "field": name,
                "mode": Mode(actor.mode_of(resource.code, name)).name.lower(),
            }
            for resource in (resources() if actor.party_id is None else outward())
            for name in sorted(resource.sensitive)
        ],
        "party_id": actor.party_id,
        "csrf": "" if actor.key_id else get_token(request),
    }


@departures.get(
    "/outlook",
    response=DepartureOutlook,
    operation_id="core_departure_outlook",
    summary="What a person owns",
)
def read_outlook(
    request: HttpRequest, query: Annotated[DepartureOutlookQuery, Query(...)]
) -> HttpResponse:
    """Count what would change hands if a person left now, by kind of paper."""
    policy.require(actor_of(request), "core.create_departure")
    if not User.objects.filter(pk=query.user_id).exists():
        raise Malformed(errors={"user_id": _("没有这个用户")})
    found = counts(handover.owned(query.user_id))
    return as_json({"user_id": query.user_id, "owned": found})


ROUTERS = {
    "/me": me,
    "/session": session,
    "api-keys": keys,
    "departures": fixed_first(departures),
}
