"""How the back office looks: its brand, colours, sidebar and first page."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("衡 Heng"),
    "SITE_HEADER": _("衡 Heng"),
    "SITE_SUBHEADER": _("从线索到回款"),
    "SITE_SYMBOL": "balance",
    "SITE_URL": None,
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda request: static("heng/heng.svg"),
        }
    ],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "SHOW_BACK_BUTTON": False,
    "LANGUAGES": {"action": reverse_lazy("admin:language")},
    "BORDER_RADIUS": "6px",
    "STYLES": [lambda request: static("heng/backoffice.css")],
    "SCRIPTS": [lambda request: static("heng/backoffice.js")],
    "DASHBOARD_CALLBACK": "backend.core.backoffice.home.dashboard",
    "COLORS": {
        "base": {
            "50": "#f8fafb",
            "100": "#f0f4f5",
            "200": "#e1e8ea",
            "300": "#c9d4d7",
            "400": "#8fa0a5",
            "500": "#64767b",
            "600": "#4a5b60",
            "700": "#36464b",
            "800": "#222f33",
            "900": "#162023",
            "950": "#0d1517",
        },
        "primary": {
            "50": "#edfaf8",
            "100": "#d2f2ed",
            "200": "#a8e4dc",
            "300": "#73cfc5",
            "400": "#43b3a8",
            "500": "#27978d",
            "600": "#187a73",
            "700": "#17625d",
            "800": "#174f4c",
            "900": "#17423f",
            "950": "#072726",
        },
    },
    "COMMAND": {"search_models": False, "show_history": False},
    "SIDEBAR": {
        "show_search": False,
        "command_search": False,
        "show_all_applications": False,
        "navigation": "backend.core.backoffice.navigation.sidebar",
    },
    "LOGIN": {"redirect_after": reverse_lazy("admin:index")},
}
