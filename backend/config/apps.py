"""The room that knows everybody."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    """Settings, urls, the one API and the one admin site."""

    name = "backend.config"
    label = "config"
    verbose_name = _("配置")

    def ready(self) -> None:
        """This will open every document's doors and ears."""
        from backend.config import rooms

        rooms.open_ears()
