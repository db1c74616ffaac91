"""The one admin site: every document's pages, and those of people and machinery."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.sites import AdminSite
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponseBase
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from backend.config import rooms
from backend.core.backoffice import home

MACHINERY = ("django_q", "axes", "sites")


def _login(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
    """Chinese first: another language only when this browser has chosen one here."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = settings.LANGUAGE_CODE
    return AdminSite.login(admin.site, request, extra_context)


def _clear_out() -> None:
    """Pages of tables that people here never edit by hand: groups, the queue's own."""
    for model in list(admin.site._registry):
        if model is Group or model._meta.app_label in MACHINERY:
            admin.site.unregister(model)


def _addresses() -> list[Any]:
    """The small addresses every page needs; read after every app has registered its pages."""
    _clear_out()
    return [
        path("find/<str:code>/", admin.site.admin_view(home.suggestions), name="find"),
        path("language/", home.language, name="language"),
    ]


list(rooms.words("admin"))
admin.site.index_title = _("工作台")
admin.site.login = _login  # type: ignore[method-assign,assignment]
admin.site.extra_urls = _addresses  # type: ignore[attr-defined]
