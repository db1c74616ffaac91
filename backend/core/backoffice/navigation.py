"""The sidebar: what this person may look at, by room, from the registry."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.core.backoffice import reach

SET_UP = 60
"""Pages from this place on are settings of their room."""
FIRST = ("crm", "goods", "market", "supply", "service", "notify", "engine", "core")


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """This will give the groups of the sidebar for the person who asks."""
    home = {"title": _("工作台"), "icon": "dashboard", "link": reverse("admin:index")}
    groups: list[dict[str, Any]] = [{"title": "", "separator": False, "items": [home]}]
    for room in _rooms():
        groups += _groups(room, request)
    return groups


def _rooms() -> list[str]:
    labels = {model._meta.app_label for model in admin.site._registry}
    known = [room for room in FIRST if room in labels]
    return known + sorted(labels - set(known))


def _groups(room: str, request: HttpRequest) -> list[dict[str, Any]]:
    """Documents of a room under its name; what is administered under its own."""
    papers: list[dict[str, Any]] = []
    machinery: list[dict[str, Any]] = []
    pages = sorted(admin.site._registry.items(), key=lambda found: getattr(found[1], "place", 50))
    for model, page in pages:
        if model._meta.app_label != room:
            continue
        papers += _boards(page, request)
        if not page.has_module_permission(request):
            continue
        entry = {
            "title": model._meta.verbose_name_plural,
            "icon": getattr(page, "icon", "settings"),
            "link": reach.list_address(model),
        }
        target = papers if hasattr(page, "resource") and not _is_set_up(page) else machinery
        target.append(entry)
    title = apps.get_app_config(room).verbose_name
    found = []
    if papers:
        found.append(_group(title, papers))
    if machinery:
        found.append(_group(_second(room, title, after=bool(papers)), machinery, folded=True))
    return found


def _boards(page: Any, request: HttpRequest) -> list[dict[str, Any]]:
    """Pages made by hand that people come for every day."""
    actor = reach.actor_of(request)
    return [
        {"title": title, "icon": icon, "link": reverse(name)}
        for title, icon, name, permission in getattr(page, "boards", ())
        if actor.may(permission)
    ]


def _second(room: str, title: Any, *, after: bool) -> Any:
    """The name of a room's folded group: its own when nothing else stands under it."""
    if room == "core":
        return _("系统管理")
    return _("{room}设置").format(room=title) if after else title


def _is_set_up(page: Any) -> bool:
    """What is laid down once in a while stands apart from what people work with every day."""
    return bool(getattr(page, "is_machinery", False)) or getattr(page, "place", 0) >= SET_UP


def _group(title: Any, items: list[dict[str, Any]], *, folded: bool = False) -> dict[str, Any]:
    return {"title": title, "separator": True, "collapsible": folded, "items": items}
