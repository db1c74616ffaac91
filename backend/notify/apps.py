"""The room of telling as Django sees it."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """How people are told: their inbox."""

    name = "backend.notify"
    label = "notify"
    verbose_name = "通知"
