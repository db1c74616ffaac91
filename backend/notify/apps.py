"""The room of telling as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    """How people are told: their inbox."""

    name = "backend.notify"
    label = "notify"
    verbose_name = _("通知")
